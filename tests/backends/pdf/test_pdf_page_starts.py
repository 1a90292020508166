"""Where pages begin, in articles that break in every way; the bar in a case stands where its second page begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exporter.backends import pdf, running_text
from exporter.model import Document, PageStart, Part, Place

Make = Callable[..., Document]
LINES = """
@page { size: 40mm 31mm; margin: 5mm; @top-left { content: none } @bottom-center { content: none } }
* { margin: 0; padding: 0; orphans: 1; widows: 1; font-size: 10pt; line-height: 4mm; border-spacing: 0 }
img { height: 2mm }
.quoted::before { content: "\N{LEFT DOUBLE QUOTATION MARK}" }
.drop::first-letter { font-weight: bold }
"""
"""Five lines a page."""
BR4 = "one<br/>two<br/>three<br/>four<br/>"


def starts(document: Document) -> tuple[PageStart, ...]:
    master, findings = pdf.typeset(document)
    assert findings == ()
    return master.pagination.starts


@pytest.mark.parametrize(
    ("html", "anchor", "before", "words"),
    [
        (f"<p id='a'>{BR4}five<br/>six <b>seven</b></p>", "a", "onetwothreefourfive", "sixseven\n"),
        (f"<p id='a'>{BR4}<em>five<br/>six</em> seven</p>", "a", "onetwothreefourfive", "sixseven\n"),
        (f"<p id='a'>{BR4}<em>five</em><br/>six, seven</p>", "a", "onetwothreefourfive", "six,seven\n"),
        (f"<p id='a'>{BR4}five<br/><b>six</b> seven</p>", "a", "onetwothreefourfive", "sixseven\n"),
        (f"<p id='a'>{BR4}five</p><p id='b'>six</p>", "b", "", "six\n"),
        ("<ul id='a'><li>one</li><li>two</li><li>three</li><li>four</li><li>five</li><li>six</li></ul>",
         "a", "onetwothreefourfive", "six\n"),
        (f"<ol id='a'><li>{BR4}five<br/>six<ol><li>7</li></ol></li></ol>", "a", "onetwothreefourfive", "six7\n"),
        (f"<dl id='a'><dt>one</dt><dd>{BR4}five</dd></dl>", "a", "oneonetwothreefour", "five\n"),
        ("<table id='a'><thead><tr><th>Head</th></tr></thead><tbody>"
         + "".join(f"<tr><td>row {n}</td></tr>" for n in "1234567")
         + "</tbody></table>", "a", "headrow1row2row3row4", "row5row6row7\n"),
        (f"<table id='a'><tr><td>{BR4}five<br/>six</td><td>other</td></tr></table>",
         "a", "onetwothreefourfive", "sixother\n"),
        (f"<div id='a' class='callout'><p>{BR4}five</p><p>six</p></div>", "a", "onetwothreefourfive", "six\n"),
        (f"<p>{BR4}five</p><div id='a'><p>six</p></div>", "a", "", "six\n"),
        (f"<p>{BR4}five</p><figure id='a'><img src='images/leaf.png' alt='x'/><figcaption>six</figcaption></figure>",
         "a", "", f"{running_text.PICTURE}six\n"),
        (f"<p id='a'>{BR4}five<br/><img src='images/leaf.png' alt='x'/> six</p>",
         "a", "onetwothreefourfive", f"{running_text.PICTURE}six\n"),
        (f"<p id='a'>{BR4}five<img src='images/leaf.png' alt='x'/><br/>six</p>",
         "a", f"onetwothreefourfive{running_text.PICTURE}", "six\n"),
        (f"<p id='a'>one<a role='doc-noteref' href='#a'>1</a><br/>{BR4}six<a role='doc-noteref' href='#a'>2</a></p>",
         "a", "oneonetwothreefour", "six\n"),
        (f"<ol><li id='a'>{BR4}five</li><li id='b'><a role='doc-backlink' href='#a'>2</a> <div>six</div></li></ol>",
         "b", "", "six\n"),
        (f"<p id='a' style='text-transform: uppercase'>{BR4}fünf Straßen<br/>six Straßen</p>",
         "a", "onetwothreefourfünfstrassen", "sixstrassen\n"),
        (f"<p id='a' class='quoted'>{BR4}five<br/>six</p>", "a", "onetwothreefourfive", "six\n"),
        (f"<p id='a' class='drop'>{BR4}five<br/>six</p>", "a", "onetwothreefourfive", "six\n"),
        (f"<p id='a'>{BR4}five-{'x' * 22}</p>", "a", "onetwothreefourfive-", f"{'x' * 22}\n"),
        (f"<p id='a' style='hyphens: auto' lang='en'>{BR4}five hundred infor\N{SOFT HYPHEN}mation</p>",
         "a", "onetwothreefourfivehundred", "information\n"),
        (f"<p id='a' style='hyphens: auto' lang='en'>{BR4}five hundred hospitalisation</p>",
         "a", "onetwothreefourfivehundred", "hospitalisation\n"),
    ],
)  # fmt: skip
def test_the_second_page_begins_here(make: Make, html: str, anchor: str, before: str, words: str) -> None:
    second = starts(make(html, style=LINES))[1].places[0]
    assert second == Place(anchor, len(before), words)


def test_a_word_without_a_hyphen_is_divided_where_it_is(make: Make) -> None:
    html = f"<p id='a' style='overflow-wrap: anywhere'>{BR4}{'x' * 40}</p>"
    place = starts(make(html, style=LINES))[1].places[0]
    before = len("onetwothreefour")
    assert before + 10 < place.offset < before + 30
    assert place.words == f"{'x' * (before + 40 - place.offset)}\n"[: running_text.WORDS]


def test_a_page_without_text_of_the_article_begins_with_its_part(make: Make) -> None:
    document = make("")
    parts = [("cover", "<section><h1>Leaves</h1></section>"), ("body", "<main><p id='a'>text</p></main>")]
    document = replace(document, parts=tuple(Part(kind, kind, "", html) for kind, html in parts))
    assert starts(document) == (
        PageStart("1", (Place("", part="cover"), Place("", part="body"), Place("a", 0, "text\n"))),
    )


def test_what_begins_on_the_page_follows_where_it_begins(make: Make) -> None:
    rest = "<ul id='b'><li id='c'>seven</li></ul><hr id='d'/><p id='e'>eight <a id='f'>nine</a></p>"
    assert starts(make(f"<p id='a'>{BR4}five<br/>six</p>{rest}", style=LINES))[1].places == (
        Place("a", 19, "six\n"),
        Place("b", 0, "seven\n"),
        Place("c", 0, "seven\n"),
        Place("e", 0, "eightnine\n"),
    )


def test_pages_on_which_nothing_begins_are_left_out(make: Make) -> None:
    html = "<p id='a'>one</p><div class='break'></div><p class='break' id='b'>two</p>"
    assert [(start.label, start.places[0].anchor) for start in starts(make(html))] == [("1", "a"), ("3", "b")]


def test_columns_are_read_one_after_the_other(make: Make) -> None:
    lines = "<br/>".join(f"line {number}" for number in range(10, 23))
    (_, second) = starts(make(f"<div style='columns: 2'><p id='a'>{lines}</p></div>", style=LINES))
    assert second.places == (Place("a", 60, "line20line21line22\n"),)


def test_notes_at_the_foot_of_a_page_are_not_its_beginning(make: Make) -> None:
    html = f"<p id='a'>{BR4}five<span class='note' id='n'>note</span><br/>six</p><p id='b'>seven</p>"
    first, second, *_ = starts(make(html, style=LINES))
    assert first.places[0] == Place("a", 0, "onetwothreefourfivenotes")
    assert second.places[0].words in ("fourfivenotesix\n", "fivenotesix\n")
