"""Rules about page boxes: where a page is trimmed, and how far it goes beyond."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.verify.preflight.facts import Boxes, File, Page
from exporter.verify.preflight.places import Finding, Where, error, millimetres, warning
from exporter.verify.preflight.profile import Profile

SAME_MM = 0.1
"""Sizes that differ by less are the same: a tenth of a millimetre is less than what a guillotine can do."""


def names_trim(page: Page, profile: Profile) -> Iterator[Finding]:
    """Every page says where it is trimmed."""
    if profile.trim_box and not page.boxes.named & {"TrimBox", "ArtBox"}:
        message = "the page does not say where it is trimmed"
        yield error("missing-trim-box", message, "export it with a TrimBox", page.at())


def nests(page: Page, _profile: Profile) -> Iterator[Finding]:
    """The TrimBox lies in the BleedBox, and that in the MediaBox (ISO 32000-1, 14.11.2)."""
    boxes = page.boxes
    if not boxes.media.holds(boxes.bleed):
        message = "the BleedBox goes beyond the MediaBox"
        yield error("misplaced-box", message, "make the MediaBox larger or the BleedBox smaller", page.at(boxes.bleed))
    if not boxes.bleed.holds(boxes.trim):
        message = "the TrimBox goes beyond the BleedBox"
        yield error("misplaced-box", message, "make the BleedBox as large as the trim with its bleed", page.at())


def begins_at_nought(page: Page, profile: Profile) -> Iterator[Finding]:
    """The MediaBox begins at 0, 0: some software of printing houses takes that for granted."""
    left, bottom = page.boxes.origin
    if profile.trim_box and (abs(left) > 0.01 or abs(bottom) > 0.01):
        message = f"the MediaBox begins at {left:g}, {bottom:g} and not at 0, 0"
        yield warning("shifted-origin", message, "export it with a MediaBox that begins at 0, 0", page.at())


def have_one_size(file: File, profile: Profile) -> Iterator[Finding]:
    """All pages are trimmed to the size of the first."""
    if not profile.same_sizes or not file.boxes:
        return
    wide, high = _size(file.boxes[0])
    for number, boxes in enumerate(file.boxes, start=1):
        width, height = _size(boxes)
        if abs(width - wide) > SAME_MM or abs(height - high) > SAME_MM:
            size, first = (f"{millimetres(one)} by {millimetres(two)}" for one, two in ((width, height), (wide, high)))
            message = f"the page is trimmed to {size}, the first to {first}"
            yield error("uneven-page-sizes", message, "export all pages in one size", Where(number))


def _size(boxes: Boxes) -> tuple[float, float]:
    return boxes.trim.right - boxes.trim.left, boxes.trim.top - boxes.trim.bottom
