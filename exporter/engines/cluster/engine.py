"""Has tasks done on other machines, by dask.distributed: reads here, makes there, keeps here."""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING
from uuid import uuid4

from exporter.batch import Limits, Loss, Lost, Outcome, Store, Task, work
from exporter.batch.versions import versions
from exporter.engines.cluster import connection as way
from exporter.engines.cluster import errands, parcel
from exporter.engines.cluster.connection import Connection
from exporter.engines.cluster.worker import Delivery, Foreign, Waybill, deliver, same
from exporter.engines.local import Local
from exporter.engines.worker import Perform
from exporter.errors import ExporterError
from exporter.pipeline import Made

if TYPE_CHECKING:
    from distributed import Client
    from distributed.client import Future as Promise

TASKS_PER_THREAD = 3
"""Wanted for each thread of a worker: one is done, one waits there, one is being read."""
LEAST, MOST = 4, 512
"""Tasks that are wanted at once."""
WATCH_S = 1.0
"""Between two looks at who is there."""
HELD_BYTES = 256 * 2**20
"""Of what goes apart and is kept with the workers for the next tasks."""


class Cluster:
    """Has each job read by a process here, made by a worker anywhere, and its files put into the store here.

    Raises:
        ExporterError: the scheduler cannot be reached, has no workers, or has workers of other versions.
    """

    def __init__(
        self,
        store: Store,
        connection: Connection,
        limits: Limits,
        *,
        readers: int = 1,
        make: Perform = errands.make,
    ) -> None:
        self._store, self._connection, self._limits, self._make = store, connection, limits, make
        self._client = way.connect(connection)
        self._freight = _Freight(self._client)
        self._folder = tempfile.TemporaryDirectory(prefix="exporter-")
        self._readers = Local(store, readers, limits, errands.read)
        self._couriers = ThreadPoolExecutor(MOST, "exporter-courier")
        self._promises: set[Promise[Delivery]] = set()
        self._threads: int = sum(self._client.nthreads().values())
        self._fault: ExporterError | None = None
        self._closing = Event()
        Thread(target=self._watch, name="exporter-watch", daemon=True).start()

    @property
    def window(self) -> int:
        """Enough to keep every worker busy that is there now, and no more: what is sent is held in memory."""
        return min(MOST, max(LEAST, TASKS_PER_THREAD * self._threads))

    def submit(self, task: Task) -> Future[Outcome]:
        """Have a task done; the future raises `ExporterError` where the cluster is lost."""
        return self._couriers.submit(self._carry, task)

    def close(self, *, at_once: bool = False) -> None:
        """Leave the cluster as it was; what a worker is doing it finishes for nobody."""
        self._closing.set()
        if at_once:
            self._give_up()
        self._readers.close(at_once=at_once)
        self._couriers.shutdown(wait=not at_once, cancel_futures=True)
        with suppress(OSError, TimeoutError):
            self._client.close(timeout=2)
        self._folder.cleanup()

    def _carry(self, task: Task) -> Outcome:
        """Read a job, send it, and keep what comes."""
        with tempfile.TemporaryDirectory(dir=self._folder.name, ignore_cleanup_errors=True) as name:
            folder = Path(name)
            outcome = self._readers.submit(errands.Errand(task.job, task.settings, task.print_pages, folder)).result()
            if not parcel.is_whole(folder):
                return outcome
            promise = self._sent(task, folder)
        try:
            delivery = self._awaited(promise)
        finally:
            self._promises.discard(promise)
            promise.release()
        return self._kept(task, delivery)

    def _sent(self, task: Task, folder: Path) -> Promise[Delivery]:
        names = parcel.apart(folder)
        waybill = Waybill(task, parcel.body(folder), names, self._limits, self._make, versions())
        apart = self._freight.sent(names, folder)
        if self._fault is not None:
            raise self._fault
        promise = self._client.submit(deliver, waybill, *apart, key=f"exporter-job-{uuid4().hex}", pure=False)
        self._promises.add(promise)
        return promise

    def _awaited(self, promise: Promise[Delivery]) -> Delivery:
        """What a worker answers.

        Raises:
            Lost: its worker or the child that did it has died.
            ExporterError: the scheduler is gone, or has only workers that are of no use.
        """
        from distributed import KilledWorker

        try:
            delivery: Delivery = promise.result()
        except Lost:
            raise
        except Foreign as error:
            raise ExporterError([way.foreign(error.worker, error.found)]) from error
        except KilledWorker as error:
            raise Lost(Loss.CRASHED, f"on the worker {error.last_worker.name}") from error
        except CancelledError as error:
            if self._closing.is_set():
                raise
            raise self._fault or way.lost(self._connection.scheduler) from error
        except Exception as error:
            raise Lost(Loss.CRASHED, f"{type(error).__name__}: {error}") from error
        return delivery

    def _kept(self, task: Task, delivery: Delivery) -> Outcome:
        """Put files into the store that have come."""
        there = delivery.outcome
        if not there.files:
            return there
        files = {file.format: delivery.files[file.digest] for file in there.files}
        here = work.kept(task.job.name, lambda _watch: Made(there.result, files, there.inputs), self._store)
        if here.files and here.files != there.files:
            raise Lost(Loss.CRASHED, f"its files were damaged on the way from {there.worker}")
        return replace(here, worker=there.worker, spans=there.spans)

    def _watch(self) -> None:
        """Count the workers, and give up where there are none for long or the scheduler does not answer."""
        alone_s = 0.0
        while not self._closing.wait(WATCH_S):
            try:
                ask = self._client.scheduler.ncores  # type: ignore[union-attr]  # a client that is closed has none
                threads: dict[str, int] = self._client.sync(ask, callback_timeout=way.CONNECT_S)
            except Exception:  # noqa: BLE001 - however it does not answer
                self._fault = self._fault or way.lost(self._connection.scheduler)
                self._give_up()
                return
            self._threads = sum(threads.values())
            alone_s = 0.0 if threads else alone_s + WATCH_S
            if alone_s >= self._connection.patience_s:
                self._fault = way.deserted(self._connection)
                self._give_up()
                return

    def _give_up(self) -> None:
        """End the waiting for what has been sent."""
        for promise in list(self._promises):
            with suppress(Exception):
                promise.cancel(force=True)


class _Freight:
    """What goes apart: a value that the scheduler has workers fetch from one another, and keep while it is held here.

    A worker that is lost with it is no harm: the scheduler has the bytes, and gives them to the next one.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._held: OrderedDict[str, tuple[Promise[bytes], int]] = OrderedDict()
        self._lock = Lock()

    def sent(self, names: Sequence[str], folder: Path) -> list[Promise[bytes]]:
        """What stands for the files of these names, each sent if it is not held."""
        with self._lock:
            promises = [self._one(name, folder / name) for name in names]
            while sum(size for _, size in self._held.values()) > HELD_BYTES and len(self._held) > len(names):
                self._held.popitem(last=False)
        return promises

    def _one(self, name: str, path: Path) -> Promise[bytes]:
        held = self._held.get(name)
        if held is None or held[0].status in ("error", "cancelled", "lost"):
            data = path.read_bytes()
            promise = self._client.submit(same, data, key=f"exporter-{name}", pure=True, priority=1)
            held = self._held[name] = promise, len(data)
        self._held.move_to_end(name)
        return held[0]
