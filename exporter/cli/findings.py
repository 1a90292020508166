"""Findings as text: each once, the gravest last, where the eye rests."""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from exporter.model import Diagnostic, Severity
from exporter.plain import written_out

BREAKS = re.compile(r"[\t\n]")
ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)
COLOURS = {Severity.INFO: "cyan", Severity.WARNING: "yellow", Severity.ERROR: "red"}


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort by severity, file, line and column, and drop repetitions: editions of one article share its findings."""

    def key(one: Diagnostic) -> tuple[int, str, int, int]:
        return ORDER.index(one.severity), one.path, one.line or 0, one.column or 0

    return sorted(dict.fromkeys(diagnostics), key=key)


def styled(one: Diagnostic) -> str:
    """Colour a finding; without the colours it reads as `str(one)`."""
    place = ":".join(str(part) for part in (named(one.path), one.line, one.column) if part)
    head = click.style(place, bold=True) + ": " if place else ""
    severity = click.style(str(one.severity), fg=COLOURS[one.severity], bold=True)
    tail = "\n  " + click.style("hint:", fg="green") + f" {printable(one.hint)}" if one.hint else ""
    return f"{head}{severity}: {printable(one.message)} [{one.rule}]{tail}"


def printable(text: str) -> str:
    """Write out whatever a terminal would act upon instead of showing it."""
    return written_out(text)


def named(path: str) -> str:
    """Write the name of a file on one line and in one column, whatever characters it has."""
    return BREAKS.sub(lambda match: f"\\x{ord(match[0]):02x}", printable(path))


def counted(number: int, noun: str) -> str:
    """Write `1 warning`, `2 warnings`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tally(diagnostics: Iterable[Diagnostic]) -> str:
    """Count errors and warnings as `1 error, 2 warnings`; empty where there are none."""
    found = in_order(diagnostics)
    counts = [
        counted(number, str(severity))
        for severity in (Severity.ERROR, Severity.WARNING)
        if (number := sum(one.severity is severity for one in found))
    ]
    return ", ".join(counts)
