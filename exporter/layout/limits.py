"""Between which values a token may lie: beyond them a text could not be read, or would not fit on a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.layout.values import Layout, Token

POINTS = {"pt": 1.0, "px": 0.75, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6}
"""Absolute lengths: CSS Values and Units 4, 6.2."""
MEASURE = re.compile(r"(-?\d*\.?\d+)([a-z]*)", re.IGNORECASE)
TOLERANCE = 1e-6
"""So that 3.175mm are 9pt."""


def measure(token: Token, value: str) -> float | None:
    """Give a number, or a length in points; None for what has no size of its own, such as `2em` or `calc(…)`."""
    match = MEASURE.fullmatch(value)
    if match is None:
        return None
    number, unit = float(match[1]), match[2].lower()
    if not unit:
        return number if token.kind == "number" or number == 0 else None
    return number * POINTS[unit] if token.kind == "length" and unit in POINTS else None


def hold(token: Token, value: str) -> bool:
    """Whether a value is within the token's limits; where there are any, it must have a size of its own."""
    if not token.minimum and not token.maximum:
        return True
    size, low, high = (measure(token, text) for text in (value, token.minimum, token.maximum))
    if size is None:
        return False
    return (low is None or size > low - TOLERANCE) and (high is None or size < high + TOLERANCE)


def advice(token: Token) -> str:
    """Say what the limits are."""
    if token.minimum and token.maximum:
        return f"choose a {token.kind} from {token.minimum} to {token.maximum}"
    return f"choose {token.minimum} or more" if token.minimum else f"choose {token.maximum} or less"


def faults(layout: Layout) -> Iterator[tuple[str, str]]:
    """Messages, and hints, about limits that are none, and values of the layout's own that are not within them.

    A default without a size of its own, such as one that follows from the width of a page, is the layout's affair.
    """
    for token in layout.tokens.values():
        wrong = [text for text in (token.minimum, token.maximum) if text and measure(token, text) is None]
        if wrong:
            yield f"the limit {wrong[0]!r} of token {token.name!r} is no {token.kind}", f"write {_example(token)}"
        elif measure(token, token.value) is not None and not hold(token, token.value):
            yield f"token {token.name!r} cannot be {token.value!r}", advice(token)
    for paper in layout.papers.values():
        for name, value in paper.tokens.items():
            if name in layout.tokens and not hold(layout.tokens[name], value):
                yield f"token {name!r} of paper {paper.name!r} cannot be {value!r}", advice(layout.tokens[name])


def _example(token: Token) -> str:
    if token.kind == "number":
        return "a number"
    return "a length such as '9pt'" if token.kind == "length" else "limits of lengths and numbers only"
