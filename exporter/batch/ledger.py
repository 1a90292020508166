"""Remembers in SQLite what jobs were made from and what came out, so that nothing is made twice."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exporter.batch import freshness, versions
from exporter.batch.records import Output, Records, Row
from exporter.batch.shelf import Disk, Shelf
from exporter.batch.store import Store
from exporter.batch.values import File, Known, Outcome
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Input, InputKind, Severity
from exporter.pipeline.job import Job, Result, Settings, Written

FILE = "ledger-1.sqlite"
"""With the version of its tables."""


FINDING = ("rule", "severity", "message", "hint", "path", "line", "column")
"""What is kept of a finding, in its order."""


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a manifest says of a job."""

    name: str
    job: Mapping[str, Any]
    """`inputs` and `findings`."""
    versions: Mapping[str, str]
    """That made it."""
    outputs: Mapping[str, Mapping[str, Any]]
    """By path from the project."""


class Ledger:
    """A `values.Ledger` for the project in `root`, whose paths it keeps relative to that."""

    def __init__(self, folder: Path, root: Path, store: Store, today: str, shelf: Shelf | None = None) -> None:
        """Open the ledger in a folder, or make one.

        Raises:
            ExporterError: the folder cannot be made or written to.
        """
        try:
            self.records = Records(folder / FILE)
        except (OSError, sqlite3.Error) as error:
            raise ExporterError([_unwritable(folder, error)]) from error
        self.root = root
        self.look = freshness.Look(self.records, today)
        self.faults: list[Diagnostic] = []
        """What could not be written down."""
        self.changed = False
        """Whether anything was written down in this run."""
        self._store = store
        self._specs = freshness.Specs()
        self._shelf = shelf or Disk()
        self._versions = freshness.canonical(versions.versions())

    def close(self) -> None:
        """Close the file."""
        self.records.close()

    def settle(self) -> None:
        """Write down what was not yet."""
        self._noted(self.look.flush)

    def known(self, job: Job, settings: Settings) -> Known | None:
        """What came of the job when everything that goes in was as it is now; None where that is not known."""
        for row in self.records.results(self._specs.of(job, settings), self._versions):
            read = inputs(row, self.root)
            if all(self.look.now(one) == one.digest for one in read):
                known = _outcome(row, job)
                lacking = {
                    file.format: file.digest
                    for file in known.files
                    if self._lying(job.outputs[file.format]) != file.digest
                }
                if all(map(self._store.holds, lacking.values())):
                    if not self._is_recorded(job, row, known.files):
                        self._publish(job, row.number, known.files)
                    return Known(known.result, known.files, not lacking, lacking, tuple(read))
        return None

    def record(self, job: Job, settings: Settings, outcome: Outcome) -> None:
        """Remember what came of a job whose files are published now."""
        self._noted(lambda: self._record(job, settings, outcome))

    def _record(self, job: Job, settings: Settings, outcome: Outcome) -> None:
        number = self._number(job, settings, outcome)
        for file in outcome.files:
            place = job.outputs[file.format]
            self.look.remember(str(place), self._shelf.mark(place), file.digest)
        self._publish(job, number, outcome.files)

    def _noted(self, write: Callable[[], None]) -> None:
        """Write something down; where that fails nothing is lost but time, since the job is made again: it is told."""
        try:
            write()
        except sqlite3.Error as error:
            fault = replace(_unwritable(Path(FILE), error), severity=Severity.WARNING)
            if fault not in self.faults:
                self.faults.append(fault)

    def failed(self, job: Job, findings: tuple[Diagnostic, ...]) -> None:
        """Nothing is remembered of it: it is done again, and what was published before stays."""

    def adopt(self, one: Adopted) -> None:
        """Take over what a manifest says of a job: what it was asked is not known, so it is made anew one day."""
        findings = [[finding.get(key, "") for key in FINDING] for finding in one.job.get("findings", ())]
        files = [
            [
                file.get("format", ""),
                file["sha256"],
                file.get("size_bytes", 0),
                file.get("pages"),
                file.get("claims", []),
            ]
            for file in one.outputs.values()
        ]
        read = sorted([InputKind.FILE.value, path, digest] for path, digest in one.job.get("inputs", {}).items())
        outcome = freshness.canonical({"files": files, "findings": findings})
        row = Row(0, one.name, freshness.canonical(read), outcome)
        number = self.records.add_result(f"adopted {one.name}", freshness.canonical(one.versions), row, used=0)
        self.records.add_outputs(
            Output(path, number, file.get("format", ""), file["sha256"]) for path, file in one.outputs.items()
        )

    def shown(self, path: Path) -> str:
        """A path as it is written down."""
        return os.path.relpath(path, self.root)

    def _lying(self, place: Path) -> str:
        """The hash of the file in a place; on other storage that of what was put there, if that is still there."""
        if isinstance(self._shelf, Disk):
            return self.look.file(str(place))
        mark, digest = self.records.digest(str(place))
        return digest if mark and mark == self._shelf.mark(place) else ""

    def _number(self, job: Job, settings: Settings, outcome: Outcome) -> int:
        spec = self._specs.of(job, settings)
        if not outcome.inputs:  # it came from the store: its row is there
            for row in self.records.results(spec, self._versions):
                if _files(row) == outcome.files:
                    return row.number
        kept = sorted({(one.kind.value, self._kept(one), one.digest) for one in outcome.inputs})
        told = _written(outcome) | {"asked": freshness.described(job, settings)}
        row = Row(0, job.name, freshness.canonical(kept), freshness.canonical(told))
        return self.records.add_result(spec, self._versions, row, used=time.time_ns())

    def _kept(self, one: Input) -> str:
        return one.path if one.kind in {InputKind.ADDRESS, InputKind.DAY} else os.path.relpath(one.path, self.root)

    def _is_recorded(self, job: Job, row: Row, files: tuple[File, ...]) -> bool:
        """Whether it is written down already that the files come from this row."""
        for file in files:
            output = self.records.output(self.shown(job.outputs[file.format]))
            if output is None or (output.result, output.digest) != (row.number, file.digest):
                return False
        return True

    def _publish(self, job: Job, number: int, files: tuple[File, ...]) -> None:
        self.changed = True
        self.records.add_outputs(
            Output(self.shown(job.outputs[file.format]), number, file.format, file.digest) for file in files
        )


def is_behind(folder: Path, articles: Path) -> bool:
    """Whether an article was changed after the ledger in a folder was written: likely so, as clocks of files tell."""
    try:
        written_ns = (folder / FILE).stat().st_mtime_ns
        return any(path.stat().st_mtime_ns > written_ns for path in articles.rglob("*.md"))
    except OSError:
        return True


def inputs(row: Row, root: Path) -> list[Input]:
    """What a row says was read, with absolute paths."""
    return [
        Input(kind, path if kind in {InputKind.ADDRESS, InputKind.DAY} else os.path.normpath(f"{root}/{path}"), digest)
        for name, path, digest in json.loads(row.inputs)
        for kind in [InputKind(name)]
    ]


def _written(outcome: Outcome) -> dict[str, object]:
    """What is kept of an outcome; how long it took and by whom is not."""
    told = {file.format: file for file in outcome.result.written}
    return {
        "files": [
            [file.format, file.digest, file.size_bytes, told[file.format].pages, list(told[file.format].claims)]
            for file in outcome.files
        ],
        "findings": [
            [one.rule, one.severity.value, one.message, one.hint, one.path, one.line, one.column]
            for one in outcome.result.diagnostics
        ],
    }


def _files(row: Row) -> tuple[File, ...]:
    return tuple(File(name, digest, size) for name, digest, size, *_ in json.loads(row.outcome)["files"])


def _outcome(row: Row, job: Job) -> Outcome:
    """What is kept, for the places that the job's files have now."""
    kept = json.loads(row.outcome)
    written, files = [], []
    for name, digest, size, pages, claims in kept["files"]:
        files.append(File(name, digest, size))
        written.append(Written(str(job.outputs[name]), name, pages, size, tuple(claims), 0.0))
    findings = tuple(Diagnostic(rule, Severity(severity), *rest) for rule, severity, *rest in kept["findings"])
    return Outcome(Result(job.name, tuple(written), findings, 0.0), tuple(files))


def _unwritable(path: Path, error: OSError | sqlite3.Error) -> Diagnostic:
    reason = str(getattr(error, "strerror", None) or error).lower()
    message = f"what was made cannot be remembered: {str(path)!r}: {reason}"
    return Diagnostic("cannot-write", Severity.ERROR, message, "make room, or choose a folder you may write to")
