"""From a job to its finished files: the only place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import perf_counter

from exporter.errors import ExporterError
from exporter.model import Diagnostic, PageStart, Severity
from exporter.pipeline.job import Job, Result, Settings, Written
from exporter.pipeline.plan import Choice, OneOff, one_off, plan

__all__ = [
    "Choice",
    "Job",
    "OneOff",
    "Result",
    "Settings",
    "Written",
    "export",
    "export_all",
    "one_off",
    "plan",
]


def export_all(jobs: Iterable[Job], settings: Settings) -> Iterator[Result]:
    """Export one job after the other; an ebook takes its page numbers from a print job that ran before it."""
    paginations: dict[str, tuple[PageStart, ...]] = {}
    for job in jobs:
        known = paginations.get(job.pages_from.name) if job.pages_from else None
        result = export(job, settings, print_pages=known)
        if result.pagination is not None:
            paginations[job.name] = result.pagination
        yield result


def export(job: Job, settings: Settings, *, print_pages: tuple[PageStart, ...] | None = None) -> Result:
    """Make every file of a job and publish them together; what is wrong with it comes back in the result.

    Args:
        job: What to make.
        settings: What holds for the whole run.
        print_pages: Pagination of the job's print edition where it is known from this run.
    """
    from exporter.pipeline.gather import gather
    from exporter.pipeline.produce import produce
    from exporter.pipeline.publish import publish

    start = perf_counter()
    findings: tuple[Diagnostic, ...] = ()
    try:
        materials, findings = gather(job)
        product = produce(materials, settings, print_pages=print_pages)
        findings = tuple(dict.fromkeys((*findings, *product.diagnostics)))
        if settings.strict and any(finding.severity is Severity.WARNING for finding in findings):
            return Result(job.name, (), findings, perf_counter() - start)
        publish({job.outputs[artifact.format]: artifact.data for artifact in product.artifacts})
    except ExporterError as error:
        findings = tuple(dict.fromkeys((*findings, *error.diagnostics)))
        return Result(job.name, (), findings, perf_counter() - start)
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
    return Result(job.name, written, findings, seconds, product.pagination)
