"""Which articles, clinics and editions of a project were chosen; only the names of files are read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from exporter import validation
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Edition, Project, Severity
from exporter.pipeline.job import shown

ARTICLE_SUFFIXES = (".md", ".markdown", ".txt")
"""Of articles that are named; the first is that of those that are found."""


def editions(project: Project, names: Sequence[str]) -> list[Edition]:
    """The editions of these names, or all; print editions before the ebooks that take their page numbers from them.

    Raises:
        ExporterError: there is no such edition.
    """
    known = {edition.name: edition for edition in project.editions}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ExporterError(
            _error("unknown-edition", f"there is no edition {name!r}", validation.nearest(name, list(known)))
            for name in unknown
        )
    chosen = [known[name] for name in dict.fromkeys(names)] if names else list(known.values())
    return sorted(chosen, key=lambda edition: bool(edition.pages_from))


def clinic_files(project: Project) -> list[Path]:
    """Every clinic's file, in order."""
    return sorted(path for path in project.clinics.glob("*.toml") if not path.name.startswith("."))


def clinics(project: Project, names: Sequence[str]) -> list[Path | None]:
    """The files of the clinics of these names, or of all; None alone where the project has none.

    Raises:
        ExporterError: there is no such clinic.
    """
    files = {path.stem: path for path in clinic_files(project)}
    unknown = [name for name in names if name not in files]
    if unknown:
        where = f"put clinics' files ending in .toml into {shown(project.clinics, project.root)!r}"
        raise ExporterError(
            _error("unknown-clinic", f"there is no clinic {name!r}", validation.nearest(name, list(files)) or where)
            for name in unknown
        )
    chosen: list[Path | None] = [files[name] for name in dict.fromkeys(names)] if names else [*files.values()]
    return chosen or [None]


def articles(project: Project, paths: Sequence[Path]) -> list[Path]:
    """The articles that were named, or all of the project.

    Raises:
        ExporterError: one lies outside the project, is a folder or no article.
    """
    if not paths:
        found = (path for path in project.articles.rglob("*.md") if path.is_file())
        return sorted(path for path in found if not _is_hidden(path.relative_to(project.articles)))
    outside = [path for path in paths if not path.resolve().is_relative_to(project.root)]
    if outside:
        raise ExporterError(
            _error("outside-project", f"{str(path)!r} lies outside the project", "use 'exporter render' for it")
            for path in outside
        )
    folders = [path for path in paths if path.is_dir()]
    if folders:
        raise ExporterError(
            _error("unreadable-file", f"{str(path)!r} is a folder", "name a file in it") for path in folders
        )
    others = [path for path in paths if path.suffix.lower() not in ARTICLE_SUFFIXES]
    if others:
        hint = f"name articles, which end in {', '.join(ARTICLE_SUFFIXES)}; an edition's name goes behind --edition"
        raise ExporterError(_error("wrong-usage", f"{str(path)!r} is no article", hint) for path in others)
    return list(dict.fromkeys(_named(path, project.root) for path in paths))


def _named(path: Path, root: Path) -> Path:
    """The path as `articles` finds it by itself: links in it keep their names, and with them the outputs."""
    plain = absolute(path)
    return plain if plain.is_relative_to(root) else path.resolve()


def absolute(path: Path) -> Path:
    """The path without `..`, so that it can be told which folder it lies in; links keep their names.

    Where `..` goes back over a link, names alone would lead to another file: then no link is kept.
    """
    plain, real = os.path.normpath(path.absolute()), os.path.realpath(path)  # which bears links that go in a circle
    return Path(plain if os.path.realpath(plain) == real else real)


def _is_hidden(path: Path) -> bool:
    """Whether a name begins with a full stop, as those that editors and other systems leave behind."""
    return any(part.startswith(".") for part in path.parts)


def _error(rule: str, message: str, hint: str = "") -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint)
