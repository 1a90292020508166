"""Small pieces, such as cards, in rows and columns on a larger sheet, to be cut apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from exporter.sheets import ALL_EDGES, Edge, Line, Placement, Sheet, Side, Size

TOLERANCE_MM = 1e-6
"""What fits but for a rounding error fits."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cards on a sheet."""

    paper: Size
    card: Size
    gutter_mm: float = 0.0
    """Between two cards: twice the bleed, or each gets half of it; with 0 one cut parts two cards, without bleed."""
    margin_mm: float = 10.0
    """Left free along each edge of the paper at least, for grippers, and for the strips that are cut off."""

    @property
    def columns(self) -> int:
        """How many cards fit beside one another."""
        return self._count(self.paper.width_mm, self.card.width_mm)

    @property
    def rows(self) -> int:
        """How many cards fit above one another."""
        return self._count(self.paper.height_mm, self.card.height_mm)

    def _count(self, paper_mm: float, card_mm: float) -> int:
        room_mm = paper_mm - 2 * self.margin_mm + self.gutter_mm + TOLERANCE_MM
        return max(0, int(room_mm // (card_mm + self.gutter_mm)))


def roomier(grid: Grid) -> Grid:
    """The grid, on its paper upright or turned, whichever takes more cards; as it is where both take as many."""
    turned = replace(grid, paper=Size(grid.paper.height_mm, grid.paper.width_mm))
    return turned if turned.columns * turned.rows > grid.columns * grid.rows else grid


def impose(grid: Grid, pages: int, *, sides: Literal[1, 2] = 1) -> tuple[Sheet, ...]:
    """Lay cards on sheets, each on a sheet of its own that is full of it.

    The back of a card lies behind its front once the sheet is turned about its vertical axis.

    Args:
        grid: The sheet and its cards.
        pages: How many there are to be laid on sheets.
        sides: 2 takes pages in pairs, front and back of a card; a last one without partner has an empty back.

    Raises:
        ValueError: not one card fits on the sheet, or there are no pages.
    """
    if not grid.columns * grid.rows:
        raise ValueError(
            f"a card of {grid.card.width_mm!r} x {grid.card.height_mm!r} mm does not fit on a sheet of "
            f"{grid.paper.width_mm!r} x {grid.paper.height_mm!r} mm with margins of {grid.margin_mm!r} mm"
        )
    if pages < 1:
        raise ValueError(f"cards cannot have {pages!r} pages")
    flip: Literal["short", "long"] = "short" if grid.paper.width_mm >= grid.paper.height_mm else "long"
    sheets = []
    for number, card in enumerate(range(0, pages, sides), start=1):
        front = _side(grid, card, f"sheet {number}, front")
        behind = card + 1 if card + 1 < pages else None
        back = _mirrored(_side(grid, behind, f"sheet {number}, back"), grid.paper.width_mm)
        sheets.append(Sheet(grid.paper, (front, back) if sides == 2 else (front,), flip if sides == 2 else ""))
    return tuple(sheets)


def _side(grid: Grid, card: int | None, name: str) -> Side:
    lefts = _starts(grid.paper.width_mm, grid.card.width_mm, grid.columns, grid.gutter_mm)
    bottoms = _starts(grid.paper.height_mm, grid.card.height_mm, grid.rows, grid.gutter_mm)[::-1]
    placements = tuple(
        Placement(card, left, bottom, grid.card, bleeds=_bleeds(grid, left, bottom))
        for bottom in bottoms
        for left in lefts
    )
    lines = (
        *(Line("cut", "x", at) for at in _cuts(lefts, grid.card.width_mm)),
        *(Line("cut", "y", at) for at in _cuts(bottoms, grid.card.height_mm)),
    )
    return Side(placements, lines, name)


def _starts(paper_mm: float, card_mm: float, count: int, gutter_mm: float) -> list[float]:
    """Where each card begins, the whole centred on the paper."""
    first = (paper_mm - count * card_mm - (count - 1) * gutter_mm) / 2
    return [first + number * (card_mm + gutter_mm) for number in range(count)]


def _cuts(starts: list[float], card_mm: float) -> Iterator[float]:
    """Both edges of each card, those that two share once."""
    yield from sorted({round(at, 6) for start in starts for at in (start, start + card_mm)})


def _bleeds(grid: Grid, left_mm: float, bottom_mm: float) -> frozenset[Edge]:
    """All edges where a gutter parts the cards, else only those on the outside."""
    if grid.gutter_mm:
        return ALL_EDGES
    right_mm, top_mm = left_mm + grid.card.width_mm, bottom_mm + grid.card.height_mm
    width_mm, height_mm = grid.columns * grid.card.width_mm, grid.rows * grid.card.height_mm
    outer = {
        Edge.LEFT: left_mm <= (grid.paper.width_mm - width_mm) / 2 + TOLERANCE_MM,
        Edge.RIGHT: right_mm >= (grid.paper.width_mm + width_mm) / 2 - TOLERANCE_MM,
        Edge.BOTTOM: bottom_mm <= (grid.paper.height_mm - height_mm) / 2 + TOLERANCE_MM,
        Edge.TOP: top_mm >= (grid.paper.height_mm + height_mm) / 2 - TOLERANCE_MM,
    }
    return frozenset(edge for edge, is_outer in outer.items() if is_outer)


MIRRORED = {Edge.LEFT: Edge.RIGHT, Edge.RIGHT: Edge.LEFT}


def _mirrored(side: Side, width_mm: float) -> Side:
    """The side as it lies behind the sheet's front."""
    placements = tuple(
        replace(
            place,
            left_mm=width_mm - place.left_mm - place.size.width_mm,
            bleeds=frozenset(MIRRORED.get(edge, edge) for edge in place.bleeds),
        )
        for place in side.placements
    )
    return replace(side, placements=placements)
