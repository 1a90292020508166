"""The driver: takes jobs one after the other, lets an engine do those that must be done, and publishes what comes."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from exporter import pipeline
from exporter.batch.shelf import Disk, Shelf
from exporter.batch.store import Store
from exporter.batch.values import Ended, Engine, Ledger, Loss, Lost, Outcome, State, Task
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Pagination, Severity
from exporter.pipeline.job import Job, Result, Settings

ATTEMPTS = 2
"""Of a task whose worker is lost: it may have been the victim of something else."""
PAGINATIONS = 256
"""Kept for ebooks that take their page numbers from them; those come soon after in a plan."""
HEARTBEAT_S = 0.5
"""A signal is heard at the end of a wait, so none is longer."""
LOSSES = {
    Loss.CRASHED: Diagnostic(
        "worker-crashed",
        Severity.ERROR,
        "the process that made it died",
        "try it alone with -j 0; if it dies again, report it with the article",
    ),
    Loss.TIMED_OUT: Diagnostic(
        "timed-out",
        Severity.ERROR,
        "it was not finished in time",
        "give it more with --timeout, or divide the article",
    ),
    Loss.OUT_OF_MEMORY: Diagnostic(
        "out-of-memory",
        Severity.ERROR,
        "it needs more memory than it may have",
        "give it more with --memory, or make its pictures smaller",
    ),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for a run of many jobs."""

    settings: Settings
    force: bool = False
    """Do jobs again that are known."""
    fail_fast: bool = False
    """Begin nothing more once a job has failed."""
    shelf: Shelf = field(default_factory=Disk)
    """Where files are put for people."""


@dataclass(slots=True)
class _Run:
    """The state of a run: what waits, what is being done, and what is known of pages."""

    policy: Policy
    ledger: Ledger
    store: Store
    start: Callable[[], Engine]
    engine: Engine | None = None
    busy: dict[Future[Outcome], tuple[Task, int]] = field(default_factory=dict)
    """What is being done, and at which attempt."""
    ready: deque[tuple[Task, int]] = field(default_factory=deque)
    held: dict[Hashable, list[Task]] = field(default_factory=dict)
    """Ebooks that wait for a print job which is being done."""
    paginations: OrderedDict[Hashable, Pagination] = field(default_factory=OrderedDict)
    printing: set[Hashable] = field(default_factory=set)
    """Print jobs that wait or are being done."""

    def waiting(self) -> int:
        return len(self.busy) + len(self.ready) + sum(map(len, self.held.values()))


def run(
    jobs: Iterable[Job], policy: Policy, ledger: Ledger, store: Store, start: Callable[[], Engine]
) -> Generator[Ended, None, None]:
    """Do jobs that must be done, publish their files, and tell of each how it ended, in the order they end.

    Args:
        jobs: In the order of the plan; they are taken as they are needed, so there may be any number.
        policy: What holds for the run.
        ledger: Knows what was made from what.
        store: Where workers put the files.
        start: Makes the engine; called when the first job must be done, and not before.
    """
    state = _Run(policy, ledger, store, start)
    whole = False
    try:
        for ended in _all(state, iter(jobs)):
            yield replace(ended, result=_shown(policy.shelf, ended.result))
        whole = True
    finally:
        if state.engine is not None:
            state.engine.close(at_once=not whole)


def _shown(shelf: Shelf, result: Result) -> Result:
    """A result that names files as people find them."""
    return replace(result, written=tuple(replace(one, path=shelf.shown(Path(one.path))) for one in result.written))


def _all(state: _Run, jobs: Iterator[Job]) -> Iterator[Ended]:
    more = True
    while more or state.waiting():
        while more and (state.engine is None or state.waiting() < state.engine.window):
            job = next(jobs, None)
            if job is None:
                more = False
                break
            ended = _begun(state, job)
            if ended is not None:
                yield ended
                more = not _must_stop(state, ended)
            if state.engine is None and state.ready:
                state.engine = state.start()
            _submit(state)
        _submit(state)
        for ended in _ended(state):
            yield ended
            if _must_stop(state, ended):
                more = False
                state.ready.clear()
                state.held.clear()


def _must_stop(state: _Run, ended: Ended) -> bool:
    return state.policy.fail_fast and ended.state is State.FAILED


def _begun(state: _Run, job: Job) -> Ended | None:
    """Put a job among those that must be done, or tell that it need not be."""
    settings = state.policy.settings
    known = None if state.policy.force else state.ledger.known(job, settings)
    if known is not None:
        _remember_pages(state, job, known.result.pagination)
        if known.is_published:
            return Ended(job, State.FRESH, known.result, known.files, inputs=known.inputs)
        fault = _publish(state, job, known.lacking)
        if not fault:
            outcome = Outcome(known.result, known.files, known.inputs)
            state.ledger.record(job, settings, outcome)
            return Ended(job, State.RESTORED, known.result, known.files, inputs=known.inputs)
    own = pipeline.pages_of(job)
    if "screen" in job.outputs:
        state.printing.add(own)
    pages = pipeline.pages_of(job.pages_from) if job.pages_from else None
    if pages in state.printing:
        state.held.setdefault(pages, []).append(Task(job, settings))
    else:
        state.ready.append((Task(job, settings, state.paginations.get(pages)), 1))
    return None


def _remember_pages(state: _Run, job: Job, pagination: Pagination | None) -> None:
    if pagination is not None:
        state.paginations[pipeline.pages_of(job)] = pagination
        while len(state.paginations) > PAGINATIONS:
            state.paginations.popitem(last=False)


def _submit(state: _Run) -> None:
    while state.ready and state.engine is not None and len(state.busy) < state.engine.window:
        task, attempt = state.ready.popleft()
        state.busy[state.engine.submit(task)] = task, attempt


def _ended(state: _Run) -> Iterator[Ended]:
    done, _ = wait(state.busy, timeout=HEARTBEAT_S, return_when=FIRST_COMPLETED)
    for future in done:
        task, attempt = state.busy.pop(future)
        try:
            outcome = future.result()
        except Lost as lost:
            if attempt < ATTEMPTS:
                state.ready.appendleft((task, attempt + 1))
                continue
            outcome = Outcome(Result(task.job.name, (), (_told(lost),), 0.0))
        _release(state, task.job, outcome.result.pagination)
        yield _closed(state, task, outcome, attempt)


def _release(state: _Run, job: Job, pagination: Pagination | None) -> None:
    """Let the ebooks go that waited for a print job, whether or not it has pages for them."""
    own = pipeline.pages_of(job)
    _remember_pages(state, job, pagination)
    state.printing.discard(own)
    for task in reversed(state.held.pop(own, [])):
        state.ready.appendleft((replace(task, print_pages=pagination), 1))


def _closed(state: _Run, task: Task, outcome: Outcome, attempts: int) -> Ended:
    """Publish and record what came of a task."""
    job, findings = task.job, outcome.result.diagnostics
    if outcome.files:
        fault = _publish(state, job, {file.format: file.digest for file in outcome.files})
        if not fault:
            state.ledger.record(job, task.settings, outcome)
            return Ended(
                job,
                State.BUILT,
                outcome.result,
                outcome.files,
                outcome.worker,
                outcome.spans,
                attempts,
                inputs=outcome.inputs,
            )
        findings = (*findings, *fault)
    result = replace(outcome.result, written=(), diagnostics=findings)
    state.ledger.failed(job, findings)
    return Ended(job, State.FAILED, result, (), outcome.worker, outcome.spans, attempts, traceback=outcome.traceback)


def _publish(state: _Run, job: Job, digests: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Put files from the store into their places, all or none; what hinders it comes back."""
    try:
        state.policy.shelf.publish({job.outputs[name]: state.store.path(digest) for name, digest in digests.items()})
    except ExporterError as error:
        return error.diagnostics
    return ()


def _told(lost: Lost) -> Diagnostic:
    told = LOSSES[lost.loss]
    detail = f" ({lost.detail})" if lost.detail else ""
    return replace(told, message=f"{told.message}, {ATTEMPTS} times{detail}")
