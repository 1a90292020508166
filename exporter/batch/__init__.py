"""Many jobs: which of them must be done, and doing them, whoever does the work.

An engine (`exporter.engines`) does the work of tasks in this process, in others or on other machines; this package
knows only what one looks like (`values.Engine`).
"""

from __future__ import annotations

from exporter.batch.run import Policy, run
from exporter.batch.store import Store
from exporter.batch.values import Ended, Engine, File, Ledger, Limits, Loss, Lost, Outcome, State, Task

__all__ = [
    "Ended",
    "Engine",
    "File",
    "Ledger",
    "Limits",
    "Loss",
    "Lost",
    "Outcome",
    "Policy",
    "State",
    "Store",
    "Task",
    "run",
]
