"""`exporter render`."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.exits import Exit
from exporter.cli.options import allow_unverified_option, as_one, output, output_options, strict_option, today
from exporter.errors import ExporterError
from exporter.model import FORMATS, Diagnostic, Medium, Narration, Severity

if TYPE_CHECKING:
    from exporter.pipeline import Job

FROM_A_PIPE = "-"


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    article: str
    outputs: Sequence[Path]
    layout: str
    format: str
    clinic: Path | None
    variables: Mapping[str, str]
    paper: str
    embed_fonts: bool
    narration: str
    audio: str
    pronunciations: Path | None
    strict: bool
    allow_unverified: bool


def _assignments(_context: click.Context, _parameter: click.Parameter, texts: Sequence[str]) -> dict[str, str]:
    """Take `KEY=VALUE` apart."""
    for text in texts:
        key, sign, _ = text.partition("=")
        if not sign or not key.strip():
            raise click.BadParameter(f"{text!r} is no KEY=VALUE")
    pairs = [text.partition("=") for text in texts]
    return {key.strip(): value for key, _, value in pairs}


def _files(_context: click.Context, _parameter: click.Parameter, paths: Sequence[Path]) -> list[Path]:
    """Follow links, which would otherwise be replaced, and refuse what is no file and cannot be."""
    for path in paths:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise click.BadParameter(f"{str(path)!r} is a device or a pipe, not a file")
    return [path.resolve() if path.is_symlink() else path for path in paths]


def _piped() -> bytes:
    """What comes through the pipe, up to the first byte that is too much: it need not end."""
    from exporter import source

    return sys.stdin.buffer.read(source.MAX_BYTES + 1)


def _narration(request: Request) -> Narration | None:
    """An engine by its name, or a command where there are several words."""
    try:
        words = shlex.split(request.narration)
    except ValueError as error:
        raise click.BadParameter(f"{request.narration!r}: {error}".lower(), param_hint="--narration") from error
    if len(words) > 1:
        return Narration(command=tuple(words), codec=request.audio)
    return Narration(engine=words[0], codec=request.audio) if words else None


def _unused(context: click.Context, request: Request, jobs: Sequence[Job]) -> tuple[Diagnostic, ...]:
    """Tell of what was asked for on this command line and changes none of the files."""
    from exporter.pipeline.gather import SPOKEN

    written = {name for job in jobs for name in job.outputs}
    on_pages = {name for name in written if FORMATS[name].medium is Medium.PRINT}
    spoken = written & SPOKEN
    named = (
        ("paper", request.paper, on_pages, "none of the files has pages", "write a PDF too"),
        ("narration", request.narration, spoken, "none of the files is read aloud", "write an ebook too"),
        ("audio", request.audio, spoken and request.narration, "nothing is read aloud", "add --narration"),
        (
            "pronunciations",
            request.pronunciations,
            spoken and request.narration,
            "nothing is read aloud",
            "add --narration",
        ),
    )
    return tuple(
        Diagnostic(
            "unused-option",
            Severity.WARNING,
            f"--{name} {str(value)!r} changes nothing: {why}",
            f"leave it out, or {remedy}",
        )
        for name, value, uses, why, remedy in named
        if not uses and context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
    )


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
    callback=_files,
    help="Write this file; its suffix (.pdf, .epub, .jpg, .html, .m4b, .mp3) says the format. May be repeated.",
)
@click.option(
    "--format",
    metavar="FORMAT",
    default="",
    help="screen, press, office, epub, onix, cover, audiobook, podcast or html, where the suffix does not say.",
)
@click.option(
    "--layout",
    metavar="NAME",
    default="",
    envvar="EXPORTER_LAYOUT",
    show_envvar=True,
    help="How it looks, see 'exporter layouts'.  [default: brochure for PDF and HTML, ebook for all others]",
)
@click.option(
    "--paper",
    metavar="NAME",
    default="",
    envvar="EXPORTER_PAPER",
    show_envvar=True,
    help="One of the layout's papers, see 'exporter layouts'.",
)
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
    help="A name for the text, {{ KEY }}; or options.NAME or tokens.NAME of the layout. May be repeated.",
)
@click.option("--embed-fonts", is_flag=True, help="Put the fonts into ebooks and web pages too.")
@click.option(
    "--narration",
    metavar="ENGINE",
    default="",
    envvar="EXPORTER_NARRATION",
    show_envvar=True,
    help="Have ebooks read aloud, by espeak-ng or by a command of several words.",
)
@click.option(
    "--audio",
    type=click.Choice(["mp3", "opus"]),
    default="mp3",
    show_default=True,
    help="What the audio in ebooks is encoded as.",
)
@click.option(
    "--pronunciations",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar="EXPORTER_PRONUNCIATIONS",
    show_envvar=True,
    help="How words are spoken: a TOML file.",
)
@strict_option
@allow_unverified_option
@output_options
@as_one(Request)
def render(context: click.Context, request: Request) -> None:
    """Write one article, without a project.

    ARTICLE is a Markdown file, or - to read it from standard input.
    """
    from exporter import config, pipeline
    from exporter.cli import report

    settings = pipeline.Settings(
        today=today(os.environ, datetime.now),
        allow_unverified=request.allow_unverified,
        strict=request.strict,
    )
    out = output(context)
    wanted = pipeline.OneOff(
        article=Path(request.article),
        outputs=request.outputs,
        format=request.format,
        layout=request.layout,
        clinic=request.clinic,
        paper=request.paper,
        settings=request.variables,
        embed_fonts=request.embed_fonts,
        narration=_narration(request),
        pronunciations=request.pronunciations,
        root=config.find(Path(request.article).absolute().parent),
        text=_piped() if request.article == FROM_A_PIPE else None,
    )
    try:
        jobs = pipeline.one_off(wanted)
    except ExporterError as error:
        out.findings(error.diagnostics)
        context.exit(Exit.USAGE)
    unused = _unused(context, request, jobs)
    if unused and request.strict:
        out.findings(unused)
        context.exit(Exit.WARNINGS)
    found = report.tell(out, pipeline.export_together(jobs, settings), unused)
    report.leave(context, found, strict=request.strict)
