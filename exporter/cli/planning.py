"""A plan, shown without doing it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from exporter.cli.output import near

if TYPE_CHECKING:
    from pathlib import Path

    from exporter.batch.shelf import Shelf
    from exporter.cli.output import Output
    from exporter.pipeline import Job, Plan

TIMES = "\u00d7"
_TEXT = {"type": "string"}
_JOB = {
    "type": "object",
    "properties": {
        "name": {**_TEXT, "description": "as exporter calls the job"},
        "article": {**_TEXT, "description": "path of the Markdown file in the project"},
        "clinic": {"type": ["string", "null"], "description": "name of the clinic; null where there is none"},
        "language": {**_TEXT, "description": "BCP 47 tag"},
        "edition": _TEXT,
        "outputs": {
            "type": "object",
            "description": "format to path of the file in the project, or its URL",
            "additionalProperties": _TEXT,
        },
    },
    "required": ["name", "article", "clinic", "language", "edition", "outputs"],
    "additionalProperties": False,
}


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of what `exporter build --dry-run json` prints."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Plan",
        "type": "object",
        "properties": {
            "jobs": {"type": "array", "items": _JOB},
            "left_out": {
                "type": "object",
                "description": "how many jobs were not made, by the rule that left them out",
                "additionalProperties": {"type": "integer"},
            },
        },
        "required": ["jobs", "left_out"],
        "additionalProperties": False,
    }


def show(plan: Plan, out: Output, form: str, shelf: Shelf) -> None:
    """Print the files, a line each, or one JSON document; a summary goes to standard error."""
    if form == "json":
        for line in _document(plan, shelf):
            out.data(line)
    else:
        for job in plan:
            for path in job.outputs.values():
                out.data(near(shelf.shown(path)))
    extent = plan.extent()
    counts = (
        _counted(extent.articles, "article"),
        _counted(extent.clinics, "clinic"),
        _counted(extent.languages, "language"),
        _counted(extent.editions, "edition"),
    )
    left = sum(plan.left_out.values())
    out.note(f"{_counted(extent.jobs, 'job')}: {f' {TIMES} '.join(counts)}" + (f"; {left} left out" if left else ""))
    if out.verbose:
        for reason, count in plan.left_out.most_common():
            out.note(f"  {count} left out by {reason}")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _document(plan: Plan, shelf: Shelf) -> Iterator[str]:
    """A line for each job, so that a plan of any size needs no room."""
    yield '{"jobs": ['
    for number, job in enumerate(plan, 1):
        yield json.dumps(_entry(job, shelf), ensure_ascii=False) + ("," if number < len(plan) else "")
    yield f'], "left_out": {json.dumps(dict(plan.left_out), ensure_ascii=False)}}}'


def _entry(job: Job, shelf: Shelf) -> dict[str, object]:
    return {
        "name": job.name,
        "article": job.shown(job.article),
        "clinic": job.clinic.stem if job.clinic else None,
        "language": job.language,
        "edition": job.edition.name,
        "outputs": {name: _place(job, path, shelf) for name, path in job.outputs.items()},
    }


def _place(job: Job, path: Path, shelf: Shelf) -> str:
    """A path in the project, or a URL."""
    shown = shelf.shown(path)
    return job.shown(path) if shown == str(path) else shown
