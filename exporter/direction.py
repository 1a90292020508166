"""Which way a language or a text is written."""

from __future__ import annotations

import unicodedata

from exporter import language_tags

LANGUAGES = frozenset({"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
"""Primary language subtags that are written from right to left where no script subtag says otherwise."""
SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "syrc", "thaa"})
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "ltr", "rtl"

_ISOLATES = {LEFT_TO_RIGHT: "\u2066", RIGHT_TO_LEFT: "\u2067"}
_END = "\u2069"


def of_language(language: str) -> str:
    """`rtl` for languages and scripts that are written from right to left, else `ltr`; takes a BCP 47 tag."""
    primary, *subtags = language_tags.subtags(language)
    if SCRIPTS.intersection(subtags):
        return RIGHT_TO_LEFT
    return RIGHT_TO_LEFT if primary in LANGUAGES and "latn" not in subtags else LEFT_TO_RIGHT


def of_text(text: str) -> str:
    """The direction of the first letter that has one (UAX #9, P2 and P3); figures alone are read from the left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return LEFT_TO_RIGHT
        if kind in {"R", "AL"}:
            return RIGHT_TO_LEFT
    return LEFT_TO_RIGHT


def isolated(text: str, around: str) -> str:
    """The text set apart from text of another direction, so that neither reorders the other (UAX #9, 2.4).

    Without it the figures of a phone number in an Arabic sentence stand in another order than they are dialled in.

    Args:
        text: What is put in.
        around: Direction of the text it is put into.
    """
    own = of_text(text)
    return text if own == around or not text.strip() else f"{_ISOLATES[own]}{text}{_END}"
