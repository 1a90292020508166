"""`exporter verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.options import output, output_options

if TYPE_CHECKING:
    from exporter.model import Diagnostic


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--fast", is_flag=True, help="Built-in checks only, without EPUBCheck and veraPDF.")
@output_options
@click.pass_context
def verify(context: click.Context, /, *, files: Sequence[Path], fast: bool) -> None:
    """Check finished files, exporter's or anyone's, and print what is wrong with them.

    The built-in checks are always made, EPUBCheck and veraPDF where they are installed.
    """
    from exporter.cli.exits import Exit
    from exporter.cli.findings import counted, in_order, styled, tally
    from exporter.model import Severity

    out = output(context)
    found: list[Diagnostic] = []
    with out.progress(len(files)) as step:
        for path in files:
            step(str(path))
            found += _checked(path, fast=fast)
    out.findings_as_data(one for one in found if one.rule != "missing-judge")
    for absent in in_order(one for one in found if one.rule == "missing-judge"):
        out.note(styled(absent))  # though it is but information: nobody should take silence for praise
    out.note(f"{counted(len(files), 'file')} checked: {tally(found) or 'nothing found'}")
    if any(one.severity is Severity.ERROR for one in found):
        context.exit(Exit.FAILED)  # whatever the file is called: even a style sheet in an ebook is no configuration


def _checked(path: Path, *, fast: bool) -> tuple[Diagnostic, ...]:
    from exporter import verify as stage

    if path.exists() and not path.is_file():  # a device never ends, and a pipe may never begin
        return (_unreadable(path, "is a directory" if path.is_dir() else "no regular file"),)
    try:
        data = path.read_bytes()
    except OSError as error:
        return (_unreadable(path, (error.strerror or str(error)).lower()),)
    found = stage.verify(data, path=str(path))
    return found if fast else (*found, *stage.judge(data, path=str(path)))


def _unreadable(path: Path, reason: str) -> Diagnostic:
    from exporter.model import Diagnostic, Severity

    return Diagnostic(
        rule="unreadable-file",
        severity=Severity.ERROR,
        message=f"{str(path)!r} cannot be read: {reason}",
        hint="name a finished PDF, EPUB or HTML file",
        path=str(path),
    )
