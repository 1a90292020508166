"""Columns and lines: the drawing that stands above its numbers, each point in the middle of its column of the table."""

from __future__ import annotations

import math
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exporter.layout import drawing
from exporter.layout.drawing import FULL, HOLLOW, Bar, Pen, decimal

NAMES = 28.0
"""Width of the table's first column, which holds the names of series, in percent."""
WIDTH, HEIGHT = 100.0, 42.0
TOP, FOOT = 2.0, 41.0
"""Where the scale ends and begins."""
MOST_LINES = 6
DASHES = ("", "3 1.4", "0.9 1.1")
"""Of the lines of the first, the second and the third series."""


@dataclass(frozen=True, slots=True)
class Scale:
    """What the height of a drawing stands for."""

    low: Decimal
    high: Decimal
    step: Decimal
    """From line to line; the first is at `low`."""

    def height(self, value: Decimal) -> float:
        """How far down in the drawing a value lies."""
        return FOOT - float((value - self.low) / (self.high - self.low)) * (FOOT - TOP)

    def lines(self) -> Iterator[Decimal]:
        """The values at which there are lines."""
        value = self.low
        while value <= self.high:
            yield value
            value += self.step


def scale(values: Sequence[Decimal], most: Decimal | None) -> Scale:
    """A scale that has zero on it, and round steps of 1, 2 or 5; it ends at `most` where that is given."""
    least, greatest = min(*values, Decimal(0)), most or max(*values, Decimal(0))
    step = _step((greatest - least) / MOST_LINES)
    low = (least / step).to_integral_value("ROUND_FLOOR") * step
    high = most or (greatest / step).to_integral_value("ROUND_CEILING") * step
    return Scale(low, high, step)


def _step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 5, 10, … that is not smaller."""
    power = Decimal(10) ** math.floor(least.log10())
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def columns(series: Sequence[Sequence[Decimal]], scale: Scale, pen: Pen) -> ET.Element:
    """Columns that stand on zero, those of a point beside one another."""
    svg = _ground(scale, pen)
    slot = (WIDTH - NAMES) / len(series[0])
    width = min(0.72 * slot / len(series), 9.0)
    for number, values in enumerate(series):
        offset = width * (number - len(series) / 2)
        for point, value in enumerate(values):
            x = NAMES + slot * (point + 0.5) + offset
            top = scale.height(value)
            bar = Bar(_mirrored(x, pen, width) + 0.3, top, width - 0.6, scale.height(Decimal(0)) - top)
            svg.extend(bar.drawn(number, pen) if value else ())
    return svg


def lines(series: Sequence[Sequence[Decimal]], scale: Scale, pen: Pen) -> ET.Element:
    """A line for each series, its points marked."""
    svg = _ground(scale, pen)
    slot = (WIDTH - NAMES) / len(series[0])
    for number, values in enumerate(series):
        places = [
            (_mirrored(NAMES + slot * (point + 0.5), pen), scale.height(value)) for point, value in enumerate(values)
        ]
        svg.append(_line(places, number, pen))
        svg.extend(_point(x, y, number, pen) for x, y in places)
    return svg


def key(series: int, pen: Pen, *, is_line: bool) -> ET.Element:
    """A small piece of a series, to be set before its name."""
    svg = drawing.canvas(viewBox="0 0 12 6", width="1.4em", height="0.7em", **{"class": "chart-key"})
    if is_line:
        svg.append(_line([(0.5, 3), (11.5, 3)], series, pen))
        svg.append(_point(6, 3, series, pen))
    else:
        svg.extend(Bar(1, 0.4, 10, 5.2).drawn(series, pen))
    return svg


def _ground(scale: Scale, pen: Pen) -> ET.Element:
    """The lines of the scale; that of zero is stronger."""
    svg = drawing.canvas(viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", width="100%", **{"class": "chart-plot"})
    start, end = (0.0, WIDTH - NAMES) if pen.is_mirrored else (NAMES, WIDTH)
    for value in scale.lines():
        y = decimal(scale.height(value))
        width = "0.4" if value == 0 else "0.16"
        path = {"d": f"M{start:g} {y}H{end:g}", "fill": "none", "stroke": pen.colour, "stroke-width": width}
        ET.SubElement(svg, "path", path)
    return svg


def _mirrored(x: float, pen: Pen, width: float = 0.0) -> float:
    return WIDTH - x - width if pen.is_mirrored else x


def _line(places: Sequence[tuple[float, float]], series: int, pen: Pen) -> ET.Element:
    path = "L".join(f"{decimal(x)} {decimal(y)}" for x, y in places)
    attributes = {"d": f"M{path}", "fill": "none", "stroke": pen.colour, "stroke-width": "0.7"}
    if DASHES[series]:
        attributes["stroke-dasharray"] = DASHES[series]
    return ET.Element("path", attributes)


def _point(x: float, y: float, series: int, pen: Pen) -> ET.Element:
    """A disc, a square with a hole, a triangle."""
    if series == FULL:
        return ET.Element("circle", {"cx": decimal(x), "cy": decimal(y), "r": "1.3", "fill": pen.colour})
    if series == HOLLOW:
        path = f"M{decimal(x - 1.6)} {decimal(y - 1.6)}h3.2v3.2h-3.2zm0.7 0.7v1.8h1.8v-1.8z"
        return ET.Element("path", {"d": path, "fill": pen.colour, "fill-rule": "evenodd"})
    return ET.Element("path", {"d": f"M{decimal(x)} {decimal(y - 1.8)}l1.9 3.2h-3.8z", "fill": pen.colour})
