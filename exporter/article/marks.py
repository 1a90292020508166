"""Marks that travel inside the text through Python-Markdown, which keeps no positions of its own.

Each is an opening noncharacter, a number in ten more noncharacters, and an end. The Unicode Standard, section 23.7,
keeps U+FDD0 to U+FDEF for a program's own use; `source.read` removes them from what people wrote.
"""

from __future__ import annotations

import re

_DIGITS = "".join(chr(0xFDD0 + digit) for digit in range(10))
_ENCODE = str.maketrans("0123456789", _DIGITS)
_DECODE = str.maketrans(_DIGITS, "0123456789")
_END = "\ufdda"

LINE = "\ufddb"
"""What follows stands on this line of the file."""
VALUE = "\ufddc"
"""A variable's value: text, never markup."""
UNDEFINED = "\ufddd"
"""A variable that does not exist, where a link leads to."""
CODE = "\ufdde"
"""A fenced code block."""
PAGE = "\ufddf"
"""A forced page."""
BRACE = "\ufde0"
"""An opening brace inside a code span, which is no variable."""
AS_WRITTEN = "\ufde1"
"""Stands after a character that typography leaves alone."""

DRAWING = "\ufde2"
"""A fenced block that is to be drawn: a chart, or a risk."""
FORMULA = "\ufde3"
"""A formula, by its number among those of the article."""

LINE_PATTERN = re.compile(f"{LINE}([{_DIGITS}]+){_END}")
VALUE_PATTERN = re.compile(f"{VALUE}([{_DIGITS}]+){_END}")
CODE_PATTERN = re.compile(f"{CODE}([{_DIGITS}]+){_END}")
DRAWING_PATTERN = re.compile(f"{DRAWING}([{_DIGITS}]+){_END}")
UNDEFINED_PATTERN = re.compile(f"{UNDEFINED}([{_DIGITS}]+){_END}")
FORMULA_PATTERN = re.compile(f"{FORMULA}([{_DIGITS}]+){_END}")
OBJECT = re.compile(
    f"^[ ]*(?:{LINE}(?P<line>[{_DIGITS}]+){_END})?[ ]*(?P<kind>[{CODE}{PAGE}])(?P<number>[{_DIGITS}]+){_END}[ ]*$",
    re.MULTILINE,
)
ANY = re.compile("[\ufdd0-\ufdef]")


def mark(kind: str, number: int) -> str:
    """A mark that carries a number."""
    return f"{kind}{str(number).translate(_ENCODE)}{_END}"


def number(digits: str) -> int:
    """The number in a mark's digits."""
    return int(digits.translate(_DECODE))


def without_lines(text: str) -> str:
    """The text without its line marks."""
    return LINE_PATTERN.sub("", text) if LINE in text else text


def first_line(text: str | None) -> int | None:
    """The line of the first line mark in a text."""
    match = LINE_PATTERN.search(text) if text else None
    return number(match.group(1)) if match else None


def last_line(text: str | None) -> int | None:
    """The line of the last line mark in a text."""
    if not text or LINE not in text:
        return None
    match = LINE_PATTERN.search(text, text.rindex(LINE))
    return number(match.group(1)) if match else None
