"""Charts and icon arrays: the drawings, and that their data stay text.

Each `.txt` in `drawings/` is a block of an article, and below it what is drawn; `./run golden` writes that anew.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exporter import article, direction, layout, source
from exporter.errors import ExporterError
from exporter.layout import charts, colours, drawing, icon_arrays, plots, styles
from exporter.layout.drawing import Bar, Pen
from exporter.model import Article, Clinic, Colour, Diagnostic, Medium

CASES = Path(__file__).parent / "drawings"
WORDS = {
    "chart_column": "Column chart",
    "chart_line": "Line chart",
    "chart_name": "{kind}: {title}. Highest: {highest}. Lowest: {lowest}.",
    "chart_scale": "Scale from {low} to {high}, with a line at every {step}",
    "chart_full_bar": "A full bar is {most}",
    "risk_key": "Filled: {affected}. Outlined: {others}. Together: {total}.",
}
PEN = Pen("#17606e", WORDS, "", "en", "ltr")
SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
TODAY = date(2026, 1, 2)
LINE_BEFORE = re.compile(r"(?=<(?:table|colgroup|thead|tbody|tr|svg|rect|path|circle|div|p)\b)")


def parsed(text: str, language: str = "en") -> Article:
    read, _ = source.read(f"---\ntitle: Example\nlang: {language}\n---\n{text}".encode(), "article.md")
    value, _ = article.parse(
        read, clinic=Clinic("Example Clinic"), selection=frozenset(), known=frozenset(), variables={}
    )
    return value


def drawn(text: str, pen: Pen = PEN) -> ET.Element:
    """Parse a block and draw into it."""
    return ET.fromstring(charts.draw(parsed(text, pen.language).blocks[0].html, pen))  # noqa: S314 - our own markup


def test_a_chart_that_stands_twice_names_no_details() -> None:
    block = parsed("```chart\nkind: line\ntitle: Sleep\n\nWeek,Hours\n1,6\n2,7\n```\n").blocks[0].html
    assert 'aria-details="_data-5"' in charts.draw(block, PEN)
    again = charts.draw(re.sub(r' (?:id|aria-labelledby)="[^"]*"', "", block), PEN)
    assert 'role="img"' in again
    assert "aria-details" not in again


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_block_is_drawn_as_its_case_shows(path: Path) -> None:
    block, _, expected = path.read_text(encoding="utf-8").partition("--- becomes\n")
    language = "ar" if path.stem == "mirrored" else "en"
    pen = replace(PEN, language=language, direction=direction.of_language(language))
    html = charts.draw(parsed(block, language).blocks[0].html, pen)
    found = LINE_BEFORE.sub("\n", html) + "\n"
    if "UPDATE_GOLDEN" in os.environ:
        path.write_text(f"{block}--- becomes\n{found}", encoding="utf-8")
        expected = found
    assert found == expected


PIECES = [
    "title: a\n", "kind: line\n", "kind: column\n", "max: 9\n", "unit: %\n", "source: a < b & c\n", "file: a.csv\n",
    "a,b\n", ",b,c\n", "c,1\n", "d,-2.5\n", "e,0.000001\n", "f,999999999999\n", "g,1,2\n", "h,0,\u0663\n", "1,2\n",
    "1 in 4\n", "10 of 100\n", "0 of 1000\n", "250 in 1,000\n", '"', ",", "\n", "\n\n", "é", "<b>", "]]>", " ", "\t",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["chart", "risk"]), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("chart", "title: a\nkind: line\n\na,b\n1,999999999999\n2,-0.000001\n")
@example("chart", "title: a\nkind: column\n\na,b,c\n<b>,0,0.000001\n")
def test_any_data_are_drawn_or_told_of(kind: str, text: str) -> None:
    told: tuple[Diagnostic, ...] = ()
    try:
        block = parsed(f"Text.\n\n```{kind}\n{text}\n```\n").blocks[1]
    except ExporterError as error:
        told = error.diagnostics
    assert all(finding.hint and finding.line for finding in told)
    if told:
        return
    figure = ET.fromstring(charts.draw(block.html, PEN))  # noqa: S314 - our own markup
    svgs = list(figure.iter("{http://www.w3.org/2000/svg}svg"))
    assert svgs
    for element in (inner for svg in svgs for inner in svg.iter()):
        for name in ("x", "y", "width", "height", "cx", "cy"):
            number = element.get(name, "0").rstrip("%em")
            assert 0 <= float(number) <= 100


def test_other_figures_are_left_as_they_are() -> None:
    html = '<figure class="chart"><p>data-chart=</p></figure><p data-chart="">x</p>'
    assert charts.draw(html, PEN) == html


def numbers(figure: ET.Element) -> set[str]:
    return {text for cell in figure.iter("td") if (text := "".join(cell.itertext()))}


@pytest.mark.parametrize("kind", ["bar", "column", "line"])
def test_every_number_is_text_and_none_is_in_a_drawing(kind: str) -> None:
    figure = drawn(f"```chart\nkind: {kind}\ntitle: T\n\na,b,c\n1,2.5,0\n2,12,7\n```")
    assert numbers(figure) == {"2.5", "0", "12", "7"}
    for svg in figure.iter("{http://www.w3.org/2000/svg}svg"):
        assert "".join(svg.itertext()).strip() == ""
    assert "data-value" not in ET.tostring(figure, encoding="unicode")


def test_bars_are_as_long_as_their_numbers() -> None:
    figure = drawn("```chart\ntitle: T\nmax: 50\n\na,b\nc,50\nd,12.5\ne,0\n```")
    widths = [rect.get("width") for rect in figure.iter("{http://www.w3.org/2000/svg}rect")]
    assert widths == ["100%", "25%"]
    assert "A full bar is 50" in "".join(figure.itertext())


def test_bars_without_an_end_are_measured_by_the_longest() -> None:
    figure = drawn("```chart\ntitle: T\n\na,b\nc,8\nd,2\n```")
    assert [rect.get("width") for rect in figure.iter("{http://www.w3.org/2000/svg}rect")] == ["100%", "25%"]
    assert figure.find("p") is None


def test_a_point_stands_over_its_column_of_the_table() -> None:
    figure = drawn("```chart\nkind: line\ntitle: T\n\na,b\n1,2\n2,4\n3,6\n```")
    widths = [float(col.get("style", "")[7:-1]) for col in figure.iter("col")]
    middles = [sum(widths[: number + 1]) + widths[number + 1] / 2 for number in range(3)]
    points = [float(point.get("cx", "")) for point in figure.iter("{http://www.w3.org/2000/svg}circle")]
    assert sum(widths) == pytest.approx(100, abs=0.1)
    assert points == pytest.approx(middles, abs=0.1)


def test_columns_have_the_heights_of_their_numbers() -> None:
    scale = plots.scale([Decimal(5), Decimal(10)], None)
    svg = plots.columns([[Decimal(5), Decimal(10)]], scale, PEN)
    first, second = (float(rect.get("height", "")) for rect in svg.iter("rect"))
    assert second == pytest.approx(2 * first, abs=0.02)
    assert second == pytest.approx(plots.FOOT - plots.TOP, abs=0.02)


@pytest.mark.parametrize(
    ("values", "most", "low", "high", "step"),
    [
        (["7.5", "3"], None, "0", "8", "2"),
        (["15", "1"], None, "0", "15", "5"),
        (["0.04"], None, "0", "0.04", "0.01"),
        (["-3", "4"], None, "-4", "4", "2"),
        (["-3"], None, "-3", "0", "0.5"),
        (["12000"], None, "0", "12000", "2000"),
        (["7"], "10", "0", "10", "2"),
    ],
)
def test_a_scale_has_zero_and_round_steps(values: list[str], most: str | None, low: str, high: str, step: str) -> None:
    scale = plots.scale([Decimal(value) for value in values], Decimal(most) if most else None)
    assert scale == plots.Scale(Decimal(low), Decimal(high), Decimal(step))
    assert Decimal(0) in list(scale.lines())
    assert len(list(scale.lines())) <= plots.MOST_LINES + 2


def test_a_plot_is_named_and_leads_to_its_table() -> None:
    figure = drawn("```chart\nkind: line\ntitle: Pain & sleep\nunit: h\n\nWeek,A,B\n1,2,8.5\n2,4,8.5\n```")
    svg = next(figure.iter("{http://www.w3.org/2000/svg}svg"))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Line chart: Pain & sleep. Highest: 8.5 (B (h), 1). Lowest: 2 (A (h), 1)."
    assert svg.get("aria-details") == "_data-5"
    assert any(element.get("id") == "_data-5" for element in figure.iter("table"))
    assert "aria-hidden" not in svg.attrib
    keys = [svg for svg in figure.iter("{http://www.w3.org/2000/svg}svg") if svg.get("class") == "chart-key"]
    assert [key.get("aria-hidden") for key in keys] == ["true", "true"]


@pytest.mark.parametrize("total", [2, 7, 10, 20, 25, 50, 100, 200, 250, 500, 1000])
def test_an_icon_array_has_as_many_people_as_it_says(total: int) -> None:
    for affected in (0, 1, total - 1, total):
        svg = icon_arrays.draw(affected, total, PEN)
        drawn = {path.get("fill"): path.get("d", "").count("M") for path in svg}
        assert drawn.get(PEN.colour, 0) == affected
        assert drawn.get("none", 0) == total - affected
        assert total < 10 or total % icon_arrays.columns(total) == 0, "whole rows"


def test_those_affected_come_first_in_reading_order() -> None:
    svg = ET.tostring(icon_arrays.draw(12, 100, PEN), "unicode")
    places = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", svg)]
    assert places == sorted(places, key=lambda place: (place[1], place[0]))
    mirrored = ET.tostring(icon_arrays.draw(12, 100, replace(PEN, direction="rtl")), "unicode")
    assert re.findall(r"M(\d+) (\d+)", mirrored)[0] == ("180", "0")


def test_a_drawing_is_small_and_the_same_each_time() -> None:
    largest = charts.draw(parsed("```risk\n1 in 1000\n```").blocks[0].html, PEN)
    assert largest == charts.draw(parsed("```risk\n1 in 1000\n```").blocks[0].html, PEN)
    assert len(largest) < 60_000


def test_series_differ_by_shape() -> None:
    bar = Bar(0, 0, 10, 10)
    shapes = [[(rect.get("fill"), rect.get("height")) for rect in bar.drawn(series, PEN)] for series in range(3)]
    assert shapes[drawing.FULL] == [(PEN.colour, "10")]
    assert shapes[drawing.HOLLOW] == [("none", "10")]
    assert shapes[drawing.STRIPED][0] == ("none", "10")
    assert all(fill == PEN.colour for fill, _ in shapes[drawing.STRIPED][1:])
    assert 3 <= len(shapes[drawing.STRIPED]) <= 6


def test_a_text_reads_from_the_right_and_so_do_its_drawings() -> None:
    pen = replace(PEN, language="ar", direction="rtl")
    bars = drawn("```chart\ntitle: T\n\na,b\nc,8\nd,2\n```", pen)
    assert [rect.get("x") for rect in bars.iter("{http://www.w3.org/2000/svg}rect")] == ["0%", "75%"]
    line = drawn("```chart\nkind: line\ntitle: T\n\na,b\n1,8\n2,2\n```", pen)
    first, second = (float(point.get("cx", "")) for point in line.iter("{http://www.w3.org/2000/svg}circle"))
    assert first > second


@pytest.mark.parametrize("primary", ["#17606e", "#0b1a3a", "#000000", "#ffe600", "#ffffff", "#ff0000", "#7a7a7a"])
def test_any_clinics_colour_is_seen_on_every_ground(primary: str) -> None:
    chosen, _ = layout.load("ebook", ())
    clinic = Clinic("Example Clinic", colours={"primary": Colour(primary)})
    choices, _ = styles.choose(chosen, clinic, layout.Request(Medium.BOOK, TODAY))
    tokens = choices.tokens
    assert colours.contrast(tokens["chart"], tokens["primary-tint"]) >= 4.5
    for ground in ("#ffffff", "#fbf0d9", tokens["night"], tokens["night-raised"], "#000000"):
        assert colours.contrast(tokens["chart-screen"], ground) >= 3, ground


def composed(text: str, medium: Medium, language: str = "en") -> str:
    name = "ebook" if medium is Medium.BOOK else "brochure"
    chosen, _ = layout.load(name, ())
    request = layout.Request(medium, TODAY, embed_fonts=False)
    document, _ = layout.compose(parsed(text, language), Clinic("Example Clinic"), chosen, request)
    return "".join(part.html for part in document.parts)


@pytest.mark.parametrize("medium", list(Medium))
def test_each_medium_draws_in_its_colour(medium: Medium) -> None:
    html = composed("```risk\n1 in 4\n```\n\nText[^1].\n\n[^1]: Note\n\n    ```risk\n    2 in 4\n    ```\n", medium)
    assert len(SVG.findall(html)) >= 2
    assert "data-total" not in html
    assert "Filled: 1. Outlined: 3. Together: 4." in html


def test_words_of_another_language_are_marked() -> None:
    html = composed("```chart\nkind: line\ntitle: T\n\na,b\n1,8\n2,2\n```\n", Medium.BOOK, "fi")
    assert '<p class="chart-note" lang="en" xml:lang="en">Scale from 0 to 8' in html
    assert re.search(r'<svg [^>]*aria-label="Line chart: [^>]*xml:lang="en"', html)


def test_numbers_are_written_in_the_language_of_the_text() -> None:
    html = composed("```chart\nkind: line\ntitle: T\nunit: mg\n\na,b\n1,8.25\n2,2\n```\n", Medium.PRINT, "de")
    assert "Liniendiagramm: T. Höchster Wert: 8,25 (b (mg), 1). Niedrigster Wert: 2 (b (mg), 2)." in html
    assert "Skala von 0\u00a0mg bis 10\u00a0mg" in html
