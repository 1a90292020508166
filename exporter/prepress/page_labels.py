"""The numbers a viewer shows beside the pages: those printed on them (ISO 32000-1, 12.4.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


def number_tree(labels: Sequence[str]) -> pikepdf.Dictionary:
    """The catalog's `/PageLabels` for the label of each page, in order."""
    from pikepdf import Array, Dictionary, Name, String

    entries: list[object] = []
    for index, label, first in _ranges(labels):
        entries.append(index)
        if first is None:
            entries.append(Dictionary(P=String(label)))
        else:
            entries.append(Dictionary(S=Name.D, St=first))
    return Dictionary(Nums=Array(entries))


def _ranges(labels: Sequence[str]) -> Iterator[tuple[int, str, int | None]]:
    """Where a run of counted pages begins, and with which number; pages with any other label stand for themselves."""
    expected: int | None = None
    for index, label in enumerate(labels):
        number = int(label) if label.isascii() and label.isdecimal() and label[0] != "0" else None
        if number is None or number != expected:
            yield index, label, number
        expected = None if number is None else number + 1
