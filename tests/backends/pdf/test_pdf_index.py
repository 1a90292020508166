"""The index of a print edition by its pages."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest

from exporter.backends import pdf
from exporter.backends.pdf import index
from exporter.model import Document, Medium

Small = Callable[..., Document]
PLACES = '<a href="#a">One</a>, <a href="#b" aria-label="One, 2">2</a>, <a href="#c">3</a>'
LIST = f'<section><h2>Index</h2><ul><li>x <span class="locators">{PLACES}</span></li></ul></section>'


def test_each_page_is_named_once(small: Small) -> None:
    document = small(("body", "One", "<main/>"), ("index", "Index", LIST), medium=Medium.PRINT)
    labels = {"a": "3", "b": "3", "c": "iv"}
    html = index.numbered(document, labels).parts[1].html
    assert '<span class="locators"><a href="#a">3</a>, <a href="#c">iv</a></span>' in html
    assert not index.is_in(small(("body", "One", "<main/>")))


def test_a_place_on_no_page_is_called_by_its_section_as_in_a_book(small: Small) -> None:
    document = small(("index", "Index", LIST), medium=Medium.PRINT)
    html = index.numbered(document, {"a": "3", "c": "R&D"}).parts[0].html
    named = '<a href="#a">3</a>, <a href="#b" aria-label="One, 2">2</a>, <a href="#c">R&amp;D</a>'
    assert f'<span class="locators">{named}</span>' in html


@pytest.mark.slow
def test_the_pages_are_those_that_are_printed(small: Small) -> None:
    style = "@page { size: 60mm 60mm; @bottom-right { content: counter(page) } } p { break-after: page }"
    text = '<main><h1>T</h1><p>0</p><p id="a">1</p><p><b id="b">2</b></p><p id="c">3</p></main>'
    document = small(("body", "One", text), ("index", "Index", LIST), medium=Medium.PRINT, stylesheet=style)
    master, _ = pdf.typeset(document)
    pages = pypdfium2.PdfDocument(master.pdf)
    printed = [master.labels[master.pages[anchor]] for anchor in "abc"]
    assert len(set(printed)) == 3
    text = " ".join(pages[len(pages) - 1].get_textpage().get_text_range().split())
    assert f"x {', '.join(printed)}" in text
