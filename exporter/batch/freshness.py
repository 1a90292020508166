"""What identifies a job, and whether what it read is still what it was."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from exporter import digests
from exporter.batch.records import Records
from exporter.model import Edition, Input, InputKind
from exporter.pipeline.job import Job, Settings

RACY_NS = 50_000_000
"""A file that was changed so shortly before it was looked at may be changed once more within the same tick of the file
system's clock, and its times be the same then (git calls such entries racily clean)."""
PENDING = 500
"""Hashes that are written down together."""


def described(job: Job, settings: Settings) -> dict[str, object]:
    """All that a job's files depend on, but for what is in the files that it reads; paths are relative to its root."""
    paged = described(job.pages_from, settings) if job.pages_from else None
    return {**_told(job, settings), "edition": _edition(job.edition), "pages_from": paged}


def _edition(edition: Edition) -> dict[str, object]:
    return {key: value for key, value in asdict(edition).items() if key not in {"path", "line"}}


def _told(job: Job, settings: Settings) -> dict[str, object]:
    """What is told of a job besides its edition and that of its pages."""
    return {
        "article": _relative(job.article, job.root),
        "clinic": _relative(job.clinic, job.root) if job.clinic else None,
        "formats": sorted(job.outputs),
        "hosts": sorted(job.hosts),
        "layouts": [_relative(path, job.root) for path in job.layouts],
        "names": sorted(job.names),
        "pronunciations": _relative(job.pronunciations, job.root) if job.pronunciations else None,
        "settings": [settings.allow_unverified, settings.strict, str(settings.overset)],
        "text": digests.of_bytes(job.text) if job.text is not None else None,
        "variables": {name: repr(value) for name, value in job.variables.items()},
    }


class Specs:
    """Hashes of what jobs are described as; thousands of jobs share a few editions, which are hashed once."""

    def __init__(self) -> None:
        self._editions: dict[tuple[object, ...], tuple[Edition, str]] = {}

    def of(self, job: Job, settings: Settings) -> str:
        """A hash of `described`."""
        return digests.of_bytes(canonical(self._briefly(job, settings)).encode())

    def _briefly(self, job: Job, settings: Settings) -> dict[str, object]:
        paged = self._briefly(job.pages_from, settings) if job.pages_from else None
        return {**_told(job, settings), "edition": self._edition(job.edition), "pages_from": paged}

    def _edition(self, edition: Edition) -> str:
        name = edition.name, edition.formats
        known = self._editions.get(name)
        if known is None or known[0] != edition:
            known = edition, digests.of_bytes(canonical(_edition(edition)).encode())
            self._editions[name] = known
        return known[1]


def canonical(value: object) -> str:
    """JSON that is the same for the same value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _relative(path: Path, root: Path) -> str:
    text, folder = str(path), f"{root}/"
    return text[len(folder) :] if text.startswith(folder) else os.path.relpath(path, root)


@dataclass(slots=True)
class Look:
    """Looks at each file once in a run, and reads it only where its size and times are not as they were."""

    records: Records
    today: str
    """The date that stands for it."""
    seen: dict[str, str] = field(default_factory=dict)
    """Hashes of inputs by path: many jobs have the same."""
    pending: list[tuple[str, str, str]] = field(default_factory=list)

    def digest(self, kind: InputKind, path: str) -> str:
        """What the digest of an input is now."""
        if path not in self.seen:
            self.seen[path] = digests.of_folder(Path(path)) if kind is InputKind.FOLDER else self.file(path)
        return self.seen[path]

    def file(self, path: str) -> str:
        """The hash of a file; empty where there is none."""
        now = time.time_ns()
        try:
            status = os.stat(path)  # noqa: PTH116 - a `Path` for each file of a thousand jobs takes longer than all else
        except OSError:
            return ""
        text = _status(status)
        before, digest = self.records.digest(path)
        if before == text:
            return digest
        digest = digests.of_file(Path(path))
        if max(status.st_mtime_ns, status.st_ctime_ns) < now - RACY_NS:
            self.remember(path, text, digest)
        return digest

    def remember(self, path: str, status: str, digest: str) -> None:
        """Write a hash down, together with others."""
        self.pending.append((path, status, digest))
        if len(self.pending) >= PENDING:
            self.flush()

    def flush(self) -> None:
        """Write down what was not yet."""
        if self.pending:
            self.records.add_digests(self.pending)
            self.pending.clear()

    def changes(self, inputs: Mapping[str, Input]) -> list[tuple[Input, str]]:
        """Inputs that are not as they were, each with what it is now."""
        return [(one, now) for one in inputs.values() if (now := self.now(one)) != one.digest]

    def now(self, one: Input) -> str:
        """What an input's digest is now; one on the web is taken to be as it was."""
        if one.kind is InputKind.ADDRESS:
            return one.digest
        if one.kind is InputKind.DAY:
            return self.today
        return self.digest(one.kind, one.path)


def _status(status: os.stat_result) -> str:
    return f"{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}"
