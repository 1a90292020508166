"""`--report` and `--timings`: what a command did, written at its end however it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import TYPE_CHECKING

import click

from exporter.errors import ExporterError

if TYPE_CHECKING:
    from exporter.batch import Ended
    from exporter.cli.output import Output
    from exporter.model import Diagnostic
    from exporter.pipeline import Job, Plan
    from exporter.reports import Finished, Run

FORMATS = ("json", "junit", "sarif", "github", "markdown")
STANDARD_OUTPUT = "-"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that was asked for."""

    format: str
    """One of `FORMATS`, or `trace`."""
    file: str
    """A path, or `-` for standard output."""


def _wanted(_context: click.Context, _parameter: click.Parameter, texts: Sequence[str]) -> tuple[Wanted, ...]:
    """Take `FORMAT:FILE` apart."""
    found = []
    for text in texts:
        name, sign, file = text.partition(":")
        if name not in FORMATS or not sign or not file:
            raise click.BadParameter(f"{text!r} is no FORMAT:FILE, with {', '.join(FORMATS)} as the format")
        found.append(Wanted(name, file))
    return tuple(found)


report_option = click.option(
    "--report",
    "reports",
    metavar="FORMAT:FILE",
    multiple=True,
    callback=_wanted,
    help="Write what was done as json, junit, sarif, github or markdown; - is standard output. May be repeated.",
)
timings_option = click.option(
    "--timings",
    metavar="FILE",
    default="",
    help="Write when which worker did what, as a Chrome trace.",
)


@dataclass(slots=True)
class Recorder:
    """What a run does, as far as reports want it."""

    wanted: tuple[Wanted, ...]
    planned: int = 0
    root: Path = Path()
    findings: tuple[Diagnostic, ...] = ()
    unwritten: tuple[Diagnostic, ...] = ()
    """Why reports could not be written."""
    begun_s: float = field(default_factory=time)
    _order: dict[str, int] = field(default_factory=dict)
    _jobs: list[Finished] = field(default_factory=list)
    _met: dict[Diagnostic, Diagnostic] = field(default_factory=dict)
    """Findings that are equal are kept once."""

    def plan(self, jobs: Plan | tuple[Job, ...], root: Path, findings: tuple[Diagnostic, ...]) -> None:
        """Take up what is to be done."""
        self.planned, self.root, self.findings = len(jobs), root, findings
        self._order = {job.name: number for number, job in enumerate(jobs)} if self.wanted else {}

    def add(self, ended: Ended) -> None:
        """Take up how a job ended."""
        if self.wanted:
            from exporter.reports import finished

            one = finished(ended, time())
            self._jobs.append(one.sharing(self._met))

    def run(self) -> Run:
        """Give all of it."""
        from importlib.metadata import version

        from exporter.cli.output import near
        from exporter.reports import Run

        prefix = near(str(self.root.absolute()))
        jobs = sorted(self._jobs, key=lambda job: self._order.get(job.name, 0))
        return Run(
            jobs=tuple(jobs),
            findings=self.findings,
            planned=self.planned,
            begun_s=self.begun_s,
            seconds=time() - self.begun_s,
            version=version("exporter"),
            prefix="" if prefix == "." or Path(prefix).is_absolute() else prefix,
        )


@contextmanager
def reporting(out: Output, reports: tuple[Wanted, ...], timings: str = "") -> Iterator[Recorder]:
    """Write the reports when the work is done, has failed or is interrupted.

    Those that cannot be written are told and left in `unwritten`: what was built stays built.
    """
    recorder = Recorder((*reports, *([Wanted("trace", timings)] if timings else [])))
    try:
        yield recorder
    except ExporterError as error:
        recorder.findings += error.diagnostics
        raise
    finally:
        recorder.unwritten = tuple(_write(out, recorder)) if recorder.wanted else ()
        out.findings(recorder.unwritten)


def _write(out: Output, recorder: Recorder) -> Iterator[Diagnostic]:
    from exporter import reports
    from exporter.pipeline.publish import publish

    run = recorder.run()
    for one in recorder.wanted:
        text = reports.FORMATS[one.format](run)
        if one.file == STANDARD_OUTPUT:
            out.data(text.removesuffix("\n"))
            continue
        try:
            publish({Path(one.file).absolute(): text.encode()})
        except ExporterError as error:
            yield from error.diagnostics
