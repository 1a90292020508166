"""From a job to its finished files: the only place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace

from exporter.errors import ExporterError
from exporter.model import Pagination
from exporter.pipeline.job import Job, Overset, Result, Settings, Written
from exporter.pipeline.making import Gathered, Made, check, collect, complete, make
from exporter.pipeline.one_off import OneOff, one_off
from exporter.pipeline.plan import Choice, Extent, Plan, plan
from exporter.pipeline.stopwatch import Span, Stopwatch

__all__ = [
    "Choice",
    "Extent",
    "Gathered",
    "Job",
    "Made",
    "OneOff",
    "Overset",
    "Plan",
    "Result",
    "Settings",
    "Span",
    "Stopwatch",
    "Written",
    "check",
    "collect",
    "complete",
    "export",
    "export_all",
    "export_together",
    "make",
    "one_off",
    "pages_of",
    "plan",
]


def export_all(jobs: Iterable[Job], settings: Settings) -> Iterator[Result]:
    """Export one job after the other; an ebook takes its page numbers from a print job that ran before it."""
    for job, made in _make_all(jobs, settings):
        yield _published([(job, made)])[0]


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
    return _published([(job, make(job, settings, print_pages))])[0]


def pages_of(job: Job) -> Hashable:
    """What tells the pages of a job from those of every other; names are alike in two projects."""
    return job.root, job.article, job.clinic, job.edition.name


def _make_all(jobs: Iterable[Job], settings: Settings) -> Iterator[tuple[Job, Made]]:
    paginations: dict[Hashable, Pagination] = {}
    for job in jobs:
        made = make(job, settings, paginations.get(pages_of(job.pages_from)) if job.pages_from else None)
        if made.result.pagination is not None:
            paginations[pages_of(job)] = made.result.pagination
        yield job, made


def _published(made: Sequence[tuple[Job, Made]]) -> tuple[Result, ...]:
    """Publish the files of all or of none."""
    from exporter.pipeline.publish import publish

    results = tuple(each.result for _, each in made)
    nothing = tuple(replace(result, written=()) for result in results)
    if not all(each.files for _, each in made):
        return nothing
    try:
        publish({job.outputs[name]: data for job, each in made for name, data in each.files.items()})
    except ExporterError as error:
        return (*nothing[:-1], replace(nothing[-1], diagnostics=(*nothing[-1].diagnostics, *error.diagnostics)))
    return results
