"""Programs that a process has started, each of which has a session of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path


def of(process: int) -> Sequence[int]:
    """What any thread of a process has started and still runs, as proc(5) tells; nothing without it."""
    found: list[int] = []
    with suppress(OSError):
        for path in Path(f"/proc/{process}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, path.read_text(encoding="ascii").split())
    return found


def end(started: Iterable[int]) -> None:
    """Kill programs with all that they have started."""
    for program in started:
        with suppress(OSError):
            os.killpg(program, signal.SIGKILL)
