"""What charts and icon arrays are drawn with: SVG of a single colour, in which series differ by their shape.

There is no text in these drawings. Names and numbers are the text of the figure around them, in the type, the size and
the colour that the reader has.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

NAMESPACE = "http://www.w3.org/2000/svg"
FULL, HOLLOW, STRIPED = range(3)
"""How the first, the second and the third series are drawn."""


@dataclass(frozen=True, slots=True)
class Pen:
    """What all drawings of a document have in common."""

    colour: str
    """`#rrggbb`, of at least 3:1 on every ground it may be seen on (WCAG 2.2, 1.4.11)."""
    words: Mapping[str, str]
    words_language: str
    """Where it is not the document's; empty where it is."""
    language: str
    direction: str
    """`ltr` or `rtl`: where rows of a table and of an icon array begin."""

    @property
    def is_mirrored(self) -> bool:
        """Whether a drawing begins on the right."""
        return self.direction == "rtl"


def canvas(**attributes: str) -> ET.Element:
    """An empty drawing, hidden from who hears the text; a name given to it shows it again."""
    named = {name.replace("_", "-"): value for name, value in attributes.items()}
    return ET.Element("svg", {"xmlns": NAMESPACE, "aria-hidden": "true", **named})


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; its measures are numbers of the drawing's units, or percent."""

    x: float
    y: float
    width: float
    height: float
    unit: str = ""

    def drawn(self, series: int, pen: Pen) -> Iterator[ET.Element]:
        """The bar of a series: full, hollow, or hollow with stripes across."""
        if series == FULL:
            yield self._rect(fill=pen.colour)
            return
        stroke = {"fill": "none", "stroke": pen.colour, "stroke-width": "1.5" if self.unit else "0.5"}
        yield self._rect(**stroke)
        if series == STRIPED:
            for stripe in self._stripes():
                yield from stripe.drawn(FULL, pen)

    def _stripes(self) -> Iterator[Bar]:
        """Stripes across the longer side of a bar, which lies if it is measured in percent, and stands otherwise."""
        length, start = (self.width, self.x) if self.unit else (self.height, self.y)
        for number in range(int(length / 2.4) + 1):
            thickness = min(1.2, length - 2.4 * number)
            if thickness > 0 and self.unit:
                yield Bar(start + 2.4 * number, self.y, thickness, self.height, self.unit)
            elif thickness > 0:
                yield Bar(self.x, start + length - 2.4 * number - thickness, self.width, thickness)

    def _rect(self, **attributes: str) -> ET.Element:
        places = {"x": self.x, "y": self.y, "width": self.width, "height": self.height}
        measured = {name: f"{decimal(value)}{self.unit}" for name, value in places.items()}
        return ET.Element("rect", {**measured, **attributes})


def decimal(value: float) -> str:
    """A coordinate, to a hundredth."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
