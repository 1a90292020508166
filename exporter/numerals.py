"""Numbers as a language writes them.

Decimal marks, groups and the place of the percent sign follow the Unicode CLDR's `numbers` for each locale; groups are
set apart by a narrow no-break space, as ISO 80000-1, 7.3.1, has it, but for English, which has the comma.
"""

from __future__ import annotations

from decimal import Decimal

from exporter.language_tags import subtags

PERCENT = "%"
_SPACE = "\N{NARROW NO-BREAK SPACE}"
_DECIMAL_POINT = frozenset({"en", "ar", "he", "hi", "th", "zh", "ja", "ko", "es-mx", "es-us", "de-ch", "it-ch"})
"""Languages, or regions of them, with a point; all others have a comma."""
_CLOSE_PERCENT = frozenset({"en", "ar", "he", "hi", "th", "zh", "ja", "ko", "it", "nl", "pl", "pt", "tr"})
"""Languages in which the percent sign follows the number without a space."""
_SHORTEST_GROUPED = 5
"""Digits from which they are grouped; English does so from 4."""


def written(number: Decimal | int, language: str) -> str:
    """A number as it is read; its digits are those of the number, no more and no fewer."""
    whole, _, decimals = f"{abs(Decimal(number)):f}".partition(".")
    english = _speaks(language, frozenset({"en"}))
    mark = "." if _speaks(language, _DECIMAL_POINT) else ","
    grouped = len(whole) >= (4 if english else _SHORTEST_GROUPED)
    whole = f"{int(whole):,}".replace(",", "," if english else _SPACE) if grouped else whole
    minus = "\N{MINUS SIGN}" if number < 0 else ""
    return f"{minus}{whole}{mark}{decimals}" if decimals else f"{minus}{whole}"


def with_unit(number: Decimal | int, unit: str, language: str) -> str:
    """A number and its unit, which never stand on two lines; the unit may be empty."""
    text = written(number, language)
    if not unit or (unit == PERCENT and _speaks(language, _CLOSE_PERCENT)):
        return f"{text}{unit}"
    return f"{text}\N{NO-BREAK SPACE}{unit}"


def _speaks(language: str, languages: frozenset[str]) -> bool:
    own = subtags(language)
    return "-".join(own) in languages or own[0] in languages
