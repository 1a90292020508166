"""The brochure on pages: what stands where, at every paper size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pikepdf
import pytest

from exporter import layout
from exporter.backends import pdf
from exporter.model import Article, Block, Clinic, Colour, Footnote, Heading, ImageReference, Metadata, Resource

POINTS_PER_PIXEL = 0.75
SIZES = {"a5": (148, 210), "a4": (210, 297), "letter": (215.9, 279.4)}

TEXT = "Rest, drink water and call us if it gets worse. "
FOLLOWING = (
    '<p id="first-{n}">' + TEXT * 4 + "</p>",
    '<h3 id="first-{n}">Below</h3><p>' + TEXT + "</p>",
    '<ul><li id="first-{n}">one</li><li id="second-{n}">two</li><li>three</li></ul>',
    '<div class="callout callout-tip" role="note" id="first-{n}"><p class="callout-title">'
    '<span class="callout-label">Tip</span></p><p>' + TEXT * 4 + "</p></div>",
    '<table><caption>Doses</caption><thead><tr><th scope="col">Day</th></tr></thead><tbody>'
    '<tr id="first-{n}"><td>1</td></tr><tr id="second-{n}"><td>2</td></tr>'
    + "<tr><td>3</td></tr>" * 8
    + "</tbody></table>",
    '<p>You need:</p><ol><li id="first-{n}">one</li><li id="second-{n}">two</li>' + "<li>more</li>" * 9 + "</ol>",
    '<pre id="first-{n}"><code>' + "call()\n" * 12 + "</code></pre>",
    '<dl><dt>Drip</dt><dd id="first-{n}">' + TEXT + "</dd></dl>",
)
"""What may stand below a heading; the ids are on what must stand on its page."""


def article_of(*html: str) -> Article:
    blocks = tuple(Block(text, "paragraph", f"b{line}", line) for line, text in enumerate(html, 1))
    return Article("a.md", Metadata("Flu", language="en"), blocks, (), (), (), (), b"")


def sizes_pt(data: bytes) -> Iterator[float]:
    """Sizes of all text on the pages, as WeasyPrint writes them: in pixels, unscaled."""
    with pikepdf.open(BytesIO(data)) as document:
        for page in document.pages:
            for instruction in pikepdf.parse_content_stream(page, "Tf"):
                if str(instruction.operator) == "Tf":
                    yield float(instruction.operands[1]) * POINTS_PER_PIXEL


def long_article() -> Article:
    blocks: list[Block] = [Block('<p id="p">Opening paragraph.</p>', "paragraph", "p", 1)]
    outline: list[Heading] = []
    for number in range(6):
        anchor = f"h{number}"
        outline.append(Heading(2, f"Section {number}", anchor, number))
        blocks.append(Block(f'<h2 id="{anchor}">Section {number}</h2>', "heading", anchor, number))
        text = "Rest, drink water and call us if it gets worse. " * 12
        blocks.append(Block(f'<p id="t{number}">{text}</p>', "paragraph", f"t{number}", number))
    note = Footnote("1", "fn-1", "<p>A note.</p>", ("p",), 1)
    return Article("a.md", Metadata("Flu", language="en"), tuple(blocks), tuple(outline), (), (note,), (), b"")


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("cover", ["auto", "plain"])
def test_cover_first_back_last_and_no_empty_page(
    clinic: Clinic, request_print: layout.Request, paper: str, cover: str
) -> None:
    request = replace(request_print, paper=paper, options={"cover": cover})
    document, findings = layout.compose(long_article(), clinic, layout.load("brochure", [])[0], request)
    master, told = pdf.typeset(document)
    assert findings + told == ()
    assert all(size == pytest.approx(SIZES[paper], abs=0.01) for size in master.page_sizes_mm)
    last = len(master.page_sizes_mm) - 1
    assert master.pages["_contents"] == 1
    assert master.pages["p"] == 2
    assert master.pages["_clinic"] == last
    assert {*range(2, last)} <= {*master.pages.values()} | {page + 1 for page in master.pages.values()}
    assert master.pages["_notes"] < last


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("size", [(1200, 900), (300, 2000)], ids=["wide", "tall"])
def test_a_picture_fills_the_cover_and_takes_no_page_of_its_own(
    clinic: Clinic, request_print: layout.Request, paper: str, size: tuple[int, int]
) -> None:
    article = long_article()
    pictured = replace(article, metadata=replace(article.metadata, cover=ImageReference("c.svg", "A leaf")))
    width, height = size
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"><path d="M0 0h9v9z"/></svg>'
    request = replace(
        request_print, paper=paper, images={"c.svg": Resource(svg.encode(), "image/svg+xml", width, height)}
    )
    document, _ = layout.compose(pictured, clinic, layout.load("brochure", [])[0], request)
    assert pdf.typeset(document)[0].pages["_contents"] == 1


def test_the_back_page_is_one_page_however_much_the_clinic_says(clinic: Clinic, request_print: layout.Request) -> None:
    talkative = replace(
        clinic,
        phone="+1 (201) 555-0123",
        email="hello@example.org",
        url="https://www.example.org",
        short_url="https://example.org/flu",
        address=("Example House", "12 Harbour Road", "Exampletown"),
        hours=tuple(f"Day {number} from 8 to 18" for number in range(7)),
        emergency="Call for an ambulance at once, and do not wait for an appointment. " * 4,
        colours={"primary": Colour("#702040")},
    )
    document, _ = layout.compose(long_article(), talkative, layout.load("brochure", [])[0], request_print)
    master, _ = pdf.typeset(document)
    assert master.pages["_clinic"] == len(master.page_sizes_mm) - 1


@pytest.mark.parametrize("paper", SIZES)
def test_no_heading_is_parted_from_what_stands_below_it(
    clinic: Clinic, request_print: layout.Request, paper: str
) -> None:
    numbers = range(5 * len(FOLLOWING))
    html = [
        f'<h2 id="heading-{n}">Heading</h2>' + FOLLOWING[n % len(FOLLOWING)].format(n=n) + f"<p>{TEXT * (n % 7)}</p>"
        for n in numbers
    ]
    request = replace(request_print, paper=paper)
    document, _ = layout.compose(article_of(*html), clinic, layout.load("brochure", [])[0], request)
    pages = pdf.typeset(document)[0].pages
    assert {n: pages[f"first-{n}"] for n in numbers} == {n: pages[f"heading-{n}"] for n in numbers}
    assert all(pages[name] == pages[name.replace("second", "first")] for name in pages if name.startswith("second"))


@pytest.mark.parametrize("text_size", ["12pt", "9pt"])
def test_no_text_is_smaller_than_nine_points(clinic: Clinic, request_print: layout.Request, text_size: str) -> None:
    article = article_of(
        "<p>H<sub>2</sub>O <small>small <code>code</code></small> <kbd>Ctrl</kbd></p>",
        "<h3>10<sup>6</sup></h3><h6>Six</h6>",
        *(html.format(n=n) for n, html in enumerate(FOLLOWING)),
        "<table><caption>A <code>b</code></caption><tbody><tr><td><code>c</code></td></tr></tbody></table>",
    )
    full = replace(
        article,
        footnotes=(Footnote("1", "fn-1", "<p>A <code>note</code>.</p>", (), 1),),
        outline=long_article().outline,
    )
    request = replace(request_print, tokens={"text-size": text_size})
    informed = replace(clinic, phone="+1 212 555 0100", url="https://example.org/", emergency="Call 911. " * 60)
    for teller in (clinic, informed):
        document, _ = layout.compose(full, teller, layout.load("brochure", [])[0], request)
        assert min(sizes_pt(pdf.typeset(document)[0].pdf)) >= 8.999


def test_no_back_page_where_there_is_nothing_to_say(request_print: layout.Request) -> None:
    document, _ = layout.compose(
        article_of(f"<p>{TEXT}</p>"), Clinic(""), layout.load("brochure", [])[0], request_print
    )
    assert [part.name for part in document.parts] == ["cover", "body"]


def test_a_title_keeps_its_words_and_is_not_divided_within_short_compounds(
    clinic: Clinic, request_print: layout.Request
) -> None:
    article = replace(
        article_of("<p>Text.</p>"), metadata=Metadata("A long-term illness: day-to-day care", language="en")
    )
    document, _ = layout.compose(article, clinic, layout.load("brochure", [])[0], request_print)
    cover = ET.fromstring(document.parts[0].html)  # noqa: S314 - made here
    title = cover.find(".//{*}h1")
    assert title is not None
    assert "".join(title.itertext()) == "A long-term illness: day-to-day care"
    assert [span.text for span in title.iterfind(".//{*}span[@class='compound']")] == ["long-term", "day-to-day"]
