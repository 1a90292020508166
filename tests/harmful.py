"""What a job may do to the machine that it is made on, by the name of its article; imported by workers themselves."""

from __future__ import annotations

import ctypes
import os
import signal
import time

from exporter.batch import Outcome, Store, Task
from exporter.engines.cluster import errands


def make(task: Task, store: Store) -> Outcome:
    """Do harm where the article's name asks for it, else what a worker does."""
    match task.job.article.stem:
        case "hang":
            time.sleep(60)
        case "crash":
            ctypes.string_at(0)
        case "greedy":
            bytearray(8 * 2**30)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
    return errands.make(task, store)
