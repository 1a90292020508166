"""What a worker of the cluster does: it has each task done by a child process, so that a bad one costs that alone."""

from __future__ import annotations

import atexit
import multiprocessing
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from exporter.batch import Limits, Loss, Lost, Outcome, Store, Task, work
from exporter.batch.versions import versions
from exporter.engines.cluster import parcel
from exporter.engines.cluster.errands import FINISHED, Errand
from exporter.engines.local import Local
from exporter.engines.worker import Perform


@dataclass(frozen=True, slots=True)
class Waybill:
    """What a worker is told of a job."""

    task: Task
    body: bytes
    """Of its parcel."""
    apart: tuple[str, ...]
    """Names of what goes apart."""
    limits: Limits
    make: Perform
    versions: Mapping[str, str]
    """Of the driver."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a worker answers: the outcome, and the bytes of its files by their digests."""

    outcome: Outcome
    files: Mapping[str, bytes]


class Foreign(Exception):  # noqa: N818 - what the worker is
    """A worker of other versions than the driver's: it would make other bytes."""

    def __init__(self, worker: str, found: Mapping[str, str]) -> None:
        super().__init__(worker, found)
        self.worker = worker
        self.found = found
        """Versions there, by name."""


def same(data: bytes) -> bytes:
    """What goes apart, as it is: a task, so that it can be done again where the worker that has it is lost."""
    return data


def deliver(waybill: Waybill, *apart: bytes) -> Delivery:
    """Make a job's files from its parcel.

    Raises:
        Foreign: this worker has other versions than the driver.
        Lost: the child that did it did not live, or there is no room for its files.
    """
    if waybill.versions != versions():
        raise Foreign(work.worker(), versions())
    try:
        with tempfile.TemporaryDirectory(prefix="exporter-") as name:
            folder = Path(name)
            parcel.write(waybill.body, dict(zip(waybill.apart, apart, strict=True)), folder)
            with _children(waybill) as pool:
                outcome = pool.submit(Errand(waybill.task.job, waybill.task.settings, folder=folder)).result()
            made = Store(folder / FINISHED)
            return Delivery(outcome, {file.digest: made.path(file.digest).read_bytes() for file in outcome.files})
    except OSError as error:
        raise Lost(Loss.CRASHED, f"{work.worker()}: {error}") from error


@dataclass(slots=True)
class _Children:
    """A pool of child processes, and how many tasks it has."""

    pool: Local
    folder: tempfile.TemporaryDirectory[str]
    tasks: int = 0

    def close(self) -> None:
        self.pool.close(at_once=True)
        self.folder.cleanup()


_pools: dict[tuple[Limits, Perform], _Children] = {}
_lock = Lock()


@contextmanager
def _children(waybill: Waybill) -> Iterator[Local]:
    """The pool for the limits of a task; it stays for the next one, until other limits are asked for."""
    key = waybill.limits, waybill.make
    with _lock:
        if key not in _pools:
            for idle in [other for other, one in _pools.items() if not one.tasks]:
                _pools.pop(idle).close()
            _pools[key] = _started(waybill)
        children = _pools[key]
        children.tasks += 1
    try:
        yield children.pool
    finally:
        with _lock:
            children.tasks -= 1


def _started(waybill: Waybill) -> _Children:
    from distributed import get_worker

    # A nanny starts its worker as a daemon, which may have no children, so that none is left behind; ours end by
    # themselves when the worker is gone.
    multiprocessing.current_process().daemon = False
    folder = tempfile.TemporaryDirectory(prefix="exporter-")
    threads = get_worker().state.nthreads
    return _Children(Local(Store(Path(folder.name)), threads, waybill.limits, waybill.make), folder)


@atexit.register
def _close() -> None:
    """Let the children go with the worker."""
    while _pools:
        _pools.popitem()[1].close()
