"""What stands in a fenced block `chart`: a head, and numbers as CSV, in the block itself or in a file of their own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from exporter.article import chart_heads, lines
from exporter.article.chart_heads import Head
from exporter.article.findings import Findings
from exporter.article.lines import Fence
from exporter.article.number_tables import Faults, Row, Table, Written
from exporter.model import Source

CHART = "chart"
"""The language of its fence."""
MAX_POINTS = 12
LETTERS_ABREAST = 30
"""Letters that stand beside one another below a chart, in the narrowest column or on the narrowest screen."""

_PLACE = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Chart:
    """Data to be drawn; there is at least one row and one series."""

    kind: str
    """As the head asks for, or what it is drawn as instead."""
    head: Head
    heading: str
    """What the rows are; may be empty."""
    series: tuple[str, ...]
    rows: tuple[Row, ...]


def files(source: Source) -> Mapping[str, int]:
    """The CSV files that an article's charts name, each as written, with the line that does."""
    if CHART not in source.body or "file" not in source.body:
        return {}
    body = lines.number(source.body.rstrip(), source.body_line)
    _, fences = lines.without_fences(body, Findings(source.path))
    charts = [fence for fence in fences if fence.language.lower() == CHART]
    named = [found for fence in charts if (found := chart_heads.file(chart_heads.split(fence)[0]))]
    return {name.text: name.line for name in reversed(named)}


def read(fence: Fence, contents: Mapping[str, bytes], findings: Findings) -> Chart | None:
    """The chart of a block; None where anything is wrong with it, which is then told.

    Args:
        fence: The block.
        contents: Of CSV files, by the path as written.
        findings: Of the article; those about a CSV file are told with its name and its lines.
    """
    faults = Faults(findings, fence.line)
    written, rows = chart_heads.split(fence)
    head = chart_heads.read(written, faults)
    if head.file is None:
        return _drawn(head, Table(rows, faults), faults)
    if rows:
        faults.add("this chart has numbers of its own and a file", head.file.line, "leave one of the two out")
    own = Findings(posixpath.normpath(posixpath.join(posixpath.dirname(findings.path), head.file.text)))
    rows = _rows(head.file, contents, faults)
    chart = _drawn(head, Table(rows, Faults(own, 1)), faults)
    findings.include(own)
    return chart


def _rows(file: Written, contents: Mapping[str, bytes], faults: Faults) -> list[Written]:
    try:
        text = contents[file.text].decode("utf-8-sig")
    except KeyError:
        faults.add(f"{file.text!r} was not read", file.line, "name a CSV file of the project")
    except UnicodeDecodeError:
        faults.add(f"{file.text!r} is not in UTF-8", file.line, "save it as CSV in UTF-8")
    else:
        return [Written(row, number) for number, row in enumerate(text.splitlines(), start=1) if row.strip()]
    return []


def _drawn(head: Head, table: Table, faults: Faults) -> Chart | None:
    """The chart of a head and a table, each with its own faults."""
    if faults.any():
        return None
    heading, series = table.header()
    rows = table.rows(series)
    if rows is None:
        return None
    chart = _fitting(Chart(head.kind, head, heading, series, rows), faults)
    _check_range(chart, faults)
    return None if faults.any() else chart


def _fitting(chart: Chart, faults: Faults) -> Chart:
    """The chart itself, as columns where a line would mislead, or as bars where its labels do not fit below it."""
    if chart.kind == "bar":
        return chart
    if chart.kind == "line" and _is_uneven(chart.rows):
        message = "the rows of this chart are unequal steps apart, so that a line would mislead"
        hint = "add the rows that lack, or write 'kind: column'"
        faults.warning("uneven-steps", f"{message}: it is drawn as columns", hint)
        chart = replace(chart, kind="column")
    words = [word for row in chart.rows for word in (*row.label.split(), *(f"{value:f}" for value in row.values))]
    longest, count = max(words, key=len), len(chart.rows)
    if count <= MAX_POINTS and count * len(longest) <= LETTERS_ABREAST:
        return chart
    room = LETTERS_ABREAST // count
    message = f"{count} rows with names such as {longest!r} do not fit below a chart: it is drawn as bars"
    hint = f"shorten names to {room} letters, or write 'kind: bar'" if count <= MAX_POINTS else "write 'kind: bar'"
    faults.warning("crowded-chart", message, hint)
    return replace(chart, kind="bar")


def _is_uneven(rows: Sequence[Row]) -> bool:
    """Whether each row is named by a number, such as `Week 4`, and their differences are not the same."""
    places = [_PLACE.findall(row.label) for row in rows]
    if any(len(found) != 1 for found in places):
        return False
    return len({Decimal(after[0]) - Decimal(before[0]) for before, after in pairwise(places)}) > 1


def _check_range(chart: Chart, faults: Faults) -> None:
    values, most = [value for row in chart.rows for value in row.values], chart.head.most
    if chart.kind != "line" and min(values) < 0:
        message = f"{min(values)} cannot be drawn: a {chart.kind} begins at zero"
        hint = "make a table" if chart.head.kind == "line" else "write 'kind: line', or make a table"
        faults.add(message, faults.line, hint)
    if most is not None and max(values) > most:
        faults.add(f"{max(values)} is more than 'max: {most}'", faults.line, "raise it, or leave it out")
    if not any(values) and most is None:
        hint = "say so in a sentence, or write how far the scale goes: 'max: 100'"
        faults.add("all numbers are zero", faults.line, hint)
