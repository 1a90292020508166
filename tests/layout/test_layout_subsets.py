from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from exporter import layout
from exporter.layout import fonts, subsets
from exporter.layout.fonts import Selection
from exporter.model import Article, Clinic, Medium


@pytest.fixture(scope="module")
def selection() -> Selection:
    return fonts.select(["Source Sans 3"], "Migräne", own={})


@pytest.mark.slow
@pytest.mark.parametrize(("medium", "flavour"), [(Medium.WEB, "woff2"), (Medium.BOOK, "woff")])
def test_a_face_keeps_the_characters_of_the_document_and_its_variations(
    selection: Selection, medium: Medium, flavour: str
) -> None:
    made = subsets.reduced(selection, "Migräne Ω•", medium)
    assert set(made.resources) == {f"fonts/sourcesans3.{flavour}", f"fonts/sourcesans3-italic.{flavour}"}
    assert [face.resource for face in made.faces] == list(made.resources)
    assert [face.family for face in made.faces] == [face.family for face in selection.faces]
    resource = made.resources[f"fonts/sourcesans3.{flavour}"]
    assert resource.media_type == f"font/{flavour}"
    assert len(resource.data) < len(selection.resources["fonts/sourcesans3.ttf"].data) / 5
    font = TTFont(BytesIO(resource.data))
    assert {ord("ä"), ord("Ω"), ord("•")} <= set(font.getBestCmap())
    assert ord("Ж") not in font.getBestCmap()
    assert "fvar" in font


@pytest.mark.slow
def test_documents_have_the_characters_that_style_sheets_write_too(article: Article, clinic: Clinic) -> None:
    used, _ = layout.load("ebook", ())
    document, _ = layout.compose(article, clinic, used, layout.Request(Medium.BOOK, date(2026, 1, 2)))
    fonts_of_text = [TTFont(BytesIO(document.resources[face.resource].data)) for face in document.fonts]
    assert fonts_of_text
    assert all({ord("•"), ord("…"), ord("F")} <= set(font.getBestCmap()) for font in fonts_of_text)


@pytest.mark.slow
def test_the_same_characters_give_the_same_bytes(selection: Selection) -> None:
    first = subsets.reduced(selection, "ab", Medium.BOOK).resources
    subsets._subset.cache_clear()  # noqa: SLF001 - or the cache would answer
    assert subsets.reduced(selection, "ba", Medium.BOOK).resources == first
