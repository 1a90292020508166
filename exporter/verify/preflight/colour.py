"""Rules about the colours that things are drawn in."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.verify.preflight.facts import Mark, Page
from exporter.verify.preflight.places import Finding, error, warning
from exporter.verify.preflight.profile import Colour, Profile

NAMES: dict[Colour, str] = {
    "grey": "grey",
    "cmyk": "CMYK",
    "spot": "a spot colour",
    "rgb": "RGB without a profile",
    "lab": "Lab",
    "icc-grey": "grey with a profile",
    "icc-cmyk": "CMYK with a profile",
    "icc-rgb": "RGB with a profile",
}
WHAT = {
    "text": "text",
    "line": "a line",
    "fill": "a surface",
    "shading": "a gradient",
    "picture": "a picture",
    "bitmap": "a picture of one colour",
    "group": "a group",
}

BLACK_AT_LEAST = 0.8
"""Of an ink: what eyes take for black in small type."""


def is_in_inks(page: Page, profile: Profile) -> Iterator[Finding]:
    """Every colour is of a kind that the press can print as it is."""
    for mark in _printed(page):
        colour = mark.paint.colour
        if colour is not None and colour not in profile.colours:
            is_blended = mark.kind == "group"
            message = f"{WHAT[mark.kind]} is {'blended' if is_blended else 'drawn'} in {NAMES[colour]}"
            yield error("screen-colour", message, "convert all colours to the inks of the press", page.at(mark.area))


def is_opaque(page: Page, profile: Profile) -> Iterator[Finding]:
    """Nothing is transparent where that is not allowed."""
    if profile.transparency:
        return
    for mark in _printed(page):
        if mark.is_transparent:
            message = f"{WHAT[mark.kind]} is transparent"
            yield error("transparency", message, "flatten transparency when you export", page.at(mark.area))


def shows_white(page: Page, profile: Profile) -> Iterator[Finding]:
    """White is not set to overprint: that is nothing printed on top of something."""
    if profile.white_overprint:
        return
    for mark in _printed(page):
        if mark.paint.overprints and mark.paint.is_white:
            message = f"{WHAT[mark.kind]} is white and overprints, so it vanishes"
            yield error("white-overprint", message, "let white knock out what lies below", page.at(mark.area))


def has_plain_black(page: Page, profile: Profile) -> Iterator[Finding]:
    """Small black text is of black ink alone: plates that are a hair's breadth apart would blur it."""
    for mark in _printed(page):
        if mark.kind == "text" and mark.size < profile.rich_black_pt - 0.01 and (inks := _rich_black(mark)):
            message = f"text of {mark.size:.3g} pt is black in {inks}"
            hint = "set it in black ink alone"
            yield warning("rich-black-text", message, hint, page.at(mark.area))


def _printed(page: Page) -> Iterator[Mark]:
    """What can be seen in print: marks beyond the bleed are the printing house's own."""
    return (mark for mark in page.marks if mark.area.touches(page.boxes.bleed))


def _rich_black(mark: Mark) -> str:
    """The inks of a colour in which nobody sees anything but black, where they are two besides black or more.

    What is black is black ink, and as much of the three others as they have in common; a brown has little of it.
    """
    inks = {name: amount for name, amount in mark.paint.inks or () if amount >= 0.05}
    grey = min(inks.get(name, 0.0) for name in ("Cyan", "Magenta", "Yellow"))
    if inks.get("Black", 0.0) + grey < BLACK_AT_LEAST or len(inks) < 3:
        return ""
    return ", ".join(f"{100 * amount:.0f} % {name.lower()}" for name, amount in inks.items())
