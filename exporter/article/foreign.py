"""Drawings and formulas within raw HTML: their elements go, the words and signs in them stay to be read."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.article.markup import ALLOWED, Tag

ROOTS = frozenset({"svg", "math"})
UNSEEN = frozenset({"annotation", "annotation-xml", "clippath", "defs", "mask", "metadata", "pattern", "symbol"})
"""What nobody would see of them."""

_SIGNS = {
    "mfrac": ("/",),
    "mroot": ("^1/",),
    "msub": ("_",),
    "msubsup": ("_", "^"),
    "msup": ("^",),
    "munder": ("_",),
    "munderover": ("_", "^"),
    "mover": ("^",),
}
"""What stands between the parts of a formula in one line: without it a half would be twelve."""
_LEAVES = frozenset({"mi", "mn", "mo", "ms", "mtext", "mspace"})
_WORDS = frozenset({"desc", "mtd", "mtr", "text", "textpath", "title", "tspan"})


@dataclass(slots=True)
class _Part:
    """An element of a formula that is open."""

    name: str
    end: str
    count: int = 0
    """Of the parts it has so far."""


class Foreign:
    """A drawing or a formula that is being read."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._open: list[_Part] = []

    def takes(self, tag: Tag) -> bool:
        """Whether a tag belongs to it; HTML may stand within."""
        return tag.name not in ALLOWED or tag.name == "a"

    def instead(self, tag: Tag) -> str:
        """What stands in the place of a tag."""
        if self.root == "svg" or tag.name in _WORDS:
            return " " if tag.name in _WORDS else ""
        return self._end(tag.name) if tag.closes else self._begin(tag)

    def _begin(self, tag: Tag) -> str:
        begin, end = "", ""
        around = self._open[-1] if self._open else None
        signs = _SIGNS.get(around.name, ()) if around else ()
        if around:
            begin = signs[around.count - 1] if 0 < around.count <= len(signs) else ""
            around.count += 1
        if tag.name == "msqrt" or (signs and tag.name not in _LEAVES):
            begin, end = f"{begin}{'√' if tag.name == 'msqrt' else ''}(", ")"
        if not tag.is_whole:
            self._open.append(_Part(tag.name, end))
        return begin

    def _end(self, name: str) -> str:
        if not any(part.name == name for part in self._open):
            return ""
        ends = ""
        while True:
            part = self._open.pop()
            ends += part.end
            if part.name == name:
                return ends
