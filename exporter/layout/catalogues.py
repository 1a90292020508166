"""Catalogues of words: GNU gettext's PO files, in which each word has its key as context and English as original.

`words.pot` has the originals, `es.po` what they are in Spanish, `pt_BR.po` what differs there from `pt.po`. Files are
read when a document asks for their language, and once for as long as their bytes stay the same.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from exporter import language_tags, validation
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity

if TYPE_CHECKING:
    from babel.messages.catalog import Message

FOLDER = "words"
ORIGINALS = "words.pot"
_LINE = re.compile(r'\s*(?:#.*|(?:[a-z_]+(?:\[\d\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?')
_HINT = "open it in an editor of catalogues, such as Poedit, or run 'msgfmt --check' on it"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One file, as its bytes."""

    path: str
    sha256: str
    data: bytes = field(repr=False)
    """A layout's digest is of what it shows of itself, and has the hash."""

    @property
    def language(self) -> str:
        """The tag of its name, in lower case; empty of the originals."""
        path = PurePath(self.path)
        return "" if path.suffix == ".pot" else "-".join(language_tags.subtags(path.stem))


@dataclass(frozen=True, slots=True)
class Entry:
    """One word."""

    original: str
    """English."""
    translation: str
    """Empty where there is none, or none that has been checked (`fuzzy`)."""
    line: int


Chain = tuple[Catalogue, ...]
"""Catalogues of one language: a layout's behind those that it extends."""


def originals(chain: Chain) -> Mapping[str, str]:
    """The English words by their keys.

    Raises:
        ExporterError: a catalogue cannot be read.
    """
    return {key: entry.original for catalogue in chain for key, entry in _entries(catalogue).items()}


@lru_cache(maxsize=128)
def translations(english: Chain, chain: Chain) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """The words of a language by their keys, as far as they are translated, and which of them have an older original.

    Raises:
        ExporterError: a catalogue cannot be read, has a key that no original has, or other placeholders.
    """
    known = originals(english)
    words: dict[str, str] = {}
    findings: list[Diagnostic] = []
    for catalogue in chain:
        for key, entry in _entries(catalogue).items():
            findings += _faults(catalogue, key, entry, known)
            if entry.translation:
                words[key] = entry.translation
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise ExporterError(findings)
    return words, tuple(findings)


def place(catalogue: Catalogue, characters: set[str]) -> tuple[str, int] | None:
    """The file and line of the first word that has one of the characters."""
    for entry in _entries(catalogue).values():
        if not characters.isdisjoint(entry.translation or (entry.original if not catalogue.language else "")):
            return catalogue.path, entry.line
    return None


def _faults(catalogue: Catalogue, key: str, entry: Entry, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    if key not in known:
        hint = validation.nearest(key, list(known)) or f"add it to {FOLDER}/{ORIGINALS} beside this file"
        yield _error("unknown-word", f"no layout has a word {key!r}", catalogue.path, entry.line, hint)
        return
    wanted = _placeholders(known[key])
    if entry.translation and _placeholders(entry.translation) != wanted:
        names = ", ".join(f"{{{name}}}" for name in sorted(wanted or ())) or "none"
        message = f"{key!r} must have the placeholders of {known[key]!r}: {names}"
        yield _error("wrong-placeholder", message, catalogue.path, entry.line, "take them over as they are")
    elif entry.original != known[key]:
        message = f"{key!r} translates {entry.original!r}, and the original is {known[key]!r} now"
        hint = "check the translation, and write the new original as its msgid"
        yield Diagnostic("outdated-word", Severity.WARNING, message, hint, catalogue.path, entry.line)


def _placeholders(text: str) -> frozenset[str] | None:
    """Names in braces; None where a brace has no other."""
    try:
        return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _entries(catalogue: Catalogue) -> Mapping[str, Entry]:
    """The words of a file by their keys; every job of a run reads the same files."""
    from babel.messages import pofile

    lines = _lines(catalogue)
    try:
        messages = pofile.read_po(lines, abort_invalid=True)
    except pofile.PoFileError as error:
        fault = str(error).rpartition(" on ")[0]
        raise ExporterError([_unreadable(catalogue, f"{fault[:1].lower()}{fault[1:]}", error.lineno + 1)]) from error
    except (ValueError, LookupError, TypeError) as error:  # of what its header says
        raise ExporterError([_unreadable(catalogue, str(error), None)]) from error
    return dict(_entry(catalogue, message) for message in messages if message.id)


def _lines(catalogue: Catalogue) -> list[str]:
    """The lines of a file; those that Babel would take without the quotation marks they lack are refused."""
    try:
        lines = catalogue.data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        number = catalogue.data[: error.start].count(b"\n") + 1
        fault = _error("not-utf-8", f"byte {error.start} is no UTF-8", catalogue.path, number, "save the file as UTF-8")
        raise ExporterError([fault]) from error
    for number, line in enumerate(lines, 1):
        if not _LINE.fullmatch(line):
            raise ExporterError([_unreadable(catalogue, f"{line.strip()!r} is no keyword and text in quotes", number)])
    return lines


def _entry(catalogue: Catalogue, message: Message) -> tuple[str, Entry]:
    line = message.lineno or 1
    if not message.context:
        hint = 'write the key above it: msgctxt "contents"'
        raise ExporterError([_error("invalid-catalogue", f"{message.id!r} has no key", catalogue.path, line, hint)])
    if not isinstance(message.id, str) or not isinstance(message.string, str | None):
        fault = f"{message.context!r} has plural forms, which no word of a layout needs"
        raise ExporterError(
            [_error("invalid-catalogue", fault, catalogue.path, line, "write one msgid and one msgstr")]
        )
    return message.context, Entry(message.id, "" if message.fuzzy else message.string or "", line)


def _unreadable(catalogue: Catalogue, fault: str, line: int | None) -> Diagnostic:
    message = f"the catalogue cannot be read: {fault}"
    return _error("invalid-catalogue", message, catalogue.path, line, _HINT)


def _error(rule: str, message: str, path: str, line: int | None, hint: str) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint, path, line)
