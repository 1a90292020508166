"""Who does the work of a batch: this process, others on this machine, or other machines.

Each module with a class of its name has one that is a `batch.Engine`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporter.batch import Engine, Limits, Store


def on_this_machine(store: Store, workers: int | None, limits: Limits) -> Engine:
    """The engine for this machine: as many workers as are asked for or as there are processors; 0 is this process."""
    from exporter.engines.inline import Inline

    if workers == 0:
        return Inline(store)
    from exporter.engines.local import Local

    return Local(store, workers or processors(), limits)


def get_ready() -> None:
    """Load what `on_this_machine` needs beside this process, for when there will be something to do."""
    from exporter.engines import forked

    forked.get_ready()


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
