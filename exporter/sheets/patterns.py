"""The ways to fold a sheet, in one table, whatever its size.

The outside is the side that has the front panel; the inside is the other one, as it is seen after turning the sheet
over its left or right edge. All folds are parallel and run from the top of the sheet to its foot, so every panel stands
upright on both sides. A panel that folds in is narrower than the space it folds into, by the *shave*.

Sources:

- Panels of a letter fold, on A4 97 | 100 | 100 mm, on US Letter 3 5/8 | 3 11/16 | 3 11/16 in, and of a gate fold on A4,
  74 | 149 | 74 mm: what printing houses on either side of the Atlantic give in their templates.
- Doors of a gate fold on US papers, each 1/16 in short, and panels of a roll fold, each 3/32 in shorter than the one
  before: https://www.bindagraphics.com/folding. Other panels that fold in, 1/16 in:
  http://universalprinting.com/foldingguides.aspx.
- Metric shaves of the other folds: these, to the nearest half millimetre that gives handy widths on A4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Face(StrEnum):
    """A side of the sheet."""

    OUTSIDE = "outside"
    INSIDE = "inside"


OUT, IN = Face.OUTSIDE, Face.INSIDE


@dataclass(frozen=True, slots=True)
class Column:
    """A strip of the sheet between two folds: a panel on each side."""

    share: int = 1
    """Of the width, before anything is shaved."""
    shaves: int = 0
    """How many times the shave it is narrower."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way of folding, whatever the size of the sheet."""

    columns: tuple[Column, ...]
    """From left to right as seen on the outside."""
    reading: tuple[tuple[Face, int], ...]
    """Panels in the order in which they are read; columns counted from the left as seen on their own side."""
    creases: tuple[tuple[int, Face], ...] = ()
    """In the order of folding: the column to the left of the fold on the outside, and the side that is folded in."""
    shave_mm: tuple[float, float] = (0.0, 0.0)
    """On metric papers and on those cut by the inch."""
    fronts: int = 1
    backs: int = 1


_FULL, _SHORT, _SHORTER = Column(), Column(shaves=1), Column(shaves=2)
PATTERNS: Mapping[str, Pattern] = {
    # Nothing to fold: text on both sides.
    "none": Pattern((_FULL,), ((OUT, 0), (IN, 0)), fronts=0, backs=0),
    # 4 | 1 and 2 | 3.
    "half": Pattern((_FULL, _FULL), ((OUT, 1), (IN, 0), (IN, 1), (OUT, 0)), ((0, IN),)),
    # The flap is folded in, then the front over it: the flap is the first that is seen inside.
    "tri": Pattern(
        (_SHORT, _FULL, _FULL),
        ((OUT, 2), (OUT, 0), (IN, 0), (IN, 1), (IN, 2), (OUT, 1)),
        ((0, IN), (1, IN)),
        (3.0, 25.4 / 16),
    ),
    # To and fro: front and back are the outer ends of the two sides, and each opens like the cover of a book.
    "z": Pattern(
        (_FULL, _FULL, _FULL),
        ((OUT, 2), (IN, 0), (IN, 1), (OUT, 0), (OUT, 1), (IN, 2)),
        ((0, OUT), (1, IN)),
    ),
    "accordion-4": Pattern(
        (_FULL, _FULL, _FULL, _FULL),
        ((OUT, 3), (IN, 0), (IN, 1), (IN, 2), (IN, 3), (OUT, 1), (OUT, 2), (OUT, 0)),
        ((1, OUT), (0, IN), (2, IN)),
    ),
    # The letter fold with one flap more, which is rolled in first.
    "roll-4": Pattern(
        (_SHORTER, _SHORT, _FULL, _FULL),
        ((OUT, 3), (OUT, 1), (OUT, 0), (IN, 0), (IN, 1), (IN, 2), (IN, 3), (OUT, 2)),
        ((0, IN), (1, IN), (2, IN)),
        (2.0, 25.4 * 3 / 32),
    ),
    # Two doors that meet before the middle: seen from the front, the left one is the right end of the outside.
    "gate": Pattern(
        (_SHORT, Column(share=2), _SHORT),
        ((OUT, 2), (OUT, 0), (IN, 0), (IN, 1), (IN, 2), (OUT, 1)),
        ((0, IN), (1, IN)),
        (0.5, 25.4 / 16),
        fronts=2,
    ),
    # A gate fold, folded once more in the middle: the doors are the first that is seen inside.
    "double-gate": Pattern(
        (_SHORT, _FULL, _FULL, _SHORT),
        ((OUT, 2), (OUT, 3), (OUT, 0), (IN, 0), (IN, 1), (IN, 2), (IN, 3), (OUT, 1)),
        ((0, IN), (2, IN), (1, IN)),
        (1.5, 25.4 / 16),
    ),
}
