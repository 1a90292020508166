"""A polite end: being told to stop unwinds the stack, so that no draft of a file is left behind."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Never

SIGNAL_EXIT_BASE = 128
"""A shell reports a program that a signal ended as 128 and the signal's number (POSIX.1-2024, XCU 2.8.2)."""


def leave_on_termination() -> None:
    """Let SIGTERM and SIGHUP raise SystemExit instead of ending the process on the spot."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup exporter build` stays deaf to SIGHUP
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> Never:
    sys.exit(SIGNAL_EXIT_BASE + number)
