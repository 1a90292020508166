"""The file for office printers: true size, white edges, and which way to turn the paper."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from prepress import paper
from prepress.paper import BLACK, COLOURS, WHITE

from exporter import sheets
from exporter.backends import pdf
from exporter.model import Artifact, Part
from exporter.prepress import office, screen
from exporter.sheets import Placement, Sheet, Side, Size, n_up, saddle

A5, A4 = Size(148, 210), Size(210, 297)
BOOKLET = saddle.impose(saddle.Booklet(A5, 8, stock_gsm=200))
PURPLE, YELLOW, RED = COLOURS[5], COLOURS[3], COLOURS[0]


def made(laid: tuple[Sheet, ...], page: Size, count: int) -> Artifact:
    return office.finish(paper.master(count, page.width_mm, page.height_mm), paper.document(), laid)


@pytest.fixture(scope="module")
def booklet() -> Artifact:
    return made(BOOKLET, A5, 8)


@pytest.mark.parametrize(
    ("trim", "size"),
    [
        (Size(296, 210), Size(297, 210)),
        (Size(297, 210), Size(297, 210)),
        (Size(210, 297), Size(210, 297)),
        (Size(420, 297), Size(420, 297)),
        (Size(431.8, 279.4), Size(431.8, 279.4)),
        (Size(279.4, 215.9), Size(279.4, 215.9)),
        (Size(294, 210), Size(294, 210)),
        (Size(298, 210), Size(298, 210)),
        (Size(420, 148), Size(420, 148)),
    ],
)
def test_paper_is_what_trays_hold_where_it_is_hardly_larger(trim: Size, size: Size) -> None:
    assert office.paper(trim) == size


def test_two_pages_stand_on_the_larger_paper_and_meet_in_its_middle(booklet: Artifact) -> None:
    front, _, inner, _ = paper.pictures(booklet.data)
    with pikepdf.open(BytesIO(booklet.data)) as file:
        for page in file.pages:
            assert [float(edge) for edge in page.MediaBox] == pytest.approx([0, 0, 841.89, 595.276], abs=0.01)
    for picture, left, right in ((front, COLOURS[7], RED), (inner, PURPLE, COLOURS[2])):
        assert picture.at(148.5 - 0.4, 100) == left
        assert picture.at(148.5 + 0.4, 100) == right


def test_nothing_is_printed_within_five_millimetres_of_the_edge(booklet: Artifact) -> None:
    for picture in paper.pictures(booklet.data):
        assert not picture.inked(0, 0, 297, 4.7)
        assert not picture.inked(0, 205.3, 297, 210)
        assert not picture.inked(0, 0, 4.7, 210)
        assert not picture.inked(292.3, 0, 297, 210)
        assert picture.inked(5.3, 5.3, 6, 6)
        assert picture.inked(291, 204, 291.7, 204.7)


def test_pages_keep_their_size(booklet: Artifact) -> None:
    """The black corner of a page is 10 mm wide; the margin cuts it, and does not shrink it."""
    front, _, inner, _ = paper.pictures(booklet.data)
    assert [front.at(148.5 + x, 200) for x in (0.4, 9.6, 10.4)] == [BLACK, BLACK, RED]
    assert [front.at(100, y) for y in (200, 100)] == [COLOURS[7]] * 2
    assert [front.at(0.5 + x, 202) for x in (4.9, 9.6, 10.4)] == [BLACK, BLACK, COLOURS[7]]
    creep_mm = saddle.caliper_mm(200)
    assert creep_mm == pytest.approx(0.25)
    assert inner.at(148.5 + 9.4, 202) == BLACK
    assert inner.at(148.5 + 10.1, 202) == COLOURS[2]


@pytest.mark.parametrize(
    ("laid", "page", "count", "duplex"),
    [
        (BOOKLET, A5, 8, "/DuplexFlipShortEdge"),
        (saddle.impose(saddle.Booklet(Size(99, 210), 4)), Size(99, 210), 4, "/DuplexFlipLongEdge"),
        (sheets.single([A5]), A5, 1, "/Simplex"),
    ],
)
def test_the_printer_is_told_how_to_turn_the_paper(
    laid: tuple[Sheet, ...], page: Size, count: int, duplex: str
) -> None:
    with pikepdf.open(BytesIO(made(laid, page, count).data)) as file:
        preferences = file.Root.ViewerPreferences
        assert preferences.Duplex == duplex
        assert preferences.PrintScaling == "/None"
        assert preferences.DisplayDocTitle


def test_sheets_that_are_turned_differently_leave_it_to_the_user() -> None:
    laid = (*BOOKLET[:1], replace(BOOKLET[1], flip="long"))
    with pikepdf.open(BytesIO(made(laid, A5, 8).data)) as file:
        assert "/Duplex" not in file.Root.ViewerPreferences


def test_cards_keep_their_bleed_and_are_ticked() -> None:
    card = Size(85, 55)
    laid = n_up.impose(n_up.Grid(A4, card, 6, 14), 2, sides=2)
    front, back = paper.pictures(made(laid, card, 2).data)
    left = (210 - 2 * 85 - 6) / 2
    top = 297 - (297 - 4 * 55 - 3 * 6) / 2
    assert [front.at(left - out, 148) for out in (2.6, 3.4)] == [RED, WHITE]
    assert [back.at(left - out, 148) for out in (2.6, 3.4)] == [COLOURS[1], WHITE]
    for picture in (front, back):
        for x in (left, left + 85, 210 - left):
            assert picture.inked(x - 0.4, 6, x + 0.4, 8)
        assert picture.inked(6, top - 0.4, 8, top + 0.4)
        assert not picture.inked(0, 0, 210, 4.5)


def test_gradients_and_transparency_stay_where_they_were() -> None:
    html = """<main><div class="a"></div><div class="b"></div></main>"""
    style = """
    @page { size: 60mm 80mm; bleed: 3mm; margin: 8mm }
    .a { height: 20mm; background: linear-gradient(to right, red, blue) }
    .b { height: 30mm; margin-top: -8mm; opacity: .5; background: radial-gradient(circle at 20% 30%, lime, purple) }
    """
    document = replace(paper.document(), parts=(Part("body", "body", "Leaves", html),), stylesheet=style)
    master, _ = pdf.typeset(document)
    plain = office.finish(master, document, sheets.single([Size(60, 80)]))
    moved = office.finish(master, document, (Sheet(Size(180, 80), (Side((Placement(0, 70, 0, Size(60, 80)),)),)),))
    (before,), (alone,), (beside,) = (
        paper.pictures(each.data) for each in (screen.finish(master, document), plain, moved)
    )
    colours = set()
    for x in range(6, 54, 3):
        for y in range(6, 74, 3):
            seen = before.at(x, y)
            colours.add(seen)
            assert paper.near(alone.at(x, y), seen, levels=6), (x, y)
            assert paper.near(beside.at(70 + x, y), seen, levels=6), (x, y)
    assert len(colours) > 50


def test_folds_and_single_pages_have_no_marks(booklet: Artifact) -> None:
    with pikepdf.open(BytesIO(booklet.data)) as file:
        for page in file.pages:
            assert page.Contents.read_bytes().count(b" S") == 0
            assert {str(name)[:2] for name in page.Resources.XObject} == {"/P"}


def test_artifact_claims_nothing_and_says_what_it_is(booklet: Artifact) -> None:
    assert (booklet.format, booklet.media_type, booklet.pages) == ("office", "application/pdf", 4)
    assert booklet.claims == frozenset()
    with pikepdf.open(BytesIO(booklet.data)) as file:
        assert file.docinfo.Title == "Leaves"
        assert file.Root.Lang == "en-GB"
        assert set(file.Root.keys()) == {"/Type", "/Pages", "/Lang", "/Metadata", "/ViewerPreferences"}
        assert b"pdfaid:part" not in file.Root.Metadata.read_bytes()
        assert file.check_pdf_syntax() == []


def test_same_values_give_the_same_bytes(booklet: Artifact) -> None:
    assert made(BOOKLET, A5, 8) == booklet


@pytest.mark.tools
def test_others_have_nothing_to_say(booklet: Artifact, tmp_path: Path) -> None:
    path = tmp_path / "office.pdf"
    path.write_bytes(booklet.data)
    for command in (
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONWARNING", "-sDEVICE=nullpage", str(path)],
        ["pdftoppm", "-r", "20", str(path), str(tmp_path / "out")],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout + done.stderr == ""
