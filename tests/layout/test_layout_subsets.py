from __future__ import annotations

from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from exporter.layout import fonts, subsets
from exporter.layout.fonts import Selection


@pytest.fixture(scope="module")
def selection() -> Selection:
    return fonts.select(["Source Sans 3"], "Migräne", own={})


@pytest.mark.slow
def test_a_face_keeps_the_characters_of_the_document_and_its_variations(selection: Selection) -> None:
    made = subsets.reduced(selection, "Migräne Ω")
    assert [face.resource for face in made.faces] == ["fonts/sourcesans3.woff2", "fonts/sourcesans3-italic.woff2"]
    assert [face.family for face in made.faces] == [face.family for face in selection.faces]
    resource = made.resources["fonts/sourcesans3.woff2"]
    assert resource.media_type == "font/woff2"
    assert len(resource.data) < len(selection.resources["fonts/sourcesans3.ttf"].data) / 5
    font = TTFont(BytesIO(resource.data))
    assert {ord("ä"), ord("Ω"), ord("•")} <= set(font.getBestCmap())
    assert ord("Ж") not in font.getBestCmap()
    assert "fvar" in font


@pytest.mark.slow
def test_the_same_characters_give_the_same_bytes(selection: Selection) -> None:
    first = subsets.reduced(selection, "ab").resources
    subsets._subset.cache_clear()  # noqa: SLF001 - or the cache would answer
    assert subsets.reduced(selection, "ba").resources == first
