"""Pages onto sheets: each page becomes a form that is placed, turned and clipped as the sheet's geometry says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from exporter.sheets import POINTS_PER_MM, Edge, Placement, Sheet, Side, Size

if TYPE_CHECKING:
    import pikepdf

SIZE_TOLERANCE_MM = 0.2
"""How much a page may differ from the size of its place; beyond it, the geometry is of another document."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle, in millimetres from the lower left corner of a sheet's trim."""

    left_mm: float
    bottom_mm: float
    right_mm: float
    top_mm: float

    @classmethod
    def of(cls, place: Placement) -> Area:
        """The trim of a page on the sheet."""
        right_mm, top_mm = place.left_mm + place.size.width_mm, place.bottom_mm + place.size.height_mm
        return cls(place.left_mm, place.bottom_mm, right_mm, top_mm)

    def within(self, other: Area) -> Area:
        """What both have in common."""
        return Area(
            max(self.left_mm, other.left_mm),
            max(self.bottom_mm, other.bottom_mm),
            min(self.right_mm, other.right_mm),
            min(self.top_mm, other.top_mm),
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """The page of a PDF that a sheet is drawn on."""

    media: Size
    left_mm: float
    bottom_mm: float
    """Lower left corner of the sheet's trim on it."""
    bleed_mm: float
    """How far pages reach over the edges over which they may bleed."""
    printable: Area | None = None
    """Nothing is drawn outside of it; None is for presses, which print to the edge."""


@dataclass(frozen=True, slots=True)
class Form:
    """A page as something that can be drawn on others; its trim in its own coordinates, in points."""

    stream: pikepdf.Stream
    left: float
    bottom: float
    width: float
    height: float


def impose(pdf: pikepdf.Pdf, sheets: Sequence[Sheet], frame: Callable[[Sheet], Frame]) -> None:
    """Replace the document's pages by the sides of the sheets, each front before its back, empty ones too.

    A page that stands in several places is one object. What belongs to pages and is not drawn, links above all, goes.

    Args:
        pdf: Is changed. Where a page lies on its place follows from its TrimBox, how far it reaches from its MediaBox.
        sheets: Geometry for the pages of this document.
        frame: The page that a sheet is drawn on.

    Raises:
        ValueError: a sheet has a page that is not in the document, or that is of another size than its place.
    """
    forms = [_form(page) for page in pdf.pages]
    for sheet in sheets:
        around = frame(sheet)
        for side in sheet.sides:
            for place in side.placements:
                _check(place, forms)
            _add(pdf, side, around, forms)
    del pdf.pages[: len(forms)]


def drawing(side: Side, frame: Frame, forms: Sequence[Form]) -> str:
    """The content stream of a side: page 0 is drawn as `/P0`."""
    return "\n".join(_operators(side, frame, forms))


def clip(place: Placement, side: Side, frame: Frame) -> Area:
    """What may be seen of a page: its trim and its bleed, up to halfway to a neighbour and within what is printable."""
    trim = Area.of(place)
    reach = {edge: _reach(trim, edge, side, frame.bleed_mm) if edge in place.bleeds else 0.0 for edge in Edge}
    seen = Area(
        trim.left_mm - reach[Edge.LEFT],
        trim.bottom_mm - reach[Edge.BOTTOM],
        trim.right_mm + reach[Edge.RIGHT],
        trim.top_mm + reach[Edge.TOP],
    )
    return seen.within(frame.printable) if frame.printable else seen


def numbers(*values: float) -> str:
    """Numbers as a content stream has them, to a ten-thousandth of a point."""
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in (round(value, 4) + 0.0 for value in values))


def box(left_mm: float, bottom_mm: float, size: Size) -> pikepdf.Array:
    """A page box."""
    from pikepdf import Array

    corners = (left_mm, bottom_mm, left_mm + size.width_mm, bottom_mm + size.height_mm)
    return Array([round(corner * POINTS_PER_MM, 4) for corner in corners])


def _form(page: pikepdf.Page) -> Form:
    form = cast("pikepdf.Stream", page.as_form_xobject())
    form.BBox = page.mediabox  # qpdf takes the TrimBox, which would cut off the bleed
    left, bottom, right, top = (float(edge) for edge in page.trimbox)
    return Form(form, left, bottom, right - left, top - bottom)


def _check(place: Placement, forms: Sequence[Form]) -> None:
    """Whether the page is there and fits its place.

    Raises:
        ValueError: it is not or does not.
    """
    if place.page is None:
        return
    if not 0 <= place.page < len(forms):
        raise ValueError(f"a sheet has page {place.page!r} of a document of {len(forms)} pages")
    form = forms[place.page]
    width, height = (form.width, form.height) if place.turn in {0, 180} else (form.height, form.width)
    found_mm = (round(width / POINTS_PER_MM, 2), round(height / POINTS_PER_MM, 2))
    wanted_mm = (place.size.width_mm, place.size.height_mm)
    if any(abs(a - b) > SIZE_TOLERANCE_MM for a, b in zip(found_mm, wanted_mm, strict=True)):
        raise ValueError(f"page {place.page!r} is {found_mm!r} mm large on a place of {wanted_mm!r} mm")


def _add(pdf: pikepdf.Pdf, side: Side, frame: Frame, forms: Sequence[Form]) -> None:
    from pikepdf import Dictionary, Name, Page, Stream

    drawn = {place.page: forms[place.page].stream for place in side.placements if place.page is not None}
    page = Dictionary(
        Type=Name.Page,
        MediaBox=box(0, 0, frame.media),
        Resources=Dictionary(XObject=Dictionary({f"/P{number}": form for number, form in sorted(drawn.items())})),
    )
    if content := drawing(side, frame, forms):  # Ghostscript cannot read a compressed stream of nothing
        page.Contents = Stream(pdf, content.encode())
    for form in drawn.values():
        if "/Group" in form:  # the colour space that transparency is computed in
            page.Group = form.Group
    pdf.pages.append(Page(page))


def _operators(side: Side, frame: Frame, forms: Sequence[Form]) -> Iterator[str]:
    for place in side.placements:
        if place.page is None:
            continue
        seen = clip(place, side, frame)
        left, bottom = (
            (seen.left_mm + frame.left_mm) * POINTS_PER_MM,
            (seen.bottom_mm + frame.bottom_mm) * POINTS_PER_MM,
        )
        width, height = (seen.right_mm - seen.left_mm) * POINTS_PER_MM, (seen.top_mm - seen.bottom_mm) * POINTS_PER_MM
        if width > 0 and height > 0:
            matrix = numbers(*_matrix(place, frame, forms[place.page]))
            yield f"q {numbers(left, bottom, width, height)} re W n {matrix} cm /P{place.page} Do Q"


def _matrix(place: Placement, frame: Frame, form: Form) -> tuple[float, ...]:
    """Moves and turns the form so that its trim lies on its place (ISO 32000-1, 8.3.3)."""
    left = (place.left_mm + place.shift_mm + frame.left_mm) * POINTS_PER_MM
    bottom = (place.bottom_mm + frame.bottom_mm) * POINTS_PER_MM
    if place.turn == 0:
        return (1, 0, 0, 1, left - form.left, bottom - form.bottom)
    if place.turn == 90:
        return (0, -1, 1, 0, left - form.bottom, bottom + form.left + form.width)
    if place.turn == 180:
        return (-1, 0, 0, -1, left + form.left + form.width, bottom + form.bottom + form.height)
    return (0, 1, -1, 0, left + form.bottom + form.height, bottom - form.left)


def _reach(trim: Area, edge: Edge, side: Side, bleed_mm: float) -> float:
    """How far a page may bleed over an edge: as far as asked, but no further than halfway to what lies beside it."""
    gaps = [_gap(trim, Area.of(other), edge) for other in side.placements]
    return min([bleed_mm, *(gap / 2 for gap in gaps if gap is not None)])


def _gap(trim: Area, other: Area, edge: Edge) -> float | None:
    """The space between an edge and another page beyond it; None where there is none beyond it."""
    if edge in {Edge.LEFT, Edge.RIGHT}:
        beside = other.bottom_mm < trim.top_mm and other.top_mm > trim.bottom_mm
        gap = other.left_mm - trim.right_mm if edge is Edge.RIGHT else trim.left_mm - other.right_mm
    else:
        beside = other.left_mm < trim.right_mm and other.right_mm > trim.left_mm
        gap = other.bottom_mm - trim.top_mm if edge is Edge.TOP else trim.bottom_mm - other.top_mm
    return max(0.0, gap) if beside and gap > -SIZE_TOLERANCE_MM else None
