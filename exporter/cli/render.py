"""`exporter render`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from exporter.cli.options import allow_unverified_option, as_one, output_options, strict_option

FORMATS = {".pdf": "screen", ".epub": "epub", ".html": "html", ".htm": "html"}
"""Suffix of a file to the format that is meant."""
FROM_A_PIPE = "-"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    article: str
    outputs: Sequence[Path]
    layout: str | None
    format: str | None
    clinic: Path | None
    variables: Mapping[str, str]
    paper: str | None
    strict: bool
    allow_unverified: bool


def _assignments(_context: click.Context, _parameter: click.Parameter, texts: Sequence[str]) -> dict[str, str]:
    """Take `KEY=VALUE` apart."""
    pairs = [text.partition("=") for text in texts]
    for key, sign, _ in pairs:
        if not sign or not key.strip():
            raise click.BadParameter(f"{key + sign!r} is no KEY=VALUE")
    return {key.strip(): value for key, _, value in pairs}


@click.command()
@click.argument("article", metavar="ARTICLE|-", type=click.Path(allow_dash=True))
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="FILE",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Write this file; its suffix (.pdf, .epub, .html) says the format. May be repeated.",
)
@click.option("--format", metavar="FORMAT", help="screen (PDF), epub or html, where the suffix does not say it.")
@click.option(
    "--layout",
    metavar="NAME",
    envvar="EXPORTER_LAYOUT",
    show_envvar=True,
    help="How it looks, see 'exporter layouts'.  [default: brochure for PDF and HTML, ebook for EPUB]",
)
@click.option("--paper", metavar="NAME", envvar="EXPORTER_PAPER", show_envvar=True, help="a5, a4 or letter.")
@click.option(
    "--clinic",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar="EXPORTER_CLINIC",
    show_envvar=True,
    help="Who publishes: a clinic's TOML file.",
)
@click.option(
    "--set",
    "variables",
    metavar="KEY=VALUE",
    multiple=True,
    callback=_assignments,
    help="Give {{ KEY }} in the text this value; may be repeated.",
)
@strict_option
@allow_unverified_option
@output_options
@as_one(Request)
def render(context: click.Context, request: Request) -> None:
    """Write one article, without a project.

    ARTICLE is a Markdown file, or - to read it from standard input.
    """
