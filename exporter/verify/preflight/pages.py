"""Boxes, fonts and annotations of a page, by pikepdf."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from exporter.sheets import MILLIMETRES_PER_POINT
from exporter.verify import objects
from exporter.verify.objects import Object
from exporter.verify.preflight.facts import Annotation, Boxes
from exporter.verify.preflight.places import Area

if TYPE_CHECKING:
    import pikepdf

Rectangle: TypeAlias = tuple[float, float, float, float]
"""Four edges: of boxes left, bottom, right, top in the page's own units."""
FALLBACKS = {"TrimBox": "ArtBox", "ArtBox": "CropBox", "BleedBox": "CropBox", "CropBox": "MediaBox", "MediaBox": ""}
"""What a box is where it is not written (ISO 32000-1, table 30); PDF/X takes an ArtBox in place of a TrimBox."""
LETTER: Rectangle = (0.0, 0.0, 612.0, 792.0)
"""What MuPDF and others take for a page without MediaBox."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a page's own coordinates become places as they are seen."""

    media: Rectangle
    trim: Rectangle
    turn: int
    """Degrees clockwise that the page is shown turned by: 0, 90, 180 or 270."""
    unit_mm: float
    left_mm: float = 0.0
    bottom_mm: float = 0.0
    """The trim's lower left corner, from that of the MediaBox, as they are seen."""
    height_mm: float = 0.0
    """Of the MediaBox as it is seen."""

    def area(self, rectangle: Rectangle) -> Area:
        """The place of a rectangle of the page's own coordinates."""
        x0, y0 = self._seen(*rectangle[:2])
        x1, y1 = self._seen(*rectangle[2:])
        left, bottom = self.left_mm, self.bottom_mm
        return Area(min(x0, x1) - left, min(y0, y1) - bottom, max(x0, x1) - left, max(y0, y1) - bottom)

    def drawn(self, x0: float, y0: float, x1: float, y1: float) -> Area:
        """The place of a rectangle in points from the upper left corner of the page as it is seen, y downwards."""
        top = self.height_mm - self.bottom_mm
        return Area(
            x0 * MILLIMETRES_PER_POINT - self.left_mm,
            top - y1 * MILLIMETRES_PER_POINT,
            x1 * MILLIMETRES_PER_POINT - self.left_mm,
            top - y0 * MILLIMETRES_PER_POINT,
        )

    def points(self, area: Area) -> Rectangle:
        """The other way round: left, top, right, bottom in points from the upper left corner, y downwards."""
        top = self.height_mm - self.bottom_mm
        return (
            (area.left + self.left_mm) / MILLIMETRES_PER_POINT,
            (top - area.top) / MILLIMETRES_PER_POINT,
            (area.right + self.left_mm) / MILLIMETRES_PER_POINT,
            (top - area.bottom) / MILLIMETRES_PER_POINT,
        )

    def _seen(self, x: float, y: float) -> tuple[float, float]:
        """A point after the page was turned, from where the MediaBox's lower left corner is then."""
        left, bottom, right, top = self.media
        across, up = {
            0: (x - left, y - bottom),
            90: (y - bottom, right - x),
            180: (right - x, top - y),
            270: (top - y, x - left),
        }[self.turn]
        return across * self.unit_mm, up * self.unit_mm


def frame(page: pikepdf.Page) -> Frame:
    """Read how a page lies."""
    turn = _number(_inherited(page.obj, "/Rotate"), 0) % 360
    raw = Frame(
        media=_box(page, "MediaBox"),
        trim=_box(page, "TrimBox"),
        turn=int(turn) if turn in {90, 180, 270} else 0,
        unit_mm=(_number(page.obj.get("/UserUnit"), 1) or 1) * MILLIMETRES_PER_POINT,
    )
    trim, media = raw.area(raw.trim), raw.area(raw.media)
    return replace(raw, left_mm=trim.left, bottom_mm=trim.bottom, height_mm=media.top)


def boxes(page: pikepdf.Page, frame: Frame) -> Boxes:
    """Read a page's boxes."""
    return Boxes(
        media=frame.area(frame.media),
        bleed=frame.area(_box(page, "BleedBox")),
        trim=frame.area(frame.trim),
        named=frozenset(name for name in FALLBACKS if _written(page, name) is not None),
        origin=frame.media[:2],
    )


def overlays(page: pikepdf.Page, frame: Frame) -> Iterator[Annotation]:
    """Read a page's annotations."""
    for annotation in objects.listed(page.obj.get("/Annots")):
        rectangle = _rectangle(annotation.get("/Rect"))
        if rectangle is not None:
            yield Annotation(str(annotation.get("/Subtype", "/unknown"))[1:], frame.area(rectangle))


def missing_fonts(holder: Object, seen: set[tuple[int, int]]) -> set[str]:
    """Names of the fonts without a font program that a page or form sets text in, those of forms inside it included."""
    missing: set[str] = set()
    resources = _inherited(holder, "/Resources")
    content = _content(holder)
    for name, font in objects.entries(objects.get(resources, "/Font")):
        if not _is_embedded(font) and _uses(content, name, rb"\s+[\d.+-]+\s+Tf"):
            missing.add(str(font.get("/BaseFont", "/unnamed"))[1:])
    for name, form in objects.entries(objects.get(resources, "/XObject")):
        is_new_form = form.objgen not in seen and str(form.get("/Subtype", "")) == "/Form"
        if is_new_form and _uses(content, name, rb"\s+Do"):
            seen.add(form.objgen)
            missing |= missing_fonts(form, seen)
    return missing


def _content(holder: Object) -> bytes:
    """What a page or form draws."""
    import pikepdf

    contents = holder if isinstance(holder, pikepdf.Stream) else holder.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(stream.read_bytes() for stream in streams if isinstance(stream, pikepdf.Stream))


def _uses(content: bytes, name: str, operator: bytes) -> bool:
    """Whether a resource is used at all: one that only lies about does no harm."""
    return re.search(re.escape(name.encode()) + operator + rb"\b", content) is not None


def _is_embedded(font: Object) -> bool:
    subtype = str(font.get("/Subtype", ""))
    if subtype == "/Type3":
        return True
    if subtype == "/Type0":
        return all(_is_embedded(descendant) for descendant in objects.listed(font.get("/DescendantFonts")))
    return objects.has_font_program(font.get("/FontDescriptor"))


def _inherited(item: Object, key: str) -> Object:
    """An entry of a page, or of the nearest node above it that has one."""
    for _ in range(50):  # a page tree without end is somebody's joke
        if not objects.is_dictionary(item):
            return None
        if key in item:
            return item[key]
        item = item.get("/Parent")
    return None


def _number(item: Object, default: float) -> float:
    try:
        return float(item)
    except (TypeError, ValueError):
        return default


def _box(page: pikepdf.Page, name: str) -> Rectangle:
    """A box of a page, or what stands in for it where it is not written or is nonsense."""
    while name:
        box = _rectangle(_written(page, name))
        if box is not None:
            return box
        name = FALLBACKS[name]
    return LETTER


def _written(page: pikepdf.Page, name: str) -> Object:
    """A box as the file has it; only MediaBox and CropBox are inherited (ISO 32000-1, table 30)."""
    key = f"/{name}"
    return _inherited(page.obj, key) if name in {"MediaBox", "CropBox"} else page.obj.get(key)


def _rectangle(box: Object) -> Rectangle | None:
    """A box with its corners in order, whichever two are written; None where it is no box."""
    try:
        x0, y0, x1, y1 = (float(edge) for edge in box)
    except (TypeError, ValueError):
        return None
    box = min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    return box if box[0] < box[2] and box[1] < box[3] else None
