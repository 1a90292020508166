"""The index of a book by the pages of its print edition; what is in glossaries and lists of sources."""

from __future__ import annotations

from collections.abc import Callable

from exporter.backends.epub import index, parts
from exporter.backends.epub.pages import PageMark
from exporter.model import Document

Small = Callable[..., Document]
TEXT = '<section><p id="a">a</p><i id="p1"></i><p id="b">b</p><p id="c">c</p><i id="p2"></i><p id="d">d</p></section>'
LIST = (
    '<section><ul><li>x <span class="locators"><a href="#a">One</a>, <a href="#b" aria-label="One, 2">2</a>, '
    '<a href="#c">3</a>, <a href="#d">4</a></span></li></ul></section>'
)


def written(small: Small, *marks: PageMark) -> str:
    document = small(("chapter", "One", TEXT), ("index", "Index", LIST))
    bodies = parts.split(document)
    index.number(bodies, marks)
    return parts.serialise(document, bodies[1]).decode()


def test_places_are_called_by_their_pages_each_page_once(small: Small) -> None:
    marks = (PageMark("vii", "chapter-1.xhtml#p1"), PageMark("8", "chapter-1.xhtml#p2"))
    assert (
        '<span class="locators"><a href="chapter-1.xhtml#a">One</a>, <a href="chapter-1.xhtml#b">vii</a>, '
        '<a href="chapter-1.xhtml#d">8</a></span>'
    ) in written(small, *marks)


def test_without_pages_they_are_called_by_their_sections(small: Small) -> None:
    assert '<a href="chapter-1.xhtml#b" aria-label="One, 2">2</a>, ' in written(small)


def test_terms_meanings_and_sources_have_their_types(small: Small) -> None:
    terms = '<section role="doc-glossary"><h2>G</h2><dl><dt>a</dt><dd>b</dd></dl></section>'
    sources = '<section role="doc-bibliography"><h2>S</h2><ol><li>a<ul><li>b</li></ul></li></ol></section>'
    document = small(("glossary", "G", terms), ("references", "S", sources))
    glossary, bibliography = (parts.serialise(document, body).decode() for body in parts.split(document))
    assert '<dl><dt epub:type="glossterm">a</dt><dd epub:type="glossdef">b</dd></dl>' in glossary
    assert '<ol><li epub:type="biblioentry">a<ul><li>b</li></ul></li></ol>' in bibliography
