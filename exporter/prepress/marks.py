"""Printer's marks around a sheet: where to cut and fold, whether the inks register, and which sheet it is.

All of them lie outside the bleed. They are in every separation, but for the colour bar, which is in its own inks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from exporter.prepress import lettering
from exporter.prepress.imposition import Frame, box, clip, numbers
from exporter.sheets import POINTS_PER_MM, Edge, Line, Sheet, Side, Size

if TYPE_CHECKING:
    import pikepdf

AREA_MM = 12.0
"""What the marks need beyond the bleed, on every side."""
GAP_MM, LENGTH_MM = 1.0, 5.0
"""From the bleed to a mark, and of a mark."""
LABEL_MM, SLUG_MM = 7.0, 9.5
"""From the bleed to the base line of the words beside a fold, and of the slug line."""
LABEL_PT, SLUG_PT = 5.0, 6.0
LINE_PT = 0.25
DASH_MM = 1.0
RADIUS_MM = 1.5
"""Of the circle in a registration mark."""
CLEAR_MM = 8.0
"""From the middle of a registration mark, and from the colour bar, to other marks, at least."""
PATCH_MM = 4.0
"""Width and height of a patch of the colour bar."""
FOLD_LABEL = "fold here"
SEPARATOR = " · "
SOLIDS = ("1 0 0 0 k", "0 1 0 0 k", "0 0 1 0 k", "0 0 0 1 k")
MIXTURES = (
    *("0.5 0 0 0 k", "0 0.5 0 0 k", "0 0 0.5 0 k", "0 0 0 0.5 k"),
    *("0 1 1 0 k", "1 0 1 0 k", "1 1 0 0 k"),
)
"""Patches of the colour bar: cyan, magenta, yellow, black in full, spot inks after them; half, and over each other."""


@dataclass(frozen=True, slots=True)
class Surround:
    """What the marks of a side depend on."""

    trim: Size
    lines: tuple[Line, ...]
    bleed_mm: float

    def point(self, edge: Edge, along_mm: float, out_mm: float) -> tuple[float, float]:
        """A place outside an edge, in points: so far along it from the left or the bottom, so far beyond the bleed."""
        beyond_mm = out_mm + self.bleed_mm
        x_mm, y_mm = {
            Edge.BOTTOM: (along_mm, -beyond_mm),
            Edge.TOP: (along_mm, self.trim.height_mm + beyond_mm),
            Edge.LEFT: (-beyond_mm, along_mm),
            Edge.RIGHT: (self.trim.width_mm + beyond_mm, along_mm),
        }[edge]
        return x_mm * POINTS_PER_MM, y_mm * POINTS_PER_MM

    def length_mm(self, edge: Edge) -> float:
        """Of an edge of the trim."""
        return self.trim.width_mm if edge in {Edge.BOTTOM, Edge.TOP} else self.trim.height_mm

    def meeting(self, edge: Edge, *kinds: Literal["fold", "cut"]) -> tuple[float, ...]:
        """Where lines of these kinds end at an edge."""
        axis = "x" if edge in {Edge.BOTTOM, Edge.TOP} else "y"
        return tuple(line.at_mm for line in self.lines if line.axis == axis and line.kind in kinds)

    def register_mm(self, edge: Edge) -> float:
        """Where the registration mark stands along an edge: its middle, or beside it where another mark is."""
        at_mm = self.length_mm(edge) / 2
        while any(abs(at_mm - other_mm) < CLEAR_MM for other_mm in self.meeting(edge, "fold", "cut")):
            at_mm += CLEAR_MM
        return at_mm


def stamp(pdf: pikepdf.Pdf, sheets: Sequence[Sheet], frame: Callable[[Sheet], Frame], slug: Sequence[str]) -> None:
    """Draw the marks on the pages that the sheets have become; equal marks are one object.

    Args:
        pdf: Has one page for each side of each sheet; is changed.
        sheets: Geometry.
        frame: The page that a sheet is drawn on, with at least `AREA_MM` around the bleed.
        slug: What is printed beside every side, before the side's own name; empty texts are left out.
    """
    every, spots = every_ink(pdf), spot_inks(pdf)
    patches = (*SOLIDS, *(f"{name} cs 1 scn" for name in spots), *MIXTURES)

    @cache
    def marks(surround: Surround) -> pikepdf.Object:
        operators = (*_operators(surround), *_bar(surround, patches))
        return _form(pdf, operators, _bounds(surround), {"/All": every, **spots})

    @cache
    def words(text: str) -> tuple[pikepdf.Object, float]:
        outline = lettering.outline(text)
        operators = ("/All cs 1 scn", outline.operators)
        return _form(pdf, operators, (0, -0.5, outline.width, 1), {"/All": every}), outline.width

    head = SEPARATOR.join([*(text for text in slug if text), ""])
    pages = iter(pdf.pages)
    for sheet in sheets:
        around = frame(sheet)
        for side in sheet.sides:
            page = next(pages)
            surround = Surround(sheet.trim, side.lines, around.bleed_mm)
            forms = page.Resources.XObject
            forms.Marks = marks(surround)
            (forms.Slug, head_width), (forms.Name, name_width) = words(head), words(side.name)
            page.contents_add(_placed(surround, around, (head_width, name_width)).encode())


def every_ink(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The colour space whose one tint is in all separations (ISO 32000-1, 8.6.6.4)."""
    from pikepdf import Array, Dictionary, Name

    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return pdf.make_indirect(Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]))


def spot_inks(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """The colour spaces of inks other than the four, by a name for resources, as the document has them."""
    from pikepdf import Array, Name

    spaces = (item for item in pdf.objects if isinstance(item, Array) and len(item) == 4)
    spots = (space for space in spaces if space[0] == Name.Separation and str(space[1]) not in {"/All", "/None"})
    found = {str(space[1]): space for space in spots}
    return {f"/Spot{number}": found[name] for number, name in enumerate(sorted(found), start=1)}


def tick(pdf: pikepdf.Pdf, sheets: Sequence[Sheet], frame: Callable[[Sheet], Frame]) -> None:
    """Mark on sheets that are cut by hand where to cut: in black, in the margin that is printed but has no pages.

    Args:
        pdf: Has one page for each side of each sheet; is changed.
        sheets: Geometry.
        frame: The page that a sheet is drawn on, with its printable area.
    """
    pages = iter(pdf.pages)
    for sheet in sheets:
        for side in sheet.sides:
            page, around = next(pages), frame(sheet)
            if drawn := [operator for line in side.lines for operator in _ticks(line, side, around)]:
                left, bottom = around.left_mm * POINTS_PER_MM, around.bottom_mm * POINTS_PER_MM
                moved = f"q 1 0 0 1 {numbers(left, bottom)} cm 0 G {LINE_PT} w"
                page.contents_add("\n".join([moved, *drawn, "Q"]).encode())


def _form(
    pdf: pikepdf.Pdf, operators: Sequence[str], bounds: Sequence[float], spaces: Mapping[str, pikepdf.Object]
) -> pikepdf.Object:
    from pikepdf import Array, Dictionary, Name, Stream

    return Stream(
        pdf,
        "\n".join(operators).encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([round(bound, 4) for bound in bounds]),
        Resources=Dictionary(ColorSpace=Dictionary(spaces)),
    )


def _bounds(surround: Surround) -> tuple[float, float, float, float]:
    around_mm = surround.bleed_mm + AREA_MM
    size = Size(surround.trim.width_mm + 2 * around_mm, surround.trim.height_mm + 2 * around_mm)
    left, bottom, right, top = (float(corner) for corner in box(-around_mm, -around_mm, size))
    return left, bottom, right, top


def _placed(surround: Surround, frame: Frame, widths: tuple[float, float]) -> str:
    """Marks and slug line on a page, the line condensed where the sheet is narrower."""
    left, bottom = frame.left_mm * POINTS_PER_MM, frame.bottom_mm * POINTS_PER_MM
    x, y = surround.point(Edge.BOTTOM, 0, SLUG_MM)
    condensed = min(SLUG_PT, surround.trim.width_mm * POINTS_PER_MM / sum(widths))
    return (
        f"q 1 0 0 1 {numbers(left, bottom)} cm /Marks Do\n"
        f"{numbers(condensed, 0, 0, SLUG_PT, x, y)} cm /Slug Do 1 0 0 1 {numbers(widths[0])} 0 cm /Name Do Q"
    )


def _operators(surround: Surround) -> Iterator[str]:
    yield f"/All CS 1 SCN /All cs 1 scn {LINE_PT} w"
    for edge in Edge:
        yield from (_stroke(surround, edge, at_mm) for at_mm in (0, surround.length_mm(edge)))
        yield from _register(surround, edge)
        yield from (_stroke(surround, edge, at_mm) for at_mm in surround.meeting(edge, "cut"))
    yield from _folds(surround)


def _stroke(surround: Surround, edge: Edge, at_mm: float) -> str:
    near, far = surround.point(edge, at_mm, GAP_MM), surround.point(edge, at_mm, GAP_MM + LENGTH_MM)
    return f"{numbers(*near)} m {numbers(*far)} l S"


def _register(surround: Surround, edge: Edge) -> Iterator[str]:
    """A circle with a cross: the plates are in register where all inks draw one."""
    x, y = surround.point(edge, surround.register_mm(edge), GAP_MM + LENGTH_MM / 2)
    arm, radius = LENGTH_MM / 2 * POINTS_PER_MM, RADIUS_MM * POINTS_PER_MM
    bend = radius * 0.5523  # control points of the four curves that come closest to a circle
    yield f"{numbers(x - arm, y)} m {numbers(x + arm, y)} l {numbers(x, y - arm)} m {numbers(x, y + arm)} l"
    yield f"{numbers(x + radius, y)} m"
    for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        start = (x + a * radius - b * bend, y + b * radius + a * bend)
        end = (x - b * radius + a * bend, y + a * radius + b * bend)
        yield f"{numbers(*start, *end, x - b * radius, y + a * radius)} c"
    yield "S"


def _folds(surround: Surround) -> Iterator[str]:
    """Dashed marks, with words above the sheet and to its left."""
    dash = numbers(DASH_MM * POINTS_PER_MM)
    yield f"[{dash}] 0 d"
    outline = lettering.outline(FOLD_LABEL)
    half = outline.width * LABEL_PT / 2
    for edge in Edge:
        for at_mm in surround.meeting(edge, "fold"):
            yield _stroke(surround, edge, at_mm)
            x, y = surround.point(edge, at_mm, LABEL_MM)
            if edge is Edge.TOP:
                yield f"q {numbers(LABEL_PT, 0, 0, LABEL_PT, x - half, y)} cm {outline.operators} Q"
            elif edge is Edge.LEFT:
                yield f"q {numbers(0, LABEL_PT, -LABEL_PT, 0, x, y - half)} cm {outline.operators} Q"


def _bar(surround: Surround, patches: Sequence[str]) -> Iterator[str]:
    """The colour bar, where there is most room along the top edge, as much of it as fits."""
    length_mm = surround.length_mm(Edge.TOP)
    marks_mm = sorted([0, *surround.meeting(Edge.TOP, "fold", "cut"), surround.register_mm(Edge.TOP), length_mm])
    start_mm, end_mm = max(pairwise(marks_mm), key=lambda gap: round(gap[1] - gap[0], 3))
    room_mm = end_mm - start_mm - 2 * CLEAR_MM
    for number, ink in enumerate(patches[: max(0, int(room_mm // PATCH_MM))]):
        at_mm = start_mm + CLEAR_MM + number * PATCH_MM
        x, y = surround.point(Edge.TOP, at_mm, GAP_MM + (LENGTH_MM - PATCH_MM) / 2)
        side = PATCH_MM * POINTS_PER_MM
        yield f"{ink} {numbers(x, y, side, side)} re f"


def _ticks(line: Line, side: Side, frame: Frame) -> Iterator[str]:
    """Both ends of a cut line, from the edge of what is printable to a little before the nearest page."""
    seen = [clip(place, side, frame) for place in side.placements if place.page is not None]
    if frame.printable is None or line.kind != "cut" or not seen:
        return
    printable, at = frame.printable, line.at_mm * POINTS_PER_MM
    if line.axis == "x":
        ends_mm = (
            (printable.bottom_mm, min(area.bottom_mm for area in seen) - GAP_MM),
            (max(area.top_mm for area in seen) + GAP_MM, printable.top_mm),
        )
    else:
        ends_mm = (
            (printable.left_mm, min(area.left_mm for area in seen) - GAP_MM),
            (max(area.right_mm for area in seen) + GAP_MM, printable.right_mm),
        )
    for start_mm, end_mm in ends_mm:
        start, end = start_mm * POINTS_PER_MM, end_mm * POINTS_PER_MM
        if end > start:
            points = (at, start, at, end) if line.axis == "x" else (start, at, end, at)
            yield f"{numbers(*points[:2])} m {numbers(*points[2:])} l S"
