"""Line marks in the text, put where Markdown reads over them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exporter.article import attributes, marks
from exporter.article.lines import Line

_HEAD = re.compile(r"(?:[ ]*+>[ ]?)*+[ ]*+")
_ITEMS = re.compile(r"(?:(?:[-*+]|\d{1,9}\.)[ ]++(?=\S)|>[ ]?)*+[ ]*+(?::[ ]{1,3}(?=\S))?+")
_TEXT = re.compile(r"(?:\[\^[^\]\n]+\]:[ ]*+|#{1,6}[ ]++|\|[ ]*+)?+")

_DEFINITION = re.compile(rf"\[[^\]\[^][^\]\[]*\]:|\*\[[^\]]+\][ ]?:|{attributes.LIST}[ ]*$")
_KINDS = {
    "rule": re.compile(r"(?:(?:-[ ]*){3,}+|(?:\*[ ]*){3,}+|(?:_[ ]*){3,}+)$"),
    "call-out": re.compile(r"!!!"),
    "heading": re.compile(r"#{1,6}[ ]"),
    "item": re.compile(r"(?:[-*+]|\d{1,9}\.)[ ]+\S"),
    "raw": re.compile(r"<[A-Za-z/!?]"),
    "other": re.compile(r"[:|\[]"),
}
_UNDERLINE = re.compile(r"(?:=+|-+)[ ]*$")


@dataclass(slots=True)
class _Above:
    """What stands above a line, up to the nearest blank line, heading or rule."""

    kinds: set[str]
    count: int = 0
    prefix: str = ""
    """Quotation marks and indentation of the line right above."""

    def add(self, kind: str, prefix: str) -> None:
        """Go on by a line."""
        if kind in ("blank", "heading", "rule", "underline"):
            self.kinds, self.count = set(), 0
        else:
            self.kinds, self.count = {*self.kinds, kind}, self.count + 1
        self.prefix = prefix


def marked(lines: Sequence[Line]) -> list[str]:
    """The lines with a mark each.

    Blank lines are added where Python-Markdown ends a block too, but would read the rest of it once for each block in
    it.
    """
    result: list[str] = []
    above = _Above(set())
    for line in lines:
        head = _HEAD.match(line.text).end()  # type: ignore[union-attr]  # it matches the empty string too
        prefix, rest = line.text[:head], line.text[head:].rstrip()
        kind = _kind(rest, prefix, above)
        result.append(_with_mark(line, kind, prefix))
        if kind in ("heading", "rule", "underline"):
            _separate(result, prefix)
        above.add(kind, prefix)
    while result and not result[-1].strip():
        result.pop()
    return result


def _kind(rest: str, prefix: str, above: _Above) -> str:
    """What Markdown will take a line for."""
    if not rest:
        return "blank"
    if "raw" in above.kinds:
        return "raw"
    if _DEFINITION.match(rest) or ("|" in rest and "-" in rest and set(rest) <= set("|:- ")):
        return "bare"
    if above.kinds == {"text"} and above.count == 1 and above.prefix == prefix and _UNDERLINE.match(rest):
        return "underline"
    if rest in ("-", "*", "+") and "item" in above.kinds:
        return "empty item"
    return next((kind for kind, pattern in _KINDS.items() if pattern.match(rest)), "text")


def _with_mark(line: Line, kind: str, prefix: str) -> str:
    text, place = line.text, marks.mark(marks.LINE, line.number)
    if kind == "blank":
        return text.rstrip(" ") if text.strip() else ""
    if kind in ("bare", "underline"):
        return text
    if kind in ("rule", "call-out"):
        return text.rstrip() + place
    if kind == "empty item":
        return f"{text.rstrip()} {place}"
    start = _ITEMS.match(text, len(prefix)).end()  # type: ignore[union-attr]  # it matches the empty string too
    start = _TEXT.match(text, start).end()  # type: ignore[union-attr]  # as above
    return text[:start] + place + text[start:]


def _separate(written: list[str], prefix: str) -> None:
    if len(prefix) - len(prefix.rstrip()) < 4:
        written.append(prefix.rstrip())
