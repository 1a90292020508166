"""Sheets of paper and the pages on them: geometry alone, in millimetres, known to layout and prepress alike.

A sheet's origin is the lower left corner of its trim, seen from the side that is meant; x grows to the right, y
upwards. The back of a sheet is described as it is seen after turning it over, so both sides have their own left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

POINTS_PER_MM = 72 / 25.4
MILLIMETRES_PER_POINT = 25.4 / 72
Turn = Literal[0, 90, 180, 270]
"""Degrees clockwise."""


class Edge(StrEnum):
    """An edge of a page as it lies on the sheet."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


ALL_EDGES = frozenset(Edge)


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a page or a sheet."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A page on one side of a sheet."""

    page: int | None
    """0-based, in reading order; None for a blank."""
    left_mm: float
    bottom_mm: float
    """Lower left corner of its trim on the sheet."""
    size: Size
    """Of its trim as it lies on the sheet: exchanged where `turn` is 90 or 270."""
    turn: Turn = 0
    bleeds: frozenset[Edge] = ALL_EDGES
    """Edges over which it may bleed; at the others it is cut at its trim, since a neighbour lies there."""
    shift_mm: float = 0.0
    """How far what is on the page is moved to the right within its place, against creep; the place stays."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line across the whole sheet along which it is folded or cut."""

    kind: Literal["fold", "cut"]
    axis: Literal["x", "y"]
    """`x`: the line is vertical, at this distance from the left; `y`: horizontal, from the bottom."""
    at_mm: float


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a sheet."""

    placements: tuple[Placement, ...]
    lines: tuple[Line, ...] = ()
    name: str = ""
    """For the slug line: `outside`, `front of sheet 1`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper as it goes through the press, after trimming and before folding."""

    trim: Size
    sides: tuple[Side, ...]
    """One side, or front and back."""
    flip: Literal["", "short", "long"] = ""
    """The edge over which a duplex printer has to turn it; empty for one side."""


def single(sizes: Sequence[Size], order: Sequence[int | None] | None = None) -> tuple[Sheet, ...]:
    """Each page on a sheet of its own size, one side each: how printing houses want the pages of a booklet.

    Args:
        sizes: Of the pages.
        order: Which pages, 0-based, None for a blank of the first page's size; without it all as they come.
    """
    numbers = range(len(sizes)) if order is None else order
    return tuple(
        Sheet(size, (Side((Placement(number, 0, 0, size),), name=f"page {place}"),))
        for place, number in enumerate(numbers, start=1)
        for size in (sizes[0 if number is None else number],)
    )
