"""Folded leaflets, drawn and folded: panels meet, open in the order in which they are read, and fit where they fold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from exporter.errors import ExporterError
from exporter.sheets import Edge, Sheet, Side, Size, folds
from exporter.sheets.folds import Fold, Folding, Panel
from exporter.sheets.patterns import IN, OUT, Face

PAPERS = {
    "a4": Size(210, 297),
    "a3": Size(297, 420),
    "letter": Size(215.9, 279.4),
    "legal": Size(215.9, 355.6),
    "tabloid": Size(279.4, 431.8),
    "dl-4": Size(210, 396),
}
FOLDED = tuple(name for name in folds.FOLDS if name != "none")
EVERY = [(name, paper) for name in folds.FOLDS for paper in PAPERS]
every_fold = pytest.mark.parametrize(("name", "paper"), EVERY, ids=[f"{name}-{paper}" for name, paper in EVERY])
directions = pytest.mark.parametrize("direction", ["ltr", "rtl"])


@dataclass(frozen=True)
class Strip:
    """A panel's paper while the sheet is being folded: where it lies, in which layer, and which side is up."""

    number: int
    """From the left of the outside."""
    left_mm: float
    right_mm: float
    layer: int
    up: Face

    def turned(self, at_mm: float, layer: int) -> Strip:
        up = IN if self.up is OUT else OUT
        return Strip(self.number, 2 * at_mm - self.right_mm, 2 * at_mm - self.left_mm, layer, up)

    def covers(self, other: Strip) -> bool:
        return min(self.right_mm, other.right_mm) - max(self.left_mm, other.left_mm) > 1


def strips(fold: Fold) -> list[Strip]:
    """Give the sheet as it lies flat with its outside up."""
    outside = sorted((panel for panel in fold.panels if panel.face is OUT), key=lambda panel: panel.left_mm)
    return [
        Strip(number, panel.left_mm, panel.left_mm + panel.size.width_mm, 0, OUT)
        for number, panel in enumerate(outside)
    ]


def folded(fold: Fold) -> Iterator[list[Strip]]:
    """Fold the coordinates, crease after crease: give the flat sheet and what it is after each."""
    state = strips(fold)
    edges = [strip.right_mm for strip in state]
    yield state
    for crease in fold.creases:
        number = min(range(len(edges)), key=lambda index: abs(edges[index] - crease.at_mm))
        assert edges[number] == pytest.approx(crease.at_mm)
        left = [strip for strip in state if strip.number <= number]
        right = [strip for strip in state if strip.number > number]
        hinge, other = left[-1], right[0]
        assert hinge.up is other.up
        at_mm = hinge.right_mm if hinge.up is OUT else hinge.left_mm
        assert at_mm == pytest.approx(other.left_mm if other.up is OUT else other.right_mm)
        moving, resting = sorted((left, right), key=extent_mm)
        layers = [strip.layer for strip in state]
        folds_over = hinge.up is crease.hides
        turned = [
            strip.turned(at_mm, 2 * max(layers) + 1 - strip.layer if folds_over else 2 * min(layers) - 1 - strip.layer)
            for strip in moving
        ]
        state = sorted([*turned, *resting], key=lambda strip: strip.number)
        yield state


def extent_mm(group: list[Strip]) -> float:
    return max(strip.right_mm for strip in group) - min(strip.left_mm for strip in group)


def seen(fold: Fold, state: list[Strip]) -> set[int]:
    """Give the panels, by their number in reading order, that somebody sees who has the folded leaflet in hand."""
    visible = set()
    for strip in state:
        above = [other for other in state if other.layer > strip.layer and other.covers(strip)]
        below = [other for other in state if other.layer < strip.layer and other.covers(strip)]
        down = IN if strip.up is OUT else OUT
        if not above:
            visible.add(panel_of(fold, strip.number, strip.up))
        if not below:
            visible.add(panel_of(fold, strip.number, down))
    return visible


def panel_of(fold: Fold, number: int, face: Face) -> int:
    own = sorted((panel.left_mm, index) for index, panel in enumerate(fold.panels) if panel.face is face)
    return own[number if face is OUT else -1 - number][1]


def first_seen(fold: Fold) -> Mapping[int, int]:
    """Give for each panel how many folds must be opened before it can be seen."""
    opened: dict[int, int] = {}
    for step, state in enumerate(reversed(list(folded(fold)))):
        for number in seen(fold, state):
            opened.setdefault(number, step)
    return opened


@every_fold
@directions
def test_it_opens_in_the_order_in_which_it_is_read(name: str, paper: str, direction: str) -> None:
    fold = folds.plan(name, PAPERS[paper], Folding(direction=direction))
    opened = first_seen(fold)
    assert sorted(opened) == list(range(len(fold.panels)))
    closed = {number for number, step in opened.items() if step == 0}
    assert closed == set(range(len(fold.panels))) if name == "none" else {*fold.numbers("front"), *fold.numbers("back")}
    sign = -1 if direction == "rtl" else 1
    for face in Face:
        texts = [number for number in fold.numbers("text") if fold.panels[number].face is face]
        places = [sign * fold.panels[number].left_mm for number in texts]
        steps = [opened[number] for number in texts]
        assert steps == sorted(steps), "what is seen first is read first"
        assert face is OUT or places == sorted(places), "the inside is read from its beginning to its end"


@every_fold
@directions
def test_no_panel_is_wider_than_the_space_it_folds_into(name: str, paper: str, direction: str) -> None:
    fold = folds.plan(name, PAPERS[paper], Folding(direction=direction))
    for before, after in pairwise(folded(fold)):
        moved = [strip for strip in after if strip not in before]
        resting = [strip for strip in after if strip in before]
        for strip in moved:
            under = [other for other in resting if other.covers(strip)]
            assert under, "it folds onto paper"
            assert strip.left_mm >= min(other.left_mm for other in under) - 1e-6
            assert strip.right_mm <= max(other.right_mm for other in under) + 1e-6
            assert len({(round(other.left_mm), round(other.right_mm)) for other in under if other.up is strip.up}) <= 1
    *_, last = folded(fold)
    widest = max(strip.right_mm - strip.left_mm for strip in last)
    assert extent_mm(last) == pytest.approx(widest), "nothing stands out of the folded leaflet"


@pytest.mark.parametrize("name", [name for name in FOLDED if name not in ("half", "z", "accordion-4")])
@pytest.mark.parametrize("shave_mm", [1.0, 2.5])
def test_what_folds_in_is_shorter_by_the_shave(name: str, shave_mm: float) -> None:
    fold = folds.plan(name, PAPERS["a4"], Folding(shave_mm=shave_mm))
    first = next(pairwise(folded(fold)))
    moved = next(strip for strip in first[1] if strip not in first[0])
    under = next(strip for strip in first[1] if strip in first[0] and strip.covers(moved))
    space_mm = (under.right_mm - under.left_mm) / (2 if name == "gate" else 1)
    assert space_mm - (moved.right_mm - moved.left_mm) == pytest.approx(shave_mm)


@every_fold
def test_panels_stand_back_to_back_and_fill_the_sheet(name: str, paper: str) -> None:
    fold = folds.plan(name, PAPERS[paper])
    for strip in strips(fold):
        outside, inside = (fold.panels[panel_of(fold, strip.number, face)] for face in (OUT, IN))
        assert inside.size == outside.size
        assert inside.left_mm == pytest.approx(fold.sheet.width_mm - outside.left_mm - outside.size.width_mm)
    assert sum(strip.right_mm - strip.left_mm for strip in strips(fold)) == pytest.approx(fold.sheet.width_mm)


@every_fold
def test_the_sheet_as_it_is_drawn(name: str, paper: str, tmp_path: Path) -> None:
    fold = folds.plan(name, PAPERS[paper])
    (sheet,) = folds.sheets(fold)
    assert sheet.trim == fold.sheet
    assert {side.name for side in sheet.sides} == {"outside", "inside"}
    for side in sheet.sides:
        picture = drawn(sheet, side)
        picture.save(tmp_path / f"{name}-{paper}-{side.name}.png")
        for placement in side.placements:
            assert placement.turn == 0
            middle = round(placement.left_mm + placement.size.width_mm / 2), round(sheet.trim.height_mm / 2)
            assert picture.getpixel(middle) == shade(placement.page)
        colours = picture.getcolors()
        assert colours is not None
        assert {colour for _, colour in colours} == {shade(placement.page) for placement in side.placements} | {
            FOLDED_AT
        } - (set() if side.lines else {FOLDED_AT}), "no white is left"


FOLDED_AT = (255, 0, 0)


def shade(page: int | None) -> tuple[int, int, int]:
    return (230, 230, 230) if page is None else (40, 60 + 20 * page, 200 - 20 * page)


def drawn(sheet: Sheet, side: Side) -> Image.Image:
    """Draw a side of a sheet, a millimetre a pixel: a colour for each page, its number at its head, folds in red."""
    width, height = round(sheet.trim.width_mm), round(sheet.trim.height_mm)
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for placement in side.placements:
        left, right = placement.left_mm, placement.left_mm + placement.size.width_mm
        draw.rectangle((round(left), 0, round(right) - 1, height), fill=shade(placement.page))
    for line in side.lines:
        draw.line((round(line.at_mm), 0, round(line.at_mm), height), fill=FOLDED_AT)
    return picture


def widths(fold: Fold, face: Face) -> list[float]:
    own = sorted((panel for panel in fold.panels if panel.face is face), key=lambda panel: panel.left_mm)
    return [round(panel.size.width_mm, 4) for panel in own]


@pytest.mark.parametrize(
    ("name", "paper", "outside"),
    [
        ("tri", "a4", [97, 100, 100]),
        ("tri", "letter", [92.075, 93.6625, 93.6625]),
        ("z", "a4", [99, 99, 99]),
        ("gate", "a4", [74, 149, 74]),
        ("half", "a4", [148.5, 148.5]),
        ("roll-4", "dl-4", [96.5, 98.5, 100.5, 100.5]),
        ("double-gate", "a4", [73.5, 75, 75, 73.5]),
        ("accordion-4", "dl-4", [99, 99, 99, 99]),
        ("none", "a4", [210]),
    ],
)
def test_widths_that_printing_houses_give(name: str, paper: str, outside: list[float]) -> None:
    fold = folds.plan(name, PAPERS[paper])
    assert widths(fold, OUT) == pytest.approx(outside)
    assert widths(fold, IN) == pytest.approx(outside[::-1])


@pytest.mark.parametrize(
    ("name", "outside", "inside"),
    [
        ("none", [0], [1]),
        ("half", [3, 0], [1, 2]),
        ("tri", [1, 5, 0], [2, 3, 4]),
        ("z", [3, 4, 0], [1, 2, 5]),
        ("gate", [1, 5, 0], [2, 3, 4]),
        ("double-gate", [2, 7, 0, 1], [3, 4, 5, 6]),
        ("accordion-4", [7, 5, 6, 0], [1, 2, 3, 4]),
        ("roll-4", [2, 1, 7, 0], [3, 4, 5, 6]),
    ],
)
def test_which_page_lies_where(name: str, outside: list[int], inside: list[int]) -> None:
    (sheet,) = folds.sheets(folds.plan(name, PAPERS["a4"]))
    assert [[placement.page for placement in side.placements] for side in sheet.sides] == [outside, inside]
    (mirrored,) = folds.sheets(folds.plan(name, PAPERS["a4"], Folding(direction="rtl")))
    assert [[placement.page for placement in side.placements] for side in mirrored.sides] == [
        outside[::-1],
        inside[::-1],
    ]


def test_blank_panels_stay_before_the_back() -> None:
    fold = folds.plan("tri", PAPERS["a4"])
    (sheet,) = folds.sheets(fold, pages=4)
    assert [[placement.page for placement in side.placements] for side in sheet.sides] == [[1, 3, 0], [2, None, None]]
    (draft,) = folds.sheets(fold, pages=9)
    assert [[placement.page for placement in side.placements] for side in draft.sides] == [[1, 8, 0], [2, 3, 4]]
    (leaf,) = folds.sheets(folds.plan("none", PAPERS["a4"]), pages=1)
    assert [[placement.page for placement in side.placements] for side in leaf.sides] == [[0], [None]]


@every_fold
@directions
def test_pictures_may_bleed_at_edges_of_the_sheet_alone(name: str, paper: str, direction: str) -> None:
    fold = folds.plan(name, PAPERS[paper], Folding(direction=direction))
    for side in folds.sheets(fold)[0].sides:
        assert Edge.LEFT in side.placements[0].bleeds
        assert Edge.RIGHT in side.placements[-1].bleeds
        for left, right in pairwise(side.placements):
            assert Edge.RIGHT not in left.bleeds
            assert Edge.LEFT not in right.bleeds
        assert all({Edge.TOP, Edge.BOTTOM} <= placement.bleeds for placement in side.placements)


def test_fold_lines_lie_between_panels_on_both_sides() -> None:
    (sheet,) = folds.sheets(folds.plan("tri", PAPERS["a4"]))
    outside, inside = sheet.sides
    assert [line.at_mm for line in outside.lines] == [97, 197]
    assert [line.at_mm for line in inside.lines] == [100, 200]
    assert {(line.kind, line.axis) for line in (*outside.lines, *inside.lines)} == {("fold", "x")}


@pytest.mark.parametrize(
    ("name", "orientation", "size", "flip"),
    [
        ("tri", "", Size(297, 210), "short"),
        ("tri", "landscape", Size(297, 210), "short"),
        ("tri", "portrait", Size(210, 297), "long"),
        ("none", "", Size(210, 297), "long"),
        ("none", "landscape", Size(297, 210), "short"),
    ],
)
def test_the_sheet_turns_over_its_upright_edge(name: str, orientation: str, size: Size, flip: str) -> None:
    for paper in (PAPERS["a4"], Size(297, 210)):
        fold = folds.plan(name, paper, replace(Folding(), orientation=orientation))
        assert fold.sheet == size
        assert folds.sheets(fold)[0].flip == flip


@pytest.mark.parametrize(("stock_gsm", "flap_mm"), [(80, 97), (170, 97), (171, 98 - 4 / 3), (300, 97 - 2 / 3)])
def test_board_is_shaved_more(stock_gsm: float, flap_mm: float) -> None:
    fold = folds.plan("tri", PAPERS["a4"], Folding(stock_gsm=stock_gsm))
    assert narrowest(fold).size.width_mm == pytest.approx(flap_mm)


def narrowest(fold: Fold) -> Panel:
    return min(fold.panels, key=lambda panel: panel.size.width_mm)


@pytest.mark.parametrize(
    ("name", "sheet", "folding", "expected"),
    [
        ("trifold", PAPERS["a4"], Folding(), "there is no fold 'trifold'"),
        ("tri", Size(74, 105), Folding(), "gives panels of 33.0 mm on a sheet 105 mm wide"),
        ("accordion-4", Size(105, 148), Folding(), "gives panels of 37.0 mm on a sheet 148 mm wide"),
        ("half", Size(55, 91), Folding(), "a sheet 55 mm high is too small for a leaflet"),
        ("tri", PAPERS["a4"], Folding(stock_gsm=700), "paper of 700 g/m² cannot be folded"),
        ("tri", PAPERS["a4"], Folding(shave_mm=-1), "a panel cannot be -1 mm narrower"),
        ("tri", PAPERS["a4"], replace(Folding(), orientation="upright"), "a sheet cannot lie 'upright'"),
    ],
)
def test_what_cannot_be_folded_is_told(name: str, sheet: Size, folding: Folding, expected: str) -> None:
    with pytest.raises(ExporterError) as caught:
        folds.plan(name, sheet, folding)
    assert expected in caught.value.diagnostics[0].message
    assert caught.value.diagnostics[0].hint


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ExporterError) as caught:
        folds.plan("trii", PAPERS["a4"], Folding(stock_gsm=0))
    assert [finding.rule for finding in caught.value.diagnostics] == ["unknown-fold", "invalid-value"]
    assert caught.value.diagnostics[0].hint == "did you mean 'tri'?"
