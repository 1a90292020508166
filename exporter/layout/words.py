"""The words of the templates, and dates in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from exporter import language_tags

ORIGINAL = "en"


def own(words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """The words that are in a language: those of its tag, then of shorter ones (RFC 4647, 3.4)."""
    subtags = language_tags.subtags(language)
    found: dict[str, str] = {}
    for length in range(1, len(subtags) + 1):
        found.update(words.get("-".join(subtags[:length]), {}))
    return found


def table(words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """The words for a language: its own, and English ones where it has none."""
    return own(words, ORIGINAL) | own(words, language)


def spoken(words: Mapping[str, Mapping[str, str]], language: str) -> str:
    """The language that a document's words are in: its own, or English where the layout has none in it."""
    return language if language_tags.primary(language) in words else ORIGINAL


def day(value: date, words: Mapping[str, str]) -> str:
    """A date as the language writes it: `months` are twelve names separated by spaces, `date` is the pattern."""
    months = words.get("months", "").split()
    if len(months) != 12:
        return value.isoformat()
    return words.get("date", "{day} {month} {year}").format(
        day=value.day, month=months[value.month - 1], year=value.year
    )
