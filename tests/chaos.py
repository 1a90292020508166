"""What befalls workers while they make real files; imported by the workers themselves."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Timer

from exporter.batch import Outcome, Store, Task, work

HARMS: Mapping[str, str] = {
    "hang": "timed-out",
    "kill": "worker-crashed",
    "devour": "out-of-memory",
    "crash": "worker-crashed",
}
"""What a job may do to its worker, and the rule that it is told by."""
LONGEST_S = 0.1
"""Somewhat more than a job takes, so that a blow falls into any part of it, or of the next."""
SMALL_BYTES = 100
"""As much as fits on a disk that is full."""


def perform(task: Task, store: Store) -> Outcome:
    """Make a job's files; every other worker is killed at some moment by its first job, and never by the same again."""
    harm = task.job.root / f"{task.job.name}.harm"
    if harm.exists():
        _do(harm.read_text())
    chance = random.Random(task.job.name)  # noqa: S311 - no secret
    mark: Path = task.job.root / f"{task.job.name}.struck"
    if chance.random() < 1 / 2 and not mark.exists():
        mark.touch()
        blow = Timer(chance.uniform(0, LONGEST_S), os.kill, [os.getpid(), signal.SIGKILL])
        blow.daemon = True
        blow.start()
    return work.perform(task, store)


def on_a_full_disk(task: Task, store: Store) -> Outcome:
    """Make a job's files where no more than a few bytes can be written to any."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, SMALL_BYTES))
    return work.perform(task, store)


def _do(harm: str) -> None:
    if harm == "hang":
        time.sleep(600)
    elif harm == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif harm == "devour":
        bytearray(4 * 2**30)
    else:
        ctypes.string_at(0)
