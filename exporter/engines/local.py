"""Does tasks in processes of this machine, each of which can be lost without the others noticing."""

from __future__ import annotations

import os
import signal
from collections import deque
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock, Thread
from time import monotonic

from pebble import ProcessExpired, ProcessPool

from exporter.batch import Limits, Loss, Lost, Outcome, Store, Task, work
from exporter.engines import forked, worker

RECYCLED_MB = 1024.0
"""A worker that holds more after a task is let go, and another takes its place."""
GOODBYE_S = 5.0
"""For idle pools to end; one whose worker died in the middle of an answer waits for the rest of it for ever."""
QUEUED = 2
"""Tasks that are asked for beyond those that are done, for each worker: so none ever waits for the driver."""


@dataclass(slots=True)
class _Slot:
    """A place for one worker."""

    pool: ProcessPool
    article: Path | None = None
    """Of the task that it did last: what it knows of it is of use for the next."""
    task: Task | None = None
    """What it is doing."""


@dataclass(slots=True)
class _Wanted:
    """A task, and the future that its outcome is awaited in."""

    task: Task
    future: Future[Outcome] = field(default_factory=Future)


class Local:
    """Has one pool for each worker, so that a worker that dies in the middle of an answer spoils no other's.

    Workers are forked from a process that has imported everything (`preload`).
    """

    def __init__(
        self, store: Store, workers: int, limits: Limits | None = None, perform: worker.Perform = work.perform
    ) -> None:
        """Start nothing yet; the first task starts the first worker.

        Args:
            store: Where workers put finished files.
            workers: How many there are at most.
            limits: For each task.
            perform: What a worker does with a task.
        """
        self._store = store
        self._limits = limits or Limits()
        self._perform = perform
        self._context = forked.Context()
        self._context.set_forkserver_preload([forked.PRELOAD])
        self._lock = RLock()
        self._slots = [_Slot(self._pool()) for _ in range(workers)]
        self._waiting: deque[_Wanted] = deque()
        self._lost: set[str] = set()
        """Jobs whose worker was lost: the next gets a fresh one."""
        self._leaving: list[Thread] = []
        """Each waits for a worker that was let go."""
        self._is_closed = False

    @property
    def window(self) -> int:
        """Some more than there are workers."""
        return len(self._slots) * (1 + QUEUED)

    def submit(self, task: Task) -> Future[Outcome]:
        """Give a task to a worker, or let it wait for one."""
        wanted = _Wanted(task)
        wanted.future.set_running_or_notify_cancel()
        with self._lock:
            self._waiting.append(wanted)
            self._dispatch()
        return wanted.future

    def close(self, *, at_once: bool = False) -> None:
        """Let the workers go; `at_once` stops what they are doing."""
        with self._lock:
            self._is_closed = True
            leaving = [*self._leaving, *(_let_go(slot.pool, at_once=at_once) for slot in self._slots)]
        deadline = monotonic() + GOODBYE_S
        for thread in leaving:
            thread.join(max(0.0, deadline - monotonic()))

    def _pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=1,
            initializer=worker.begin,
            initargs=[os.getpid(), self._limits.memory_mb],
            context=self._context,
        )

    def _dispatch(self) -> None:
        """Give waiting tasks to free workers, to one that knows the article where there is a choice."""
        for slot in self._slots:
            if slot.task is None and self._waiting and not self._is_closed:
                index = next((i for i, one in enumerate(self._waiting) if one.task.job.article == slot.article), 0)
                wanted = self._waiting[index]
                del self._waiting[index]
                self._begin(slot, wanted)

    def _begin(self, slot: _Slot, wanted: _Wanted) -> None:
        """Give a task to a worker; a pool whose worker died while it had nothing to do takes no more."""
        if wanted.task.job.name in self._lost or not slot.pool.active:
            self._renew(slot)
        slot.task, slot.article = wanted.task, wanted.task.job.article
        arguments = [self._perform, wanted.task, self._store]
        done = slot.pool.schedule(worker.do, args=arguments, timeout=self._limits.timeout_s or None)
        done.add_done_callback(lambda future: self._ended(slot, wanted, future))

    def _ended(self, slot: _Slot, wanted: _Wanted, done: Future[tuple[Outcome, float]]) -> None:
        """Pass on what came of a task; called by a thread of the slot's pool."""
        outcome: Outcome | None = None
        fault: BaseException | None = None
        memory_mb = 0.0
        try:
            outcome, memory_mb = done.result()
        except CancelledError as error:
            fault = error
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the one task's
            fault = self._loss(error)
        with self._lock:
            slot.task = None
            if isinstance(fault, Lost):
                self._lost.add(wanted.task.job.name)
            if not self._is_closed and (fault or memory_mb > RECYCLED_MB):
                self._renew(slot)
            self._dispatch()
        if outcome is not None:
            wanted.future.set_result(outcome)
        else:
            wanted.future.set_exception(fault)

    def _renew(self, slot: _Slot) -> None:
        """Let a slot's worker go, and have another when there is something to do.

        Whoever died may have held a lock of its pool, so after a loss the pool goes with it.
        """
        self._leaving = [thread for thread in self._leaving if thread.is_alive()]
        self._leaving.append(_let_go(slot.pool))
        slot.pool = self._pool()

    def _loss(self, error: BaseException) -> BaseException:
        """How a task was lost, in the words of the driver."""
        if isinstance(error, TimeoutError):
            return Lost(Loss.TIMED_OUT, f"{self._limits.timeout_s:g} s")
        if isinstance(error, MemoryError):
            return Lost(Loss.OUT_OF_MEMORY, f"{self._limits.memory_mb:g} MB")
        if isinstance(error, ProcessExpired):
            return Lost(Loss.CRASHED, _told(error.exitcode))
        return Lost(Loss.CRASHED, f"{type(error).__name__}: {error}")


def _let_go(pool: ProcessPool, *, at_once: bool = False) -> Thread:
    """End a pool without waiting for it, which the thread does that comes back."""
    if at_once:
        pool.stop()
    else:
        pool.close()
    thread = Thread(target=pool.join, daemon=True)
    thread.start()
    return thread


def _told(exitcode: int) -> str:
    """How a process ended: negative codes are signals (`multiprocessing.Process.exitcode`)."""
    if exitcode >= 0:
        return f"exit code {exitcode}"
    name = signal.Signals(-exitcode).name
    return f"{name}: the system may have run out of memory" if -exitcode == signal.SIGKILL else name
