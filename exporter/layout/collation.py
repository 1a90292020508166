"""The order of words in lists, as each language has it.

Full collation (UTS 10) needs tables of megabytes, and the lists here are short: accents do not count, but for the
letters that a language's alphabet has in a place of their own (CLDR, `collation`, of each language).
"""

from __future__ import annotations

import unicodedata

from exporter.language_tags import primary

ALPHABETS = {
    "da": "z æ ø å",
    "es": "n ñ",
    "nb": "z æ ø å",
    "nn": "z æ ø å",
    "no": "z æ ø å",
    "pl": "a ą c ć e ę l ł n ń o ó s ś z ź ż",
    "sv": "z å ä ö",
}
"""By primary language subtag: letters that stand behind the one before them which has no accent."""


def key(text: str, language: str) -> tuple[object, ...]:
    """What texts are sorted by; among those that are alike but for accents and capitals, the text itself decides."""
    places = _places(primary(language))
    return (*(place for sign in text.casefold() for place in _weights(sign, places)), (), text)


def _weights(sign: str, places: dict[str, tuple[str, int]]) -> list[tuple[str, int]]:
    if sign in places:
        return [places[sign]]
    return [(letter, 0) for letter in unicodedata.normalize("NFKD", sign) if letter.isalnum() or letter.isspace()]


def _places(language: str) -> dict[str, tuple[str, int]]:
    """Letters of their own, each as the plain one that it follows and how far it is behind."""
    places: dict[str, tuple[str, int]] = {}
    plain, behind = "", 0
    for letter in ALPHABETS.get(language, "").split():
        if letter.isascii():
            plain, behind = letter, 0
        else:
            behind += 1
            places[letter] = (plain, behind)
    return places
