"""What driver, engines and ledger say to one another."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from exporter.model import Diagnostic, Input, Pagination
from exporter.pipeline.job import Job, Result, Settings
from exporter.pipeline.stopwatch import Span


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker does at a time."""

    job: Job
    settings: Settings
    print_pages: Pagination | None = None
    """Of the job's print edition, where that was typeset before."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use before its worker is stopped."""

    timeout_s: float = 300.0
    """By the clock; 0 for any."""
    memory_mb: float = 2048.0
    """Of private memory, beyond what a worker has when it starts; 0 for any."""


class Loss(StrEnum):
    """How a task was lost together with its worker."""

    CRASHED = "crashed"
    TIMED_OUT = "timed-out"
    OUT_OF_MEMORY = "out-of-memory"


class Lost(Exception):  # noqa: N818 - what befell the task, not a mistake
    """A worker did not live to give the outcome of its task."""

    def __init__(self, loss: Loss, detail: str = "") -> None:
        super().__init__(loss, detail)
        self.loss = loss
        self.detail = detail
        """For people: the signal's name, the limit that was met."""


@dataclass(frozen=True, slots=True)
class File:
    """A finished file in the store."""

    format: str
    digest: str
    """SHA-256 of its bytes in hexadecimal digits, and its name in the store."""
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: small, since the files themselves are in the driver's store."""

    result: Result
    """`written` holds what would be published."""
    files: tuple[File, ...] = ()
    """Empty where the job failed."""
    inputs: tuple[Input, ...] = ()
    worker: str = ""
    """Host and process that did it."""
    spans: tuple[Span, ...] = ()
    traceback: str = ""
    """Of a mistake of exporter's own."""


class Engine(Protocol):
    """Does tasks."""

    @property
    def window(self) -> int:
        """How many tasks it wants at once, those that wait included."""

    def submit(self, task: Task) -> Future[Outcome]:
        """Begin a task, or let it wait; the future raises `Lost` where its worker did not survive it."""

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go; `at_once` stops what they are doing."""


class State(StrEnum):
    """How a job ended."""

    BUILT = "built"
    FRESH = "fresh"
    """Its files are what they would be if it were done again."""
    RESTORED = "restored"
    """It was done before, and its files are taken from the store."""
    CHECKED = "checked"
    """It was read, and no more was asked for."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ended:
    """A job and how it ended."""

    job: Job
    state: State
    result: Result
    files: tuple[File, ...] = ()
    worker: str = ""
    spans: tuple[Span, ...] = ()
    attempts: int = 1
    traceback: str = ""
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What a ledger knows of a job that need not be done again."""

    result: Result
    files: tuple[File, ...]
    is_published: bool
    """Whether the files are in their places already."""
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Format to digest of what must be put back from the store."""
    inputs: tuple[Input, ...] = ()


class Ledger(Protocol):
    """Remembers what jobs were made from, and what came out."""

    def known(self, job: Job, settings: Settings) -> Known | None:
        """What came of the job when everything that goes in was as it is now; None where that is not known."""

    def record(self, job: Job, settings: Settings, outcome: Outcome) -> None:
        """Remember what came of a job whose files are published now."""

    def failed(self, job: Job, findings: tuple[Diagnostic, ...]) -> None:
        """Remember that a job gave no files."""
