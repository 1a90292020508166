"""Does every task at once and in this process: for debugging, and for one job alone."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from exporter.batch import Loss, Lost, Outcome, Store, Task, work


@dataclass(frozen=True, slots=True)
class Inline:
    """Has no limits: what hangs or crashes takes this process along."""

    store: Store

    @property
    def window(self) -> int:
        """One: a task is done when `submit` returns."""
        return 1

    def submit(self, task: Task) -> Future[Outcome]:
        """Do a task."""
        future: Future[Outcome] = Future()
        try:
            future.set_result(work.perform(task, self.store))
        except MemoryError:
            future.set_exception(Lost(Loss.OUT_OF_MEMORY))
        return future

    def close(self, *, at_once: bool = False) -> None:
        """Nothing is left to stop."""
