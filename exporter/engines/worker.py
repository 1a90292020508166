"""What goes on in a process that does tasks for the local engine."""

from __future__ import annotations

import logging
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Never

from exporter.batch import Outcome, Store, Task
from exporter.engines import garbage, programs

WATCH_S = 0.5
"""Between two looks whether the driver lives, where the system does not tell."""
STATUS = Path("/proc/self/status")
MB = 2**20

Perform = Callable[[Task, Store], Outcome]


def begin(driver: int, memory_mb: float) -> None:
    """Set a new worker up: deaf to Ctrl-C, which the driver hears, gone with the driver, and held to its memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    Thread(target=_follow, args=[driver], daemon=True).start()
    garbage.search_seldom()
    logging.getLogger("multiprocessing").setLevel(logging.CRITICAL)
    private_mb = measured_mb("VmData")
    if memory_mb and private_mb:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = int((private_mb + memory_mb) * MB)
        resource.setrlimit(resource.RLIMIT_DATA, (limit if most < 0 else min(limit, most), most))


def do(perform: Perform, task: Task, store: Store) -> tuple[Outcome, float]:
    """Do a task; the second value is the memory that the worker holds afterwards, in MB, 0 where it is not known."""
    return perform(task, store), measured_mb("VmRSS")


def measured_mb(name: str) -> float:
    """A figure of this process, such as `VmRSS`, as proc(5) gives it; 0 where there is none."""
    with suppress(OSError):
        for line in STATUS.read_text(encoding="ascii").splitlines():
            key, _, value = line.partition(":")
            if key == name:
                return int(value.split()[0]) / 1024
    return 0.0


def _follow(driver: int) -> None:
    """Leave when the driver is gone, also where it had no time to say so.

    The process that workers are forked from is no guide: it stays as long as any of them.
    """
    try:
        watched = select.poll()
        watched.register(os.pidfd_open(driver), select.POLLIN)
        watched.poll()
    except ProcessLookupError:
        pass
    except (AttributeError, OSError):
        with suppress(ProcessLookupError):
            while True:
                os.kill(driver, 0)
                time.sleep(WATCH_S)
    _end(signal.SIGKILL)


def _leave(number: int, _frame: FrameType | None) -> Never:
    _end(number)


def _end(number: int) -> Never:
    """End at once, with the programs that this process has started."""
    programs.end(programs.of(os.getpid()))
    os._exit(128 + number)
