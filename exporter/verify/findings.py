"""How findings about what is inside a file are made: place first within the file, then below the file's own name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from exporter.model import Diagnostic, Severity


class Place(NamedTuple):
    """Where in a file something was found."""

    file: str = ""
    """Path inside an ebook; empty for the file itself."""
    line: int | None = None
    """1-based."""


class UnreadableError(Exception):
    """A file cannot be looked at any further."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


WHOLE = Place()


def error(rule: str, message: str, hint: str, place: Place = WHOLE) -> Diagnostic:
    """Tell of what breaks the file or a claim it makes."""
    return Diagnostic(rule, Severity.ERROR, message, hint, place.file, place.line)


def warning(rule: str, message: str, hint: str, place: Place = WHOLE) -> Diagnostic:
    """Tell of what makes the file hard to use."""
    return Diagnostic(rule, Severity.WARNING, message, hint, place.file, place.line)


def within(path: str, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Put the file's own name before the places inside it."""
    return tuple(replace(one, path=f"{path}/{one.path}" if one.path else path) for one in found)
