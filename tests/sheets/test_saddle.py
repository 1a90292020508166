"""Booklets, folded and laid into one another by their coordinates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exporter.sheets import Edge, Placement, Sheet, Side, Size, saddle
from exporter.sheets.saddle import Booklet

A5 = Size(148, 210)
Halves = tuple[Placement, Placement]


def halves(side: Side) -> Halves:
    left, right = sorted(side.placements, key=lambda place: place.left_mm)
    return left, right


def behind(sheet: Sheet, place: Placement) -> Placement:
    """Give what is printed on the other side of the same paper."""
    middle_mm = sheet.trim.width_mm - (place.left_mm + place.size.width_mm / 2)
    back = sheet.sides[1]
    (found,) = (other for other in back.placements if 0 < middle_mm - other.left_mm < other.size.width_mm)
    return found


def read(sheets: tuple[Sheet, ...], binding: str) -> list[int | None]:
    """Fold each sheet with its front outside, lay it into those before it, and turn the leaves."""
    pages: list[int | None] = []
    first = 1 if binding == "left" else 0  # the half of the front that is the front cover
    for sheet in sheets:
        place = halves(sheet.sides[0])[first]
        pages += [place.page, behind(sheet, place).page]
    for sheet in reversed(sheets):
        place = halves(sheet.sides[0])[1 - first]
        pages += [behind(sheet, place).page, place.page]
    return pages


@pytest.mark.parametrize("binding", ["left", "right"])
@pytest.mark.parametrize("pages", [1, 2, 3, 4, 5, 7, 8, 13, 16, 30, 64])
def test_a_stitched_booklet_reads_in_order(pages: int, binding: str) -> None:
    booklet = Booklet(A5, pages, stock_gsm=120, binding="left" if binding == "left" else "right")
    order = read(saddle.impose(booklet), binding)
    assert len(order) == -(-pages // 4) * 4
    assert [page for page in order if page is not None] == list(range(pages))
    if pages > 1:
        assert order[-1] == pages - 1, "the last page is not the outside of the back cover"
    assert order[0] == 0


def test_sheets_of_sixteen_pages_are_those_of_every_bindery() -> None:
    sheets = saddle.impose(Booklet(A5, 16))
    numbered = [[[(place.page or 0) + 1 for place in halves(side)] for side in sheet.sides] for sheet in sheets]
    assert numbered == [
        [[16, 1], [2, 15]],
        [[14, 3], [4, 13]],
        [[12, 5], [6, 11]],
        [[10, 7], [8, 9]],
    ]


@pytest.mark.parametrize(
    ("pages", "blanks_before", "order"),
    [
        (6, None, (0, 1, 2, 3, 4, None, None, 5)),
        (6, 6, (0, 1, 2, 3, 4, 5, None, None)),
        (6, 1, (0, None, None, 1, 2, 3, 4, 5)),
        (7, 0, (None, 0, 1, 2, 3, 4, 5, 6)),
        (8, None, (0, 1, 2, 3, 4, 5, 6, 7)),
        (1, None, (0, None, None, None)),
    ],
)
def test_blanks_stand_where_they_are_asked_for(
    pages: int, blanks_before: int | None, order: tuple[int | None, ...]
) -> None:
    booklet = Booklet(A5, pages, blanks_before)
    assert saddle.padded(booklet) == order
    assert read(saddle.impose(booklet), "left") == list(order)


def test_both_sides_register_and_fold_in_the_middle() -> None:
    for sheet in saddle.impose(Booklet(A5, 12, stock_gsm=100)):
        assert (sheet.trim.width_mm, sheet.trim.height_mm) == (296, 210)
        front, back = sheet.sides
        for place in front.placements:
            other = behind(sheet, place)
            assert other.left_mm == pytest.approx(sheet.trim.width_mm - place.left_mm - place.size.width_mm)
            assert other.shift_mm == pytest.approx(-place.shift_mm)
            assert (other.bottom_mm, other.size, other.turn) == (place.bottom_mm, place.size, 0)
        for side in (front, back):
            (line,) = side.lines
            assert (line.kind, line.axis, line.at_mm) == ("fold", "x", 148)


def test_pages_bleed_over_outer_edges_only() -> None:
    for sheet in saddle.impose(Booklet(A5, 8)):
        for side in sheet.sides:
            left, right = halves(side)
            assert left.bleeds == {Edge.LEFT, Edge.TOP, Edge.BOTTOM}
            assert right.bleeds == {Edge.RIGHT, Edge.TOP, Edge.BOTTOM}


def test_creep_keeps_the_outer_margins_of_all_pages() -> None:
    booklet = Booklet(A5, 40, stock_gsm=170, bulk_cm3_per_g=0.9)
    thickness_mm = saddle.caliper_mm(170, 0.9)
    assert thickness_mm == pytest.approx(0.153)
    sheets = saddle.impose(booklet)
    for inside_of, sheet in enumerate(sheets):
        pushed_out_mm = inside_of * thickness_mm  # by the sheets around it
        for side in sheet.sides:
            left, right = halves(side)
            assert pushed_out_mm - left.shift_mm == pytest.approx(0)
            assert pushed_out_mm + right.shift_mm == pytest.approx(0)
    assert halves(sheets[-1].sides[0])[0].shift_mm == pytest.approx(9 * 0.153)


def test_office_paper_is_as_thick_as_its_source_says() -> None:
    assert saddle.caliper_mm(80) == pytest.approx(0.1)


def test_no_weight_moves_nothing() -> None:
    shifts = {
        place.shift_mm for sheet in saddle.impose(Booklet(A5, 24)) for side in sheet.sides for place in side.placements
    }
    assert shifts == {0}


@pytest.mark.parametrize(
    ("page", "flip"), [(A5, "short"), (Size(210, 148), "short"), (Size(99, 210), "long"), (Size(105, 210), "short")]
)
def test_paper_is_turned_about_the_fold(page: Size, flip: str) -> None:
    assert {sheet.flip for sheet in saddle.impose(Booklet(page, 8))} == {flip}


def test_sides_are_named() -> None:
    names = [side.name for sheet in saddle.impose(Booklet(A5, 8)) for side in sheet.sides]
    assert names == ["sheet 1, front", "sheet 1, back", "sheet 2, front", "sheet 2, back"]


@pytest.mark.parametrize("wrong", [{"pages": 0}, {"pages": -4}, {"blanks_before": 9}, {"blanks_before": -1}])
def test_impossible_booklets_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"booklet .*\d pages"):
        saddle.impose(replace(Booklet(A5, 8), **wrong))  # type: ignore[arg-type]
