"""How far the work is, for those who watch and for logs; rich is imported only for a bar, and starts no thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from exporter.cli import table

if TYPE_CHECKING:
    from exporter.batch import Ended

Step = Callable[[str], None]
"""Called with a name before each piece of work."""
Heard = Callable[["Ended"], None]
"""Called with each job that has ended."""
BETWEEN_LINES_S = 1.0
BETWEEN_PICTURES_S = 0.1
QUIET_S = 2.0
"""What is done by then is not worth a line of a log."""
FEW = 10
"""Jobs that are waited for in silence where nobody watches."""


@contextmanager
def live(total: int, *, colour: bool) -> Iterator[Step]:
    """Draw a bar on standard error that is gone when the work is done."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    console = Console(stderr=True, no_color=not colour)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        begun = 0

        def step(name: str) -> None:
            nonlocal begun
            progress.update(task, completed=begun, description=escape(name))
            begun += 1

        yield step


@dataclass(slots=True)
class Pace:
    """How far a run of many jobs is."""

    total: int
    begun_s: float
    done: int = 0
    failed: int = 0
    fresh: int = 0
    restored: int = 0
    pages: int = 0

    def add(self, ended: Ended) -> None:
        """Count one more job."""
        from exporter.batch import State

        self.done += 1
        self.failed += ended.state is State.FAILED
        self.fresh += ended.state is State.FRESH
        self.restored += ended.state is State.RESTORED
        if ended.state is State.BUILT:
            self.pages += sum(file.pages or 0 for file in ended.result.written)

    def line(self, now_s: float) -> str:
        """Tell it in one line."""
        passed = max(now_s - self.begun_s, 0.001)
        parts = [f"{self.done}/{self.total} documents"]
        counts = ((self.failed, "failed"), (self.fresh, "up to date"), (self.restored, "restored"))
        parts += [f"{number} {what}" for number, what in counts if number]
        if self.pages:
            parts.append(f"{self.pages / passed:.1f} pages/s")
        if 0 < self.done < self.total:
            parts.append(f"{table.duration(passed / self.done * (self.total - self.done))} left")
        return ", ".join(parts)


@contextmanager
def bar(total: int, *, colour: bool) -> Iterator[Heard]:
    """Draw how far the jobs are on standard error, until they are done; drawn anew as jobs end, not by a thread."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    pace, console = Pace(total, monotonic()), Console(stderr=True, no_color=not colour)
    columns = (BarColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        task = progress.add_task(pace.line(pace.begun_s), total=total)
        last_s = 0.0

        def heard(ended: Ended) -> None:
            nonlocal last_s
            pace.add(ended)
            if (now_s := monotonic()) - last_s >= BETWEEN_PICTURES_S:
                progress.update(task, completed=pace.done, description=pace.line(now_s), refresh=True)
                last_s = now_s

        progress.refresh()
        yield heard


def lines(total: int, say: Callable[[str], None], clock: Callable[[], float] = monotonic) -> Heard:
    """Tell how far the jobs are in a line a second at most, for logs; of a few jobs, nothing."""
    pace = Pace(total, clock())
    last_s = pace.begun_s + QUIET_S - BETWEEN_LINES_S

    def heard(ended: Ended) -> None:
        nonlocal last_s
        pace.add(ended)
        if total > FEW and (now_s := clock()) - last_s >= BETWEEN_LINES_S:
            say(pace.line(now_s))
            last_s = now_s

    return heard
