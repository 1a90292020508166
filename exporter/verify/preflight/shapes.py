"""Rules about text, lines and pictures: whether they can be printed at their size and where they are."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import Severity
from exporter.verify.preflight.facts import Page
from exporter.verify.preflight.places import Area, Finding, error, millimetres, warning
from exporter.verify.preflight.profile import Profile

LONG_MM = 1.0
"""A filled shape that is thin and at least as long as this is a line."""


def keeps_text_safe(page: Page, profile: Profile) -> Iterator[Finding]:
    """Text stays away from the trim: a guillotine may be off by a millimetre or two."""
    trim = page.boxes.trim
    if not profile.safe_mm:
        return
    for mark in page.marks:
        if mark.kind != "text" or not mark.area.touches(trim):
            continue
        distance = _distance(mark.area, trim)
        if distance < 0:
            message = "text crosses the trim and is cut off"
            yield error("text-near-trim", message, "move it inwards", page.at(mark.area))
        elif distance < profile.safe_mm - 0.05:
            message = f"text is {millimetres(distance)} from the trim, {millimetres(profile.safe_mm)} is the least"
            yield warning("text-near-trim", message, "move it inwards", page.at(mark.area))


def has_no_hairlines(page: Page, profile: Profile) -> Iterator[Finding]:
    """Every line is thick enough to hold on the plate."""
    for mark in page.marks:
        if not mark.area.touches(page.boxes.bleed.grown(0.01)) or mark.paint.is_white:
            continue
        is_line = mark.kind == "line" or (mark.kind == "fill" and _length(mark.area) >= LONG_MM)
        if is_line and mark.size < 0.99 * profile.hairline_pt:
            message = f"a line is {mark.size:.2g} pt thick, {profile.hairline_pt:g} pt is the least"
            yield warning("hairline", message, "make it thicker", page.at(mark.area))


def has_fine_pictures(page: Page, profile: Profile) -> Iterator[Finding]:
    """Pictures have pixels enough for the size that they are printed in; with half of them they look bad."""
    for mark in page.marks:
        if mark.kind not in {"picture", "bitmap"} or not mark.area.touches(page.boxes.bleed):
            continue
        least = profile.bitmap_ppi if mark.kind == "bitmap" else profile.image_ppi
        if mark.size < 0.99 * least:
            severity = Severity.ERROR if mark.size < least / 2 else Severity.WARNING
            what = "a black-and-white picture" if mark.kind == "bitmap" else "a picture"
            message = f"{what} has {mark.size:.0f} ppi at its size, {least:g} ppi is the least"
            hint = "use a picture with more pixels, or print it smaller"
            yield Finding("low-resolution", severity, message, hint, page.number, (mark.area,))


def _distance(area: Area, trim: Area) -> float:
    """From the nearest edge of the trim, in millimetres; negative across it."""
    return min(area.left - trim.left, area.bottom - trim.bottom, trim.right - area.right, trim.top - area.top)


def _length(area: Area) -> float:
    return max(area.right - area.left, area.top - area.bottom)
