"""From a job to its finished files: the only place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Pagination, Severity
from exporter.pipeline.job import Job, Overset, Result, Settings, Written
from exporter.pipeline.plan import Choice, OneOff, one_off, plan

__all__ = [
    "Choice",
    "Job",
    "OneOff",
    "Overset",
    "Result",
    "Settings",
    "Written",
    "export",
    "export_all",
    "export_together",
    "one_off",
    "plan",
]


def export_all(jobs: Iterable[Job], settings: Settings) -> Iterator[Result]:
    """Export one job after the other; an ebook takes its page numbers from a print job that ran before it."""
    for made in _make_all(jobs, settings):
        yield _published([made])[0]


def export_together(jobs: Iterable[Job], settings: Settings) -> tuple[Result, ...]:
    """Export jobs of which the files appear together, or none does."""
    return _published(list(_make_all(jobs, settings)))


def export(job: Job, settings: Settings, *, print_pages: Pagination | None = None) -> Result:
    """Make every file of a job and publish them together; what is wrong with it comes back in the result.

    Args:
        job: What to make.
        settings: What holds for the whole run.
        print_pages: Pagination of the job's print edition where it is known from this run.
    """
    return _published([_make(job, settings, print_pages)])[0]


@dataclass(frozen=True, slots=True)
class _Made:
    """A job's files, not yet written, and how it ended so far."""

    result: Result
    files: Mapping[Path, bytes]
    """Empty where it failed."""


def _make_all(jobs: Iterable[Job], settings: Settings) -> Iterator[_Made]:
    paginations: dict[tuple[object, ...], Pagination] = {}
    for job in jobs:
        made = _make(job, settings, paginations.get(_pages_of(job.pages_from)) if job.pages_from else None)
        if made.result.pagination is not None:
            paginations[_pages_of(job)] = made.result.pagination
        yield made


def _pages_of(job: Job) -> tuple[object, ...]:
    """What tells the pages of a job from those of every other; names are alike in two projects."""
    return job.root, job.article, job.clinic, job.edition.name


def _make(job: Job, settings: Settings, print_pages: Pagination | None) -> _Made:
    from exporter.pipeline.gather import gather
    from exporter.pipeline.narrate import narrate
    from exporter.pipeline.produce import produce

    start = perf_counter()
    findings: tuple[Diagnostic, ...] = ()
    try:
        materials, findings = gather(job)
        narrated = narrate(materials, settings, print_pages)
        findings = (*findings, *narrated.diagnostics)
        product = produce(narrated.materials, settings, print_pages=narrated.print_pages)
    except ExporterError as error:
        findings = tuple(dict.fromkeys((*findings, *error.diagnostics)))
        return _Made(Result(job.name, (), findings, perf_counter() - start), {})
    findings = tuple(dict.fromkeys((*findings, *product.diagnostics)))
    if settings.strict and any(finding.severity is Severity.WARNING for finding in findings):
        return _Made(Result(job.name, (), findings, perf_counter() - start), {})
    seconds = perf_counter() - start
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
    files = {job.outputs[artifact.format]: artifact.data for artifact in product.artifacts}
    return _Made(Result(job.name, written, findings, seconds, product.pagination), files)


def _published(made: Sequence[_Made]) -> tuple[Result, ...]:
    """Publish the files of all or of none."""
    from exporter.pipeline.publish import publish

    results = tuple(each.result for each in made)
    nothing = tuple(replace(result, written=()) for result in results)
    if not all(each.files for each in made):
        return nothing
    try:
        publish({path: data for each in made for path, data in each.files.items()})
    except ExporterError as error:
        return (*nothing[:-1], replace(nothing[-1], diagnostics=(*nothing[-1].diagnostics, *error.diagnostics)))
    return results
