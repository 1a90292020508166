from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from exporter.backends import pdf
from exporter.backends.pdf import fonts
from exporter.model import Document, FontFace, Resource

Make = Callable[..., Document]
QUIET = "@page { @top-left { content: none } @bottom-center { content: none } }"


def programs(document: Document) -> dict[str, TTFont]:
    """The font programs of a document's PDF, by name without the subset's prefix."""
    master, _ = pdf.typeset(document)
    with pikepdf.open(BytesIO(master.pdf)) as file:
        return {
            str(item.FontName).partition("+")[2]: TTFont(BytesIO(item.FontFile2.read_bytes()))
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item
        }


def test_weights_of_a_variable_font_are_static_subsets(make: Make) -> None:
    found = programs(make("<p>on <b>on</b> <span style='font-weight: 900'>on</span></p>", style=QUIET))
    assert len(found) == 3
    advances = set()
    for font in found.values():
        assert "fvar" not in font
        assert "gvar" not in font
        drawn = [name for name in font.getGlyphOrder() if font["glyf"][name].numberOfContours > 0]
        assert len(drawn) <= 3
        advances.add(tuple(sorted(font["hmtx"][name][0] for name in drawn)))
    assert len(advances) == 3


def test_instances_have_the_outlines_fonttools_gives(make: Make) -> None:
    from fontTools.varLib import instancer

    document = make("<p style='font-weight: 600'>o</p>", style=QUIET)
    (font,) = programs(document).values()
    source = TTFont(BytesIO(document.resources["fonts/body.ttf"].data))
    expected = instancer.instantiateVariableFont(source, {"wght": 600})
    glyph = expected.getBestCmap()[ord("o")]
    index = expected.getGlyphID(glyph)
    points = expected["glyf"][glyph].getCoordinates(expected["glyf"])[0]
    found = font["glyf"][font.getGlyphOrder()[index]].getCoordinates(font["glyf"])[0]
    assert len(points) == len(found)
    assert all(
        abs(ours[0] - theirs[0]) <= 1 and abs(ours[1] - theirs[1]) <= 1
        for ours, theirs in zip(found, points, strict=True)
    )


def test_only_the_documents_fonts_are_used(make: Make) -> None:
    document = make("<p>x</p>", style="html { font-family: Elsewhere, sans-serif }")
    assert {name.partition("-")[0] for name in programs(document)} <= {"Body", "Source"}


def test_no_time_of_day_is_in_a_font_that_fonttools_instantiates(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts.InstancedFont, "_fix_variations", lambda *_: None)
    document = make("<p>on</p>")
    source = TTFont(BytesIO(document.resources["fonts/body.ttf"].data))
    (font,) = programs(document).values()
    assert "fvar" not in font
    assert font["head"].modified == source["head"].modified


def test_texts_of_glyphs_are_never_empty() -> None:
    texts = fonts.GlyphTexts()
    texts[3] = ""
    assert texts[3] == "\N{WORD JOINER}"
    assert 3 not in texts
    texts[3] = "ب"
    assert 3 in texts
    assert 4 not in texts


def test_arabic_is_read_as_written(make: Make) -> None:
    from pathlib import Path

    import manimgx_fonts

    path = Path(manimgx_fonts.__file__).parent / "NotoSansArabic[wght].ttf"
    document = make(
        "<p>مرحبا واحد</p>", style="@font-face { font-family: A; src: url(fonts/a.ttf) } p { font-family: A }"
    )
    arabic = Resource(path.read_bytes(), "font/ttf")
    document = replace(
        document,
        resources={**document.resources, "fonts/a.ttf": arabic},
        fonts=(*document.fonts, FontFace("A", "400", "normal", "fonts/a.ttf")),
    )
    master, diagnostics = pdf.typeset(document)
    assert diagnostics == ()
    with pikepdf.open(BytesIO(master.pdf)) as file:
        texts = [
            instruction.operands[1].ActualText
            for instruction in pikepdf.parse_content_stream(file.pages[0])
            if str(instruction.operator) == "BDC" and "/ActualText" in instruction.operands[1]
        ]
        maps = [
            item.ToUnicode.read_bytes()
            for item in file.objects
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item
        ]
    assert [str(text) for text in texts] == ["مرحبا واحد"]
    assert not any(b"<>" in mapping for mapping in maps)
