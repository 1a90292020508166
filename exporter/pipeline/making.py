"""One job from its files to its artifacts, nothing of it written yet."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Input, InputKind, Pagination, Severity
from exporter.pipeline.job import Job, Result, Settings, Written
from exporter.pipeline.stopwatch import STOPPED, Stopwatch

if TYPE_CHECKING:
    from exporter.pipeline.gather import Materials


@dataclass(frozen=True, slots=True)
class Made:
    """A job's files, not yet written, and how it ended so far."""

    result: Result
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By format; empty where it failed."""
    inputs: tuple[Input, ...] = ()
    """What was read."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a job is made of, what is read aloud included: from here on nothing is asked of the outside."""

    materials: Materials
    print_pages: Pagination | None
    """Of the print edition, where they are known."""
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    """That it took."""
    inputs: tuple[Input, ...] = ()
    """What was read."""


def make(job: Job, settings: Settings, print_pages: Pagination | None = None, watch: Stopwatch = STOPPED) -> Made:
    """Make every file of a job; what is wrong with it comes back in the result.

    Args:
        job: What to make.
        settings: What holds for the whole run.
        print_pages: Pagination of the job's print edition where it is known from this run.
        watch: Takes down how long each stage takes.
    """
    gathered = collect(job, settings, print_pages, watch)
    return gathered if isinstance(gathered, Made) else complete(gathered, settings, watch)


def check(job: Job) -> Result:
    """Do the reading alone, without speech, and give what is found about the text."""
    from exporter.pipeline.gather import gather

    start = perf_counter()
    try:
        _, findings = gather(job)
    except ExporterError as error:
        findings = error.diagnostics
    return Result(job.name, (), tuple(dict.fromkeys(findings)), perf_counter() - start)


def collect(
    job: Job, settings: Settings, print_pages: Pagination | None = None, watch: Stopwatch = STOPPED
) -> Gathered | Made:
    """Do the part of `make` that reads; where it fails, that is how the job ended."""
    from exporter.pipeline.gather import gather
    from exporter.pipeline.narrate import narrate

    start = perf_counter()
    findings: tuple[Diagnostic, ...] = ()
    try:
        with watch.span("gather"):
            materials, findings = gather(job)
        with watch.span("narrate") if job.edition.narration else nullcontext():
            narrated = narrate(materials, settings, print_pages)
    except ExporterError as error:
        return _failed(job, (*findings, *error.diagnostics), perf_counter() - start)
    findings = (*findings, *narrated.diagnostics)
    inputs = (*materials.inputs, *_days(materials, settings))
    return Gathered(narrated.materials, narrated.print_pages, findings, perf_counter() - start, inputs)


def _days(materials: Materials, settings: Settings) -> tuple[Input, ...]:
    """The day of the run, where an article gives none of its own."""
    printed = materials.print_edition.articles if materials.print_edition else {}
    told = [one.metadata for one in (*materials.articles.values(), *printed.values())]
    if all(one.modified or one.published or one.reviewed for one in told):
        return ()
    return (Input(InputKind.DAY, "today", settings.today.isoformat()),)


def complete(gathered: Gathered, settings: Settings, watch: Stopwatch = STOPPED) -> Made:
    """Do the rest of `make`, in the same process, in another or on another machine: the bytes are the same."""
    from exporter.pipeline.produce import produce

    start, job = perf_counter(), gathered.materials.job
    try:
        product = produce(gathered.materials, settings, print_pages=gathered.print_pages, watch=watch)
    except ExporterError as error:
        return _failed(job, (*gathered.diagnostics, *error.diagnostics), gathered.seconds + perf_counter() - start)
    findings = tuple(dict.fromkeys((*gathered.diagnostics, *product.diagnostics)))
    seconds = gathered.seconds + perf_counter() - start
    if settings.strict and any(finding.severity is Severity.WARNING for finding in findings):
        return _failed(job, findings, seconds)
    written = tuple(
        Written(
            path=str(job.outputs[artifact.format]),
            format=artifact.format,
            pages=artifact.pages,
            size_bytes=len(artifact.data),
            claims=tuple(sorted(artifact.claims)),
            seconds=seconds,
        )
        for artifact in product.artifacts
    )
    files = {artifact.format: artifact.data for artifact in product.artifacts}
    return Made(Result(job.name, written, findings, seconds, product.pagination), files, gathered.inputs)


def _failed(job: Job, findings: tuple[Diagnostic, ...], seconds: float) -> Made:
    return Made(Result(job.name, (), tuple(dict.fromkeys(findings)), seconds))
