"""Rules about ink on the page as it would be printed: how much there is, and whether it reaches the bleed."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.verify.preflight.facts import Page
from exporter.verify.preflight.places import Area, Finding, error, millimetres, warning
from exporter.verify.preflight.profile import Profile

SPECK_MM2 = 1.0
"""Ink dries badly where there is much of it; a smaller place dries from its edges."""
FAINT = 5
"""Of 255: less of an ink at the trim is not seen when it is cut off, and may come from smoothing."""
GAP_MM = 2.0
"""The shortest white gap in the bleed that is told of."""


def is_within_limit(page: Page, profile: Profile) -> Iterator[Finding]:
    """Nowhere is more ink than the paper can take."""
    inside = page.boxes.bleed.within(page.boxes.media)
    most, places = page.plates.excess(profile.ink_percent, inside)
    for place in places:
        if (place.right - place.left) * (place.top - place.bottom) >= SPECK_MM2:
            message = f"up to {most:.0f} % ink, {profile.ink_percent:g} % is the limit"
            yield error(
                "too-much-ink", message, "use colours with less ink, or convert again with the profile", page.at(place)
            )


def reaches_bleed(page: Page, profile: Profile) -> Iterator[Finding]:
    """Colour that touches the trim goes on to the end of the bleed: else a white line may show after trimming."""
    if not profile.bleed_mm:
        return
    for name, at_trim, at_bleed in _edges(page, profile.bleed_mm):
        inside = page.plates.strip(at_trim)
        if max(inside, default=0) <= FAINT:
            continue
        outside = page.plates.strip(at_bleed) if page.boxes.media.holds(at_bleed, page.plates.pixel_mm) else b""
        reach = round(profile.bleed_mm / page.plates.pixel_mm)
        for start, end in _bare(inside, outside, reach):
            side = page.plates.pixel_mm
            if (end - start) * side >= GAP_MM:
                message = f"colour touches the {name} edge and does not reach {millimetres(profile.bleed_mm)} beyond it"
                place = _along(at_trim, start * side, end * side)
                yield error("missing-bleed", message, "let it go on to the end of the bleed", page.at(place))


def stays_in_margin(page: Page, profile: Profile) -> Iterator[Finding]:
    """Nothing lies where an office's printer cannot print."""
    margin, trim = profile.margin_mm, page.boxes.trim
    if not margin:
        return
    strips = {
        "left": trim._replace(right=trim.left + margin),
        "right": trim._replace(left=trim.right - margin),
        "lower": trim._replace(top=trim.bottom + margin),
        "upper": trim._replace(bottom=trim.top - margin),
    }
    for name, strip in strips.items():
        place = page.plates.inked(strip)
        if place is not None:
            message = (
                f"there is colour within {millimetres(margin)} of the {name} edge, where many printers cannot print"
            )
            yield warning("unprintable-margin", message, "move it inwards, or print on larger paper", page.at(place))


def _edges(page: Page, bleed_mm: float) -> Iterator[tuple[str, Area, Area]]:
    """Each edge of the trim with two strips along it: just inside, and at the end of the bleed."""
    trim, thick = page.boxes.trim, 2.5 * page.plates.pixel_mm
    end = trim.grown(bleed_mm)
    yield "left", trim._replace(right=thick), trim._replace(left=end.left, right=end.left + thick)
    yield "right", trim._replace(left=trim.right - thick), trim._replace(left=end.right - thick, right=end.right)
    yield "lower", trim._replace(top=thick), trim._replace(bottom=end.bottom, top=end.bottom + thick)
    yield "upper", trim._replace(bottom=trim.top - thick), trim._replace(bottom=end.top - thick, top=end.top)


def _bare(inside: bytes, outside: bytes, reach: int) -> Iterator[tuple[int, int]]:
    """Where there is ink inside and none outside, not even a little further on: edges may be slanted."""
    start = -1
    for index, amount in enumerate(inside):
        around = outside[max(0, index - reach) : index + reach + 1]
        is_bare = amount > FAINT and not any(around)
        if is_bare and start < 0:
            start = index
        elif not is_bare and start >= 0:
            yield start, index
            start = -1
    if start >= 0:
        yield start, len(inside)


def _along(strip: Area, start_mm: float, end_mm: float) -> Area:
    if strip.right - strip.left < strip.top - strip.bottom:
        return strip._replace(bottom=strip.bottom + start_mm, top=strip.bottom + end_mm)
    return strip._replace(left=strip.left + start_mm, right=strip.left + end_mm)
