"""The numbers of a chart: rows of CSV, read line by line so that each fault has its place."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from exporter.article.findings import Findings

MAX_ROWS = 24
"""More bars than that are not compared but looked up, in a table."""
MAX_SERIES = 3
"""As many as can be told apart without colours: full, hollow, striped."""
MAX_LABEL = 80
"""Characters of a label, in a row or at its head."""
NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the data: what it is of, and a number for each series."""

    label: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A text and the line of the file that has it."""

    text: str
    line: int


class Faults:
    """What is wrong with the data of a chart: told as findings, and kept in mind."""

    def __init__(self, findings: Findings, line: int) -> None:
        self.line = line
        """Of the article's that begins the block."""
        self._findings = findings
        self._any = False

    def any(self) -> bool:
        """Whether there is a fault so far."""
        return self._any

    def add(self, message: str, line: int, hint: str) -> None:
        """Note a fault; there will be no chart."""
        self._any = True
        self._findings.error("invalid-chart", message, line, hint)

    def warning(self, rule: str, message: str, hint: str) -> None:
        """Note what is drawn otherwise than it was asked for."""
        self._findings.warning(rule, message, self.line, hint)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of a table that are not empty, the names of its columns first."""

    lines: Sequence[Written]
    faults: Faults

    def header(self) -> tuple[str, tuple[str, ...]]:
        """What the rows are, and the names of the series."""
        if len(self.lines) < 2:
            message = "this chart has no numbers" if self.lines else "this chart is empty"
            hint = "write a line of names, then a line for each row, such as 'Feeling sick,12'"
            self.faults.add(message, self.lines[0].line if self.lines else self.faults.line, hint)
            return "", ()
        cells = _cells(self.lines[0].text)
        heading, series = cells[0], tuple(cells[1:])
        line = self.lines[0].line
        if not series:
            self.faults.add("the first line names no column of numbers", line, "part names with commas")
        elif len(series) > MAX_SERIES:
            message = f"{len(series)} columns of numbers cannot be told apart in a chart, {MAX_SERIES} can"
            self.faults.add(message, line, "make several charts, or a table")
        for name in series:
            if not name or NUMBER.fullmatch(name):
                message = f"the first line has {name!r} where a column's name should be"
                self.faults.add(message, line, "begin with a line of names")
        if len(set(series)) < len(series):
            self.faults.add("two columns have the same name", line, "name each column differently")
        self._check_lengths(cells, line)
        return heading, series

    def rows(self, series: Sequence[str]) -> tuple[Row, ...] | None:
        """The rows below the header, a number for each series; None where anything is wrong with the table."""
        if self.faults.any():
            return None
        if len(self.lines) - 1 > MAX_ROWS:
            message = f"a chart shows {MAX_ROWS} rows at most, not {len(self.lines) - 1}"
            self.faults.add(message, self.lines[MAX_ROWS + 1].line, "join some rows, or make a table")
            return None
        rows = tuple(self._row(line, series) for line in self.lines[1:])
        return None if self.faults.any() else rows

    def _row(self, line: Written, series: Sequence[str]) -> Row:
        label, *numbers = _cells(line.text)
        if len(numbers) != len(series):
            wanted = "1 number" if len(series) == 1 else f"{len(series)} numbers"
            message = f"the row {label!r} has {len(numbers)}, the first line asks for {wanted}"
            self.faults.add(message, line.line, "write a number for each; put a text with commas in quotation marks")
            return Row(label, ())
        if not label:
            self.faults.add("this row has no name", line.line, "say what its numbers are of")
        self._check_lengths([label], line.line)
        return Row(label, tuple(self._number(text, line.line) for text in numbers))

    def _number(self, text: str, line: int) -> Decimal:
        if NUMBER.fullmatch(text):
            return Decimal(text)
        hint = "write it plainly, such as 12.5; give the unit in a line 'unit:' of the head"
        self.faults.add(f"{text!r} is no number" if text else "a number is missing", line, hint)
        return Decimal(0)

    def _check_lengths(self, labels: Sequence[str], line: int) -> None:
        for label in labels:
            if len(label) > MAX_LABEL:
                self.faults.add(f"the name {label!r:.40}… is longer than {MAX_LABEL} characters", line, "shorten it")


def _cells(line: str) -> list[str]:
    return [" ".join(cell.split()) for cell in next(csv.reader([line], skipinitialspace=True))]
