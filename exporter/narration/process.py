"""A program that is given text and gives bytes, held to a time and a size."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import IO, cast

from exporter.audio.sound import LONGEST_S
from exporter.narration.engines import failure, missing

TIME_LIMIT_S = 60.0
"""For one sentence."""
MOST_BYTES = LONGEST_S * 48_000 * 2 * 2
"""Of one sentence: ten minutes at 48 kHz in stereo."""


def run(command: Sequence[str], text: str, *, folder: Path, remedy: str, limit_s: float = TIME_LIMIT_S) -> bytes:
    """Run a program in `folder` with the text as UTF-8 on its standard input, and give its standard output.

    Nothing of it goes on when this returns: it has a session of its own, which is ended as a whole.

    Raises:
        ExporterError: it is not there (`remedy` says what to do), fails, takes too long or writes too much.
    """
    name = Path(command[0]).name
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as told:
        given.write(text.encode())
        given.seek(0)
        try:
            process = subprocess.Popen(  # noqa: S603 - the project's own configuration names it
                command, stdin=given, stdout=subprocess.PIPE, stderr=told, cwd=folder, start_new_session=True
            )
        except FileNotFoundError as error:
            raise missing(command[0], remedy) from error
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise failure(f"{command[0]!r} cannot be run: {reason}", "check the program and who may run it") from error
        data, is_late = _output(process, limit_s)
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
