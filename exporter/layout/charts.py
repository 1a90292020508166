"""Draws into the figures of charts and risks, whose data are their text.

The text is the alternative: whatever drops a drawing, or does not see it, has the table or the sentence.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from decimal import Decimal

from exporter import numerals
from exporter.layout import drawing, icon_arrays, plots
from exporter.layout.drawing import Bar, Pen

BAR_NAMES = 38
"""Width of the names of bars, in percent."""
DIGIT, PADDING = 3.4, 3.8
"""Width of a digit, and of what surrounds a number, in percent of the narrowest figure: 16 em."""
MARK = "data-chart="
FIGURE = re.compile(r'<figure\b[^>]*\sdata-chart="[^>]*>.*?</figure>', re.DOTALL)
"""A figure of the parse stage's; it holds no other figure."""


def draw(html: str, pen: Pen) -> str:
    """Draw into every figure of a block's markup, and take out the numbers that were only meant for drawing."""
    return FIGURE.sub(lambda match: _drawn(match[0], pen), html) if MARK in html else html


def _drawn(html: str, pen: Pen) -> str:
    figure = ET.fromstring(html)  # noqa: S314 - the article stage has written it
    kind = figure.get("data-chart")
    if kind == "risk":
        _draw_risks(figure, pen)
    elif kind == "bar":
        _draw_bars(figure, pen)
    else:
        _draw_plot(figure, pen, is_line=kind == "line")
    for element in figure.iter():
        for name in [name for name in element.attrib if name.startswith("data-") and name != "data-line"]:
            del element.attrib[name]
    return ET.tostring(figure, encoding="unicode", short_empty_elements=False).replace("></col>", "/>")


def _draw_bars(figure: ET.Element, pen: Pen) -> None:
    """A third column with a bar in each row; its cells are no news to who hears the table."""
    most = _most(figure)
    end = most or max(_values(figure))
    longest = max(len(cell.text or "") for cell in figure.iter("td"))
    of_value = min(round(longest * DIGIT + PADDING), 34)
    _set_widths(figure, [BAR_NAMES, of_value, 100 - BAR_NAMES - of_value])
    for row in figure.iterfind("table/thead/tr"):
        row[1].set("colspan", "2")
    for body in figure.iterfind("table/tbody"):
        is_group = body[0][0].get("scope") == "rowgroup"
        if is_group:
            body[0][0].set("colspan", "3")
        for number, row in enumerate(body[is_group:]):
            cell = ET.SubElement(row, "td", {"class": "bar", "aria-hidden": "true"})
            cell.append(_bar(float(_value(row[1]) / end) * 100, number if is_group else 0, pen))
            row[1].set("class", "value")
    if most is not None:
        figure.set("class", f"{figure.get('class')} chart-whole")
        figure.insert(2, _note(pen, "chart_full_bar", most=_written(most, figure, pen)))


def _set_widths(figure: ET.Element, percents: Sequence[float]) -> None:
    """Say how wide each column of the table is: below a plot, each stands under its point."""
    table = figure.find("table")
    group = ET.Element("colgroup")
    for percent in percents:
        ET.SubElement(group, "col", {"style": f"width: {drawing.decimal(percent)}%"})
    if table is not None:
        table.insert(0, group)


def _bar(percent: float, series: int, pen: Pen) -> ET.Element:
    """A bar that grows from where the row begins, as wide as its cell at 100 percent."""
    svg = drawing.canvas(width="100%", height="1em")
    if percent:
        svg.extend(Bar(100 - percent if pen.is_mirrored else 0, 10, percent, 80, "%").drawn(series, pen))
    return svg


def _draw_plot(figure: ET.Element, pen: Pen, *, is_line: bool) -> None:
    """The drawing between title and table; it is named, since no number tells how the series run."""
    rows = list(figure.iterfind("table/tbody/tr"))
    series = [[_value(cell) for cell in row[1:]] for row in rows]
    scale = plots.scale(_values(figure), _most(figure))
    svg = (plots.lines if is_line else plots.columns)(series, scale, pen)
    name = _name(figure, pen, is_line=is_line)
    if name:
        del svg.attrib["aria-hidden"]
        svg.attrib |= {"role": "img", "aria-label": name} | _language(pen)
        if details := figure[1].get("id"):  # none where the chart stands a second time
            svg.set("aria-details", details)
    figure.insert(1, svg)
    of_value = (plots.WIDTH - plots.NAMES) / len(series[0])
    _set_widths(figure, [plots.NAMES, *(of_value for _ in series[0])])
    if len(rows) > 1:
        for number, row in enumerate(rows):
            key = plots.key(number, pen, is_line=is_line)
            key.tail, row[0].text = f" {row[0].text}", ""
            row[0].insert(0, key)
    low, high, step = (_written(value, figure, pen) for value in (scale.low, scale.high, scale.step))
    figure.insert(3, _note(pen, "chart_scale", low=low, high=high, step=step))


def _name(figure: ET.Element, pen: Pen, *, is_line: bool) -> str:
    """What kind of chart it is, its title, and where it is highest and lowest, the first place of several."""
    heads = [cell.text or "" for cell in figure.iterfind("table/thead/tr/*")]
    cells = [
        (_value(cell), f"{cell.text} ({row[0].text}, {head})")
        for row in figure.iterfind("table/tbody/tr")
        for head, cell in zip(heads[1:], row[1:], strict=True)
    ]
    return pen.words.get("chart_name", "").format(
        kind=pen.words.get("chart_line" if is_line else "chart_column", ""),
        title=figure[0].text,
        highest=max(cells, key=lambda cell: cell[0])[1],
        lowest=min(cells, key=lambda cell: cell[0])[1],
    )


def _draw_risks(figure: ET.Element, pen: Pen) -> None:
    """An array below each sentence, and below it how many of them are which."""
    for box in figure.iterfind("div"):
        affected, total = int(box.get("data-affected", "")), int(box.get("data-total", ""))
        if icon_arrays.columns(total) > icon_arrays.NARROW:
            box.set("class", "risk risk-wide")
        box.append(icon_arrays.draw(affected, total, pen))
        numbers = {"affected": affected, "others": total - affected, "total": total}
        written = {name: numerals.written(number, pen.language) for name, number in numbers.items()}
        box.append(_note(pen, "risk_key", **written))


def _note(pen: Pen, word: str, **values: str) -> ET.Element:
    """A small line that says how to read a drawing."""
    note = ET.Element("p", {"class": "chart-note", **_language(pen)})
    note.text = pen.words.get(word, "").format(**values)
    return note


def _language(pen: Pen) -> dict[str, str]:
    return {"lang": pen.words_language, "xml:lang": pen.words_language} if pen.words_language else {}


def _most(figure: ET.Element) -> Decimal | None:
    written = figure.get("data-most")
    return Decimal(written) if written else None


def _value(cell: ET.Element) -> Decimal:
    return Decimal(cell.get("data-value", ""))


def _values(figure: ET.Element) -> Sequence[Decimal]:
    return [_value(cell) for cell in figure.iter("td") if cell.get("data-value")]


def _written(value: Decimal, figure: ET.Element, pen: Pen) -> str:
    return numerals.with_unit(value.normalize(), figure.get("data-unit", ""), pen.language)
