"""How a build ended, for people: files one by one where they are few, else sums; failures by name; the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from exporter.cli import report, table
from exporter.cli.findings import counted, named, tally
from exporter.model import Diagnostic

if TYPE_CHECKING:
    from exporter.cli.output import Output
    from exporter.reports.tally import Tally

HEAD = ("edition", "format", "files", "pages", "size", "built", "up to date", "failed")
CLINICS_HEAD = ("clinic", "documents", "failed")
CLINICS = 20
"""Rows of clinics, those with most failures first."""


def tell(out: Output, done: Tally, planning: Sequence[Diagnostic], seconds: float) -> tuple[Diagnostic, ...]:
    """Print how the build ended and give all its findings that are told."""
    if done.files:
        report.files(out, done.files)
    elif done.written:
        _kinds(out, done)
    if out.verbose:
        for traceback in done.tracebacks:
            out.message(traceback.rstrip())
    told = done.findings()
    found = (*planning, *told)
    out.findings((*planning, *with_others(told)))
    _failures(out, done)
    parts = [f"{counted(done.written, 'file')} written in {table.duration(seconds)}"]
    if done.fresh:
        parts.append(f"{counted(done.fresh, 'file')} up to date")
    if done.failed:
        parts.append(f"{len(done.failed)} of {counted(done.jobs.total(), 'job')} failed")
    out.note("; ".join(part for part in (*parts, tally(found)) if part))
    return found


def with_others(told: Mapping[Diagnostic, int]) -> Iterator[Diagnostic]:
    """Say of each finding how many jobs have more like it."""
    for one, others in told.items():
        yield replace(one, message=f"{one.message}, and {others} more like it") if others else one


def _kinds(out: Output, done: Tally) -> None:
    from exporter.batch import State

    rows = []
    for (edition, name), line in done.kinds.items():
        made = line.states[State.BUILT] + line.states[State.RESTORED]
        counts = (made, line.states[State.FRESH], line.states[State.FAILED])
        rows.append(
            (
                named(edition),
                name,
                str(sum(counts[:2])),
                str(line.pages or ""),
                table.size(line.size_bytes),
                *(str(count or "") for count in counts),
            )
        )
    out.table(HEAD, rows, right=frozenset(range(2, len(HEAD))))


def _failures(out: Output, done: Tally) -> None:
    if len(done.failures) and len(done.clinics) > 1:
        worst = done.failures.most_common(CLINICS)
        rows = [(named(clinic), str(done.clinics[clinic]), str(number)) for clinic, number in worst]
        out.table(CLINICS_HEAD, rows, right=frozenset({1, 2}))
        if len(done.failures) > CLINICS:
            out.note(f"and {counted(len(done.failures) - CLINICS, 'clinic')} more with failures")
    if done.jobs.total() > 1:
        for name in done.failed:
            out.message(f"failed: {named(name)}")
