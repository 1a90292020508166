"""A run folded up while it goes on: its size follows from the articles and editions, not from the number of jobs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.batch import Ended, State
from exporter.model import Diagnostic
from exporter.pipeline import Written
from exporter.pipeline.job import Job

FEW = 20
"""Files that are told one by one."""
Kind = tuple[str, str]
"""Edition and format."""
Alike = tuple[object, ...]


@dataclass(slots=True)
class Line:
    """What is told of all files of one edition and format."""

    pages: int = 0
    size_bytes: int = 0
    states: Counter[State] = field(default_factory=Counter)


@dataclass(slots=True)
class Tally:
    """What is told at the end of a run."""

    every_file: bool = False
    """Keep all files, however many."""
    jobs: Counter[State] = field(default_factory=Counter)
    kinds: dict[Kind, Line] = field(default_factory=dict)
    clinics: Counter[str] = field(default_factory=Counter)
    """Jobs of each clinic."""
    failures: Counter[str] = field(default_factory=Counter)
    """Failed jobs of each clinic."""
    failed: list[str] = field(default_factory=list)
    """Names of jobs."""
    tracebacks: list[str] = field(default_factory=list)
    files: list[Written] = field(default_factory=list)
    """That were written, as long as they are few."""
    written: int = 0
    fresh: int = 0
    _alike: dict[Alike, tuple[Diagnostic, int]] = field(default_factory=dict)

    def add(self, ended: Ended) -> None:
        """Take up how one more job ended."""
        clinic = ended.job.clinic.stem if ended.job.clinic else ""
        self.jobs[ended.state] += 1
        self.clinics[clinic] += 1
        if ended.state is State.FAILED:
            self.failures[clinic] += 1
            self.failed.append(ended.job.name)
        if ended.traceback:
            self.tracebacks.append(ended.traceback)
        self._add_files(ended)
        self._add_findings(ended.job, ended.result.diagnostics)

    def findings(self) -> Mapping[Diagnostic, int]:
        """Each finding that is told, with the number of jobs that have more like it.

        What clinics have in common is told once, as the first of them has it: the same rule at the same place of the
        same article in the same edition.
        """
        told: dict[Diagnostic, int] = {}
        for first, others in self._alike.values():
            told[first] = max(told.get(first, 0), others)
        return told

    def _add_files(self, ended: Ended) -> None:
        for name in ended.job.outputs:
            line = self.kinds.setdefault((ended.job.edition.name, name), Line())
            line.states[ended.state] += 1
        for file in ended.result.written:
            line = self.kinds[ended.job.edition.name, file.format]
            line.pages += file.pages or 0
            line.size_bytes += file.size_bytes
        if ended.state is State.FRESH:
            self.fresh += len(ended.result.written)
            return
        self.written += len(ended.result.written)
        if self.every_file or self.written <= FEW:
            self.files.extend(ended.result.written)
        else:
            self.files.clear()

    def _add_findings(self, job: Job, findings: tuple[Diagnostic, ...]) -> None:
        seen: Counter[Alike] = Counter()
        for finding in findings:
            place = finding.rule, finding.severity, finding.path, finding.line, finding.column
            seen[place] += 1
            key = job.article, job.edition.name, *place, seen[place]
            first, others = self._alike.get(key, (finding, -1))
            self._alike[key] = first, others + 1
