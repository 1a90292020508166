"""Lines that end before another element hold as many words as fit."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2
import pytest

from exporter.backends import pdf
from exporter.model import Document

Make = Callable[..., Document]
TEXT = "Drink water as usual. If your letter says"
WIDTHS_MM = [64 + step / 4 for step in range(24)]


def lines(make: Make, html: str, style: str = "") -> list[list[str]]:
    """Give the lines of a paragraph at each of the widths."""
    pages = "".join(f"<p class='break' style='width: {width_mm}mm'>{html}</p>" for width_mm in WIDTHS_MM)
    master, _ = pdf.typeset(make(pages, style=f"p {{ margin: 0 }} {style}"))
    opened = pypdfium2.PdfDocument(master.pdf)
    texts = [page.get_textpage().get_text_range() for page in opened]
    return [
        [line.strip() for line in text.splitlines() if line.startswith(tuple("Dwuilsfe"))]
        for text in texts
        if TEXT[:5] in text
    ]


@pytest.mark.parametrize("inline", ["<em>fasting</em>", "<a href='https://example.org/'>fasting</a>"])
@pytest.mark.parametrize("hyphens", ["manual", "auto"])
def test_a_line_before_another_element_is_as_full_as_one_within_a_text(make: Make, inline: str, hyphens: str) -> None:
    style = f"p {{ hyphens: {hyphens}; hyphenate-limit-chars: 30 }}"
    marked = lines(make, f"{TEXT} {inline}, eat nothing.", style)
    plain = lines(make, f"{TEXT} fasting, eat nothing.", style)
    assert len(marked) == len(WIDTHS_MM)
    assert {TEXT} < {own[0] for own in plain}, "at some width the line ends where the element begins"
    assert marked == plain


def test_a_text_that_ends_with_a_space_makes_no_empty_line(make: Make) -> None:
    found = lines(make, f"<em>{TEXT} </em>")
    assert {len(own) for own in found} == {1, 2}
    assert all(" ".join(own) == TEXT for own in found)


@pytest.mark.parametrize(
    ("language", "word", "parts"),
    [
        ("en", "hospitalisation", "hos pit al isa tion"),
        ("es", "hospitalización", "hos pi ta li za ción"),
        ("es-MX", "rehabilitación", "reha bi li ta ción"),
        ("fr", "hospitalisation", "hos pi ta li sa tion"),
        ("de", "Krankenhausaufenthalt", "Kran ken haus auf ent halt"),
        ("ar", "hospitalisation", "hospitalisation"),
    ],
)
def test_a_word_is_divided_as_its_language_divides_it(make: Make, language: str, word: str, parts: str) -> None:
    style = "p { width: 1mm; margin: 0; hyphens: auto; hyphenate-limit-chars: 5 2 2; overflow: hidden }"
    page = f"<p lang='{language}'>{word}</p>"
    inherited, _ = pdf.typeset(make(page, style=style))
    whole, _ = pdf.typeset(make(page.replace(f" lang='{language}'", ""), style=style, language=language))
    for master in (inherited, whole):
        text = pypdfium2.PdfDocument(master.pdf)[0].get_textpage().get_text_range()
        assert text.split()[0].replace("\ufffe", " ") == parts  # as PDFium tells of hyphens at ends of lines
