"""What a worker may do that no job should, by the name of the job; imported by the workers themselves."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread

from exporter.batch import File, Outcome, Store, Task
from exporter.pipeline import Result

HANG_S = 60.0


def perform(task: Task, store: Store) -> Outcome:
    """Do what the first word of the job's name says, or give one small file."""
    name = task.job.name
    if name == "unanswerable":
        return Outcome(Result(name, (), (lambda: None,), 0.0))  # type: ignore[arg-type]
    harm = HARMS.get(name.split()[0])
    if harm:
        harm(task.job.root)
    data = f"{name} by {os.getpid()}".encode()
    return Outcome(Result(name, (), (), 0.0), (File("html", store.put(data), len(data)),), worker=str(os.getpid()))


def _hang(_folder: Path) -> None:
    time.sleep(HANG_S)


def _hang_deaf(folder: Path) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    (folder / "deaf").touch()
    time.sleep(HANG_S)


def _die(_folder: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _crash(_folder: Path) -> None:
    ctypes.string_at(0)


def _exit(_folder: Path) -> None:
    os._exit(7)


def _devour(_folder: Path) -> None:
    bytearray(4 * 2**30)


def _raise(_folder: Path) -> None:
    raise RuntimeError("an unforeseen fault")


def _die_once(folder: Path) -> None:
    """Die at the first time."""
    mark = folder / "was-here"
    if not mark.exists():
        mark.touch()
        _die(folder)


def _start(folder: Path) -> None:
    """Hang in a program, as a speech engine might."""
    child = subprocess.Popen(["sleep", str(HANG_S)], start_new_session=True)
    (folder / "child").write_text(str(child.pid))
    child.wait()


def _start_deaf(folder: Path) -> None:
    """Have a program started by another thread, and do not listen."""
    Thread(target=_start, args=[folder], daemon=True).start()
    while not (folder / "child").exists():
        time.sleep(0.05)
    _hang_deaf(folder)


HARMS: Mapping[str, Callable[[Path], None]] = {
    "hangs": _hang,
    "hangs-deaf": _hang_deaf,
    "killed": _die,
    "crashes": _crash,
    "leaves": _exit,
    "greedy": _devour,
    "raises": _raise,
    "once": _die_once,
    "starts": _start,
    "starts-deaf": _start_deaf,
}
