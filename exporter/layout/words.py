"""The words of the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exporter import language_tags
from exporter.layout import catalogues
from exporter.layout.catalogues import Chain
from exporter.model import Diagnostic

ORIGINAL = "en"
Words = Mapping[str, Chain]
"""The catalogues of a layout, by language tag in lower case; the originals' is empty."""


def own(words: Words, language: str) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The words that are in a language: those of its tag, then of shorter ones (RFC 4647, 3.4).

    Raises:
        ExporterError: a catalogue is wrong.
    """
    english = words.get("", ())
    subtags = language_tags.subtags(language)
    found: dict[str, str] = {}
    findings: list[Diagnostic] = []
    if subtags[0] == ORIGINAL:
        found.update(catalogues.originals(english))
    for length in range(1, len(subtags) + 1):
        chain = words.get("-".join(subtags[:length]), ())
        translated, told = catalogues.translations(english, chain)
        found.update(translated)
        findings += told
    return found, tuple(findings)


def table(words: Words, language: str) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The words for a language: its own, and English ones where it has none.

    Raises:
        ExporterError: a catalogue is wrong.
    """
    english, told = own(words, ORIGINAL)
    found, also_told = own(words, language)
    return english | found, tuple(dict.fromkeys((*told, *also_told)))


def spoken(words: Words, language: str) -> str:
    """The language that a document's words are in: its own, or English where the layout has none in it."""
    primary = language_tags.primary(language)
    return language if primary == ORIGINAL or primary in words else ORIGINAL


def place(words: Words, language: str, characters: Iterable[str]) -> tuple[str, int] | None:
    """The file and line in which a word for a language has one of the characters; None where none has."""
    wanted = set(characters)
    tags = ["-".join(language_tags.subtags(language)[:length]) for length in range(len(language), 0, -1)]
    chains = (words.get(tag, ()) for tag in dict.fromkeys((*tags, ORIGINAL, "")))
    return next(
        (place for chain in chains for one in reversed(chain) if (place := catalogues.place(one, wanted))), None
    )
