"""Handout, large print, poster and card: what each of them promises, read back from its pages."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from exporter import article as articles
from exporter import layout, source
from exporter.backends import pdf
from exporter.layout import colours, styles
from exporter.model import (
    Article,
    Block,
    Clinic,
    Colour,
    Footnote,
    Heading,
    ImageReference,
    Metadata,
    Resource,
    Typeset,
)

SAMPLE = Path(__file__).parents[2] / "source" / "articles" / "ketamine-migraine-treatment.md"
PAPERS: Mapping[str, Mapping[str, tuple[float, float]]] = {
    "handout": {"a5": (148, 210), "a4": (210, 297), "letter": (215.9, 279.4)},
    "large-print": {"a5": (148, 210), "a4": (210, 297), "letter": (215.9, 279.4)},
    "poster": {"a3": (297, 420), "tabloid": (279.4, 431.8)},
    "card": {"card": (85, 55)},
}
ON_PAPER = [(name, paper) for name, papers in PAPERS.items() for paper in papers]
SMALLEST_PT = {"handout": 9, "large-print": 18, "poster": 24, "card": 8.5}
SENTENCE = "Rest for a day, drink enough water, and call us if the pain grows worse. "
LOGO = Resource(b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"/>', "image/svg+xml", 40, 10)
PICTURE = Resource(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><path d="M0 0h300v200z"/></svg>',
    "image/svg+xml",
    300,
    200,
)
FULL = Clinic(
    "Example Clinic",
    tagline="Care close to home",
    logo=ImageReference("logo.svg", "Example Clinic"),
    colours={"primary": Colour("#8fd0dc"), "accent": Colour("#f2c14e")},
    phone="+44 (0)20 7946 0000",
    email="hello@example.org",
    address=("12 Example Road", "London N1 1AA"),
    hours=("Monday to Friday, 8 am to 6 pm",),
    url="https://example.org/",
    short_url="https://example.org/migraine",
    emergency="Call 999, or go to the nearest emergency department.",
)


@dataclass(frozen=True)
class Letter:
    """A character as it stands on a page."""

    character: str
    size_pt: float
    font: str
    page: int


def blocks() -> Article:
    """An article of every kind of block that sets its text in a size or style of its own."""
    parts = (
        ("p", "paragraph", '<p id="p">It is <em>most</em> <u>often</u> <a href="https://example.org/">mild</a>.</p>'),
        ("h", "heading", '<h2 id="h">Signs of <code>MRI</code><sup>2</sup></h2>'),
        ("n", "paragraph", '<p id="n">Noted<sup><a class="noteref" href="#_fn-1" id="_fnref-1">1</a></sup>.</p>'),
        (
            "c",
            "callout",
            (
                '<div class="callout callout-warning" role="note" id="c"><p class="callout-title">'
                '<span class="callout-label">Warning</span> <span class="callout-heading">Call us</span></p>'
                "<p>When <cite>in doubt</cite>.</p></div>"
            ),
        ),
        (
            "t",
            "table",
            (
                '<table id="t"><caption>Doses</caption><thead><tr><th scope="col">Dose</th></tr></thead>'
                "<tbody><tr><td>10 mg</td></tr></tbody></table>"
            ),
        ),
        ("s", "heading", '<h6 id="s">Small print</h6>'),
        ("k", "code", '<div id="k"><pre class="highlight"><code><span class="c1"># say</span> 1</code></pre></div>'),
        ("f", "figure", '<figure id="f"><img src="p.svg" alt="A leaf"/><figcaption>A leaf.</figcaption></figure>'),
        ("q", "quote", '<blockquote id="q"><p>It <i>was gone</i> the next day.</p></blockquote>'),
        ("l", "paragraph", '<p id="l">Krankenhausaufnahmeuntersuchung Bewegungseinschränkung Rückenschmerz.</p>'),
    )
    note = Footnote("1", "_fn-1", "<p>A <em>study</em>.</p>", ("_fnref-1",), 1)
    metadata = Metadata(
        "Nach dem Eingriff: die ersten Tage",
        subtitle="Was hilft",
        description=SENTENCE.strip(),
        language="de",
        cover=ImageReference("p.svg", "A leaf"),
        version="2",
        reviewed=date(2026, 1, 31),
    )
    made = tuple(Block(html, kind, anchor, line) for line, (anchor, kind, html) in enumerate(parts, 1))
    return Article("a.md", metadata, made, (Heading(2, "Signs", "h", 2),), (), (note,), (), b"")


def brief(letters: int, language: str = "en") -> Article:
    """An article whose description is the first so many letters of whole words."""
    text = (SENTENCE * (letters // len(SENTENCE) + 1))[:letters].rpartition(" ")[0]
    metadata = Metadata("Migraine Treatment: What to Expect", description=text, language=language)
    return replace(blocks(), metadata=metadata)


def sample(clinic: Clinic) -> Article:
    read, _ = source.read(SAMPLE.read_bytes(), str(SAMPLE))
    return articles.parse(read, clinic=clinic, selection=frozenset(), known=frozenset(), variables={})[0]


def typeset(article: Article, clinic: Clinic, name: str, request: layout.Request) -> Typeset:
    images = {"logo.svg": LOGO, "p.svg": PICTURE}
    document, told = layout.compose(article, clinic, layout.load(name, [])[0], replace(request, images=images))
    master, found = pdf.typeset(document)
    assert [finding for finding in told + found if finding.rule != "low-contrast"] == []
    return master


def letters(master: Typeset) -> Iterator[Letter]:
    """Every character that is drawn, with the size it is drawn in."""
    document = pdfium.PdfDocument(master.pdf)
    for number, page in enumerate(document):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            character = chr(raw.FPDFText_GetUnicode(text, index))
            matrix, name = raw.FS_MATRIX(), ctypes.create_string_buffer(200)
            raw.FPDFText_GetMatrix(text, index, matrix)
            raw.FPDFText_GetFontInfo(text, index, name, 200, ctypes.c_int())
            size_pt = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d)
            if name.value and not character.isspace():
                yield Letter(character, size_pt, name.value.decode(), number)


def words(master: Typeset) -> list[str]:
    document = pdfium.PdfDocument(master.pdf)
    return " ".join(page.get_textpage().get_text_bounded() for page in document).split()


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_every_page_has_the_papers_size_and_no_text_is_too_small(
    request_print: layout.Request, name: str, paper: str
) -> None:
    master = typeset(blocks(), FULL, name, replace(request_print, paper=paper))
    assert all(size == pytest.approx(PAPERS[name][paper], abs=0.01) for size in master.page_sizes_mm)
    sizes = {round(letter.size_pt, 2) for letter in letters(master)}
    assert min(sizes) >= SMALLEST_PT[name]


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("cover", ["auto", "art", "plain"])
def test_any_clinic_and_any_direction_of_writing(request_print: layout.Request, name: str, cover: str) -> None:
    metadata = Metadata("علاج الصداع", description="نص قصير يشرح متى تتصل بنا", language="ar")
    arabic = replace(blocks(), metadata=metadata)
    options: Mapping[str, str] = {} if name == "card" else {"cover": cover}
    for clinic in (FULL, Clinic(""), Clinic("Example Clinic", email="hello@example.org")):
        master = typeset(arabic, clinic, name, replace(request_print, options=options))
        assert all(any(letter.page == page for letter in letters(master)) for page in range(len(master.page_sizes_mm)))


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_sample_is_a_handout_of_one_sheet(request_print: layout.Request, paper: str) -> None:
    master = typeset(sample(FULL), FULL, "handout", replace(request_print, paper=paper))
    assert len(master.page_sizes_mm) == 2


def test_a_long_handout_takes_more_pages_and_ends_with_the_contacts(request_print: layout.Request) -> None:
    once = sample(FULL)
    again = tuple(replace(block, html=re.sub(' id="[^"]*"', "", block.html)) for block in once.blocks)
    master = typeset(replace(once, blocks=once.blocks + again), FULL, "handout", request_print)
    assert len(master.page_sizes_mm) > 2
    assert master.pages["_clinic"] == len(master.page_sizes_mm) - 1


@pytest.mark.parametrize("paper", PAPERS["large-print"])
def test_large_print_has_no_italics_and_divides_no_word(request_print: layout.Request, paper: str) -> None:
    master = typeset(blocks(), FULL, "large-print", replace(request_print, paper=paper))
    assert {letter.font for letter in letters(master) if "Italic" in letter.font or "Oblique" in letter.font} == set()
    assert "Bewegungseinschränkung" in words(master)
    assert not any(word.endswith(("-", "\u2010", "\u00ad")) for word in words(master))


def test_the_brochure_has_what_large_print_has_not(request_print: layout.Request) -> None:
    """So that the tests above can fail."""
    master = typeset(blocks(), FULL, "brochure", request_print)
    assert any("Italic" in letter.font for letter in letters(master))
    assert min(letter.size_pt for letter in letters(master)) < SMALLEST_PT["large-print"]


def lines(master: Typeset, anchor: str) -> int:
    """How many lines are drawn on the page where an anchor is."""
    page = pdfium.PdfDocument(master.pdf)[master.pages[anchor]]
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    count = 0
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        assert raw.FPDFPath_GetDrawMode(path, fill, stroke)
        count += bool(stroke.value)
    return count


def test_large_print_underlines_and_centres_nothing(request_print: layout.Request) -> None:
    html = (
        '<p class="tagline" id="e">Relief, <u>soon</u> <ins>or</ins> <a href="https://example.org/">later</a>'
        '<sup><a class="noteref" href="#_fn-1" id="_fnref-1">1</a></sup></p>'
    )
    tagline = replace(blocks(), blocks=(Block(html, "paragraph", "e", 1),), outline=())
    master = typeset(tagline, FULL, "large-print", request_print)
    assert lines(master, "e") == 0
    page = pdfium.PdfDocument(master.pdf)[master.pages["e"]].get_textpage()
    found = page.search("Relief").get_next()
    assert found is not None
    assert page.get_charbox(found[0])[0] == pytest.approx(22 * 72 / 25.4, abs=3)
    assert lines(typeset(tagline, FULL, "brochure", request_print), "e") > 0


@pytest.mark.parametrize("primary", ["#8fd0dc", "#ffe000", "#17606e", "#888888"])
def test_large_print_has_a_contrast_of_seven_for_any_clinic(request_print: layout.Request, primary: str) -> None:
    clinic = replace(FULL, colours={"primary": Colour(primary), "accent": Colour("#c8742a")})
    tokens = styles.choose(layout.load("large-print", [])[0], clinic, request_print)[0].tokens
    pairs = [(f"{kind}-text", f"{kind}-tint") for kind in ("urgent", "warning", "info", "tip", "do", "dont")]
    pairs += [("ink", "primary-tint"), ("ink-soft", "paper"), ("primary-text", "primary-tint")]
    pairs += [("primary-text", "paper"), ("primary-strong", "primary-tint"), ("paper", "emergency")]
    assert [pair for pair in pairs if colours.contrast(tokens[pair[0]], tokens[pair[1]]) < 7] == []


@pytest.mark.parametrize("paper", PAPERS["poster"])
@pytest.mark.parametrize("length", [0, 100, 220, 330, 480, 700])
def test_a_poster_is_one_page_with_all_of_its_text(request_print: layout.Request, paper: str, length: int) -> None:
    master = typeset(brief(length), FULL, "poster", replace(request_print, paper=paper))
    assert len(master.page_sizes_mm) == 1
    assert words(master).count("drink") == brief(length).metadata.description.count("drink")


@pytest.mark.parametrize(("length", "cards"), [(0, 2), (100, 2), (180, 2), (280, 2), (900, 3)])
def test_a_card_has_two_sides_and_goes_on_rather_than_losing_text(
    request_print: layout.Request, length: int, cards: int
) -> None:
    master = typeset(brief(length), FULL, "card", request_print)
    assert len(master.page_sizes_mm) == cards
    assert words(master).count("drink") == brief(length).metadata.description.count("drink")
    assert "999," in words(master)


def test_a_poster_that_is_too_long_goes_on_rather_than_losing_text(request_print: layout.Request) -> None:
    master = typeset(brief(2500), FULL, "poster", request_print)
    assert len(master.page_sizes_mm) == 2
    assert words(master).count("drink") == brief(2500).metadata.description.count("drink")


def test_poster_and_card_show_the_description_and_not_the_article(request_print: layout.Request) -> None:
    for name in ("poster", "card"):
        shown = words(typeset(blocks(), FULL, name, request_print))
        assert "drink" in shown
        assert "Krankenhausaufnahmeuntersuchung" not in shown


def test_the_summary_outweighs_the_description(request_print: layout.Request) -> None:
    metadata = replace(blocks().metadata, summary="Ruhen Sie einen Tag.")
    for name in ("poster", "card"):
        shown = words(typeset(replace(blocks(), metadata=metadata), FULL, name, request_print))
        assert "Ruhen" in shown
        assert "drink" not in shown


@pytest.mark.parametrize(("name", "paper"), ON_PAPER)
def test_a_word_longer_than_a_line_of_the_title_stays_on_the_paper(
    request_print: layout.Request, name: str, paper: str
) -> None:
    metadata = replace(blocks().metadata, title="Krankenhausaufnahmeuntersuchung und Bewegungseinschränkungen: Wege")
    typeset(replace(blocks(), metadata=metadata), FULL, name, replace(request_print, paper=paper))


def test_a_wide_table_spans_the_columns_of_a_handout(request_print: layout.Request) -> None:
    cells = "".join(f"<td>Krankengymnastik{number}</td>" for number in range(5))
    table = Block(f'<table id="w"><tbody><tr>{cells}</tr></tbody></table>', "table", "w", 20)
    master = typeset(replace(blocks(), blocks=(*blocks().blocks, table)), FULL, "handout", request_print)
    page = pdfium.PdfDocument(master.pdf)[master.pages["w"]].get_textpage()
    first, last = (page.search(f"gymnastik{number}").get_next() for number in (0, 4))
    assert first is not None
    assert last is not None
    assert page.get_charbox(first[0])[1] == pytest.approx(page.get_charbox(last[0])[1])
    assert page.get_charbox(last[0])[0] - page.get_charbox(first[0])[0] > 120 * 72 / 25.4


def test_an_appointment_card_has_lines_to_write_on(request_print: layout.Request) -> None:
    request = replace(request_print, options={"back": "appointment"})
    shown = words(typeset(brief(100), FULL, "card", request))
    assert "Your appointment Date: Time:" in " ".join(shown)
    assert "drink" not in shown
