"""`exporter build`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from exporter.cli.options import (
    allow_unverified_option,
    as_one,
    output,
    output_options,
    overset_option,
    project_option,
    strict_option,
    today,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    articles: Sequence[Path]
    editions: Sequence[str]
    clinics: Sequence[str]
    project: Path | None
    dry_run: bool
    fail_fast: bool
    strict: bool
    allow_unverified: bool
    overset: str


@click.command()
@click.argument("articles", metavar="[ARTICLE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--edition",
    "editions",
    metavar="NAME",
    multiple=True,
    envvar="EXPORTER_EDITIONS",
    show_envvar=True,
    help="Only this edition; may be repeated.",
)
@click.option(
    "--clinic",
    "clinics",
    metavar="NAME",
    multiple=True,
    envvar="EXPORTER_CLINICS",
    show_envvar=True,
    help="Only this clinic; may be repeated.",
)
@project_option
@click.option("--dry-run", is_flag=True, help="Print the files that would be written, and write none.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first document that fails.")
@strict_option
@allow_unverified_option
@overset_option
@output_options
@as_one(Request)
def build(context: click.Context, request: Request) -> None:
    """Write every edition of a project's articles, or of those named.

    One article that fails does not stop the others; what was written for it before is left as it is.
    """
    from exporter import pipeline
    from exporter.cli import report
    from exporter.cli.output import near
    from exporter.cli.projects import opened

    settings = pipeline.Settings(
        today=today(os.environ, datetime.now),
        allow_unverified=request.allow_unverified,
        strict=request.strict,
        overset=pipeline.Overset(request.overset),
    )
    project, findings = opened(request.project)
    jobs = pipeline.plan(project, pipeline.Choice(request.articles, request.editions, request.clinics))
    out = output(context)
    if request.dry_run:
        for job in jobs:
            for path in job.outputs.values():
                out.data(near(str(path)))
        out.findings(findings)
        report.leave(context, findings, strict=request.strict)
        return
    results: list[pipeline.Result] = []
    exports = pipeline.export_all(jobs, settings)
    with out.progress(len(jobs)) as step:
        for job in jobs:
            step(job.name)
            results.append(next(exports))
            if request.fail_fast and not results[-1].written:
                break
    found = report.tell(out, results, findings)
    report.leave(context, found, strict=request.strict)
