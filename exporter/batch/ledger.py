"""Remembers in SQLite what jobs were made from and what came out, so that nothing is made twice."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from exporter.batch import freshness, versions
from exporter.batch.records import Output, Records, Row
from exporter.batch.store import Store
from exporter.batch.values import File, Known, Outcome
from exporter.model import Diagnostic, Input, InputKind, Severity
from exporter.pipeline.job import Job, Result, Settings, Written

FILE = "ledger-1.sqlite"
"""With the version of its tables."""


class Ledger:
    """A `values.Ledger` for the project in `root`, whose paths it keeps relative to that."""

    def __init__(self, folder: Path, root: Path, store: Store, today: str) -> None:
        """Open the ledger in a folder, or make one.

        Raises:
            OSError: the folder cannot be made or written to.
        """
        self.records = Records(folder / FILE)
        self.root = root
        self.look = freshness.Look(self.records, today)
        self.changed = False
        """Whether anything was written down in this run."""
        self._store = store
        self._versions = freshness.canonical(versions.versions())

    def close(self) -> None:
        """Write down what was not yet."""
        self.look.flush()
        self.records.close()

    def known(self, job: Job, settings: Settings) -> Known | None:
        """What came of the job when everything that goes in was as it is now; None where that is not known."""
        for row in self.records.results(freshness.spec(job, settings), self._versions):
            read = inputs(row, self.root)
            if all(self.look.now(one) == one.digest for one in read):
                known = _outcome(row, job)
                lacking = {
                    file.format: file.digest
                    for file in known.files
                    if self.look.file(str(job.outputs[file.format])) != file.digest
                }
                if all(map(self._store.holds, lacking.values())):
                    if not self._is_recorded(job, row, known.files):
                        self._publish(job, row.number, known.files)
                    return Known(known.result, known.files, not lacking, lacking, tuple(read))
        return None

    def record(self, job: Job, settings: Settings, outcome: Outcome) -> None:
        """Remember what came of a job whose files are published now."""
        number = self._number(job, settings, outcome)
        for file in outcome.files:
            self.look.written(str(job.outputs[file.format]), file.digest)
        self._publish(job, number, outcome.files)

    def failed(self, job: Job, findings: tuple[Diagnostic, ...]) -> None:
        """Nothing is remembered of it: it is done again, and what was published before stays."""

    def shown(self, path: Path) -> str:
        """A path as it is written down."""
        return os.path.relpath(path, self.root)

    def _number(self, job: Job, settings: Settings, outcome: Outcome) -> int:
        spec = freshness.spec(job, settings)
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
