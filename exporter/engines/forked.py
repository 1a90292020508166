"""Processes that are forked from one that has loaded everything (`preload`)."""

from __future__ import annotations

from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess

from exporter.engines import programs

PRELOAD = "exporter.engines.preload"
GRACE_S = 0.4
"""For a worker to end by itself, which it does at once unless it is deep in the code of a library."""


class Forked(ForkServerProcess):
    """Ends soon, also where it does not listen."""

    def terminate(self) -> None:
        """Tell it to end; if it does not, end it and the programs that it has started."""
        super().terminate()
        self.join(GRACE_S)
        if self.is_alive() and self.pid is not None:
            started = programs.of(self.pid)
            self.kill()
            programs.end(started)


class Context(ForkServerContext):
    """Gives a pool such processes."""

    Process = Forked


def get_ready() -> None:
    """Start what workers are forked from; it loads everything while this process goes on."""
    forkserver.set_forkserver_preload([PRELOAD])
    with suppress(OSError):  # whoever needs it starts it again, and tells what is wrong
        forkserver.ensure_running()
