"""What the command prints: data on standard output, all else on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TextIO

import click

from exporter.cli import findings, table
from exporter.cli.progress import Heard, Step, bar, lines, live
from exporter.model import Diagnostic, Severity


def near(path: str) -> str:
    """Name a file as seen from the current folder where it lies below it; a relative path stays as it is."""
    if not os.path.isabs(path):  # noqa: PTH117 - a `Path` would lose a leading `./`
        return path
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


class Colour(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Output:
    """How much to print, and how."""

    quiet: bool = False
    """Errors and data only."""
    verbose: bool = False
    """Besides: findings of severity info, each step, and the traceback of an internal error."""
    colour: Colour = Colour.AUTO

    def data(self, text: str) -> None:
        """Print what was asked for."""
        click.echo(text, color=self._is_coloured(sys.stdout))

    def message(self, text: str) -> None:
        """Print on standard error, whatever the user wants to hear."""
        click.echo(text, err=True, color=self._is_coloured(sys.stderr))

    def note(self, text: str) -> None:
        """Print what accompanies the data, unless the user wants quiet."""
        if not self.quiet:
            self.message(text)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int]) -> None:
        """Print a table on standard error, unless the user wants quiet."""
        for number, line in enumerate(table.lines(head, rows, right=right)):
            self.note(line if number else click.style(line, bold=True))

    def findings(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print findings on standard error."""
        for text in self._shown(diagnostics):
            self.message(text)

    def findings_as_data(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print findings on standard output: what a command was asked for that only looks."""
        for text in self._shown(diagnostics):
            self.data(text)

    @contextmanager
    def progress(self, total: int) -> Iterator[Step]:
        """Show a bar where somebody watches and there is something to wait for."""
        if self._is_watched() and total > 1 and not self.quiet and not self.verbose:
            with live(total, colour=self._is_coloured(sys.stderr)) as step:
                yield step
        else:
            yield lambda name: self.message(name) if self.verbose else None

    @contextmanager
    def following(self, total: int) -> Iterator[Heard]:
        """Tell how far many jobs are: in a bar where somebody watches, else in a line now and then."""
        if self.quiet:
            yield lambda _ended: None
        elif self.verbose:
            yield lambda ended: self.message(f"{ended.job.name}: {ended.state}")
        elif total > 1 and self._is_watched():
            with bar(total, colour=self._is_coloured(sys.stderr)) as heard:
                yield heard
        else:
            yield lines(total, self.message)

    def _is_watched(self) -> bool:
        return sys.stderr.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"

    def _shown(self, diagnostics: Iterable[Diagnostic]) -> list[str]:
        hidden = {Severity.INFO, Severity.WARNING} if self.quiet else set() if self.verbose else {Severity.INFO}
        shown = [one for one in findings.in_order(diagnostics) if one.severity not in hidden]
        return [findings.styled(replace(one, path=near(one.path))) for one in shown]

    def _is_coloured(self, stream: TextIO) -> bool:
        if self.colour is not Colour.AUTO:
            return self.colour is Colour.ALWAYS
        unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not unwanted and stream.isatty()
