"""`exporter schema`."""

from __future__ import annotations

from collections.abc import Mapping

import click

from exporter.cli.options import output, output_options

NAMES = ("article", "clinic", "project", "layout", "profile", "plan", "manifest", "report")


@click.command()
@click.argument("name", metavar="NAME", type=click.Choice(NAMES))
@output_options
@click.pass_context
def schema(context: click.Context, name: str) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    NAME is article (its front matter), clinic, project (exporter.toml), layout (layout.toml), profile (what preflight
    holds press files to), plan (what `exporter build --dry-run json` prints), manifest (the record of a build) or
    report (what `exporter build --report json:FILE` writes).
    """
    import json

    output(context).data(json.dumps(_schema(name), ensure_ascii=False, indent=2))


def _schema(name: str) -> Mapping[str, object]:
    from exporter import config, front_matter, layout
    from exporter.cli import planning
    from exporter.verify import preflight

    found: Mapping[str, object]
    match name:
        case "article":
            found = front_matter.schema()
        case "clinic" | "project":
            found = config.schema(name)
        case "layout":
            found = layout.schema()
        case "plan":
            found = planning.schema()
        case "manifest":
            from exporter.batch import manifest

            found = manifest.schema()
        case "report":
            from exporter.reports import json_report

            found = json_report.schema()
        case _:
            found = preflight.schema()
    return found
