"""The words that formulas are read with, a file for each language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from exporter.language_tags import primary

ORIGINAL = "en"
GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
"""In the order in which a file of words names them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says; the keys are those of `words/en.toml`."""

    language: str
    """BCP 47 primary subtag."""
    phrases: Mapping[str, str]
    """Patterns with their parts as `{0}`, `{1}` and `{2}`."""
    functions: Mapping[str, str]
    letters: Mapping[str, str]
    """Greek ones, in lower case."""
    signs: Mapping[str, str]


def of(language: str) -> Words:
    """The words of a BCP 47 language, English ones where it has none here."""
    return _read(primary(language) if has(language) else ORIGINAL)


def has(language: str) -> bool:
    """Whether there are words in a BCP 47 language."""
    return primary(language) in _known()


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    names = (entry.name for entry in (files(__package__) / "words").iterdir())
    return frozenset(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@lru_cache(maxsize=16)
def _read(language: str) -> Words:
    tables = tomllib.loads((files(__package__) / "words" / f"{language}.toml").read_text(encoding="utf-8"))
    names = dict(zip(GREEK, tables["letters"].split(), strict=True))
    return Words(language, tables["phrases"], tables["functions"], names, tables["signs"])
