"""`exporter build`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, time
from typing import TYPE_CHECKING

import click

from exporter.cli.options import (
    allow_unverified_option,
    as_one,
    cluster_options,
    output,
    output_options,
    overset_option,
    project_option,
    strict_option,
    today,
)
from exporter.cli.reporting import Wanted, report_option, reporting, timings_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exporter import batch
    from exporter.batch.ledger import Ledger
    from exporter.model import Diagnostic, Project

CACHE = ".cache"
"""Folder in that of the outputs."""
DRY_RUNS = ("text", "json")
"""Forms of a plan; the first is the usual one."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    articles: Sequence[Path]
    editions: Sequence[str]
    clinics: Sequence[str]
    languages: Sequence[str]
    project: Path | None
    build: str | None
    dry_run: str | None
    workers: int | None
    engine: str
    scheduler: str | None
    tls_ca_file: Path | None
    tls_cert: Path | None
    tls_key: Path | None
    timeout_s: float
    memory_mb: float
    force: bool
    fail_fast: bool
    strict: bool
    allow_unverified: bool
    overset: str
    reports: tuple[Wanted, ...]
    timings: str


class _Build(click.Command):
    """Takes `--dry-run` with and without a form: what follows it may be an article."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        for number in range(end):
            if args[number] == "--dry-run" and args[number + 1 : number + 2] not in ([form] for form in DRY_RUNS):
                args[number] = f"--dry-run={DRY_RUNS[0]}"
        return super().parse_args(ctx, args)


@click.command(cls=_Build)
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
@click.option(
    "--language",
    "languages",
    metavar="TAG",
    multiple=True,
    envvar="EXPORTER_LANGUAGES",
    show_envvar=True,
    help="Only articles in this language; may be repeated.",
)
@project_option
@click.option(
    "--build",
    metavar="DIR|URL",
    envvar="EXPORTER_BUILD",
    show_envvar=True,
    help="Where everything is written to, such as s3://bucket/leaflets.  [default: what the project says]",
)
@click.option(
    "--dry-run",
    type=click.Choice(DRY_RUNS),
    help="Print the files that would be written, a line each or as JSON, and write none.  [without a form: text]",
)
@click.option(
    "-j",
    "--jobs",
    "workers",
    metavar="N",
    type=click.IntRange(0, 512),
    envvar="EXPORTER_JOBS",
    show_envvar=True,
    help="How many documents to make at the same time; 0 makes them in this process.  [default: the processors]",
)
@cluster_options
@click.option(
    "--timeout",
    "timeout_s",
    metavar="SECONDS",
    type=click.FloatRange(0),
    default=300,
    show_default=True,
    envvar="EXPORTER_TIMEOUT",
    show_envvar=True,
    help="Give up a document that takes longer; 0 never does.",
)
@click.option(
    "--memory",
    "memory_mb",
    metavar="MB",
    type=click.FloatRange(0),
    default=2048,
    show_default=True,
    envvar="EXPORTER_MEMORY",
    show_envvar=True,
    help="Give up a document that needs more; 0 never does.",
)
@click.option("--force", is_flag=True, help="Make everything anew, whatever was made before.")
@click.option(
    "--fail-fast/--keep-going",
    default=False,
    help="Begin nothing more once a document has failed, or go on with the others.  [default: keep going]",
)
@strict_option
@allow_unverified_option
@overset_option
@report_option
@timings_option
@output_options
@as_one(Request)
def build(context: click.Context, request: Request) -> None:
    """Write every edition of a project's articles, or of those named.

    One article that fails does not stop the others; what was written for it before is left as it is.
    """
    from exporter import batch, config, pipeline
    from exporter.batch import inventory
    from exporter.batch import shelf as shelves
    from exporter.batch.ledger import Ledger
    from exporter.cli import planning, report, summary
    from exporter.cli.projects import opened
    from exporter.reports.tally import Tally

    settings = pipeline.Settings(
        today=today(os.environ, datetime.now),
        allow_unverified=request.allow_unverified,
        strict=request.strict,
        overset=pipeline.Overset(request.overset),
    )
    out = output(context)
    with reporting(out, request.reports, request.timings) as recorder:
        project, findings = opened(request.project)
        if request.build:
            project = config.with_build(project, request.build)
        _get_ready(request, project)
        choice = pipeline.Choice(request.articles, request.editions, request.clinics, request.languages)
        jobs = pipeline.plan(project, choice)
        findings = (*findings, *jobs.diagnostics)
        recorder.plan(jobs, project.root, findings)
        shelf = shelves.opened(project.remote, project.build) if project.remote else shelves.Disk()
        if request.dry_run:
            planning.show(jobs, out, request.dry_run, shelf)
            out.findings(findings)
            report.leave(context, findings, strict=request.strict)
            return
        store = batch.Store(project.build / CACHE / "objects")
        limits = batch.Limits(request.timeout_s, request.memory_mb)
        start, said = _engine(context, request, store, limits)
        findings = (*findings, *said)
        policy = batch.Policy(settings, force=request.force, fail_fast=request.fail_fast, shelf=shelf)
        ledger = Ledger(project.build / CACHE, project.root, store, settings.today.isoformat(), shelf)
        done, begun_s = Tally(every_file=out.verbose), monotonic()
        with closing(ledger), _recorded(project, ledger) as told:
            with out.following(len(jobs)) as heard:
                for one in batch.run(jobs, policy, ledger, store, start):
                    heard(one)
                    done.add(one)
                    recorder.add(one)
            if ledger.changed:
                store.prune(time())
            if choice == pipeline.Choice() and not project.remote:
                made = (path for job in jobs for path in job.outputs.values())
                findings = (*findings, *inventory.tell_stale(project.build, ledger, made))
        findings = recorder.findings = (*findings, *told)
        found = summary.tell(out, done, findings, monotonic() - begun_s)
    report.leave(context, (*found, *recorder.unwritten), strict=request.strict)


def _get_ready(request: Request, project: Project) -> None:
    """Start to load what workers need while it is found out what is to be done, if that is likely to be anything."""
    from exporter import engines
    from exporter.batch import ledger

    if request.dry_run or request.workers == 0 or request.engine == "dask":
        return
    if request.force or ledger.is_behind(project.build / CACHE, project.articles):
        engines.get_ready()


@contextmanager
def _recorded(project: Project, ledger: Ledger) -> Iterator[list[Diagnostic]]:
    """Write the manifest when something has changed, also where the run is interrupted; what hinders it is added."""
    from exporter.batch import inventory
    from exporter.errors import ExporterError

    findings: list[Diagnostic] = []
    inventory.adopt(project.build, ledger)
    try:
        yield findings
    finally:
        ledger.settle()
        if ledger.changed:
            try:
                inventory.write(project.build, ledger)
            except ExporterError as error:
                findings += error.diagnostics
        findings += ledger.faults


def _engine(
    context: click.Context, request: Request, store: batch.Store, limits: batch.Limits
) -> tuple[Callable[[], batch.Engine], tuple[Diagnostic, ...]]:
    """What starts the engine that was asked for, and what is to be said of it.

    Raises:
        click.UsageError: there is no scheduler for many machines, or one for this machine alone.
        ExporterError: its address cannot be one.
    """
    from exporter import engines

    if request.engine != "dask":
        if context.get_parameter_source("scheduler") is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError("--scheduler is for --engine dask")
        return lambda: engines.on_this_machine(store, request.workers, limits), ()
    if not request.scheduler:
        raise click.UsageError("--engine dask needs the scheduler's address: --scheduler tcp://HOST:PORT")
    from exporter.engines import cluster

    files = request.tls_ca_file, request.tls_cert, request.tls_key
    connection = cluster.Connection(request.scheduler, *files)
    readers = request.workers or engines.processors()
    return lambda: cluster.Cluster(store, connection, limits, readers=readers), cluster.check(connection)
