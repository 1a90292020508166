"""`exporter clean`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.options import as_one, output, output_options, project_option

if TYPE_CHECKING:
    from exporter.batch.inventory import Cleared
    from exporter.model import Project


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    stale: bool
    cache: bool
    dry_run: bool
    project: Path | None


@click.command()
@click.option("--stale", is_flag=True, help="Only outputs that no article, clinic and edition make any more.")
@click.option("--cache", is_flag=True, help="Only what is kept between runs, and no output.")
@click.option("--dry-run", is_flag=True, help="Print what would be removed, and remove nothing.")
@project_option
@output_options
@as_one(Request)
def clean(context: click.Context, request: Request) -> None:
    """Remove what exporter wrote for a project: its outputs and what is kept between runs.

    A file that exporter did not write, or that was changed since, stays where it is.
    """
    from exporter.batch import inventory
    from exporter.batch.manifest import NAME
    from exporter.cli.findings import named
    from exporter.cli.output import near
    from exporter.cli.projects import opened

    out = output(context)
    project, findings = opened(request.project)
    paths: tuple[Path, ...] = ()
    if request.stale or not request.cache:
        cleared = _outputs(project, request)
        paths, findings = cleared.removed, (*findings, *cleared.findings)
    record = project.build / NAME
    if not (request.stale or request.cache) and record.is_file():
        paths = (*paths, record)
        if not request.dry_run:
            record.unlink()
    if request.cache or not request.stale:
        paths = (*paths, *inventory.clear_cache(project.build, dry_run=request.dry_run))
    for path in paths:
        out.data(named(near(str(path))))
    out.findings(findings)
    out.note(f"{len(paths) or 'nothing'} {'would be removed' if request.dry_run else 'removed'}")


def _outputs(project: Project, request: Request) -> Cleared:
    from exporter import pipeline
    from exporter.batch import Store, inventory
    from exporter.batch.ledger import Ledger

    cache = project.build / inventory.CACHE
    if not project.build.is_dir():
        return inventory.Cleared((), ())
    with closing(Ledger(cache, project.root, Store(cache / "objects"), "")) as ledger:
        inventory.adopt(project.build, ledger)
        names = inventory.names(project.build, ledger)
        if request.stale:
            jobs = pipeline.plan(project, pipeline.Choice())
            names = inventory.stale(project.build, ledger, (path for job in jobs for path in job.outputs.values()))
        cleared = inventory.clear(project.build, ledger, names, dry_run=request.dry_run)
        if cleared.removed and not request.dry_run:
            inventory.write(project.build, ledger)
        return cleared
