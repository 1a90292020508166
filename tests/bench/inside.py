"""`exporter build` with another engine, in a process of its own, for what cannot be seen from outside."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from exporter import digests, engines
from exporter.batch import Limits, Outcome, Store, Task, work
from exporter.batch.values import File
from exporter.cli.program import program
from exporter.engines.local import Local
from exporter.engines.worker import measured_mb
from exporter.model import Input, InputKind
from exporter.pipeline.job import Result, Written

TESTS = Path(__file__).parents[1]
CALL = f"import sys; sys.path.insert(0, {str(TESTS)!r}); from bench import inside; inside.main()"
WEIGHTS = "weights.txt"
"""Beside the store: how many megabytes the worker held after each job, and its process."""
CONTENTS = 997
"""Different files, since a file system has only so many names for one."""


def command(engine: str, arguments: Sequence[object]) -> list[object]:
    """What `seconds` and `spent` are to run: `exporter` with one of `ENGINES`."""
    return [sys.executable, "-c", CALL, engine, *arguments]


def main() -> None:
    engine, *arguments = sys.argv[1:]
    with patch.object(engines, "on_this_machine", ENGINES[engine]):
        program(arguments)


def weighed(task: Task, store: Store) -> Outcome:
    """Do a task, and write down what the worker holds afterwards."""
    outcome = work.perform(task, store)
    with (store.folder.parent / WEIGHTS).open("a", encoding="ascii") as file:
        file.write(f"{measured_mb('VmRSS')} {os.getpid()}\n")
    return outcome


@dataclass(slots=True)
class Stub:
    """Says at once of every task that it is done, and gives tiny files, so that only the driver has something to do."""

    store: Store
    done: int = 0
    window: int = 6

    def submit(self, task: Task) -> Future[Outcome]:
        self.done += 1
        data = b"%d" % (self.done % CONTENTS)
        job = task.job
        files = tuple(File(name, self.store.put(data), len(data)) for name in job.outputs)
        written = tuple(Written(str(path), name, 1, len(data), (), 0.0) for name, path in job.outputs.items())
        read = [path for path in (job.article, job.clinic) if path is not None]
        inputs = tuple(Input(InputKind.FILE, str(path), digests.of_file(path)) for path in read)
        future: Future[Outcome] = Future()
        future.set_result(Outcome(Result(job.name, written, (), 0.0), files, inputs, "stub:1"))
        return future

    def close(self, *, at_once: bool = False) -> None:
        """Nothing is left to stop."""


def _stub(store: Store, _workers: int | None, _limits: Limits) -> Stub:
    return Stub(store)


def _weighing(store: Store, workers: int | None, limits: Limits) -> Local:
    return Local(store, workers or 1, limits, weighed)


ENGINES = {"stub": _stub, "weighing": _weighing}


def weights(build: Path) -> tuple[list[float], int]:
    """What the workers of a build held after each job, in MB, and how many workers there were."""
    lines = [line.split() for line in (build / ".cache" / WEIGHTS).read_text(encoding="ascii").splitlines()]
    return [float(megabytes) for megabytes, _ in lines], len({process for _, process in lines})
