"""Where the files of a job go: a pattern over the names of article, clinic, edition and format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from string import Formatter

from exporter.model import FORMATS

DEFAULT = "{clinic}/{article}-{edition}.{format}.{suffix}"
PLACEHOLDERS = ("clinic", "article", "edition", "format", "suffix", "language")


@dataclass(frozen=True, slots=True)
class Names:
    """What fills the pattern."""

    article: str
    """The article's path below the articles' folder, without suffix and language."""
    edition: str
    format: str
    clinic: str = ""
    """Empty where the project has one clinic or none: its folder is left out then."""
    language: str = ""
    """BCP 47 tag of the article."""
    is_translation: bool = False
    """Whether the language stands behind the article's name, unless the pattern has a place for it."""


def check(pattern: str) -> None:
    """Refuse a pattern that could not tell two files apart or would lead out of the folder.

    Raises:
        ValueError: with the reason.
    """
    fields = [field for field in Formatter().parse(pattern) if field[1] is not None]
    names = [str(name) for _, name, _, _ in fields]
    unknown = [name for name in names if name not in PLACEHOLDERS]
    if unknown:
        raise ValueError(f"unknown placeholder {unknown[0]!r}; use {', '.join(PLACEHOLDERS)}")
    if any(spec or conversion for _, _, spec, conversion in fields):
        raise ValueError("a placeholder is a name in braces and nothing else, such as {article}")
    if not pattern.isprintable():
        raise ValueError("the pattern has control characters")
    missing = [name for name in ("article", "edition", "suffix") if name not in names]
    if missing:
        raise ValueError(f"the pattern needs {{{missing[0]}}}, or files would overwrite one another")
    if pattern.startswith("/") or ".." in PurePosixPath(pattern).parts:
        raise ValueError("the pattern must stay inside the build folder")


def path(pattern: str, names: Names) -> str:
    """Fill a checked pattern: `example/flu-brochure.screen.pdf`, or `flu-ebook.epub` where format and suffix agree.

    Raises:
        ValueError: a name in it leads out of the folder.
    """
    suffix = FORMATS[names.format].suffix
    article = names.article
    if names.is_translation and "{language}" not in pattern:
        article = f"{article}.{names.language}"
    filled = pattern.format(
        clinic=names.clinic,
        article=article,
        edition=names.edition,
        format=names.format,
        suffix=suffix,
        language=names.language,
    )
    filled = filled.replace(f".{suffix}.{suffix}", f".{suffix}")
    place = re.sub(r"/(?:\.?/)+", "/", filled).lstrip("/")
    if ".." in place.split("/"):
        raise ValueError(f"{place!r} would lie outside the build folder")
    return place
