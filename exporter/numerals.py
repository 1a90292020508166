"""Numbers as a language writes them.

Decimal marks and the place of the percent sign are the Unicode CLDR's for the locale, by way of Babel; groups are set
apart by a narrow no-break space, as ISO 80000-1, 7.3.1, has it, but for English, which has the comma: a full stop or a
comma in 12.345 mg could be taken for the decimal mark of another country.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from exporter.language_tags import locale, primary

PERCENT = "%"
_SPACE = "\N{NARROW NO-BREAK SPACE}"
_SHORTEST_GROUPED = 5
"""Digits from which they are grouped; English does so from 4."""


class _Signs(NamedTuple):
    """What a language writes in numbers and around them."""

    mark: str
    """Before the decimals."""
    group: str
    before_percent: str
    after_percent: str


def written(number: Decimal | int, language: str) -> str:
    """A number as it is read; its digits are those of the number, no more and no fewer."""
    whole, _, decimals = f"{abs(Decimal(number)):f}".partition(".")
    signs = _signs(language)
    grouped = len(whole) >= (4 if signs.group == "," else _SHORTEST_GROUPED)
    whole = f"{int(whole):,}".replace(",", signs.group) if grouped else whole
    minus = "\N{MINUS SIGN}" if number < 0 else ""
    return f"{minus}{whole}{signs.mark}{decimals}" if decimals else f"{minus}{whole}"


def with_unit(number: Decimal | int, unit: str, language: str) -> str:
    """A number and its unit, which never stand on two lines; the unit may be empty."""
    text = written(number, language)
    if unit == PERCENT:
        signs = _signs(language)
        return f"{signs.before_percent}{text}{signs.after_percent}"
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


@lru_cache(maxsize=64)
def _signs(language: str) -> _Signs:
    from babel import numbers

    known = locale(language)
    if known is None:
        return _Signs(",", _SPACE, "", f"\N{NO-BREAK SPACE}{PERCENT}")
    mark = numbers.get_decimal_symbol(known)
    percent = known.percent_formats[None]
    group = "," if primary(language) == "en" and mark != "," else _SPACE
    return _Signs(mark, group, percent.prefix[0], percent.suffix[0])
