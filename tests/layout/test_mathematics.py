"""Documents with formulas bring the glyphs that formulas need, and no other document does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from exporter import layout
from exporter.model import Article, Block, Clinic, Document, Medium

MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="words">{}</math>'
FORMULA = MATH.format("<msqrt><mi>h</mi><mo>&lt;</mo><mi>Γ</mi></msqrt><mrow><mo>(</mo><mn>7</mn><mo>)</mo></mrow>")


def composed(article: Article, clinic: Clinic, medium: Medium, markup: str) -> Document:
    with_formula = replace(
        article, blocks=(*article.blocks, Block(f'<p id="b9">Take {markup}.</p>', "paragraph", "b9", 9))
    )
    used, _ = layout.load("ebook" if medium is Medium.BOOK else "brochure", ())
    request = layout.Request(medium, date(2026, 1, 2), embed_fonts=False)
    document, findings = layout.compose(with_formula, clinic, used, request)
    assert findings == ()
    return document


@pytest.mark.parametrize("medium", [Medium.BOOK, Medium.WEB])
def test_a_book_or_page_with_formulas_brings_their_glyphs(article: Article, clinic: Clinic, medium: Medium) -> None:
    document = composed(article, clinic, medium, FORMULA)
    (name,) = [name for name in document.resources if name.startswith("fonts/")]
    resource = document.resources[name]
    assert 'math { font-family: "STIX Two Math", math; }' in document.stylesheet
    assert f'url("{name}")' in document.stylesheet
    font = TTFont(BytesIO(resource.data))
    assert {0x210E, 0x1D6E4, ord("√"), ord("("), ord("<"), ord("7")} <= set(font.getBestCmap())
    assert ord("8") not in font.getBestCmap()
    assert "MATH" in font, "the tables that roots and brackets grow by"
    assert len(resource.data) < 20_000
    assert composed(article, clinic, medium, FORMULA) == document


@pytest.mark.parametrize("medium", [Medium.BOOK, Medium.WEB])
def test_a_book_or_page_without_formulas_brings_no_font(article: Article, clinic: Clinic, medium: Medium) -> None:
    document = composed(article, clinic, medium, "x")
    assert not [name for name in document.resources if name.startswith("fonts/")]
    assert "STIX" not in document.stylesheet


def test_pages_need_no_font_for_formulas(article: Article, clinic: Clinic) -> None:
    plain = composed(article, clinic, Medium.PRINT, "x")
    document = composed(article, clinic, Medium.PRINT, MATH.format("<mo>∰</mo>"))
    assert document.fonts == plain.fonts
    assert "STIX" not in document.stylesheet
