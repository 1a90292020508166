"""How a run of jobs ended, for people: a table of files, the findings, one last line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from exporter.cli import table
from exporter.cli.exits import Exit, exit_for
from exporter.cli.findings import counted, named, tally
from exporter.cli.output import Output, near
from exporter.model import Diagnostic

if TYPE_CHECKING:
    from exporter.pipeline.job import Result, Written

HEAD = ("file", "pages", "size", "conforms to", "time")
RIGHT = frozenset({1, 2, 4})


def tell(out: Output, results: Sequence[Result], planning: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Print how the run ended and give all its findings."""
    found = (*planning, *(finding for result in results for finding in result.diagnostics))
    written = [file for result in results for file in result.written]
    if written:
        files(out, written)
    out.findings(found)
    failed = [result for result in results if not result.written]
    parts = [f"{counted(len(written), 'file')} written in {table.duration(sum(one.seconds for one in results))}"]
    if failed:
        parts.append(f"{len(failed)} of {counted(len(results), 'job')} failed")
    out.note("; ".join(part for part in (*parts, tally(found)) if part))
    return found


def files(out: Output, written: Sequence[Written]) -> None:
    """Print a table of files."""
    rows = [
        (
            named(near(file.path)),
            "" if file.pages is None else str(file.pages),
            table.size(file.size_bytes),
            ", ".join(file.claims),
            table.duration(file.seconds),
        )
        for file in written
    ]
    out.table(HEAD, rows, right=RIGHT)


def leave(context: click.Context, found: Sequence[Diagnostic], *, strict: bool) -> None:
    """End the command with the exit code for what was found."""
    code = exit_for(found, strict=strict)
    if code is not Exit.DONE:
        context.exit(code)
