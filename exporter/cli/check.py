"""`exporter check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.exits import Exit, exit_for
from exporter.cli.options import as_one, output, output_options, project_option, strict_option
from exporter.cli.output import near
from exporter.cli.projects import opened
from exporter.cli.reporting import STANDARD_OUTPUT, Wanted, report_option, reporting

if TYPE_CHECKING:
    from exporter import batch, pipeline
    from exporter.model import Diagnostic

MEDIA = (".pdf", ".epub", ".html")
"""What an article without a project is read for: each medium, as `exporter render` would write it."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    articles: Sequence[Path]
    project: Path | None
    strict: bool
    reports: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be checked."""

    jobs: pipeline.Plan | tuple[pipeline.Job, ...]
    root: Path
    """What the paths of findings are relative to."""
    findings: tuple[Diagnostic, ...] = ()
    """About the project."""


@click.command()
@click.argument("articles", metavar="[ARTICLE]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@strict_option
@report_option
@output_options
@as_one(Request)
def check(context: click.Context, request: Request) -> None:
    """Tell what is wrong with a project's articles, or with those named, without making anything of them.

    All is read that a build reads; what only shows on finished pages is not found.
    """
    from exporter.cli import report, summary
    from exporter.cli.findings import counted, tally
    from exporter.reports.tally import Tally

    out, done = output(context), Tally()
    with reporting(out, request.reports) as recorder:
        work = _work(request)
        recorder.plan(work.jobs, work.root, work.findings)
        with out.following(len(work.jobs)) as heard:
            for one in _checked(work, strict=request.strict):
                heard(one)
                done.add(one)
                recorder.add(one)
        told = done.findings()
        found = (*work.findings, *told)
        piped = any(one.file == STANDARD_OUTPUT for one in request.reports)
        tell = out.findings if piped else out.findings_as_data
        tell(_seen_from_here(one, work.root) for one in (*work.findings, *summary.with_others(told)))
        articles = len({job.article for job in work.jobs})
        out.note(f"{counted(articles, 'article')} checked: {tally(found) or 'nothing found'}")
    report.leave(context, (*found, *recorder.unwritten), strict=request.strict)


def _work(request: Request) -> _Work:
    """The project's jobs of the articles; where there is no project, jobs as `exporter render` would do them."""
    from exporter import config, pipeline

    folders = (Path.cwd(), *(path.absolute().parent for path in request.articles))
    found = request.project or next(filter(None, map(config.find, folders)), None)
    if found is None and request.articles:
        wanted = (pipeline.OneOff(path, [path.with_suffix(one) for one in MEDIA]) for path in request.articles)
        return _Work(tuple(job for one in wanted for job in pipeline.one_off(one)), Path.cwd())
    project, findings = opened(found)
    jobs = pipeline.plan(project, pipeline.Choice(request.articles))
    return _Work(jobs, project.root, (*findings, *jobs.diagnostics))


def _checked(work: _Work, *, strict: bool) -> Iterator[batch.Ended]:
    from exporter import batch, pipeline

    for job in work.jobs:
        result = pipeline.check(job)
        if job.root != work.root:
            findings = tuple(_seen_from_here(one, job.root) for one in result.diagnostics)
            result = replace(result, diagnostics=findings)
        failed = exit_for(result.diagnostics, strict=strict) is not Exit.DONE
        yield batch.Ended(job, batch.State.FAILED if failed else batch.State.CHECKED, result)


def _seen_from_here(finding: Diagnostic, root: Path) -> Diagnostic:
    return replace(finding, path=near(str(root.absolute() / finding.path))) if finding.path else finding
