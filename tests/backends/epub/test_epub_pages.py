from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from lxml import etree

from exporter.backends.epub import pages, parts
from exporter.backends.epub.pages import PageMark
from exporter.model import Document, PageStart, Place

Small = Callable[..., Document]
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"


def marked(document: Document, *starts: tuple[str, *tuple[Place, ...]]) -> tuple[list[PageMark], str]:
    bodies = parts.split(document)
    found = pages.mark(bodies, [PageStart(label, places) for label, *rest in starts for places in [tuple(rest)]])
    text = "".join(etree.tostring(body.tree, encoding="unicode") for body in bodies)
    for declaration in (f' xmlns="{parts.XHTML}"', f' xmlns:epub="{parts.OPS}"'):
        text = text.replace(declaration, "")
    return found, re.sub(' epub:type="[a-z]+"| role="doc-pagebreak"', "", text)


def test_a_mark_stands_before_its_block_and_names_its_page(small: Small) -> None:
    document = small(("chapter", "", '<section><p id="a">1</p> <p id="b">2</p></section>'))
    found, text = marked(document, ("iv", Place("a")), ("5", Place("b")))
    assert found == [PageMark("iv", "chapter-1.xhtml#_page-iv"), PageMark("5", "chapter-1.xhtml#_page-5")]
    assert text == (
        '<section><div id="_page-iv" aria-label=" iv "/><p id="a">1</p> '
        '<div id="_page-5" aria-label=" 5 "/><p id="b">2</p></section>'
    )


def test_the_mark_has_role_and_type(small: Small) -> None:
    bodies = parts.split(small(("chapter", "", '<section><p id="a">1</p></section>')))
    pages.mark(bodies, [PageStart("1", (Place("a"),))])
    mark = bodies[0].tree[0]
    assert (mark.get("role"), mark.get(parts.EPUB_TYPE)) == ("doc-pagebreak", "pagebreak")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<ul><li>1</li><li><span/>2 <b>3</b></li></ul>", "2"),
        ("<ul><li>1</li><li>2 <span/><b>3</b></li></ul>", "3"),
        ("<ul><li>1</li><li><div/><p>2</p></li></ul>", "2"),
        ("<ul><li>1<div/><ul><li>2</li></ul></li></ul>", "2"),
        ("<dl><dt>1</dt><dd><span/>2</dd></dl>", "2"),
        ("<dl><dt>1</dt><dd>2</dd><dt><span/>3</dt></dl>", "3"),
        ("<dl><div><dt>1</dt></div><div><dt><span/>2</dt></div></dl>", "2"),
        ("<table><tr><td>1</td><td><span/>2</td></tr></table>", "2"),
        ("<table><tr><td>1</td></tr><tr><td><div/><p>2</p></td></tr></table>", "2"),
        ("<p>1 <span/><span>2</span></p>", "2"),
        ("<p>1 <em>2 <b>three <span/>four</b></em></p>", "four"),
        ("<p>1 <em>2</em> <span/>3</p>", "3"),
        ("<p>1<br/><span/>2</p>", "2"),
        ('<p>1 <a href="#b">see <span/>there</a></p>', "there"),
        ('<p>1<sup><a role="doc-noteref" href="#b">1</a></sup> <span/>2</p>', "2"),
        ("<p>1</p>\n<div/><blockquote><p>2</p></blockquote>", "2"),
        ("<p>1</p>\n<div/><table><caption>2</caption></table>", "2"),
        ("<p>1</p><div/><figure><img/><figcaption>2</figcaption></figure>", PICTURE),
        ("<figure><img/><div/><figcaption>2</figcaption></figure>", "2"),
        ("<p>1 <img/><span/><img/> 2</p>", f"{PICTURE}2"),
        ('<p>1 <span/><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></p>', PICTURE),
        ('<p>1</p><div/><aside><p><a role="doc-backlink" href="#b">1</a></p><div><p>2</p></div></aside>', "2"),
        ("<p>1 stra\N{SOFT HYPHEN}<span/>ße</p>", "sse"),
        ("<p>1 <span/>Stra\N{SOFT HYPHEN}ße</p>", "strasse"),
    ],
)
def test_marks_stand_right_before_the_words_where_html_allows_it(small: Small, html: str, words: str) -> None:
    mark = ' id="_page-1" aria-label=" 1 "/>'
    article = html.replace("<span/>", "").replace("<div/>", "")
    _, text = marked(small(("chapter", "", f'<section id="a">{article}</section>')), ("1", Place("a", 9, words)))
    assert text == f'<section id="a">{html}</section>'.replace("<span/>", f"<span{mark}").replace(
        "<div/>", f"<div{mark}"
    )


def test_of_words_that_stand_there_twice_the_nearest_are_meant(small: Small) -> None:
    document = small(("chapter", "", '<section><p id="a">one two one two</p></section>'))
    found, text = marked(document, ("1", Place("a", 9, "two")), ("2", Place("a", 5, "two")))
    assert len(found) == 2
    assert text == (
        '<section><p id="a">one <span id="_page-2" aria-label=" 2 "/>two one '
        '<span id="_page-1" aria-label=" 1 "/>two</p></section>'
    )


def test_a_page_that_begins_with_a_part_is_marked_at_its_beginning(small: Small) -> None:
    found, text = marked(small(("chapter", "", '<section id="a">text</section>')), ("1", Place("a")))
    assert text == '<section id="a"><span id="_page-1" aria-label=" 1 "/>text</section>'
    assert found == [PageMark("1", "chapter-1.xhtml#_page-1")]


def test_cover_and_back_lead_to_title_page_and_colophon(small: Small) -> None:
    parts_of_it = [(kind, "", "<section><h2>x</h2></section>") for kind in ("cover", "title-page", "colophon")]
    starts = [(str(number), Place("", part=kind)) for number, kind in enumerate(("cover", "contents", "back"), start=1)]
    assert marked(small(*parts_of_it), *starts)[0] == [
        PageMark("1", "title-page-2.xhtml#_page-1"),
        PageMark("3", "colophon-3.xhtml#_page-3"),
    ]
    assert marked(small(parts_of_it[0]), *starts)[0] == [PageMark("1", "cover-1.xhtml#_page-1")]


def test_what_the_book_does_not_have_is_passed_over(small: Small) -> None:
    document = small(("chapter", "", '<section><p id="a">one</p><p id="b">two</p></section>'))
    places = (Place("print", 9, "only"), Place("a", 0, "another"), Place("", part="body"), Place("b", 0, "two\n"))
    found, text = marked(document, ("1", *places))
    assert found == [PageMark("1", "chapter-1.xhtml#_page-1")]
    assert text.endswith('<p id="a">one</p><div id="_page-1" aria-label=" 1 "/><p id="b">two</p></section>')


@pytest.mark.parametrize(
    "place", [Place("nowhere"), Place("a", 0, "other"), Place("a", 0, "on\n"), Place("", part="body")]
)
def test_pages_that_begin_with_nothing_of_the_book_are_left_out(small: Small, place: Place) -> None:
    document = small(("chapter", "", '<section><p id="a">one</p></section>'))
    found, text = marked(document, ("1", place), ("", Place("a")))
    assert found == []
    assert "_page" not in text


def test_every_mark_has_an_id_of_its_own(small: Small) -> None:
    html = '<section><p id="a">1</p><p id="b">2</p><p id="_page-3">3</p><p id="c">4</p></section>'
    starts = (("A 1", "a"), ("A-1", "b"), ("3", "_page-3"), ("§", "c"))
    found, _ = marked(small(("chapter", "", html)), *((label, Place(anchor)) for label, anchor in starts))
    assert [mark.target.partition("#")[2] for mark in found] == [
        "_page-A1", "_page-mark-2", "_page-mark-3", "_page-4",
    ]  # fmt: skip
