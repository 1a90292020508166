"""Characters that no font has: told in one finding and in the same words, whoever misses them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from exporter.model import Diagnostic, Severity

LISTED_AT_MOST = 5
"""Characters that are told one by one; a text in another script lacks hundreds."""


def missing(characters: Iterable[str], severity: Severity, path: str, line: int | None) -> Diagnostic:
    """Tell of characters without a glyph, at least one; `line` is where the first of them stands."""
    wanted = sorted(set(characters))
    listed = ", ".join(map(_named, wanted[:LISTED_AT_MOST]))
    others = f" and {len(wanted) - LISTED_AT_MOST} more" if len(wanted) > LISTED_AT_MOST else ""
    message = f"no font has {len(wanted)} characters: {listed}{others}"
    if len(wanted) == 1:
        message = f"no font has the character {listed}"
    hint = "write it another way, or use a layout that brings a font for it"
    return Diagnostic("missing-glyph", severity, message, hint, path, line)


def _named(character: str) -> str:
    """A character with its code point and its name, which says its script too."""
    return f"{character!r} (U+{ord(character):04X} {unicodedata.name(character, 'unnamed character')})"
