"""Brackets that cannot belong to a link or a picture.

Python-Markdown looks for the end of each bracket through all the text that follows. Texts with many brackets that have
no end, which people only write by accident or to do harm, would take time that grows with the square of their length.
"""

from __future__ import annotations

import re

MANY = 100
"""Opening brackets in one text up to which there is no need to look."""
MAX_DEPTH = 12
"""Brackets within one another; a link's text may hold a picture, whose text may hold a few more."""

_BRACKET = re.compile(r"\\.|[\[\]()]", re.DOTALL)
_PAIRS = {"]": "[", ")": "("}


def shield(text: str) -> str:
    """The text with the hopeless ones among its brackets written as Python-Markdown writes escaped characters."""
    if text.count("[") + text.count("](") <= MANY:
        return text
    hopeless = _hopeless(text)
    pieces, position = [], 0
    for place in sorted(hopeless):
        pieces += [text[position:place], f"\x02{ord(text[place])}\x03"]
        position = place + 1
    return "".join([*pieces, text[position:]])


def _hopeless(text: str) -> set[int]:
    """Places of opening brackets without an end, or too deep within others."""
    opened: dict[str, list[int]] = {"[": [], "(": []}
    hopeless: set[int] = set()
    for match in _BRACKET.finditer(text):
        sign, place = match.group(), match.start()
        if sign in opened:
            if len(opened[sign]) >= MAX_DEPTH:
                hopeless.add(place)
            opened[sign].append(place)
        elif sign in _PAIRS and opened[_PAIRS[sign]]:
            opened[_PAIRS[sign]].pop()
    return hopeless.union(*opened.values())
