"""`exporter explain`."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.options import output, output_options, project_option, today

if TYPE_CHECKING:
    from collections.abc import Iterator

    from exporter.batch.explain import Explanation

CACHE = ".cache"
"""Folder in that of the outputs."""
DIGITS = 12
"""Shown of a hash."""


@click.command()
@click.argument("path", metavar="OUTPUT", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@project_option
@output_options
@click.pass_context
def explain(context: click.Context, path: Path, project: Path | None, *, as_json: bool) -> None:
    """Tell what went into an output, and whether and why the next build would make it again."""
    import json
    from contextlib import closing
    from dataclasses import asdict

    from exporter import batch, pipeline
    from exporter.batch.explain import explain as explained
    from exporter.batch.ledger import Ledger
    from exporter.cli.projects import opened

    out = output(context)
    opened_project, findings = opened(project)
    out.findings(findings)
    place = Path(os.path.normpath(path.absolute()))
    day = today(os.environ, datetime.now)
    jobs = pipeline.plan(opened_project, pipeline.Choice())
    job = next((one for one in jobs if place in one.outputs.values()), None)
    folder = opened_project.build / CACHE
    with closing(Ledger(folder, opened_project.root, batch.Store(folder / "objects"), day.isoformat())) as ledger:
        told = explained(ledger, place, job, pipeline.Settings(day))
    if told is None:
        raise click.UsageError(f"{str(path)!r} is no output that a build has written")
    if as_json:
        out.data(json.dumps(asdict(told) | {"is_wanted": job is not None}, ensure_ascii=False, indent=2))
        return
    for line in _lines(told, opened_project.root, is_wanted=job is not None):
        out.data(line)


def _lines(told: Explanation, root: Path, *, is_wanted: bool) -> Iterator[str]:
    yield f"made for {told.job}, sha256 {told.sha256}"
    yield "inputs"
    for one in told.inputs:
        yield f"  {_short(one.digest)}  {_near(one.path, root)}"
    yield "options"
    yield from (f"  {name} = {value}" for name, value in told.options.items())
    yield "versions"
    yield from (f"  {name} {value}" for name, value in told.versions.items())
    if not is_wanted:
        yield "nothing makes it any more: 'exporter clean --stale' removes it"
    elif not told.changes:
        yield "it is up to date"
    else:
        yield "the next build makes it again:"
    for change in told.changes:
        before, now = (text or "nothing" for text in (change.before, change.now))
        if change.kind in {"input", "output"}:
            before, now = _short(before), _short(now)
        yield f"  {change.kind} {_near(change.name, root)}: {before} -> {now}"


def _short(digest: str) -> str:
    return digest[:DIGITS] or "nothing"


def _near(path: str, root: Path) -> str:
    return os.path.relpath(path, root) if path.startswith("/") else path
