"""Icon arrays: so many people, row by row, of whom the first are those affected.

Those affected are full, the others outlined, so that the picture needs no colours, and stand together, so that they are
seen as a part of the whole (J. Ancker, Y. Senathirajah, R. Kukafka, J. Starren, Design features of graphs in health
risk communication, Journal of the American Medical Informatics Association 13, 2006, 608-618). They have the shape of
people, which are remembered better than blocks (B. Zikmund-Fisher et al., Blocks, ovals, or people?, Medical Decision
Making 34, 2014, 443-453).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from exporter.layout import drawing
from exporter.layout.drawing import Pen

COLUMNS = {25: 5, 200: 20, 250: 25, 500: 25, 1000: 40}
"""How many stand in a row, where it is not ten."""
MOST_PEOPLE = 200
"""More are drawn as dots: people would be too small to be seen."""
NARROW = 10
"""Icons in a row at most, of an array that leaves room for another beside it."""


@dataclass(frozen=True, slots=True)
class _Icon:
    """Paths, from the upper left corner of an icon's place; one for those affected and one for the others."""

    width: int
    height: int
    full: str
    outlined: str


_PERSON = _Icon(
    20,
    28,
    "m6 6a4 4 0 1 0 8 0a4 4 0 1 0-8 0m-3 20v-8q0-6 7-6t7 6v8z",
    "m7 6a3 3 0 1 0 6 0a3 3 0 1 0-6 0m-3 19v-7q0-5 6-5t6 5v7z",
)
_DOT = _Icon(10, 10, "m1 5a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "m2 5a3 3 0 1 0 6 0a3 3 0 1 0-6 0")


def columns(total: int) -> int:
    """How many stand in a row."""
    return COLUMNS.get(total, NARROW)


def draw(affected: int, total: int, pen: Pen) -> ET.Element:
    """Draw `affected` of `total` people, as wide as there is room."""
    icon = _PERSON if total <= MOST_PEOPLE else _DOT
    across = columns(total)
    rows = -(-total // across)
    svg = drawing.canvas(viewBox=f"0 0 {across * icon.width} {rows * icon.height}", width="100%")
    places = list(_places(total, across, icon, pen))
    if affected:
        path = "".join(f"M{x} {y}{icon.full}" for x, y in places[:affected])
        ET.SubElement(svg, "path", {"d": path, "fill": pen.colour})
    if affected < total:
        path = "".join(f"M{x} {y}{icon.outlined}" for x, y in places[affected:])
        stroke = {"fill": "none", "stroke": pen.colour, "stroke-width": f"{icon.width / 14:.2g}"}
        ET.SubElement(svg, "path", {"d": path, **stroke})
    return svg


def _places(total: int, across: int, icon: _Icon, pen: Pen) -> Iterator[tuple[int, int]]:
    """The upper left corner of each place, in reading order."""
    for number in range(total):
        row, column = divmod(number, across)
        yield (across - 1 - column if pen.is_mirrored else column) * icon.width, row * icon.height
