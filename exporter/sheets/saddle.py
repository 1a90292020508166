"""Saddle-stitched booklets: sheets folded once, laid into one another and stapled through the fold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from exporter.sheets import ALL_EDGES, Edge, Line, Placement, Sheet, Side, Size

PAGES_PER_SHEET = 4
BULK_CM3_PER_G = 1.25
"""Thickness by weight of office paper, 80 g/m² being 0.1 mm thick (https://rechneronline.de/din/paper-volume.php);
coated paper is thinner, book paper may be thicker, and the data sheet of a paper names it as its volume."""


@dataclass(frozen=True, slots=True)
class Booklet:
    """What is to be bound: pages of one size, and the paper they are printed on."""

    page: Size
    pages: int
    blanks_before: int | None = None
    """0-based page in front of which the blanks stand that fill the last sheet; None is the last page, which so stays
    the outside of the back cover; the number of pages puts them at the very end."""
    stock_gsm: float = 0.0
    """Weight of the paper, from which its thickness follows; 0 leaves creep to the printing house."""
    bulk_cm3_per_g: float = BULK_CM3_PER_G
    binding: Literal["left", "right"] = "left"
    """Where the spine is when the front cover is looked at: `right` for scripts written from right to left."""


def impose(booklet: Booklet) -> tuple[Sheet, ...]:
    """Lay the pages two up on sheets, from the outermost to the innermost, front and back.

    With sheets counted from 0 and N pages from 1, sheet i has from left to right the pages N - 2i and 1 + 2i on its
    front, 2 + 2i and N - 1 - 2i on its back. Each sheet lies inside the one before it, so its pages end further out by
    the thickness of the paper, and are moved as far towards the spine.

    Raises:
        ValueError: there are no pages, or `blanks_before` is none of them.
    """
    fours = _fours(padded(booklet))
    return tuple(
        _sheet(booklet, number, four if booklet.binding == "left" else _mirrored(four))
        for number, four in enumerate(fours)
    )


def padded(booklet: Booklet) -> tuple[int | None, ...]:
    """The pages in reading order, filled up with blanks to a multiple of four.

    Raises:
        ValueError: there are no pages, or `blanks_before` is none of them.
    """
    if booklet.pages < 1:
        raise ValueError(f"a booklet cannot have {booklet.pages!r} pages")
    before = max(1, booklet.pages - 1) if booklet.blanks_before is None else booklet.blanks_before
    if not 0 <= before <= booklet.pages:
        raise ValueError(f"there is no page {before!r} in a booklet of {booklet.pages} pages")
    blanks = -booklet.pages % PAGES_PER_SHEET
    return (*range(before), *(None,) * blanks, *range(before, booklet.pages))


def caliper_mm(stock_gsm: float, bulk_cm3_per_g: float = BULK_CM3_PER_G) -> float:
    """Thickness of a sheet of paper: its weight times its bulk, the specific volume of ISO 534:2011."""
    return stock_gsm * bulk_cm3_per_g / 1000


Four = tuple[int | None, int | None, int | None, int | None]
"""On one sheet: left and right of its front, left and right of its back."""


def _fours(order: tuple[int | None, ...]) -> Iterator[Four]:
    last = len(order) - 1
    for first in range(0, len(order) // 2, 2):
        yield order[last - first], order[first], order[first + 1], order[last - first - 1]


def _mirrored(four: Four) -> Four:
    left, right, back_left, back_right = four
    return right, left, back_right, back_left


def _sheet(booklet: Booklet, number: int, four: Four) -> Sheet:
    width_mm, height_mm = booklet.page.width_mm, booklet.page.height_mm
    creep_mm = number * caliper_mm(booklet.stock_gsm, booklet.bulk_cm3_per_g)
    fold = Line("fold", "x", width_mm)

    def side(name: str, left: int | None, right: int | None) -> Side:
        placements = (
            Placement(left, 0, 0, booklet.page, bleeds=ALL_EDGES - {Edge.RIGHT}, shift_mm=creep_mm),
            Placement(right, width_mm, 0, booklet.page, bleeds=ALL_EDGES - {Edge.LEFT}, shift_mm=-creep_mm),
        )
        return Side(placements, (fold,), f"sheet {number + 1}, {name}")

    return Sheet(
        Size(2 * width_mm, height_mm),
        (side("front", *four[:2]), side("back", *four[2:])),
        flip="short" if 2 * width_mm >= height_mm else "long",
    )
