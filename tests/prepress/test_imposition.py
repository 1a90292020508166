"""Pages on sheets: where they stand, how they are turned, where they are cut."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from prepress import paper
from prepress.paper import BLACK, COLOURS, WHITE, Picture

from exporter import sheets
from exporter.prepress import imposition
from exporter.prepress.imposition import Area, Frame
from exporter.sheets import ALL_EDGES, Edge, Placement, Sheet, Side, Size, saddle

AROUND_MM = 10
RED, GREEN, *_ = COLOURS


def frame(sheet: Sheet) -> Frame:
    media = Size(sheet.trim.width_mm + 2 * AROUND_MM, sheet.trim.height_mm + 2 * AROUND_MM)
    return Frame(media, AROUND_MM, AROUND_MM, 3)


def drawn(pdf: pikepdf.Pdf, *laid: Sheet, printable: Area | None = None) -> list[Picture]:
    def framed(sheet: Sheet) -> Frame:
        whole = frame(sheet)
        return Frame(whole.media, whole.left_mm, whole.bottom_mm, whole.bleed_mm, printable)

    imposition.impose(pdf, laid, framed)
    stream = BytesIO()
    pdf.save(stream)
    assert pdf.check_pdf_syntax() == []
    return list(paper.pictures(stream.getvalue()))


def one(place: Placement, *others: Placement) -> Sheet:
    return Sheet(Size(120, 90), (Side((place, *others)),))


@pytest.mark.parametrize(
    ("turn", "corner"),
    [(0, (20.5, 69.5)), (90, (59.5, 69.5)), (180, (59.5, 10.5)), (270, (20.5, 10.5))],
)
def test_a_page_is_turned_clockwise_on_its_place(turn: sheets.Turn, corner: tuple[float, float]) -> None:
    size = Size(40, 60) if turn in {0, 180} else Size(60, 40)
    place = Placement(0, 20, 10, size, turn)
    (picture,) = drawn(paper.pdf(1, 40, 60), one(place))
    if turn in {90, 270}:
        corner = {90: (79.5, 49.5), 270: (20.5, 10.5)}[turn]
    right, top = 20 + size.width_mm, 10 + size.height_mm
    for x, y in ((20.5, 10.5), (right - 0.5, 10.5), (20.5, top - 0.5), (right - 0.5, top - 0.5)):
        wanted = BLACK if (x, y) == corner else RED
        assert picture.at(AROUND_MM + x, AROUND_MM + y) == wanted, (x, y)


@pytest.mark.parametrize("bleeds", [frozenset[Edge](), *(frozenset({edge}) for edge in Edge), ALL_EDGES])
def test_a_page_bleeds_over_the_edges_that_are_named(bleeds: frozenset[Edge]) -> None:
    (picture,) = drawn(paper.pdf(1, 40, 60, bleed_mm=5), one(Placement(0, 20, 15, Size(40, 60), bleeds=bleeds)))
    beyond = {
        Edge.LEFT: (20, 45, -1, 0),
        Edge.RIGHT: (60, 45, 1, 0),
        Edge.BOTTOM: (40, 15, 0, -1),
        Edge.TOP: (40, 75, 0, 1),
    }
    for edge, (x, y, right, up) in beyond.items():
        seen = {out: picture.at(AROUND_MM + x + out * right, AROUND_MM + y + out * up) for out in (-0.4, 0.4, 2.6, 3.4)}
        bleed = RED if edge in bleeds else WHITE
        assert seen == {-0.4: RED, 0.4: bleed, 2.6: bleed, 3.4: WHITE}, edge


def test_neighbours_share_a_gutter_that_is_too_narrow_for_both() -> None:
    places = (Placement(0, 10, 10, Size(40, 60)), Placement(1, 54, 10, Size(40, 60)))
    (picture,) = drawn(paper.pdf(2, 40, 60), one(*places))
    across = [picture.at(AROUND_MM + x, AROUND_MM + 40) for x in (49.6, 51.6, 52.4, 54.4)]
    assert across == [RED, RED, GREEN, GREEN]
    assert picture.at(AROUND_MM + 7.4, AROUND_MM + 40) == RED
    assert picture.at(AROUND_MM + 96.6, AROUND_MM + 40) == GREEN


def test_neighbours_without_a_gutter_do_not_reach_over() -> None:
    places = (Placement(0, 10, 10, Size(40, 60)), Placement(1, 50, 10, Size(40, 60)))
    (picture,) = drawn(paper.pdf(2, 40, 60), one(*places))
    assert [picture.at(AROUND_MM + x, AROUND_MM + 40) for x in (49.6, 50.4)] == [RED, GREEN]


def test_nothing_is_drawn_outside_of_what_is_printable() -> None:
    place = Placement(0, 0, 0, Size(40, 60))
    (picture,) = drawn(paper.pdf(1, 40, 60), one(place), printable=Area(5, 6, 100, 80))
    assert not picture.inked(0, 0, AROUND_MM + 4.5, 110)
    assert not picture.inked(0, 0, 140, AROUND_MM + 5.5)
    assert picture.at(AROUND_MM + 5.4, AROUND_MM + 6.4) == RED


def test_pages_moved_against_creep_are_cut_at_the_spine_and_reach_as_far_outside() -> None:
    booklet = saddle.Booklet(Size(40, 60), 8, stock_gsm=1000, bulk_cm3_per_g=2)
    pages = drawn(paper.pdf(8, 40, 60), *saddle.impose(booklet))
    assert len(pages) == 4
    front, inner = pages[0], pages[2]
    for picture, shift_mm, left, right in ((front, 0, 7, 0), (inner, 2, 5, 2)):
        spine = AROUND_MM + 40
        assert picture.at(spine - 0.4, 40) == COLOURS[left]
        assert picture.at(spine + 0.4, 40) == COLOURS[right]
        # the corner marks of both pages have gone towards the spine, the paper's outer edges have not moved
        top = AROUND_MM + 59.5
        assert picture.at(AROUND_MM + shift_mm + 0.4, top) == BLACK
        assert picture.at(AROUND_MM + shift_mm + 9.6, top) == BLACK
        assert picture.at(AROUND_MM + shift_mm + 10.4, top) == COLOURS[left]
        assert picture.at(spine + 9.6 - shift_mm, top) == BLACK
        assert picture.at(spine + 10.4 - shift_mm, top) == COLOURS[right]
    # the bleed is as wide as the page's own, moved with it
    assert [front.at(AROUND_MM - out, 40) for out in (2.6, 3.4)] == [COLOURS[7], WHITE]
    assert [inner.at(AROUND_MM - out, 40) for out in (0.6, 1.4)] == [COLOURS[5], WHITE]


def test_a_blank_page_leaves_its_place_white() -> None:
    pages = drawn(paper.pdf(5, 40, 60), *saddle.impose(saddle.Booklet(Size(40, 60), 5)))
    assert len(pages) == 4
    assert [picture.at(AROUND_MM + 20, 40) for picture in pages] == [COLOURS[4], COLOURS[1], WHITE, COLOURS[3]]
    assert [picture.at(AROUND_MM + 60, 40) for picture in pages] == [COLOURS[0], WHITE, COLOURS[2], WHITE]


def test_a_side_of_blanks_alone_has_no_content() -> None:
    with paper.pdf(2, 40, 60) as pdf:
        imposition.impose(pdf, saddle.impose(saddle.Booklet(Size(40, 60), 2)), frame)
        assert ["/Contents" in page for page in pdf.pages] == [True, False]


def test_a_page_in_many_places_is_one_object() -> None:
    places = [Placement(0, x, 0, Size(20, 30)) for x in (0, 20, 40)]
    with paper.pdf(1, 20, 30) as pdf:
        imposition.impose(pdf, (one(*places), one(*places)), frame)
        forms = {page.Resources.XObject.P0.objgen for page in pdf.pages}
        assert len(forms) == 1
        assert all([str(name) for name in page.Resources.XObject] == ["/P0"] for page in pdf.pages)
        assert pdf.pages[0].Contents.read_bytes().count(b"/P0 Do") == 3


def test_links_stay_behind() -> None:
    with paper.pdf(1, 40, 60) as pdf:
        pdf.pages[0].Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot)])
        imposition.impose(pdf, (one(Placement(0, 0, 0, Size(40, 60))),), frame)
        assert set(pdf.pages[0].obj.keys()) == {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents"}
        assert [float(edge) for edge in pdf.pages[0].MediaBox] == pytest.approx(
            [0, 0, 140 * 72 / 25.4, 110 * 72 / 25.4], abs=1e-3
        )


def test_the_colour_space_of_transparency_stays_with_pages_and_sheets() -> None:
    group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK)
    with paper.pdf(2, 40, 60) as pdf:
        pdf.pages[0].obj.Group = group
        imposition.impose(pdf, sheets.single([Size(40, 60)] * 2), frame)
        assert pdf.pages[0].Group.CS == "/DeviceCMYK"
        assert pdf.pages[0].Resources.XObject.P0.Group.CS == "/DeviceCMYK"
        assert "/Group" not in pdf.pages[1]


def test_sheets_of_another_document_are_refused() -> None:
    with paper.pdf(1, 40, 60) as pdf, pytest.raises(ValueError, match="page 1 of a document of 1 pages"):
        imposition.impose(pdf, (one(Placement(1, 0, 0, Size(40, 60))),), frame)
    with paper.pdf(1, 40, 60) as pdf, pytest.raises(ValueError, match=r"page 0 is \(40.0, 60.0\) mm large"):
        imposition.impose(pdf, (one(Placement(0, 0, 0, Size(40, 61))),), frame)
    with paper.pdf(1, 40, 60) as pdf, pytest.raises(ValueError, match=r"page 0 is \(60.0, 40.0\) mm large"):
        imposition.impose(pdf, (one(Placement(0, 0, 0, Size(40, 60), 90)),), frame)


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (-0.00001, "0"), (1.5, "1.5"), (28.34645669, "28.3465")])
def test_numbers_are_short(value: float, text: str) -> None:
    assert imposition.numbers(value) == text
