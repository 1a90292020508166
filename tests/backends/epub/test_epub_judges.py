"""Whole books of the shipped layout before both versions of EPUBCheck, Ace and a reading system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from browser import Ace, Listener, Reader
from narrators import recorded

from exporter.backends import epub
from exporter.model import (
    Article,
    Block,
    Certification,
    Document,
    Heading,
    IndexMark,
    Isbn,
    Medium,
    PageStart,
    Pagination,
    Person,
    Place,
    Series,
    Subject,
    Term,
    TermKind,
)
from exporter.verify import verify

EpubCheck = Callable[[bytes, str], list[str]]
Compose = Callable[..., Document]
BREAKS = (
    *(("_line-1", words) for words in ("beforeany", "heading")),
    *(("_line-tip", words) for words in ("tip", "call", "in", "doubt")),
    *(("_table", words) for words in ("what", "time", "0.5", "40minutes", "ina")),
    *(("_list", words) for words in ("☑", "☐", "signed")),
    *(("_figure", words) for words in ("\N{OBJECT REPLACEMENT CHARACTER}", "itis", "green")),
    ("_code", "xmlns"),
    *(("_rest", words) for words in ("infusion", "given", "slowly", "gone", "next", "amri", "mri", "for", "all")),
    *(("_fn-1", words) for words in ("astudy", "study")),
)
"""Places of every kind, each told by an element and the words that begin there."""
PAGES = Pagination(
    "urn:uuid:0b0a2b1c-0000-5000-8000-000000000000",
    (
        PageStart("i", (Place("", part="cover"),)),
        *(PageStart(str(page), (Place(anchor, 0, words),)) for page, (anchor, words) in enumerate(BREAKS, start=1)),
        PageStart("back", (Place("", part="back"),)),
    ),
)
pytestmark = [pytest.mark.tools, pytest.mark.slow]


@pytest.mark.xdist_group("jvm")
@pytest.mark.parametrize("version", ["5.3.0", "4.2.6"])
@pytest.mark.parametrize(("language", "fonts"), [("en-GB", False), ("ar", False), ("de", True)])
def test_epubcheck_says_nothing(
    epubcheck: EpubCheck, compose: Compose, language: str, version: str, *, fonts: bool
) -> None:
    assert (
        epubcheck(epub.bind(epub.assemble(compose(Medium.BOOK, language=language, fonts=fonts), PAGES)).data, version)
        == []
    )


@pytest.mark.xdist_group("jvm")
@pytest.mark.parametrize(("version", "codec"), [("5.3.0", "mp3"), ("5.3.0", "opus"), ("4.2.6", "mp3")])
def test_epubcheck_says_nothing_of_a_book_that_is_read_aloud(
    epubcheck: EpubCheck, compose: Compose, version: str, codec: str
) -> None:
    document = compose(Medium.BOOK)
    book = epub.bind(epub.assemble(document, PAGES, recorded(document, PAGES, codec)))
    assert epubcheck(book.data, version) == []
    assert verify(book.data, path="a.epub") == ()


@pytest.mark.xdist_group("jvm")
@pytest.mark.parametrize("version", ["5.3.0", "4.2.6"])
def test_epubcheck_says_nothing_of_what_shops_ask_for(epubcheck: EpubCheck, compose: Compose, version: str) -> None:
    document = compose(
        Medium.BOOK,
        isbn=Isbn(epub="9780000000002", printed="9780000000019"),
        contributors=(Person("Example Artist", relator="ill"),),
        series=Series("At home again", "2.1"),
        subjects=(Subject("BISAC", "MED056000"), Subject("Thema", "1DDU"), Subject("MeSH", "D008881", "Migraine")),
        rights="CC BY 4.0",
    )
    by = Certification("Example Certifier", "https://example.org/scheme", "https://example.org/report")
    assert epubcheck(epub.bind(epub.assemble(replace(document, certification=by), PAGES)).data, version) == []


@pytest.mark.xdist_group("jvm")
@pytest.mark.parametrize("version", ["5.3.0", "4.2.6"])
def test_epubcheck_says_nothing_of_a_book_of_one_paragraph(
    epubcheck: EpubCheck, compose: Compose, everything: Article, version: str
) -> None:
    bare = replace(everything, blocks=everything.blocks[1:2], outline=(), footnotes=())
    book = epub.bind(epub.assemble(compose(Medium.BOOK, article=bare, cover=None, identifier="")))
    assert epubcheck(book.data, version) == []


@pytest.fixture(scope="module")
def scholarly(compose: Compose, everything: Article) -> bytes:
    """A book with sources, a glossary and an index."""
    sources = (
        Block('<h2 class="references" id="sources">Sources</h2>', "heading", "sources", 50),
        Block('<ol id="_s"><li><span id="smith">Smith</span>, 2020.</li></ol>', "list", "_s", 52),
        Block('<p id="_c">See <a href="#smith">Smith</a>. <span id="_index-1">Pain</span> again.</p>', "p", "_c", 48),
    )
    article = replace(
        everything,
        blocks=(*everything.blocks, sources[2], *sources[:2]),
        outline=(*everything.outline, Heading(2, "Sources", "sources", 50, heads_references=True)),
        terms=(Term("MRI", "magnetic", TermKind.ABBREVIATION), Term("Infusion", "<p>Slow.</p>", TermKind.DEFINITION)),
        index=(IndexMark("pain", "_index-1"), IndexMark("pain", "contents")),
    )
    document = compose(Medium.BOOK, article=article, options={"glossary": "all", "index": True})
    return epub.bind(epub.assemble(document, PAGES)).data


@pytest.mark.xdist_group("jvm")
@pytest.mark.parametrize("version", ["5.3.0", "4.2.6"])
def test_epubcheck_says_nothing_of_sources_glossary_and_index(
    epubcheck: EpubCheck, scholarly: bytes, version: str
) -> None:
    assert epubcheck(scholarly, version) == []


@pytest.mark.xdist_group("browser")
def test_ace_and_a_reading_system_find_their_way_in_sources_glossary_and_index(
    ace: Ace, reader: Reader, scholarly: bytes
) -> None:
    assert ace(scholarly) == []
    book = reader(scholarly)
    assert book.faults == ()
    types = [place.types[0] for place in book.landmarks]
    assert types[2:6] == ["bibliography", "endnotes", "glossary", "index"]


@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_ace_finds_nothing(ace: Ace, compose: Compose, language: str) -> None:
    assert ace(epub.bind(epub.assemble(compose(Medium.BOOK, language=language), PAGES)).data) == []


@pytest.mark.xdist_group("browser")
def test_ace_finds_nothing_in_a_book_of_a_certifier_and_a_language_without_words(ace: Ace, compose: Compose) -> None:
    by = Certification("Example Certifier", "Example Scheme", "https://example.org/report")
    document = replace(compose(Medium.BOOK), certification=by, words={})
    assert ace(epub.bind(epub.assemble(document, PAGES)).data) == []


@pytest.mark.xdist_group("browser")
def test_a_book_that_is_read_aloud_is_heard_sentence_by_sentence(
    ace: Ace, listener: Listener, compose: Compose
) -> None:
    document = compose(Medium.BOOK)
    book = epub.bind(epub.assemble(document, PAGES, recorded(document, PAGES))).data
    assert ace(book) == []
    heard = listener(book, 3)
    assert heard is not None
    assert heard.failed == ()
    assert len(heard.spoken) == 3
    assert [place.partition("#")[0] for place in heard.spoken] == ["EPUB/title-page.xhtml"] * 3
    assert heard.spoken[-1].endswith(f"#{heard.lit}")
    assert heard.differs


@pytest.mark.xdist_group("browser")
def test_ace_is_asked_indeed(ace: Ace, small: Compose) -> None:
    document = small(("chapter", "One", '<section><img src="images/leaf.png"/></section>'))
    assert "image-alt" in "\n".join(ace(epub.bind(epub.assemble(document)).data))


@pytest.mark.xdist_group("browser")
def test_a_reading_system_opens_the_book(reader: Reader, compose: Compose) -> None:
    book = reader(epub.bind(epub.assemble(compose(Medium.BOOK, language="ar"), PAGES)).data)
    assert book.faults == ()
    assert (book.title, book.language, book.direction, book.cover) == (
        "After “it” & <before>",
        "ar",
        "rtl",
        "image/png",
    )
    assert book.spine[:3] == ("EPUB/cover.xhtml", "EPUB/title-page.xhtml", "EPUB/nav.xhtml")
    assert [(place.label, place.depth) for place in book.contents[:4]] == [
        ("After “it” & <before>", 1),
        ("Contents & signs", 1),
        ("Deeper", 2),
        ("Deepest", 3),
    ]
    assert [place.label for place in book.pages] == [start.label for start in PAGES.starts]
    assert [place.href for place in book.pages[:4]] == [
        "EPUB/title-page.xhtml#_page-i",
        "EPUB/chapter-00.xhtml#_page-1",
        "EPUB/chapter-00.xhtml#_page-2",
        "EPUB/chapter-00.xhtml#_page-3",
    ]
    assert [place.types[0] for place in book.landmarks] == [
        "cover", "titlepage", "endnotes", "colophon", "toc", "bodymatter",
    ]  # fmt: skip


@pytest.mark.xdist_group("browser")
def test_addresses_that_lead_nowhere_are_told(reader: Reader, small: Compose) -> None:
    document = small(("chapter", "One", "<section><h2>x</h2><p id='a'>x</p></section>"))
    whole = BytesIO(epub.bind(epub.assemble(document, Pagination("", (PageStart("1", (Place("a"),)),)))).data)
    broken = BytesIO()
    with ZipFile(whole) as archive, ZipFile(broken, "w") as copy:
        for name in archive.namelist():
            copy.writestr(name, archive.read(name).replace(b"#_page-1", b"#lost"))
    assert reader(broken.getvalue()).faults == ("EPUB/chapter-1.xhtml#lost",)
