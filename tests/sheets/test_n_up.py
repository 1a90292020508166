from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from exporter.sheets import ALL_EDGES, Edge, Placement, Side, Size, n_up
from exporter.sheets.n_up import Grid

A4 = Size(210, 297)
CARD = Size(85, 55)


def pages(side: Side) -> list[int | None]:
    return [place.page for place in side.placements]


def corners(place: Placement) -> tuple[float, float, float, float]:
    return (
        place.left_mm,
        place.bottom_mm,
        place.left_mm + place.size.width_mm,
        place.bottom_mm + place.size.height_mm,
    )


@pytest.mark.parametrize(
    ("paper", "card", "gutter_mm", "margin_mm", "fits"),
    [
        (A4, CARD, 0, 10, (2, 5)),
        (A4, CARD, 6, 10, (2, 4)),
        (A4, CARD, 6, 5, (2, 4)),
        (A4, CARD, 2, 5, (2, 5)),
        (Size(297, 210), CARD, 0, 10, (3, 3)),
        (A4, Size(190, 277), 0, 10, (1, 1)),
        (A4, Size(95, 138.5), 0, 10, (2, 2)),
        (A4, Size(95.1, 138.5), 0, 10, (1, 2)),
        (A4, Size(190.1, 50), 0, 10, (0, 5)),
    ],
)
def test_as_many_cards_as_fit(
    paper: Size, card: Size, gutter_mm: float, margin_mm: float, fits: tuple[int, int]
) -> None:
    grid = Grid(paper, card, gutter_mm, margin_mm)
    assert (grid.columns, grid.rows) == fits


def test_paper_is_turned_where_it_takes_more() -> None:
    assert n_up.roomier(Grid(Size(297, 210), CARD)).paper == A4
    assert n_up.roomier(Grid(A4, CARD)).paper == A4
    assert n_up.roomier(Grid(A4, Size(55, 85))).paper == Size(297, 210)


@pytest.mark.parametrize("gutter_mm", [0, 4, 6])
def test_cards_keep_their_gutters_and_margins(gutter_mm: float) -> None:
    grid = Grid(A4, CARD, gutter_mm)
    (sheet,) = n_up.impose(grid, 1)
    (side,) = sheet.sides
    assert len(side.placements) == grid.columns * grid.rows
    boxes = [corners(place) for place in side.placements]
    for a, b in combinations(boxes, 2):
        apart_mm = max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])
        assert apart_mm >= gutter_mm - 1e-9
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    assert left >= 10
    assert bottom >= 10
    assert left == pytest.approx(210 - right)
    assert bottom == pytest.approx(297 - top)


@pytest.mark.parametrize("gutter_mm", [0, 6])
def test_every_edge_is_cut_once(gutter_mm: float) -> None:
    grid = Grid(A4, CARD, gutter_mm)
    ((side,),) = (sheet.sides for sheet in n_up.impose(grid, 1))
    assert {line.kind for line in side.lines} == {"cut"}
    for axis, low, high, count in (("x", 0, 2, grid.columns), ("y", 1, 3, grid.rows)):
        cuts = [line.at_mm for line in side.lines if line.axis == axis]
        assert cuts == sorted(set(cuts))
        assert len(cuts) == (2 * count if gutter_mm else count + 1)
        for place in side.placements:
            box = corners(place)
            assert min(abs(cut - box[low]) for cut in cuts) < 1e-5
            assert min(abs(cut - box[high]) for cut in cuts) < 1e-5


def test_cards_without_gutter_bleed_on_the_outside_only() -> None:
    ((side,),) = (sheet.sides for sheet in n_up.impose(Grid(A4, CARD), 1))
    bleeds = [place.bleeds for place in side.placements]
    assert bleeds[0] == {Edge.LEFT, Edge.TOP}
    assert bleeds[1] == {Edge.RIGHT, Edge.TOP}
    assert bleeds[2] == {Edge.LEFT}
    assert bleeds[-1] == {Edge.RIGHT, Edge.BOTTOM}


def test_cards_with_gutter_bleed_all_around() -> None:
    ((side,),) = (sheet.sides for sheet in n_up.impose(Grid(A4, CARD, 6), 1))
    assert {place.bleeds for place in side.placements} == {ALL_EDGES}


@pytest.mark.parametrize("paper", [A4, Size(297, 210)])
@pytest.mark.parametrize("gutter_mm", [0, 6])
def test_the_back_of_a_card_lies_behind_its_front(paper: Size, gutter_mm: float) -> None:
    sheets = n_up.impose(Grid(paper, CARD, gutter_mm), 12, sides=2)
    assert len(sheets) == 6
    for sheet in sheets:
        front, back = sheet.sides
        for place, other in zip(front.placements, back.placements, strict=True):
            assert other.page == (place.page or 0) + 1
            assert other.left_mm == pytest.approx(paper.width_mm - place.left_mm - place.size.width_mm)
            assert other.bottom_mm == place.bottom_mm
            assert (Edge.LEFT in place.bleeds) == (Edge.RIGHT in other.bleeds)
            assert (Edge.TOP in place.bleeds) == (Edge.TOP in other.bleeds)
        assert sheet.flip == ("short" if paper.width_mm > paper.height_mm else "long")


def test_each_card_fills_a_sheet() -> None:
    grid = Grid(A4, CARD)
    repeated = n_up.impose(grid, 2)
    assert [pages(sheet.sides[0]) for sheet in repeated] == [[0] * 10, [1] * 10]
    assert [sheet.flip for sheet in repeated] == ["", ""]


def test_a_card_without_a_back_has_an_empty_one() -> None:
    first, second = n_up.impose(Grid(A4, CARD), 3, sides=2)
    assert pages(first.sides[1]) == [1] * 10
    assert pages(second.sides[1]) == [None] * 10


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match=r"card of 200 x 55 mm does not fit"):
        n_up.impose(replace(Grid(A4, CARD), card=Size(200, 55)), 1)
    with pytest.raises(ValueError, match="0 pages"):
        n_up.impose(Grid(A4, CARD), 0)
