from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import etree

from exporter.backends.epub import pages, parts
from exporter.backends.epub.pages import PageMark
from exporter.model import Document, PageStart

Small = Callable[..., Document]


def marked(document: Document, *starts: tuple[str, str]) -> tuple[list[PageMark], str]:
    bodies = parts.split(document)
    found = pages.mark(bodies, [PageStart(label, anchor) for label, anchor in starts])
    text = "".join(etree.tostring(body.tree, encoding="unicode") for body in bodies)
    for declaration in (f' xmlns="{parts.XHTML}"', f' xmlns:epub="{parts.OPS}"'):
        text = text.replace(declaration, "")
    return found, text.replace(' epub:type="pagebreak"', "").replace(' role="doc-pagebreak"', "")


def test_a_mark_stands_before_its_block_and_names_its_page(small: Small) -> None:
    document = small(("chapter", "", '<section><p id="a">1</p> <p id="b">2</p></section>'))
    found, text = marked(document, ("iv", "a"), ("5", "b"))
    assert found == [PageMark("iv", "chapter-1.xhtml#_page-iv"), PageMark("5", "chapter-1.xhtml#_page-5")]
    assert text == (
        '<section><div id="_page-iv" aria-label=" iv "/><p id="a">1</p> '
        '<div id="_page-5" aria-label=" 5 "/><p id="b">2</p></section>'
    )


def test_the_mark_has_role_and_type(small: Small) -> None:
    bodies = parts.split(small(("chapter", "", '<section><p id="a">1</p></section>')))
    pages.mark(bodies, [PageStart("1", "a")])
    mark = bodies[0].tree[0]
    assert (mark.get("role"), mark.get(parts.EPUB_TYPE)) == ("doc-pagebreak", "pagebreak")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<ul><li>1</li><li id="a">2 <b>3</b></li></ul>', '<ul><li>1</li><li id="a">{}2 <b>3</b></li></ul>'),
        ('<ul><li><p id="a">1</p></li></ul>', '<ul><li>{}<p id="a">1</p></li></ul>'),
        ('<ul><li>1 <b id="a">2</b></li></ul>', '<ul><li>1 {}<b id="a">2</b></li></ul>'),
        ('<dl><dt>1</dt><dd id="a">2</dd></dl>', '<dl><dt>1</dt><dd id="a">{}2</dd></dl>'),
        ('<dl><dt id="a">1</dt><dd>2</dd></dl>', '{}<dl><dt id="a">1</dt><dd>2</dd></dl>'),
        ('<table><tr><td id="a">1</td></tr></table>', '<table><tr><td id="a">{}1</td></tr></table>'),
        ('<table><tr id="a"><td>1</td></tr></table>', '{}<table><tr id="a"><td>1</td></tr></table>'),
        ('<p>1 <span id="a">2</span></p>', '{}<p>1 <span id="a">2</span></p>'),
        ('<figure><figcaption id="a">1</figcaption></figure>', '{}<figure><figcaption id="a">1</figcaption></figure>'),
        ('<blockquote><p id="a">1</p></blockquote>', '<blockquote>{}<p id="a">1</p></blockquote>'),
    ],
)
def test_marks_stand_only_where_they_may(small: Small, html: str, expected: str) -> None:
    _, text = marked(small(("chapter", "", f"<section>{html}</section>")), ("1", "a"))
    assert text == f"<section>{expected}</section>".format('<div id="_page-1" aria-label=" 1 "/>')


def test_a_page_that_begins_with_a_part_is_marked_at_its_beginning(small: Small) -> None:
    found, text = marked(small(("chapter", "", '<section id="a">text</section>')), ("1", "a"))
    assert text == '<section id="a"><div id="_page-1" aria-label=" 1 "/>text</section>'
    assert found == [PageMark("1", "chapter-1.xhtml#_page-1")]


def test_pages_whose_block_is_not_in_the_book_or_that_have_no_number_are_left_out(small: Small) -> None:
    document = small(("chapter", "", '<section><p id="a">1</p></section>'))
    assert marked(document, ("1", "nowhere"), ("", "a"))[0] == []


def test_every_mark_has_an_id_of_its_own(small: Small) -> None:
    html = '<section><p id="a">1</p><p id="b">2</p><p id="_page-3">3</p><p id="c">4</p></section>'
    found, _ = marked(small(("chapter", "", html)), ("A 1", "a"), ("A-1", "b"), ("3", "_page-3"), ("§", "c"))
    assert [mark.target.partition("#")[2] for mark in found] == [
        "_page-A1", "_page-mark-2", "_page-mark-3", "_page-4",
    ]  # fmt: skip
