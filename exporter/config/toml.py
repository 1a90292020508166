"""TOML with positions: `tomllib` gives the values, a scan of the text finds the line and column of a key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity
from exporter.validation import Key

SYNTAX_PLACE = re.compile(r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)\Z")
KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
DOTTED = rf"{KEY}(?:\s*\.\s*{KEY})*"
HEADER = re.compile(rf"\s*(\[\[?)\s*({DOTTED})\s*\]")
ASSIGNMENT = re.compile(rf"\s*({DOTTED})\s*=")
INLINE = re.compile(rf"[{{,]\s*({DOTTED})\s*=")
MULTILINE = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Toml:
    """A parsed file and where its keys stand."""

    data: Mapping[str, object]
    places: Mapping[tuple[Key, ...], tuple[int, int]]
    """Key path to 1-based line and column."""

    def locate(self, path: Sequence[Key]) -> tuple[int | None, int | None]:
        """The place of a key, or of the nearest key above it that is written down."""
        for length in range(len(path), 0, -1):
            place = self.places.get(tuple(path[:length]))
            if place:
                return place
        return None, None


def parse(data: bytes, path: str) -> Toml:
    """Parse a TOML file.

    Raises:
        ExporterError: it is not UTF-8, or no TOML.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        message = f"byte {data[error.start : error.start + 1]!r} is not UTF-8"
        raise ExporterError(
            [Diagnostic("not-utf-8", Severity.ERROR, message, "save the file as UTF-8", path, line, column)]
        ) from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ExporterError([_syntax(str(error), text, path)]) from error
    return Toml(values, dict(_places(text)))


def _syntax(message: str, text: str, path: str) -> Diagnostic:
    place = SYNTAX_PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place and place[1] else (text.count("\n") + 1, None)
    reason = SYNTAX_PLACE.sub("", message)
    return Diagnostic(
        "invalid-toml",
        Severity.ERROR,
        f"no valid TOML: {reason[:1].lower()}{reason[1:]}",
        hint="texts stand in quotation marks, a table's name in square brackets",
        path=path,
        line=line,
        column=column,
    )


def _places(text: str) -> list[tuple[tuple[Key, ...], tuple[int, int]]]:
    """Every key path that is written down, with its place; of tables in arrays the index is part of the path."""
    found: list[tuple[tuple[Key, ...], tuple[int, int]]] = []
    table: tuple[Key, ...] = ()
    counts: dict[tuple[Key, ...], int] = {}
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header, assignment = HEADER.match(line), ASSIGNMENT.match(line)
        if header:
            table = _indexed(_keys(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found += _prefixes(table, (number, header.start(2) + 1))
        elif assignment:
            path = (*table, *_keys(assignment[1]))
            found += _prefixes(path, (number, assignment.start(1) + 1))
            found += [
                ((*path, *_keys(inner[1])), (number, inner.start(1) + 1))
                for inner in INLINE.finditer(line, assignment.end())
            ]
        inside = next((mark for mark in MULTILINE if line.count(mark) % 2), "")
    return list(reversed(found))  # of two places of one path the first is kept, since a dict keeps the last


def _prefixes(path: tuple[Key, ...], place: tuple[int, int]) -> list[tuple[tuple[Key, ...], tuple[int, int]]]:
    return [(path[:length], place) for length in range(len(path), 0, -1)]


def _indexed(path: tuple[Key, ...], counts: Mapping[tuple[Key, ...], int]) -> tuple[Key, ...]:
    """Put in the index of the newest element where a path leads through an array of tables."""
    full: tuple[Key, ...] = ()
    for position, key in enumerate(path):
        full = (*full, key)
        if full in counts and position < len(path) - 1:
            full = (*full, counts[full])
    return full


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(key.strip("\"'") for key in re.findall(KEY, dotted))
