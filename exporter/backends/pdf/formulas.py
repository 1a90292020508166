"""Formulas, which WeasyPrint does not know: outlines in the size and the colour of the text, on its baseline."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from weasyprint import html
from weasyprint.svg import SVG

from exporter.backends.pdf import edges, outlines
from exporter.backends.pdf.outlines import Outlines, Undrawable
from exporter.model import Diagnostic, Document, Severity

Box: TypeAlias = Any
"""A box of WeasyPrint's, which has no types; so are its styles and streams."""
LEGIBLE_PT = 7.0
"""The least on a label by the European Commission's guideline on the readability of the labelling and package leaflet
of medicinal products (revision 1, 2009)."""
LEAST_SCALE = 0.6
"""Of the size of the text, which the layout has chosen for its readers: those of large print need it."""
POINTS_PER_PIXEL = 0.75
TOLERANCE = 0.01
SHOWN = 40
"""Characters of a formula's words in a message."""


class Picture:
    """What WeasyPrint takes for a picture: it asks for its size, and has it drawn."""

    def __init__(self, drawing: Outlines | None, fault: str = "") -> None:
        self.drawing = drawing
        self.fault = fault
        """Why there is no drawing."""

    def get_intrinsic_size(self, _resolution: object, font_size: float) -> tuple[float, float, float | None]:
        """Give width and height in pixels, and their ratio."""
        if self.drawing is None:
            return 0, 0, None
        width, height = self.drawing.width * font_size, self.drawing.height * font_size
        return width, height, width / height

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:  # noqa: ANN401 - untyped library
        """Fill the outlines with the text's colour."""
        if self.drawing is not None:
            root = ET.fromstring(self.drawing.svg)  # noqa: S314 - our own
            root.set("color", _css(style["color"]))
            SVG(root, "", None).draw(stream, width, height, "", None)


@contextmanager
def drawn() -> Iterator[None]:
    """Let the formulas of documents that are laid out meanwhile be drawn."""
    html.HTML_HANDLERS[edges.FORMULA] = _replaced
    try:
        yield
    finally:
        del html.HTML_HANDLERS[edges.FORMULA]


def findings(page_boxes: Sequence[Box], document: Document) -> Iterator[Diagnostic]:
    """Report formulas that could not be drawn, and those that are hard to read since they had to be made smaller."""
    for page_box in page_boxes:
        for box, line in edges.pieces(page_box, None):
            picture = getattr(box, "replacement", None)
            if not isinstance(picture, Picture):
                continue
            said = box.element.get("alttext", "")
            shown = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
            scale = _scale(box, picture)
            size_pt = scale * box.style["font_size"] * POINTS_PER_PIXEL
            if picture.fault:
                message, hint = f"the formula {shown!r} cannot be drawn: {picture.fault}", "write its words beside it"
                yield Diagnostic("undrawable-formula", Severity.ERROR, message, hint, document.source_name, line)
            elif scale < LEAST_SCALE or (scale < 1 - TOLERANCE and size_pt < LEGIBLE_PT):
                message = f"the formula {shown!r} is wider than its column, and drawn in {size_pt:.1f} pt"
                hint = "write it on several lines, with \\begin{aligned}, or take a wider column"
                yield Diagnostic("small-formula", Severity.WARNING, message, hint, document.source_name, line)


def _scale(box: Box, picture: Picture) -> float:
    """How large a formula is drawn, so that it is no wider than its column; 1 in the size of the text."""
    width, _, _ = picture.get_intrinsic_size(1, box.style["font_size"])
    return float(box.width / width) if width else 1.0


def _replaced(element: Any, box: Box, _images: object, _base_url: object) -> list[Box]:  # noqa: ANN401 - as above
    tail, element.tail = element.tail, None
    markup = ET.tostring(element, encoding="unicode")
    element.tail = tail
    try:
        picture = Picture(outlines.draw(markup))
    except Undrawable as reason:
        picture = Picture(None, str(reason))
    replaced = html.make_replaced_box(element, box, picture)
    if picture.drawing is not None and "inline" in box.style["display"]:
        replaced.style = box.style.copy()  # elements of the same style share it
        replaced.style["vertical_align"] = -picture.drawing.depth * box.style["font_size"]
    return [replaced]


def _css(colour: Any) -> str:  # noqa: ANN401 - of tinycss2
    red, green, blue = (round(255 * min(max(value, 0), 1)) for value in colour.to("srgb").coordinates)
    return f"rgb({red}, {green}, {blue})"
