"""A plain table: the same text in a terminal, in a log and in a pipe, and no line cut off."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

GAP = "  "
ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def lines(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()) -> list[str]:
    """Align cells in columns; the columns numbered in `right` (from 0) are aligned to the right."""
    grid = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(width(cell) for cell in column) for column in zip(*grid, strict=True)]
    return [GAP.join(_padded(cell, widths[at], at in right) for at, cell in enumerate(row)).rstrip() for row in grid]


def width(text: str) -> int:
    """Count the terminal cells of a text: wide East Asian characters take two, combining ones none."""
    return sum(
        0
        if unicodedata.category(character) in ZERO_WIDTH
        else 2
        if unicodedata.east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _padded(cell: str, wanted: int, to_the_right: bool) -> str:  # noqa: FBT001 - private, and named at its one use
    filling = " " * (wanted - width(cell))
    return filling + cell if to_the_right else cell + filling


def size(size_bytes: int) -> str:
    """Write a size in decimal units, as file managers do: `948 B`, `12.3 kB`, `1.4 MB`."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    value = float(size_bytes)
    for unit in ("kB", "MB"):
        value /= 1000
        if value < 999.95:  # more would be rounded to 1000.0
            return f"{value:.1f} {unit}"
    return f"{value / 1000:.1f} GB"


def duration(seconds: float) -> str:
    """Write a duration as `0.42 s`, `12.3 s` or `2 min 5 s`."""
    if seconds < 9.995:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
