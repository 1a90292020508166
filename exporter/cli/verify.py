"""`exporter verify`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from exporter.cli.options import as_one, output, output_options

if TYPE_CHECKING:
    from exporter.model import Diagnostic
    from exporter.verify.preflight import Profile


STORES = ("apple", "google", "kdp", "kobo")
"""Those of `verify.stores`, which is imported only where it is asked; a test compares."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asks for."""

    files: Sequence[Path]
    fast: bool
    profile: str | None
    stores: Sequence[str]
    picture: Path | None
    manifest: Path | None


@dataclass(frozen=True, slots=True)
class Question:
    """What to find out about each file."""

    fast: bool
    """Ask no outside judges."""
    profile: Profile | None
    """Hold PDFs to what a printing house asks for, in place of the usual checks."""
    pictures: Path | None
    """Folder for pictures of pages with the places marked."""
    stores: Sequence[str]
    """Shops whose rules ebooks are held to besides."""


@click.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--fast", is_flag=True, help="Built-in checks only, without EPUBCheck and veraPDF.")
@click.option("--profile", metavar="NAME|FILE", help="Preflight: press-coated, press-uncoated, office, or a TOML file.")
@click.option(
    "--store",
    "stores",
    type=click.Choice(STORES),
    multiple=True,
    help="Hold ebooks to what a shop asks for, too. May be repeated.",
)
@click.option(
    "--picture",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Draw the pages with what preflight has found marked on them.",
)
@click.option(
    "--manifest",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Tell which outputs are not what this manifest.json says, are missing, or are not in it.",
)
@output_options
@as_one(Request)
def verify(context: click.Context, request: Request) -> None:
    """Check finished files, exporter's or anyone's, and print what is wrong with them.

    The built-in checks are always made, EPUBCheck and veraPDF where they are installed. With a profile, PDF files are
    checked for print instead.
    """
    from exporter.cli.exits import Exit
    from exporter.cli.findings import counted, in_order, styled, tally
    from exporter.model import Severity

    out = output(context)
    if not request.files and request.manifest is None:
        raise click.UsageError("Missing argument 'FILE...'.")
    limits, faults = _profile(request.profile) if request.profile else (None, ())
    out.findings(faults)
    folder = _folder(request.picture, request.files, limits)
    question = Question(request.fast, limits, folder, tuple(dict.fromkeys(request.stores)))
    found: list[Diagnostic] = []
    if request.manifest is not None:
        from exporter.batch import inventory

        found += inventory.compare(request.manifest)
    with out.progress(len(request.files)) as step:
        for path in request.files:
            step(str(path))
            found += _checked(path, question)
    out.findings_as_data(one for one in found if one.rule != "missing-judge")
    for absent in in_order(one for one in found if one.rule == "missing-judge"):
        out.note(styled(absent))  # though it is but information: nobody should take silence for praise
    checked = counted(len(request.files), "file") if request.files else "the manifest's files"
    out.note(f"{checked} checked: {tally(found) or 'nothing found'}")
    if any(one.severity is Severity.ERROR for one in found):
        context.exit(Exit.FAILED)  # whatever the file is called: even a style sheet in an ebook is no configuration


def _profile(name: str) -> tuple[Profile, tuple[Diagnostic, ...]]:
    """Give the profile of a name, or read a house's own.

    Raises:
        click.UsageError: there is neither a profile nor a file of this name.
        ExporterError: the file is no profile.
    """
    from exporter.verify import preflight

    if name in preflight.PROFILES:
        return preflight.PROFILES[name], ()
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        known = ", ".join(preflight.PROFILES)
        raise click.UsageError(f"{name!r} is neither a profile ({known}) nor a file that can be read") from error
    return preflight.parse(data, name)


def _folder(folder: Path | None, files: Sequence[Path], profile: Profile | None) -> Path | None:
    """Make the folder for pictures.

    Raises:
        click.UsageError: there is no profile, or two files' pictures would have one name.
    """
    if folder is None:
        return None
    if profile is None:
        raise click.UsageError("'--picture' shows what '--profile' finds: give both")
    if len({path.stem for path in files}) < len(files):
        raise click.UsageError("'--picture' names pictures after files, and two of them are called the same")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.UsageError(f"{str(folder)!r} cannot be made: {(error.strerror or str(error)).lower()}") from error
    return folder


def _checked(path: Path, question: Question) -> tuple[Diagnostic, ...]:
    from exporter import verify as stage

    if path.exists() and not path.is_file():  # a device never ends, and a pipe may never begin
        return (_unreadable(path, "is a directory" if path.is_dir() else "no regular file"),)
    try:
        data = path.read_bytes()
    except OSError as error:
        return (_unreadable(path, (error.strerror or str(error)).lower()),)
    if question.profile and stage.content_kind(data) == "pdf":
        return _preflight(data, path, question.profile, question.pictures)
    found = stage.verify(data, path=str(path), stores=question.stores)
    return found if question.fast else (*found, *stage.judge(data, path=str(path)))


def _preflight(data: bytes, path: Path, profile: Profile, folder: Path | None) -> tuple[Diagnostic, ...]:
    from exporter.verify import preflight

    if folder is not None:
        for number, picture in preflight.pictures(data, profile).items():
            (folder / f"{path.stem}-page-{number}.png").write_bytes(picture)
    return preflight.check(data, profile, path=str(path))


def _unreadable(path: Path, reason: str) -> Diagnostic:
    from exporter import verify as stage
    from exporter.model import Diagnostic, Severity

    return Diagnostic(
        rule="unreadable-file",
        severity=Severity.ERROR,
        message=f"{str(path)!r} cannot be read: {reason}",
        hint=f"name a finished file: {stage.KINDS}",
        path=str(path),
    )
