"""`exporter verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from exporter.cli.options import output, output_options


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--fast", is_flag=True, help="Built-in checks only, without EPUBCheck and veraPDF.")
@output_options
@click.pass_context
def verify(context: click.Context, files: Sequence[Path], fast: bool) -> None:
    """Check finished files, exporter's or anyone's, and print what is wrong with them.

    The built-in checks are always made, EPUBCheck and veraPDF where they are installed.
    """
