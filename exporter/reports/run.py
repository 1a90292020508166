"""A finished run, as every report sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from exporter.batch import Ended, State
from exporter.model import Diagnostic
from exporter.pipeline import Span, Written
from exporter.pipeline.job import Job


@dataclass(frozen=True, slots=True)
class Finished:
    """How one job of the run ended; its paths are as seen from the project's folder."""

    name: str
    article: str
    edition: str
    state: State
    seconds: float
    """That it took, when its files were made: in this run or before."""
    clinic: str = ""
    """Stem of its file; empty where there is none."""
    files: tuple[Written, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    worker: str = ""
    spans: tuple[Span, ...] = ()
    attempts: int = 1
    ended_s: float = 0.0
    """When the driver heard of it, since 1970."""

    def sharing(self, met: dict[Diagnostic, Diagnostic]) -> Finished:
        """The same with findings that equal one in `met` replaced by that one: thousands of jobs share few."""
        return replace(self, findings=tuple(met.setdefault(one, one) for one in self.findings))


@dataclass(frozen=True, slots=True)
class Run:
    """All that a report tells."""

    jobs: tuple[Finished, ...]
    """In the order of the plan."""
    findings: tuple[Diagnostic, ...] = ()
    """About the project, or about what else belongs to no job."""
    planned: int = 0
    """Jobs, those included that were not begun."""
    begun_s: float = 0.0
    """Since 1970."""
    seconds: float = 0.0
    version: str = ""
    """Of exporter."""
    prefix: str = ""
    """The project's folder as seen from the one where the command was called; empty where it is that one."""

    @property
    def failed(self) -> tuple[Finished, ...]:
        """Jobs without files."""
        return tuple(job for job in self.jobs if job.state is State.FAILED)

    def all_findings(self) -> Iterator[Diagnostic]:
        """Each finding once, in the order in which it was met."""
        found = dict.fromkeys(self.findings)
        for job in self.jobs:
            found.update(dict.fromkeys(job.findings))
        return iter(found)

    def place(self, path: str) -> str:
        """A path in the project as seen from where the command was called, with slashes; others stay."""
        if not path or not self.prefix or PurePath(path).is_absolute():
            return PurePath(path).as_posix() if path else ""
        return (PurePath(self.prefix) / path).as_posix()


def finished(ended: Ended, ended_s: float) -> Finished:
    """Take from the end of a job what reports tell of it."""
    job, result = ended.job, ended.result
    return Finished(
        name=job.name,
        article=job.shown(job.article),
        edition=job.edition.name,
        state=ended.state,
        seconds=result.seconds,
        clinic=job.clinic.stem if job.clinic else "",
        files=tuple(replace(file, path=job.shown(Path(file.path))) for file in result.written),
        findings=tuple(_inside(job, finding) for finding in result.diagnostics),
        worker=ended.worker,
        spans=ended.spans,
        attempts=ended.attempts,
        ended_s=ended_s,
    )


def _inside(job: Job, finding: Diagnostic) -> Diagnostic:
    path = Path(finding.path)
    return replace(finding, path=job.shown(path)) if finding.path and path.is_absolute() else finding
