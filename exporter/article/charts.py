"""Charts and risks as figures whose data are text: a table, or the sentences; the layout draws into them.

A figure carries `data-chart`, which no markup of an author can have, and cells their number as `data-value`.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence

from exporter import numerals
from exporter.article import datasets, marks, nodes, risks
from exporter.article.datasets import Chart
from exporter.article.findings import Findings
from exporter.article.lines import Fence
from exporter.article.risks import Risks
from exporter.model import Source


def is_drawn(fence: Fence) -> bool:
    """Whether a fenced block is no code but data."""
    return fence.language.lower() in (datasets.CHART, risks.RISK)


def place(root: ET.Element, fences: Sequence[Fence], source: Source, findings: Findings) -> None:
    """Put the figures where their marks stand; a mark within a sentence becomes what its author wrote."""
    if not any(map(is_drawn, fences)):
        return
    for parent in list(root.iter()):
        for index, child in enumerate(parent):
            match = marks.DRAWING_PATTERN.fullmatch(child.text or "") if child.tag == "p" else None
            if match and not len(child):
                figure = _figure(fences[marks.number(match.group(1))], source, findings)
                if figure is not None:
                    figure.tail = child.tail
                    parent[index] = figure
    for element in root.iter():
        element.text = _as_written(element.text, fences)
        element.tail = _as_written(element.tail, fences)


def _as_written(text: str | None, fences: Sequence[Fence]) -> str | None:
    if not text or marks.DRAWING not in text:
        return text
    return marks.DRAWING_PATTERN.sub(lambda match: fences[marks.number(match.group(1))].code, text)


def _figure(fence: Fence, source: Source, findings: Findings) -> ET.Element | None:
    language = source.metadata.language
    if fence.language.lower() == risks.RISK:
        told = risks.read(fence, findings)
        return _risks(told, fence.line) if told else None
    chart = datasets.read(fence, source.tables, findings)
    return _chart(chart, fence.line, language) if chart else None


def _risks(told: Risks, line: int) -> ET.Element:
    figure = ET.Element("figure", {"class": "chart chart-risk", "data-chart": "risk", "data-line": str(line)})
    if told.title:
        ET.SubElement(figure, "figcaption").text = told.title
    for risk in told.risks:
        numbers = {"data-affected": str(risk.affected), "data-total": str(risk.total)}
        box = ET.SubElement(figure, "div", {"class": "risk", **numbers})
        ET.SubElement(box, "p").text = risk.sentence
    _source(figure, told.source)
    return figure


def _chart(chart: Chart, line: int, language: str) -> ET.Element:
    """A table of rows for bars, which lie beside them, and of columns for what stands above them."""
    figure = ET.Element(
        "figure", {"class": f"chart chart-{chart.kind}", "data-chart": chart.kind, "data-line": str(line)}
    )
    if chart.head.most is not None:
        figure.set("data-most", f"{chart.head.most:f}")
    if chart.head.unit:
        figure.set("data-unit", chart.head.unit)
    ET.SubElement(figure, "figcaption", {"id": f"_chart-{line}"}).text = chart.head.title
    table = ET.SubElement(figure, "table", {"id": f"_data-{line}", "aria-labelledby": f"_chart-{line}"})
    if chart.kind != "bar":
        _columns(table, chart, language)
    elif len(chart.series) == 1:
        _rows(table, chart, language)
    else:
        _groups(table, chart, language)
    _source(figure, chart.head.source)
    return figure


def _rows(table: ET.Element, chart: Chart, language: str) -> None:
    """A row for each bar."""
    header = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    _header(header, chart.heading, "col")
    _header(header, chart.series[0], "col")
    body = ET.SubElement(table, "tbody")
    for row in chart.rows:
        line = ET.SubElement(body, "tr")
        _header(line, row.label, "row")
        _cell(line, f"{row.values[0]:f}", numerals.with_unit(row.values[0], chart.head.unit, language))


def _groups(table: ET.Element, chart: Chart, language: str) -> None:
    """Rows of bars, grouped under what they are of."""
    if chart.heading:
        header = ET.SubElement(ET.SubElement(table, "thead"), "tr")
        _header(header, chart.heading, "col")
        ET.SubElement(header, "td")
    for row in chart.rows:
        body = ET.SubElement(table, "tbody")
        group = ET.SubElement(ET.SubElement(body, "tr"), "th", {"scope": "rowgroup", "colspan": "2"})
        group.text = row.label
        for name, value in zip(chart.series, row.values, strict=True):
            line = ET.SubElement(body, "tr")
            _header(line, name, "row")
            _cell(line, f"{value:f}", numerals.with_unit(value, chart.head.unit, language))


def _columns(table: ET.Element, chart: Chart, language: str) -> None:
    """A column below each point, a row for each series."""
    header = ET.SubElement(ET.SubElement(table, "thead"), "tr")
    _header(header, chart.heading, "col")
    for row in chart.rows:
        _header(header, row.label, "col")
    body = ET.SubElement(table, "tbody")
    for number, name in enumerate(chart.series):
        line = ET.SubElement(body, "tr")
        _header(line, f"{name} ({chart.head.unit})" if chart.head.unit else name, "row")
        for row in chart.rows:
            value = row.values[number]
            _cell(line, f"{value:f}", numerals.written(value, language))


def _header(row: ET.Element, text: str, scope: str) -> None:
    """A header, or an empty cell: what says nothing heads nothing."""
    if text:
        ET.SubElement(row, "th", {"scope": scope}).text = text
    else:
        ET.SubElement(row, "td")


def _cell(row: ET.Element, value: str, text: str) -> None:
    ET.SubElement(row, "td", {"data-value": value}).text = text


def _source(figure: ET.Element, text: str) -> None:
    if text:
        ET.SubElement(figure, "p", nodes.place(figure) | {"class": "chart-source"}).text = text
