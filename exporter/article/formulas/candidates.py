"""Whether a text between two dollars is a formula, or prose with two dollar signs in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_SIGN = r"write '\$' for a dollar sign"
_COMMAND = re.compile(r"\\[A-Za-z]")
_EQUATION = re.compile(r"[^\W\d_]+\s*=")
_TEXTS = re.compile(r"\\(?:text\w*|mbox|math(?:rm|bf|it|sf|tt)|operatorname\*?)\s*\{[^{}]*\}")
_FREE = re.compile(r"\\(?:left|right|[bB]igg?[lmr]?)\s*(?:\\.|.)|\\.", re.DOTALL)
"""A bracket that needs no partner, and any other character behind a backslash."""
_INTERVAL = re.compile(r"[\[\]][^\[\]()|]{1,80}[,;][^\[\]()|]{1,80}[\[\]]")
"""Of numbers, whose open ends have their brackets turned outwards (ISO 80000-2:2019)."""
_STOPS = frozenset(",;:.!?'*/\u3001\u3002\u060c\u061b")
"""And the comma and the full stop of Chinese and Japanese, comma and semicolon of Arabic."""
_CLOSING, _OPENING = frozenset({"Pe", "Pf", "Pi"}), frozenset({"Ps", "Pi"})
"""Categories of brackets and quotation marks: there are languages that close with what others open with."""
_AROUND = frozenset({'""', "''", "**", "__"})
BEFORE = 8
"""Characters, enough for the sign of a country and what stands before it."""
_COUNTRY = r"(?<![^\W_])(?:US|USA|AU|CA|CAN|NZ|HK|SG)"
_OF_COUNTRY = re.compile(rf"(?:{_COUNTRY}-|[^\W_])\Z")
_ENDS_IN_COUNTRY = re.compile(rf".*[\s,;(/]{_COUNTRY}-?", re.DOTALL)
_RANGE = re.compile(r"\d[\d.,]*([kKmM]?)\s?[-\u2013\u2014]\s?\d[\d.,]*\1")
_PRICE = re.compile(r"\d[^\\^_{}=<>+]*\s[^\\^_{}=<>+]*[^\W\d_]{2}[^\\^_{}=<>+]*")
_CURRENCY = re.compile(r"[€£¥₹₽₩₺₴]")
_STRESS = "**", "__"
_WORD = re.compile(r"[^\W\d_]{2,}")
_LETTER = r"(?<![^\W\d_])[^\W\d_](?![^\W\d_])"
_CALCULATED = re.compile(rf"{_LETTER}\s*[\^_=<>+]|[=<>+]\s*{_LETTER}|[\^_]\{{?(?:\d|{_LETTER})")
"""A sign of calculation beside a letter that stands alone: there are names of several letters beside it, not words."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What stands between two dollars, and around them."""

    latex: str
    before: str
    """The characters before the first dollar, `BEFORE` of them."""
    after: str
    """The character behind the second one, if there is any."""
    in_row: bool
    """Whether it stands in a row of a table."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it is no formula."""

    reason: str
    hint: str


def doubt(candidate: Candidate) -> Doubt | None:
    """Give the first reason to leave it as text; none where it is a formula."""
    for holds, found in _DOUBTS:
        if holds(candidate):
            return found
    return None


def is_meant(latex: str) -> bool:
    """Tell whether an author must have meant a formula, who is told when it is left as text."""
    return _COMMAND.search(latex) is not None or _EQUATION.match(latex) is not None


def _is_behind_a_letter(candidate: Candidate) -> bool:
    return _OF_COUNTRY.search(candidate.before) is not None


def _has_the_edges_of_prose(candidate: Candidate) -> bool:
    latex = candidate.latex
    around = candidate.before[-1:] + latex[0], latex[-1] + candidate.after
    whole = _INTERVAL.sub("x", _FREE.sub("x", latex))
    first, last = unicodedata.normalize("NFKC", whole[0]), whole[-1]
    is_open = unicodedata.category(first) in _CLOSING or (unicodedata.category(last) in _OPENING and last != "{")
    has_stop = len(latex) > 1 and (first in _STOPS or last == "/")
    is_half_barred = "|" in (first, last) and whole.count("|") % 2 == 1
    return is_open or has_stop or is_half_barred or not _AROUND.isdisjoint(around)


def _is_money(candidate: Candidate) -> bool:
    latex = candidate.latex
    patterns = (_PRICE, _RANGE, _ENDS_IN_COUNTRY)
    return not _COMMAND.search(latex) and (
        any(pattern.fullmatch(latex) for pattern in patterns) or _CURRENCY.search(latex) is not None
    )


def _has_brackets_without_partners(candidate: Candidate) -> bool:
    depth = 0
    for sign in _INTERVAL.sub("", _FREE.sub("", _TEXTS.sub("", candidate.latex))):
        depth += (sign in "([") - (sign in ")]")
        if depth < 0:
            return True
    return depth > 0


def _goes_over_cells(candidate: Candidate) -> bool:
    """Tell whether a bar outside brackets is one between cells: the two of an absolute value stand close to it."""
    if not candidate.in_row or "|" not in candidate.latex:
        return False
    latex = _FREE.sub(lambda match: match.group()[-1] if match.group()[-1] in "{}" else " x", candidate.latex)
    depth, bars = 0, []
    for index, sign in enumerate(latex):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "|" and depth == 0:
            bars.append(latex[max(index - 1, 0) : index + 2])
    has_words = not _COMMAND.search(candidate.latex) and _WORD.search(latex) is not None
    return len(bars) % 2 == 1 or " | " in bars or (bool(bars) and has_words)


def _has_words(candidate: Candidate) -> bool:
    latex = candidate.latex
    if _COMMAND.search(latex):
        return False
    return any(sign in latex for sign in _STRESS) or (len(_WORD.findall(latex)) > 1 and not _CALCULATED.search(latex))


_DOUBTS: tuple[tuple[Callable[[Candidate], bool], Doubt], ...] = (
    (
        _is_behind_a_letter,
        Doubt("a letter or a digit stands before its first dollar", f"write a space before it; {_SIGN}"),
    ),
    (
        _has_the_edges_of_prose,
        Doubt("it begins or ends as prose does", f"leave punctuation and quotation marks out; {_SIGN}"),
    ),
    (
        _goes_over_cells,
        Doubt("it goes on over the end of a cell", rf"write \vert or \mid in place of '|' in a table; {_SIGN}"),
    ),
    (
        _has_brackets_without_partners,
        Doubt("its brackets do not match", rf"write \left( and \right. around what has one bracket; {_SIGN}"),
    ),
    (_is_money, Doubt("it is an amount of money", _SIGN)),
    (_has_words, Doubt("it is made of words", rf"write words in a formula as \text{{…}}; {_SIGN}")),
)
