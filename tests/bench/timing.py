"""Time and memory of processes, from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile

BIN = Path(sys.executable).parent


def seconds(command: Sequence[object]) -> float:
    """How long a process takes from start to end."""
    return spent(command)[0]


def spent(command: Sequence[object]) -> tuple[float, float]:
    """How long a process takes from start to end, and its memory at most, in megabytes."""
    with TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        taken = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        assert process.returncode == 0, (command, said.read().decode(errors="replace"))
    return taken, usage.ru_maxrss / 1024


def two_at_a_time(works: Iterable[Callable[[], None]]) -> float:
    """How long it takes to do all works, two at a time, as `xargs -P 2` does."""
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(work) for work in works]:
            future.result()
    return time.perf_counter() - begun
