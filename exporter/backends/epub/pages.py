"""Where the pages of the print edition begin, marked in the book."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from exporter.backends import running_text
from exporter.backends.epub import spots
from exporter.backends.epub.parts import EPUB_TYPE, XHTML, Body
from exporter.backends.epub.spots import Spot
from exporter.model import PageStart, Place

PARTS: Mapping[str, tuple[str, ...]] = {"cover": ("title-page", "cover"), "back": ("colophon", "back")}
"""Kinds of parts of a print edition without text of the article, each with those of a book that say the same."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page of the page list: what it is called, and the place that it points to."""

    label: str
    target: str


def mark(bodies: Sequence[Body], starts: Sequence[PageStart]) -> list[PageMark]:
    """Put a page-break mark where each page begins: between blocks, or within one before the word.

    A page that begins with what the book does not have is marked at the first place on it that the book has; a page
    without such a place is left out. The marks name their page for screen readers (DPUB-ARIA 1.1, doc-pagebreak).
    """
    places = {
        str(element.get("id")): (body, element)
        for body in bodies
        for element in body.tree.iter(etree.Element)
        if element.get("id")
    }
    marks: list[PageMark] = []
    taken = set(places)
    for number, start in enumerate(starts, start=1):
        found = (_spot(place, bodies, places) for place in start.places)
        body, spot = next((each for each in found if each), (None, None))
        if body is None or spot is None or not start.label:
            continue
        name = f"_page-{re.sub(r'[^A-Za-z0-9]', '', start.label) or number}"
        if name in taken:
            name = f"_page-mark-{number}"
        taken.add(name)
        spot.insert(_break(name, start.label, "div" if spot.is_between_blocks else "span"))
        marks.append(PageMark(start.label, f"{body.file}#{name}"))
    return marks


def _spot(
    place: Place, bodies: Sequence[Body], places: Mapping[str, tuple[Body, etree._Element]]
) -> tuple[Body, Spot] | None:
    """The place in the book; None where the book does not have it, or has other words there."""
    if place.part:
        same = (body for kind in PARTS.get(place.part, ()) for body in bodies if body.part.kind == kind)
        return next(((body, spots.beginning(body.tree)) for body in same), None)
    if place.anchor not in places:
        return None
    body, anchor = places[place.anchor]
    found = running_text.find(anchor, place)
    return (body, spots.before(*found, body.tree)) if found else None


def _break(name: str, label: str, tag: str) -> etree._Element:
    attributes = {"role": "doc-pagebreak", "id": name, "aria-label": f" {label} "}
    break_mark = etree.Element(f"{{{XHTML}}}{tag}", attributes)
    break_mark.set(EPUB_TYPE, "pagebreak")
    return break_mark
