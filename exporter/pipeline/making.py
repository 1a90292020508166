"""One job from its files to its artifacts, nothing of it written yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Input, Pagination, Severity
from exporter.pipeline.job import Job, Result, Settings, Written


@dataclass(frozen=True, slots=True)
class Made:
    """A job's files, not yet written, and how it ended so far."""

    result: Result
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By format; empty where it failed."""
    inputs: tuple[Input, ...] = ()
    """What was read."""


def make(job: Job, settings: Settings, print_pages: Pagination | None = None) -> Made:
    """Make every file of a job; what is wrong with it comes back in the result.

    Args:
        job: What to make.
        settings: What holds for the whole run.
        print_pages: Pagination of the job's print edition where it is known from this run.
    """
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
        return Made(Result(job.name, (), findings, perf_counter() - start))
    findings = tuple(dict.fromkeys((*findings, *product.diagnostics)))
    if settings.strict and any(finding.severity is Severity.WARNING for finding in findings):
        return Made(Result(job.name, (), findings, perf_counter() - start))
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
    files = {artifact.format: artifact.data for artifact in product.artifacts}
    return Made(Result(job.name, written, findings, seconds, product.pagination), files)
