"""Printer's marks: outside the bleed, inside the page, at the lines they are about, in every ink."""

from __future__ import annotations

import re
from io import BytesIO
from statistics import median
from time import perf_counter

import pikepdf
import pytest
from prepress import paper
from prepress.paper import Picture

from exporter import sheets
from exporter.prepress import imposition, lettering, marks
from exporter.prepress.imposition import Area, Frame
from exporter.sheets import Line, Placement, Sheet, Side, Size, n_up, saddle

BLEED_MM = 3
AROUND_MM = BLEED_MM + marks.AREA_MM
NEAR, FAR = BLEED_MM + marks.GAP_MM, BLEED_MM + marks.GAP_MM + marks.LENGTH_MM
SLUG = ("leaves.md", "2025-03-04", "version 1.2")
LEAFLET = Sheet(
    Size(297, 210),
    (
        Side((), (Line("fold", "x", 97), Line("fold", "x", 197)), "outside"),
        Side((), (Line("fold", "x", 100), Line("fold", "x", 200)), "inside"),
    ),
    "short",
)
CARDS = n_up.impose(n_up.Grid(Size(210, 148), Size(85, 55)), 1)[0]
CALENDAR = Sheet(Size(210, 297), (Side((), (Line("fold", "y", 148.5),), "front"),))
NARROW = Sheet(Size(55, 85), (Side((), (), "page 1"),))


def frame(sheet: Sheet) -> Frame:
    media = Size(sheet.trim.width_mm + 2 * AROUND_MM, sheet.trim.height_mm + 2 * AROUND_MM)
    return Frame(media, AROUND_MM, AROUND_MM, BLEED_MM)


def empty(*laid: Sheet) -> pikepdf.Pdf:
    """Make the pages of sheets without what is on them."""
    pdf = pikepdf.new()
    bare = [Sheet(sheet.trim, tuple(Side((), side.lines, side.name) for side in sheet.sides)) for sheet in laid]
    imposition.impose(pdf, bare, frame)
    return pdf


def marked(*laid: Sheet) -> list[Picture]:
    with empty(*laid) as pdf:
        marks.stamp(pdf, laid, frame, SLUG)
        assert pdf.check_pdf_syntax() == []
        stream = BytesIO()
        pdf.save(stream)
    return list(paper.pictures(stream.getvalue()))


@pytest.mark.parametrize("sheet", [LEAFLET, CARDS, CALENDAR, NARROW])
def test_marks_are_inside_the_page_and_outside_the_bleed(sheet: Sheet) -> None:
    width_mm, height_mm = sheet.trim.width_mm, sheet.trim.height_mm
    for picture in marked(sheet):
        bleed = marks.AREA_MM + 0.3
        assert not picture.inked(bleed, bleed, width_mm + 2 * AROUND_MM - bleed, height_mm + 2 * AROUND_MM - bleed)
        edges = (width_mm + 2 * AROUND_MM, height_mm + 2 * AROUND_MM)
        assert not picture.inked(0, 0, edges[0], 0.5)
        assert not picture.inked(0, 0, 0.5, edges[1])
        assert not picture.inked(0, edges[1] - 0.5, *edges)
        assert not picture.inked(edges[0] - 0.5, 0, *edges)


@pytest.mark.parametrize("sheet", [LEAFLET, CARDS, CALENDAR, NARROW])
def test_crop_marks_point_at_the_corners_of_the_trim(sheet: Sheet) -> None:
    width_mm, height_mm = sheet.trim.width_mm, sheet.trim.height_mm
    picture = marked(sheet)[0]
    for x in (0.0, width_mm):
        assert vertical(picture, x, -FAR), x
        assert vertical(picture, x, height_mm + NEAR), x
    for y in (0.0, height_mm):
        assert horizontal(picture, -FAR, y), y
        assert horizontal(picture, width_mm + NEAR, y), y


def vertical(picture: Picture, x_mm: float, from_mm: float) -> bool:
    """Tell whether a mark of full length stands there, with nothing close beside it."""
    x, bottom = AROUND_MM + x_mm, AROUND_MM + from_mm
    heights = [bottom + step * 0.9 for step in range(5)]
    alone = not any(picture.inked(x + off, bottom + 0.5, x + off + 1, bottom + 4.5) for off in (-1.6, 0.6))
    return alone and all(picture.inked(x - 0.4, height, x + 0.4, height + 1.2) for height in heights)


def horizontal(picture: Picture, from_mm: float, y_mm: float) -> bool:
    left, y = AROUND_MM + from_mm, AROUND_MM + y_mm
    lefts = [left + step * 0.9 for step in range(5)]
    alone = not any(picture.inked(left + 0.5, y + off, left + 4.5, y + off + 1) for off in (-1.6, 0.6))
    return alone and all(picture.inked(start, y - 0.4, start + 1.2, y + 0.4) for start in lefts)


def dashes(picture: Picture, x_mm: float, from_mm: float) -> int:
    """Count the strokes of a vertical mark."""
    steps = [AROUND_MM + from_mm + step * 0.25 for step in range(20)]
    seen = [picture.inked(AROUND_MM + x_mm - 0.4, at, AROUND_MM + x_mm + 0.4, at + 0.25) for at in steps]
    return sum(now and not before for before, now in zip([False, *seen], seen, strict=False))


def test_folds_are_dashed_and_cuts_are_not() -> None:
    outside, inside = marked(LEAFLET)
    for picture, folds in ((outside, (97, 197)), (inside, (100, 200))):
        for at_mm in folds:
            assert dashes(picture, at_mm, 210 + NEAR) >= 2
            assert dashes(picture, at_mm, -FAR) >= 2
        assert dashes(picture, 0, 210 + NEAR) == 1
    (cards,) = marked(CARDS)
    cuts = [line.at_mm for line in CARDS.sides[0].lines if line.axis == "x"]
    assert len(cuts) == 3
    for cut_mm in cuts:
        assert vertical(cards, cut_mm, -FAR)
        assert dashes(cards, cut_mm, -FAR) == 1
    for line in CARDS.sides[0].lines:
        assert line.axis == "x" or horizontal(cards, -FAR, line.at_mm)


def test_folds_say_so() -> None:
    label = BLEED_MM + marks.LABEL_MM
    outside = marked(LEAFLET)[0]
    for at_mm in (97, 197):
        top = AROUND_MM + 210 + label
        assert outside.inked(AROUND_MM + at_mm - 2, top, AROUND_MM + at_mm + 2, top + 1.5)
    (calendar,) = marked(CALENDAR)
    left, middle = AROUND_MM - label, AROUND_MM + 148.5
    assert calendar.inked(left - 1.5, middle - 2, left, middle + 2)


@pytest.mark.parametrize("sheet", [LEAFLET, CARDS, CALENDAR, NARROW, *saddle.impose(saddle.Booklet(Size(148, 210), 4))])
def test_registration_marks_stand_on_every_side_apart_from_other_marks(sheet: Sheet) -> None:
    surround = marks.Surround(sheet.trim, sheet.sides[0].lines, BLEED_MM)
    picture = marked(sheet)[0]
    for edge in sheets.Edge:
        at_mm = surround.register_mm(edge)
        lines = surround.meeting(edge, "fold", "cut")
        assert all(abs(at_mm - line) >= marks.CLEAR_MM for line in (0, *lines, surround.length_mm(edge)))
        x, y = (AROUND_MM + at * 25.4 / 72 for at in surround.point(edge, at_mm, marks.GAP_MM + marks.LENGTH_MM / 2))
        r = marks.RADIUS_MM
        for dx, dy in ((r, 0), (-r, 0), (0, r), (0, -r), (0, 0), (r * 0.7, r * 0.7), (-r * 0.7, -r * 0.7)):
            assert picture.inked(x + dx - 0.4, y + dy - 0.4, x + dx + 0.4, y + dy + 0.4), (edge, dx, dy)
        assert not picture.inked(x + 0.4, y + 0.4, x + 0.7, y + 0.7), edge


def test_the_colour_bar_has_the_inks_full_half_and_over_each_other() -> None:
    with empty(LEAFLET) as pdf:
        marks.stamp(pdf, (LEAFLET,), frame, SLUG)
        content = pdf.pages[0].Resources.XObject.Marks.read_bytes().decode()
    found = re.findall(r"([\d. ]+ k) ", content)
    assert found == [*marks.SOLIDS, *marks.MIXTURES]
    assert len(marks.SOLIDS) == 4


def test_spot_inks_have_a_patch_after_the_four() -> None:
    tint = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 0.4, 0, 0], N=1)
    with empty(LEAFLET) as pdf:
        pdf.Root.Spots = pikepdf.Array()
        for ink in ("/PANTONE 300 C", "/Gold", "/None"):
            space = pikepdf.Array([pikepdf.Name.Separation, pikepdf.Name(ink), pikepdf.Name.DeviceCMYK, tint])
            pdf.Root.Spots.append(pdf.make_indirect(space))
        marks.stamp(pdf, (LEAFLET,), frame, SLUG)
        form = pdf.pages[0].Resources.XObject.Marks
        content = form.read_bytes().decode()
        assert [str(form.Resources.ColorSpace[name][1]) for name in ("/Spot1", "/Spot2")] == ["/Gold", "/PANTONE 300 C"]
        assert form.Resources.ColorSpace.Spot2.objgen == pdf.Root.Spots[0].objgen
    assert "/Spot3" not in content
    order = [content.index(ink) for ink in ("0 0 0 1 k", "/Spot1 cs 1 scn", "/Spot2 cs 1 scn", "0.5 0 0 0 k")]
    assert order == sorted(order)


def test_the_colour_bar_keeps_clear_of_other_marks() -> None:
    for sheet, patches in ((NARROW, 2), (CARDS, 11), (LEAFLET, 11)):
        with empty(sheet) as pdf:
            marks.stamp(pdf, (sheet,), frame, SLUG)
            content = pdf.pages[0].Resources.XObject.Marks.read_bytes().decode()
        lefts_mm = [float(left) * 25.4 / 72 for left in re.findall(r" k ([\d.]+) [\d.]+ [\d.]+ [\d.]+ re", content)]
        assert len(lefts_mm) == patches
        surround = marks.Surround(sheet.trim, sheet.sides[0].lines, BLEED_MM)
        top = sheets.Edge.TOP
        taken = (0, sheet.trim.width_mm, surround.register_mm(top), *surround.meeting(top, "fold", "cut"))
        assert not [at for at in taken if lefts_mm[0] - 7.9 < at < lefts_mm[-1] + marks.PATCH_MM + 7.9]


def test_marks_and_words_are_in_every_separation() -> None:
    with empty(LEAFLET) as pdf:
        marks.stamp(pdf, (LEAFLET,), frame, SLUG)
        for form in (pdf.pages[0].Resources.XObject[name] for name in ("/Marks", "/Slug", "/Name")):
            space = form.Resources.ColorSpace.All
            assert [str(space[number]) for number in range(3)] == ["/Separation", "/All", "/DeviceCMYK"]
            assert [int(ink) for ink in space[3].C1] == [1, 1, 1, 1]
            content = form.read_bytes()
            assert b"/All cs 1 scn" in content
            assert re.search(rb"\b(g|G|rg|RG)\b", content) is None
            assert b" Tj" not in content


def test_equal_marks_are_one_object() -> None:
    booklet = saddle.impose(saddle.Booklet(Size(148, 210), 16))
    with empty(*booklet) as pdf:
        marks.stamp(pdf, booklet, frame, SLUG)
        forms = [page.Resources.XObject for page in pdf.pages]
        assert len({form.Marks.objgen for form in forms}) == 1
        assert len({form.Slug.objgen for form in forms}) == 1
        assert len({form.Name.objgen for form in forms}) == 8


def test_the_slug_line_is_condensed_on_narrow_sheets() -> None:
    slug = ("a-very-long-name-of-an-article-about-leaves-and-roots.md", *SLUG[1:])
    with empty(NARROW) as pdf:
        marks.stamp(pdf, (NARROW,), frame, slug)
        stream = BytesIO()
        pdf.save(stream)
    (picture,) = paper.pictures(stream.getvalue())
    top = AROUND_MM - BLEED_MM - marks.SLUG_MM + 2
    assert picture.inked(AROUND_MM + 50, 1, AROUND_MM + 55, top)
    assert not picture.inked(AROUND_MM + 55.3, 1, 2 * AROUND_MM + 55, top)


def test_empty_parts_of_the_slug_line_leave_no_gap() -> None:
    pages = []
    for slug in (("a.md", "", "2025-03-04", ""), ("a.md", "2025-03-04")):
        with empty(NARROW) as pdf:
            marks.stamp(pdf, (NARROW,), frame, slug)
            pages.append(pdf.pages[0].Resources.XObject.Slug.read_bytes())
    assert pages[0] == pages[1]


def test_letters_are_as_wide_as_the_font_says() -> None:
    assert lettering.outline("").width == 0
    assert lettering.outline("ll").width == pytest.approx(2 * lettering.outline("l").width)
    assert lettering.outline("m").width > lettering.outline("l").width > 0.1
    assert lettering.outline("\N{CJK UNIFIED IDEOGRAPH-4E00}").width > 0


@pytest.mark.slow
def test_marks_cost_less_than_a_millisecond_a_page() -> None:
    booklet = saddle.impose(saddle.Booklet(Size(148, 210), 400))
    times = []
    for _ in range(5):
        with empty(*booklet) as pdf:
            start = perf_counter()
            marks.stamp(pdf, booklet, frame, SLUG)
            times.append(perf_counter() - start)
            pages = len(pdf.pages)
    assert median(times) / pages < 0.001


def test_cards_cut_by_hand_are_ticked_in_the_margin() -> None:
    grid = n_up.Grid(Size(210, 148), Size(85, 55), 6, 12)
    laid = n_up.impose(grid, 1)
    printable = Area(5, 5, 205, 143)

    def sheet_frame(sheet: Sheet) -> Frame:
        return Frame(sheet.trim, 0, 0, 2, printable)

    with paper.pdf(1, 85, 55) as pdf:
        imposition.impose(pdf, laid, sheet_frame)
        marks.tick(pdf, laid, sheet_frame)
        stream = BytesIO()
        pdf.save(stream)
    (picture,) = paper.pictures(stream.getvalue())
    (side,) = laid[0].sides
    lowest = min(place.bottom_mm for place in side.placements)
    assert all(picture.inked(line.at_mm - 0.4, 6, line.at_mm + 0.4, 8) for line in side.lines if line.axis == "x")
    assert all(picture.inked(6, line.at_mm - 0.4, 8, line.at_mm + 0.4) for line in side.lines if line.axis == "y")
    assert not picture.inked(0, 0, 210, 4.5)
    assert not picture.inked(0, lowest - 2.7, 210, lowest - 2.3)


def test_folds_are_not_ticked() -> None:
    sheet = Sheet(Size(100, 80), (Side((Placement(0, 20, 20, Size(60, 40)),), (Line("fold", "x", 50),)),))

    def sheet_frame(sheet: Sheet) -> Frame:
        return Frame(sheet.trim, 0, 0, 0, Area(5, 5, 95, 75))

    with paper.pdf(1, 60, 40) as pdf:
        imposition.impose(pdf, (sheet,), sheet_frame)
        before = pdf.pages[0].Contents.objgen
        marks.tick(pdf, (sheet,), sheet_frame)
        assert pdf.pages[0].Contents.objgen == before
