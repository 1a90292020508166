"""`exporter schema`."""

from __future__ import annotations

import click

from exporter.cli.options import output, output_options

NAMES = ("article", "clinic", "project", "layout")


@click.command()
@click.argument("name", type=click.Choice(NAMES))
@output_options
@click.pass_context
def schema(context: click.Context, name: str) -> None:
    """Print the JSON Schema of a kind of file, for editors.

    NAME is article (its front matter), clinic, project (exporter.toml) or layout (layout.toml).
    """
