"""Formulas on pages: where they stand, how large and in which colour, and what is told where they cannot be read."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from exporter.article.formulas import notation
from exporter.backends import pdf
from exporter.backends.pdf import outlines
from exporter.model import Document, Severity

Make = Callable[..., Document]
STYLE = (Path(__file__).parents[3] / "layouts" / "base" / "formulas.css").read_text(encoding="utf-8")


def math(latex: str, *, display: bool = False, alt: str = "words") -> str:
    root = notation.mathml(latex, display=display)
    root.attrib = {
        "xmlns": notation.MATHML,
        **({"display": "block"} if display else {}),
        "alttext": alt,
    }
    return ET.tostring(root, encoding="unicode")


def drawings(document: Document) -> list[pymupdf.Rect]:
    """Give where outlines are drawn on the first page, each glyph by itself, from top to bottom."""
    with pymupdf.open(stream=pdf.typeset(document)[0].pdf) as opened:
        return sorted((drawing["rect"] for drawing in opened[0].get_drawings()), key=lambda rect: (rect.y0, rect.x0))


def baseline(document: Document) -> float:
    """Give the baseline of the first text, in points from the top."""
    with pymupdf.open(stream=pdf.typeset(document)[0].pdf) as opened:
        spans = [
            span
            for block in opened[0].get_text("dict")["blocks"]
            for line in block["lines"]
            for span in line["spans"]
            if "Hxxx" in span["text"]
        ]
        return float(spans[0]["origin"][1])


@pytest.mark.parametrize("size", ["9pt", "12pt", "24pt"])
def test_formulas_stand_on_the_baseline_in_the_size_of_the_text(make: Make, size: str) -> None:
    document = make(f"<p style='font-size: {size}'>Hxxx {math('H')} {math('x_1^2')}</p>", style=STYLE)
    letter = min(drawings(document), key=lambda rect: rect.x0)
    assert letter.y1 == pytest.approx(baseline(document), abs=0.1)
    assert letter.height / float(size.removesuffix("pt")) == pytest.approx(0.65, abs=0.03), "capitals of STIX Two Math"


def test_formulas_of_the_same_style_have_a_baseline_each(make: Make) -> None:
    one = make(f"<p>Hxxx {math('H')} {math('y_1')}</p>", style=STYLE)
    other = make(f"<p>Hxxx {math('H')} {math('x')}</p>", style=STYLE)
    assert min(drawings(one), key=lambda rect: rect.x0) == min(drawings(other), key=lambda rect: rect.x0)


def test_formulas_take_the_colour_of_the_text(make: Make) -> None:
    document = make(f"<p style='color: #c80000'>{math('x')}</p><p>{math('x')}</p>", style=STYLE)
    with pymupdf.open(stream=pdf.typeset(document)[0].pdf) as opened:
        found = [tuple(round(255 * part) for part in drawing["fill"]) for drawing in opened[0].get_drawings()]
    assert found == [(200, 0, 0), (0, 0, 0)]


def test_a_displayed_formula_stands_in_the_middle_and_its_limits_above_and_below(make: Make) -> None:
    latex = r"\sum_{i=1}^n i"
    shown = drawings(make(f"<div>{math(latex, display=True)}</div>", style=STYLE))
    middle = (min(rect.x0 for rect in shown) + max(rect.x1 for rect in shown)) / 2
    assert middle == pytest.approx(120 / 25.4 * 72 / 2, abs=2)
    inline = drawings(make(f"<p>{math(latex)}</p>", style=STYLE))
    assert max(rect.y1 for rect in shown) - min(rect.y0 for rect in shown) > 1.5 * (
        max(rect.y1 for rect in inline) - min(rect.y0 for rect in inline)
    )


def test_a_formula_wider_than_its_column_is_made_smaller_and_told_where_it_is_hard_to_read(make: Make) -> None:
    def of(count: int) -> tuple[list[pymupdf.Rect], list[tuple[str, Severity, int | None]]]:
        latex = "+".join("abcd" for _ in range(count))
        document = make(f"<div id='_line-9'>{math(latex, display=True)}</div>", style=STYLE)
        _, found = pdf.typeset(document)
        return drawings(document), [(one.rule, one.severity, one.line) for one in found]

    right = (120 - 15) / 25.4 * 72 + 0.1
    shown, found = of(9)
    assert max(rect.x1 for rect in shown) <= right
    assert found == []
    shown, found = of(20)
    assert max(rect.x1 for rect in shown) <= right
    assert found == [("small-formula", Severity.WARNING, 9)]


def test_a_formula_in_a_cell_keeps_its_size_and_takes_the_room_of_other_columns(make: Make) -> None:
    words = "many words of another column " * 8
    alone = drawings(make(f"<p>{math('abcd')}</p>", style=STYLE))
    table = f"<table><tr><td>{words}</td><td>{math('abcd')}</td><td>{words}</td></tr></table>"
    celled = drawings(make(table, style=STYLE))
    assert [round(rect.width, 2) for rect in celled] == [round(rect.width, 2) for rect in alone]


def test_large_print_is_not_made_small_unseen(make: Make) -> None:
    wide = math("+".join("abcd" for _ in range(9)), display=True)
    _, found = pdf.typeset(make(f"<div id='_line-9' style='font-size: 24pt'>{wide}</div>", style=STYLE))
    assert [(one.rule, one.line) for one in found] == [("small-formula", 9)]
    assert float(re.search(r"in ([\d.]+) pt", found[0].message)[1]) > 7  # type: ignore[index]  # or the test fails


def test_small_text_is_no_small_formula(make: Make) -> None:
    _, found = pdf.typeset(make(f"<p style='font-size: 5pt'>{math('x')}</p>", style=STYLE))
    assert found == ()


def test_a_formula_that_cannot_be_drawn_is_an_error(make: Make) -> None:
    _, found = pdf.typeset(make(f"<p id='_line-4'>a {math(chr(92) + 'text{日本}', alt='Japan')}</p>", style=STYLE))
    (finding,) = found
    assert (finding.rule, finding.severity, finding.line) == ("undrawable-formula", Severity.ERROR, 4)
    assert "'Japan'" in finding.message
    assert "U+65E5" in finding.message


def test_a_formula_beyond_the_edge_is_an_error(make: Make) -> None:
    _, found = pdf.typeset(make(f"<p id='_line-4'>{math('+'.join('abcd' * 12), alt='long')}</p>"))
    assert [(one.rule, one.line) for one in found] == [("cut-off-text", 4)]
    assert "'long'" in found[0].message


def test_nothing_of_a_formula_is_text_and_its_place_is_told(make: Make) -> None:
    master, _ = pdf.typeset(make(f"<p>{math('x + y', alt='x plus y')}</p>", style=STYLE))
    with pikepdf.open(BytesIO(master.pdf)) as opened:
        dictionaries = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary)]
        elements = [one for one in dictionaries if one.get("/S") == "/Formula"]
        (element,) = elements
        assert str(element.Alt) == "x plus y"
        assert str(element.A.O) == "/Layout"
        left, bottom, right, top = (float(number) for number in element.A.BBox)
        assert (right > left + 10, top > bottom + 5) == (True, True)
    assert pdf.typeset(make(f"<p>{math('x + y', alt='x plus y')}</p>", style=STYLE))[0].pdf == master.pdf


@pytest.mark.parametrize(
    ("latex", "wider"),
    [
        (r"\begin{aligned}a&=b\end{aligned}", "a=b"),
        (r"\mathrm{mg/kg}", r"\text{mg/kg}"),
        (r"\ln x", r"\text{ln}\,x"),
        ("3,5", r"\text{3,5}"),
    ],
)
def test_parts_stand_as_far_apart_as_in_latex(latex: str, wider: str) -> None:
    assert outlines.draw(math(latex)).width == pytest.approx(outlines.draw(math(wider)).width, abs=0.01)


def test_brackets_grow_with_what_they_hold() -> None:
    rows = r"\\".join("abcde")
    brace = outlines.draw(math(rf"\begin{{cases}}{rows}\end{{cases}}"))
    assert brace.height > 5
    assert not re.search("<(text|title|metadata|style)", brace.svg)


def test_rules_of_tables_are_drawn() -> None:
    plain = outlines.draw(math(r"\begin{array}{cc}a&b\\c&d\end{array}")).svg
    ruled = outlines.draw(math(r"\begin{array}{c|c}a&b\\\hline c&d\end{array}")).svg
    assert ruled.count("<ns0:rect") - plain.count("<ns0:rect") >= 2
