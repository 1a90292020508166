"""The brochure on pages: what stands where, at every paper size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exporter import layout
from exporter.backends import pdf
from exporter.model import Article, Block, Clinic, Colour, Footnote, Heading, Metadata

SIZES = {"a5": (148, 210), "a4": (210, 297), "letter": (215.9, 279.4)}


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
