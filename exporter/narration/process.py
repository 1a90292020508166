"""Programs that are given text and give bytes, held to a time and a size."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Timer
from typing import IO, cast

from exporter.audio.sound import LONGEST_S
from exporter.narration.engines import failure, missing

TIME_LIMIT_S = 60.0
"""For one sentence."""
MOST_BYTES = LONGEST_S * 48_000 * 2 * 2
"""Of one sentence: ten minutes at 48 kHz in stereo."""


class Programs:
    """What one engine runs, several at a time; all of it can be ended at once."""

    def __init__(self, folder: Path, remedy: str) -> None:
        """Run programs in `folder`; `remedy` says what to do where one is not there."""
        self._folder = folder
        self._remedy = remedy
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_over = False
        self._lock = Lock()

    def run(self, command: Sequence[str], text: str, *, limit_s: float = TIME_LIMIT_S) -> bytes:
        """Run a program with the text as UTF-8 on its standard input, and give its standard output.

        Nothing of it goes on when this returns: it has a session of its own, which is ended as a whole.

        Raises:
            ExporterError: it is not there, fails, takes too long or writes too much.
            CancelledError: everything has been ended.
        """
        name = Path(command[0]).name
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
            given.write(text.encode())
            given.seek(0)
            process = self._start(command, given, told)
            try:
                data, is_late = _output(process, limit_s)
            finally:
                self._running.discard(process)
            told.seek(0)
            complaint = told.read(10_000).decode(errors="replace").strip()
        if is_late:
            raise failure(f"{name!r} took more than {limit_s:g} s", "see why it hangs, or use another engine", text)
        if len(data) > MOST_BYTES:
            raise failure(f"{name!r} wrote more than {MOST_BYTES // 2**20} MB", "see what it writes", text)
        if process.returncode:
            said = f": {complaint.splitlines()[-1][:200]}" if complaint else ""
            raise failure(f"{name!r} ended with {process.returncode}{said}", "run it by hand to see why", text)
        return data

    def end(self) -> None:
        """End all that runs now; nothing is started afterwards."""
        with self._lock:
            self._is_over = True
            for process in tuple(self._running):
                _end(process)

    def _start(self, command: Sequence[str], given: IO[bytes], told: IO[bytes]) -> subprocess.Popen[bytes]:
        with self._lock:  # else one could be started that `end` does not see
            if self._is_over:
                raise CancelledError
            try:
                process = subprocess.Popen(  # noqa: S603 - the project's own configuration names it
                    command,
                    stdin=given,
                    stdout=subprocess.PIPE,
                    stderr=told,
                    cwd=self._folder,
                    start_new_session=True,
                )
            except FileNotFoundError as error:
                raise missing(command[0], self._remedy) from error
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                hint = "check the program and who may run it"
                raise failure(f"{command[0]!r} cannot be run: {reason}", hint) from error
            self._running.add(process)
        return process


def _output(process: subprocess.Popen[bytes], limit_s: float) -> tuple[bytes, bool]:
    """What it writes, up to the first byte that is too much, and whether its time ran out."""
    late = Event()

    def stop() -> None:
        late.set()
        _end(process)

    timer = Timer(limit_s, stop)
    timer.start()
    stdout = cast("IO[bytes]", process.stdout)
    try:
        data = stdout.read(MOST_BYTES + 1)
        if len(data) <= MOST_BYTES:
            process.wait()
        return data, late.is_set()
    finally:
        timer.cancel()
        _end(process)
        process.wait()
        stdout.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
