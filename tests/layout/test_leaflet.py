"""The leaflet: panels as pages of their own sizes, text that flows through them, and what stands on front and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from exporter import layout, verify
from exporter.backends import pdf
from exporter.errors import ExporterError
from exporter.model import (
    Article,
    Block,
    Clinic,
    Colour,
    Document,
    Footnote,
    Heading,
    ImageReference,
    Metadata,
    Person,
    Resource,
    Typeset,
)
from exporter.prepress import screen
from exporter.sheets import folds
from exporter.sheets.folds import Fold, Folding

DPI = 72
FOLDED = [name for name in folds.FOLDS if name != "none"]


def article(sections: int, metadata: Metadata | None = None) -> Article:
    """Give an article whose sections each take about a sixth of a panel of A4, and its notes."""
    blocks = [Block('<p id="p">Opening<sup><a id="r" href="#n">1</a></sup>.</p>', "paragraph", "p", 1)]
    outline = []
    for number in range(sections):
        anchor, line = f"h{number}", 10 + 10 * number
        outline.append(Heading(2, f"Section {number}", anchor, line))
        blocks.append(Block(f'<h2 id="{anchor}">Section {number}</h2>', "heading", anchor, line))
        text = "Rest, drink water and call us if it gets worse. " * 6
        blocks.append(Block(f'<p id="t{number}">{text}</p>', "paragraph", f"t{number}", line + 2))
    note = Footnote("1", "n", "<p>A note.</p>", ("r",), 9)
    return Article(
        "a.md",
        metadata or Metadata("Flu"),
        tuple(blocks),
        tuple(outline),
        (),
        (note,) if sections else (),
        (),
        b"# Flu",
    )


@pytest.fixture
def talkative(clinic: Clinic) -> Clinic:
    return replace(
        clinic,
        name="The Example Clinic for Families",
        tagline="Care close to home",
        phone="+1 (201) 555-0123",
        email="appointments@example.org",
        url="https://www.example.org",
        short_url="https://example.org/flu",
        address=("Example House", "12 Harbour Road", "Exampletown", "EX1 2AB"),
        hours=tuple(f"Day {number} from 8 to 18" for number in range(7)),
        emergency="Call for an ambulance at once, and do not wait for an appointment. " * 2,
        colours={"primary": Colour("#702040"), "accent": Colour("#2a9d8f")},
    )


def typeset(text: Article, clinic: Clinic, request: layout.Request) -> tuple[Document, Typeset, Fold]:
    made = layout.load("leaflet", [])[0]
    document, findings = layout.compose(text, clinic, made, request)
    master, told = pdf.typeset(document)
    assert findings + told == ()
    fold = layout.fold(made, request, text.metadata.language)
    assert fold is not None
    return document, master, fold


def sizes(fold: Fold, numbers: Sequence[int]) -> list[tuple[float, float]]:
    return [(round(fold.panels[n].size.width_mm, 1), round(fold.panels[n].size.height_mm, 1)) for n in numbers]


def rounded(master: Typeset) -> list[tuple[float, float]]:
    return [(round(width, 1), round(height, 1)) for width, height in master.page_sizes_mm]


def words_on(master: Typeset, page: int) -> str:
    return str(pypdfium2.PdfDocument(master.pdf)[page].get_textpage().get_text_range())


def picture(master: Typeset, page: int) -> Image.Image:
    """Draw a page with its bleed, a point a pixel."""
    drawn: Image.Image = pypdfium2.PdfDocument(master.pdf)[page].render(scale=DPI / 72).to_pil()
    return drawn.convert("RGB")


def shade(drawn: Image.Image, x: int, y: int) -> int:
    """Give the red of a pixel."""
    return drawn.getchannel("R").tobytes()[y * drawn.width + x]


@pytest.mark.parametrize("paper", ["a4", "letter", "dl-4"])
@pytest.mark.parametrize("fold", FOLDED)
def test_each_panel_is_a_page_of_its_own_size(
    clinic: Clinic, request_print: layout.Request, fold: str, paper: str
) -> None:
    _, master, plan = typeset(article(4), clinic, replace(request_print, fold=fold, paper=paper))
    fronts, backs = (len(plan.numbers(kind)) for kind in ("front", "back"))
    before = len(master.page_sizes_mm) - backs
    assert before < len(plan.panels) - backs, "some panels stay empty"
    used = [*range(before), *plan.numbers("back")]
    assert rounded(master) == sizes(plan, used)
    assert [master.pages[anchor] for anchor in ("p", "_clinic")] == [fronts, len(used) - 1]


@pytest.mark.parametrize(("fold", "sections"), [("tri", 16), ("z", 17), ("roll-4", 19), ("double-gate", 20)])
def test_text_fills_the_panels_in_reading_order(
    clinic: Clinic, request_print: layout.Request, fold: str, sections: int
) -> None:
    _, master, plan = typeset(article(sections), clinic, replace(request_print, fold=fold))
    assert rounded(master) == sizes(plan, range(len(plan.panels)))
    places = [master.pages[f"t{number}"] for number in range(sections)]
    assert places == sorted(places)
    assert set(places) == set(plan.numbers("text"))


def test_what_is_too_much_takes_more_panels(clinic: Clinic, request_print: layout.Request) -> None:
    text = article(30)
    _, master, plan = typeset(text, clinic, request_print)
    assert len(master.page_sizes_mm) > len(plan.panels)
    beyond = [block for block in text.blocks if master.pages[block.anchor] >= 5]
    assert master.pages[beyond[0].anchor] == 5


def test_a_heading_is_never_last_on_a_panel(clinic: Clinic, request_print: layout.Request) -> None:
    for size in ("9.5pt", "10pt", "10.25pt"):
        _, master, _ = typeset(article(18), clinic, replace(request_print, tokens={"text-size": size}))
        last_lines = [words_on(master, page).split("\n")[-1] for page in range(1, len(master.page_sizes_mm) - 1)]
        assert not [line for line in last_lines if line.startswith("Section")]


@pytest.mark.parametrize(
    ("fold", "paper"), [("tri", "a4"), ("tri", "letter"), ("roll-4", "a4"), ("gate", "letter"), ("half", "a4")]
)
@pytest.mark.parametrize("text_size", ["9pt", "14pt"])
def test_the_back_is_one_panel_however_much_the_clinic_says(
    talkative: Clinic, request_print: layout.Request, fold: str, paper: str, text_size: str
) -> None:
    metadata = Metadata("Flu", reviewers=(Person("Example Reviewer", "Consultant"),), version="2")
    request = replace(request_print, fold=fold, paper=paper, tokens={"text-size": text_size})
    _, master, plan = typeset(article(1, metadata), talkative, request)
    last = len(master.page_sizes_mm) - 1
    assert master.pages["_clinic"] == last
    assert master.pages["_emergency"] == last
    assert rounded(master)[-1] == sizes(plan, [len(plan.panels) - 1])[0]
    told = words_on(master, last)
    for expected in ("+1 (201) 555-0123", "Day 6 from 8 to 18", "EX1 2AB", "example.org/flu", "Example Reviewer"):
        assert expected in told


@pytest.mark.parametrize(("paper", "bleed_mm"), [("a4", 3.0), ("letter", 3.175)])
def test_every_page_has_its_bleed(clinic: Clinic, request_print: layout.Request, paper: str, bleed_mm: float) -> None:
    _, master, _ = typeset(article(3), clinic, replace(request_print, paper=paper))
    with pikepdf.open(BytesIO(master.pdf)) as opened:
        for page, (width_mm, height_mm) in zip(opened.pages, master.page_sizes_mm, strict=True):
            left, bottom, right, top = (float(number) * 25.4 / 72 for number in page.TrimBox.as_list())
            outer = [float(number) * 25.4 / 72 for number in page.MediaBox.as_list()]
            assert (right - left, top - bottom) == pytest.approx((width_mm, height_mm), abs=0.01)
            assert [abs(a - b) for a, b in zip(outer, (left, bottom, right, top), strict=True)] == pytest.approx(
                [bleed_mm] * 4, abs=0.01
            )


@pytest.mark.parametrize("cover", ["auto", "plain"])
def test_colour_reaches_over_the_edge(clinic: Clinic, request_print: layout.Request, cover: str) -> None:
    _, master, _ = typeset(article(3), clinic, replace(request_print, options={"cover": cover}))
    front, text, back = (picture(master, page) for page in (0, 1, len(master.page_sizes_mm) - 1))
    band = text.getpixel((text.width // 2, 10))
    assert band != (255, 255, 255)
    for x in (0, 2, text.width // 2, text.width - 3):
        assert text.getpixel((x, 1)) == band
        assert text.getpixel((x, text.height - 2)) == (255, 255, 255)
        assert front.getpixel((min(x, front.width - 3), front.height - 2)) != (255, 255, 255)
    corners = {back.getpixel(corner) for corner in ((1, 1), (back.width - 2, 1), (1, back.height - 2))}
    assert len(corners) == 1
    assert corners != {(255, 255, 255)}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("picture_name", ["", "field.png"])
def test_one_drawing_runs_over_both_doors_of_a_gate(
    clinic: Clinic, request_print: layout.Request, language: str, picture_name: str
) -> None:
    cover = ImageReference(picture_name, "A field") if picture_name else None
    data = BytesIO()
    Image.linear_gradient("L").rotate(90).resize((600, 300)).convert("RGB").save(data, "PNG")
    images = {"field.png": Resource(data.getvalue(), "image/png", 600, 300)}
    text = article(1, Metadata("Flu", language=language, cover=cover))
    _, master, plan = typeset(text, clinic, replace(request_print, fold="gate", images=images))
    doors = [picture(master, page) for page in plan.numbers("front")]
    left, right = reversed(doors) if language == "ar" else doors
    bleed = round(3 / 25.4 * DPI)
    rows = range(left.height // 2 + 20, left.height - 20, 3)
    seams = [abs(shade(left, left.width - bleed - 2, y) - shade(right, bleed + 1, y)) for y in rows]
    assert sum(seams) / len(seams) < 12, "it goes on where the doors meet"
    for y in rows:
        assert 255 not in (shade(left, 1, y), shade(right, right.width - 2, y))
    if picture_name:
        y = left.height - 40
        shades = [shade(door, x, y) for door in (left, right) for x in (bleed, door.width - bleed)]
        assert shades in (sorted(shades), sorted(shades, reverse=True)), "the gradient goes on"


def test_front_and_back_say_what_the_front_matter_says(clinic: Clinic, request_print: layout.Request) -> None:
    metadata = Metadata("Flu: what to do", subtitle="For families", summary="Stay at home & rest.", version="7")
    _, master, _ = typeset(article(2, metadata), clinic, request_print)
    front = words_on(master, 0)
    assert all(
        text in front for text in ("Example Clinic", "Flu:", "what to do", "For families", "Stay at home & rest.")
    )
    assert "Version 7" in words_on(master, len(master.page_sizes_mm) - 1)


@pytest.mark.parametrize("fold", ["double-gate", "gate", "tri"])
def test_long_words_stay_on_the_panel(clinic: Clinic, request_print: layout.Request, fold: str) -> None:
    metadata = Metadata("Arzneimittelunverträglichkeiten", subtitle="Für Patientinnen und Patienten", language="de")
    text = article(1, metadata)
    heading = Block('<h2 id="h">Blutgerinnungshemmende Schwangerschaftsverhütungsmittel</h2>', "heading", "h", 3)
    typeset(replace(text, blocks=(heading, *text.blocks)), clinic, replace(request_print, fold=fold))


def test_wide_panels_have_columns_and_narrow_ones_have_not(clinic: Clinic, request_print: layout.Request) -> None:
    _, master, plan = typeset(article(14), clinic, replace(request_print, fold="gate"))
    for number in plan.numbers("text")[:2]:
        page = pypdfium2.PdfDocument(master.pdf)[number].get_textpage()
        starts = {
            round(page.get_charbox(index)[0])
            for index in range(page.count_chars())
            if index == 0 or page.get_text_range(index - 1, 1) == "\n"
        }
        middle = page.page.get_width() / 2
        assert any(start > middle for start in starts) == (plan.panels[number].size.width_mm > 100)


def test_a_leaf_that_is_not_folded_begins_and_ends_within_its_text(
    talkative: Clinic, request_print: layout.Request
) -> None:
    _, master, plan = typeset(article(6), talkative, replace(request_print, fold="none"))
    assert rounded(master) == [(210, 297)] * len(master.page_sizes_mm)
    assert master.pages["p"] == 0
    assert len(master.page_sizes_mm) <= len(plan.panels) == 2


def test_a_text_from_right_to_left_opens_to_the_right(request_print: layout.Request) -> None:
    made = layout.load("leaflet", [])[0]
    plans = [layout.fold(made, request_print, language) for language in ("en", "ar")]
    lefts = [[panel.left_mm for panel in plan.panels if panel.face == "outside"] for plan in plans if plan]
    assert lefts == [[197, 0, 97], [0, 200, 100]]


@pytest.mark.parametrize(
    ("name", "changes", "rule"),
    [
        ("leaflet", {"fold": "trii"}, "unknown-fold"),
        ("leaflet", {"fold": "tri", "paper": "dl", "folding": Folding("portrait")}, "impossible-fold"),
        ("leaflet", {"folding": Folding(stock_gsm=900)}, "invalid-value"),
        ("leaflet", {"paper": "a7"}, "unknown-paper"),
        ("brochure", {"fold": "tri"}, "unsupported-fold"),
    ],
)
def test_what_cannot_be_folded_is_told_before_typesetting(
    clinic: Clinic, request_print: layout.Request, name: str, changes: dict[str, object], rule: str
) -> None:
    request = replace(request_print, **changes)  # type: ignore[arg-type]
    with pytest.raises(ExporterError) as caught:
        layout.compose(article(1), clinic, layout.load(name, [])[0], request)
    assert [finding.rule for finding in caught.value.diagnostics] == [rule]


def test_other_layouts_have_no_panels(request_print: layout.Request) -> None:
    assert layout.fold(layout.load("brochure", [])[0], request_print, "en") is None


@pytest.mark.parametrize("fold", ["tri", "gate", "none"])
def test_on_screens_it_passes(talkative: Clinic, request_print: layout.Request, fold: str) -> None:
    document, master, _ = typeset(article(5), talkative, replace(request_print, fold=fold))
    artifact = screen.finish(master, document)
    assert [str(finding) for finding in verify.verify(artifact.data, path="a.pdf")] == []
    with pikepdf.open(BytesIO(artifact.data)) as opened:
        widths = [float(page.MediaBox.as_list()[2]) - float(page.MediaBox.as_list()[0]) for page in opened.pages]
    assert widths == pytest.approx([size[0] * 72 / 25.4 for size in master.page_sizes_mm], abs=0.05)


@pytest.mark.tools
@pytest.mark.slow
@pytest.mark.xdist_group("jvm")
@pytest.mark.parametrize("fold", ["tri", "gate", "none"])
def test_verapdf_finds_nothing_on_panels(
    talkative: Clinic, request_print: layout.Request, fold: str, verapdf: Callable[..., list[str]]
) -> None:
    document, master, _ = typeset(article(5), talkative, replace(request_print, fold=fold))
    assert verapdf(screen.finish(master, document).data) == []


def test_sheets_take_the_pages_of_the_master(clinic: Clinic, request_print: layout.Request) -> None:
    _, master, plan = typeset(article(4), clinic, request_print)
    (sheet,) = folds.sheets(plan, len(master.page_sizes_mm))
    placed = [placement for side in sheet.sides for placement in side.placements if placement.page is not None]
    assert sorted(placement.page for placement in placed if placement.page is not None) == list(
        range(len(master.page_sizes_mm))
    )
    for placement in placed:
        assert placement.page is not None
        assert master.page_sizes_mm[placement.page] == pytest.approx(
            (placement.size.width_mm, placement.size.height_mm), abs=0.01
        )
    for side in sheet.sides:
        for left, right in pairwise(side.placements):
            assert right.left_mm == pytest.approx(left.left_mm + left.size.width_mm)
