from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import unescape

from lxml import etree

from exporter.backends.epub import accessibility, navigation, pages, parts
from exporter.backends.epub.navigation import Entry
from exporter.backends.epub.package import Package
from exporter.model import Document, Heading, Medium, PageStart, Place

Small = Callable[..., Document]
EPUB = {"h": parts.XHTML, "epub": parts.OPS}
NCX = {"n": "http://www.daisy.org/z3986/2005/ncx/"}


def bound(document: Document, *starts: PageStart) -> Package:
    bodies = parts.split(document)
    marks = pages.mark(bodies, starts)
    facts = accessibility.survey(bodies, has_page_list=bool(marks))
    return Package(document, tuple(bodies), tuple(marks), facts, frozenset())


def lists(book: Package) -> dict[str, list[tuple[str, str]]]:
    """The lists of the navigation document, by type, as texts and addresses."""
    tree = etree.fromstring(navigation.nav(book, navigation.contents(book.document, book.bodies)))
    return {
        str(nav.get(parts.EPUB_TYPE)): [
            (str(link.get("href")), "".join(link.itertext())) for link in nav.iterfind(".//h:a", EPUB)
        ]
        for nav in tree.iterfind(".//h:nav", EPUB)
    }


def chapters(small: Small) -> Document:
    heading = (
        '<section><h2 id="signs">Signs &amp; more</h2><h3 id="a">A</h3><h4 id="b">B</h4><h3 id="c">C</h3></section>'
    )
    outline = (
        Heading(2, "Signs & more", "signs", 1),
        Heading(3, "A", "a", 2),
        Heading(4, "B <i>", "b", 3),
        Heading(3, "C", "c", 4),
        Heading(3, "elsewhere", "nowhere", 5),
    )
    return small(
        ("cover", "Cover", "<section><p>c</p></section>"),
        ("title-page", "A title", "<section><h1>A title</h1></section>"),
        ("chapter", "Signs & more", heading),
        ("body", "", "<section><p>without a title</p></section>"),
        ("notes", "Notes", '<section><aside id="_fn-1">n</aside></section>'),
        ("colophon", "About", "<section><p>a</p></section>"),
        outline=outline,
    )


def test_contents_are_the_parts_and_the_headings_in_them(small: Small) -> None:
    document = chapters(small)
    assert navigation.contents(document, parts.split(document)) == (
        Entry(
            "Signs & more",
            "chapter-3.xhtml",
            (
                Entry("A", "chapter-3.xhtml#a", (Entry("B <i>", "chapter-3.xhtml#b"),)),
                Entry("C", "chapter-3.xhtml#c"),
            ),
        ),
        Entry("Notes", "notes-5.xhtml"),
        Entry("About", "colophon-6.xhtml"),
    )


def test_the_navigation_document_has_contents_landmarks_and_pages(small: Small) -> None:
    assert lists(bound(chapters(small), PageStart("1", (Place("signs"),)), PageStart("ii", (Place("b"),)))) == {
        "toc": [
            ("chapter-3.xhtml", "Signs & more"),
            ("chapter-3.xhtml#a", "A"),
            ("chapter-3.xhtml#b", "B <i>"),
            ("chapter-3.xhtml#c", "C"),
            ("notes-5.xhtml", "Notes"),
            ("colophon-6.xhtml", "About"),
        ],
        "landmarks": [
            ("cover-1.xhtml", "Cover"),
            ("title-page-2.xhtml", "A title"),
            ("notes-5.xhtml", "Notes"),
            ("colophon-6.xhtml", "About"),
            ("nav.xhtml", "Contents"),
            ("chapter-3.xhtml", "Start of the text"),
        ],
        "page-list": [("chapter-3.xhtml#_page-1", "1"), ("chapter-3.xhtml#_page-ii", "ii")],
    }


def test_without_print_pages_there_is_no_page_list(small: Small) -> None:
    book = bound(chapters(small))
    assert "page-list" not in lists(book)
    assert b"pageList" not in navigation.ncx(book, ())


def test_lists_that_readers_need_not_see_are_hidden_and_named(small: Small) -> None:
    tree = etree.fromstring(navigation.nav(bound(chapters(small), PageStart("1", (Place("signs"),))), ()))
    shown = [(nav.get("id"), nav.get("hidden"), nav.get("role")) for nav in tree.iterfind(".//h:nav", EPUB)]
    assert shown == [
        ("toc", None, "doc-toc"),
        ("landmarks", "hidden", None),
        ("pages", "hidden", "doc-pagelist"),
    ]
    names = [nav.get("aria-labelledby") or nav.get("aria-label") for nav in tree.iterfind(".//h:nav", EPUB)]
    assert names == ["toc-title", "Landmarks", "Pages"]


def test_a_book_without_text_has_no_start(small: Small) -> None:
    document = small(("colophon", "About", "<section><p>a</p></section>"))
    assert "Start" not in navigation.nav(bound(document), ()).decode()


def test_lists_are_called_by_the_words_of_the_layout(small: Small) -> None:
    words = {"contents": "Inhalt", "landmarks": "Wegweiser", "pages": "Seiten", "text_start": "Los"}
    book = bound(replace(chapters(small), words=words), PageStart("1", (Place("signs"),)))
    nav, ncx = navigation.nav(book, ()).decode(), navigation.ncx(book, ()).decode()
    assert etree.fromstring(nav.encode()).findtext(".//h:h1", namespaces=EPUB) == "Inhalt"
    assert all(f">{word}</" in nav or f'"{word}"' in nav for word in words.values())
    assert "<text>Seiten</text>" in ncx


def test_lists_of_a_layout_without_words_are_called_in_english(small: Small) -> None:
    tree = etree.fromstring(navigation.nav(bound(small(("body", "One", "<section><p>a</p></section>"))), ()))
    assert tree.findtext(".//h:h1", namespaces=EPUB) == "Contents"


def test_ncx_says_the_same_and_numbers_everything_in_order(small: Small) -> None:
    book = bound(chapters(small), PageStart("1", (Place("signs"),)))
    tree = etree.fromstring(navigation.ncx(book, navigation.contents(book.document, book.bodies)))
    texts = [str(text.text) for text in tree.iterfind(".//n:navMap//n:text", NCX)]
    assert [unescape(text) for text in texts] == ["Signs & more", "A", "B <i>", "C", "Notes", "About"]
    assert [str(each.get("playOrder")) for each in tree.iterfind(".//*[@playOrder]")] == [*map(str, range(1, 8))]
    heads = {str(meta.get("name")): str(meta.get("content")) for meta in tree.iterfind(".//n:meta", NCX)}
    assert heads["dtb:uid"] == book.identifier
    assert (heads["dtb:depth"], heads["dtb:totalPageCount"], heads["dtb:maxPageNumber"]) == ("3", "1", "1")
    assert tree.find(".//n:pageTarget/n:content", NCX).get("src") == "chapter-3.xhtml#_page-1"  # type: ignore[union-attr]


def test_a_book_of_the_shipped_layout(compose: Small) -> None:
    found = lists(bound(compose(Medium.BOOK), PageStart("3", (Place("contents"),))))
    assert found["toc"] == [
        ("chapter-00.xhtml", "After “it” & <before>"),
        ("chapter-01.xhtml", "Contents & signs"),
        ("chapter-01.xhtml#deeper", "Deeper"),
        ("chapter-01.xhtml#deepest", "Deepest"),
        ("chapter-02.xhtml", "Notes"),
        ("chapter-02.xhtml#more", "More"),
        ("notes.xhtml", "Notes"),
        ("colophon.xhtml", "About this publication"),
    ]
