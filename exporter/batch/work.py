"""What a worker does with a task, wherever it runs."""

from __future__ import annotations

import os
import socket
import traceback
from collections.abc import Callable
from dataclasses import replace
from time import time

from exporter import pipeline
from exporter.batch.store import Store
from exporter.batch.values import File, Outcome, Task
from exporter.model import Diagnostic, Severity
from exporter.pipeline.job import Result
from exporter.pipeline.making import Made
from exporter.pipeline.stopwatch import Span, Stopwatch


def perform(task: Task, store: Store) -> Outcome:
    """Make a job's files and put them into the store; whatever goes wrong with it comes back in the outcome.

    Raises:
        MemoryError: it needs more than it may have.
    """
    return kept(task.job.name, lambda watch: pipeline.make(task.job, task.settings, task.print_pages, watch), store)


def kept(name: str, make: Callable[[Stopwatch], Made], store: Store) -> Outcome:
    """Put the files that `make` gives for a job into the store, as `perform` does, and tell of each stage's time."""
    begun_s, watch = time(), Stopwatch(time)
    try:
        made = make(watch)
        with watch.span("store"):
            files = tuple(File(name, store.put(data), len(data)) for name, data in made.files.items())
    except MemoryError:
        raise
    except OSError as error:
        return _failed(name, _unkept(error), worker())
    except Exception as error:  # noqa: BLE001 - a mistake of ours costs the one job
        return replace(_failed(name, _apology(error), worker()), traceback=traceback.format_exc())
    spans = (Span(name, begun_s, time() - begun_s), *watch.spans)
    return Outcome(made.result, files, made.inputs, worker(), spans)


def worker() -> str:
    """Host and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _failed(name: str, finding: Diagnostic, worker: str) -> Outcome:
    return Outcome(Result(name, (), (finding,), 0.0), worker=worker)


def _unkept(error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    hint = "make room, or choose a folder you may write to; nothing was changed"
    return Diagnostic("cannot-write", Severity.ERROR, f"the finished files cannot be kept: {reason}", hint)


def _apology(error: Exception) -> Diagnostic:
    return Diagnostic(
        rule="internal-error",
        severity=Severity.ERROR,
        message=f"sorry, this is a mistake in exporter, not in your files: {type(error).__name__}: {error}",
        hint="run the command again with -v and report what it prints, together with the output of 'exporter doctor'",
    )
