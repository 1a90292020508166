"""`exporter layouts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.options import output, output_options, project_option

if TYPE_CHECKING:
    from exporter.layout import Layout


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the layouts with papers, tokens and options, as JSON.")
@project_option
@output_options
@click.pass_context
def layouts(context: click.Context, *, as_json: bool, project: Path | None) -> None:
    """List the layouts: those shipped, and those of the project."""
    from exporter import layout
    from exporter.cli import projects, report, table

    opened, findings = projects.opened_if_any(project)
    found, faults = layout.available([opened.layouts])
    findings += faults
    out = output(context)
    if as_json:
        import json

        out.data(json.dumps([_described(one) for one in found], ensure_ascii=False, indent=2))
    else:
        rows = [(one.name, ", ".join(one.formats), ", ".join(one.papers), one.description) for one in found]
        for line in table.lines(("layout", "formats", "papers", "what it is"), rows):
            out.data(line)
    out.findings(findings)
    report.leave(context, findings, strict=False)


def _described(one: Layout) -> dict[str, object]:
    """Give what a user can choose; what is empty is left out."""
    papers = {name: {"width_mm": paper.width_mm, "height_mm": paper.height_mm} for name, paper in one.papers.items()}
    tokens = {
        name: _filled(
            type=token.kind, value=token.value, min=token.minimum, max=token.maximum, description=token.description
        )
        for name, token in one.tokens.items()
    }
    options = {
        name: _filled(type=option.kind, default=option.default, choices=option.choices, description=option.description)
        for name, option in one.options.items()
    }
    return {
        "name": one.name,
        "description": one.description,
        "path": one.path,
        "formats": one.formats,
        "paper": one.paper,
        "papers": papers,
        "tokens": tokens,
        "options": options,
    }


def _filled(**entries: object) -> dict[str, object]:
    return {name: entry for name, entry in entries.items() if entry not in ("", ())}
