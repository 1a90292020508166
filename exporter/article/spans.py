"""Code spans within a line: what stands between two runs of as many backticks (CommonMark, section 6.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TICKS = re.compile(r"`+")


def code(text: str) -> Iterator[tuple[int, int]]:
    """Where each code span of a line begins and ends, its backticks included."""
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        later.setdefault(end - start, []).append(index)
    index = 0
    while index < len(runs):
        start, end = runs[index]
        same = later[end - start]
        same.pop(0)
        if not same:
            index += 1
            continue
        close = same[0]
        yield start, runs[close][1]
        for passed in runs[index + 1 : close + 1]:
            later[passed[1] - passed[0]].pop(0)
        index = close + 1
