"""Emphasis, `*stressed*` and `**strong**`, by CommonMark's procedure (section 6.2): in one pass, closed or not."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from exporter.article import marks, nodes

MAX_DEPTH = 30
"""Emphases within one another; more is no emphasis."""

_HOLDER = "x-emphasis"
"""Element that holds a text and its emphases until it is taken away again."""
_RUN = re.compile(r"\*+|_+")
_TAGS = {1: "em", 2: "strong"}


@dataclass(slots=True)
class _Run:
    """A run of stars or underscores, from which pairs are taken until nothing is left."""

    sign: str
    start: int
    end: int
    length: int
    """Before anything was taken."""
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of text, its signs included; `width` of them at each end."""

    start: int
    end: int
    width: int


def register(markdown: Markdown) -> None:
    """Take the place of Python-Markdown's emphasis."""
    markdown.inlinePatterns.register(_EmphasisProcessor(r"[*_]", markdown), "em_strong", 60)
    markdown.treeprocessors.register(_HolderProcessor(markdown), "holders", 19)


class _EmphasisProcessor(InlineProcessor):
    """Reads all emphases of a text at once."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # the stubs keep the old signature
        self, match: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        runs = list(_runs(data, match.start()))
        signs = {place for run in runs for place in range(run.start, run.end)}
        spans = sorted(_spans(runs), key=lambda span: (span.start, -span.end))
        holder = ET.Element(_HOLDER)
        _Text(data, signs, match.start()).fill(holder, spans)
        return holder, match.start(), len(data)


class _HolderProcessor(Treeprocessor):
    """Takes the holders away and leaves what is in them."""

    def run(self, root: ET.Element) -> None:
        for parent in list(root.iter()):
            if not any(child.tag == _HOLDER for child in parent):
                continue
            children = list(parent)
            del parent[:]
            for child in children:
                if child.tag != _HOLDER:
                    parent.append(child)
                    continue
                nodes.append_text(parent, child.text)
                parent.extend(child)
                nodes.append_text(parent, child.tail)


class _Text:
    """A text that is handed out from its beginning to its end."""

    def __init__(self, data: str, signs: set[int], position: int) -> None:
        self.data = data
        self.signs = signs
        self.position = position

    def fill(self, holder: ET.Element, spans: Sequence[_Span]) -> None:
        """Build elements of nested spans, given in the order of their beginnings."""
        opened: list[tuple[ET.Element, _Span]] = []
        for span in spans:
            while opened and opened[-1][1].end <= span.start:
                self._close(*opened.pop())
            if len(opened) < MAX_DEPTH:
                parent = opened[-1][0] if opened else holder
                nodes.append_text(parent, self._until(span.start))
                self.position = span.start + span.width
                opened.append((ET.SubElement(parent, _TAGS[span.width]), span))
        while opened:
            self._close(*opened.pop())
        nodes.append_text(holder, self._until(len(self.data)))

    def _close(self, element: ET.Element, span: _Span) -> None:
        nodes.append_text(element, self._until(span.end - span.width))
        self.position = span.end

    def _until(self, end: int) -> str:
        """The text up to a place; signs that are left over are written as Python-Markdown writes escaped characters."""
        start, self.position = self.position, end
        return _RUN.sub(
            lambda match: (
                f"\x02{ord(match.group()[0])}\x03" * len(match.group())
                if start + match.start() in self.signs
                else match.group()
            ),
            self.data[start:end],
        )


def _runs(data: str, start: int) -> Iterator[_Run]:
    """The runs that can open or close an emphasis; underscores within a word can do neither."""
    text = marks.LINE_PATTERN.sub(lambda match: " " * len(match.group()), data)
    for match in _RUN.finditer(text, start):
        before = text[match.start() - 1 : match.start()] or " "
        after = text[match.end() : match.end() + 1] or " "
        opens, closes = not after.isspace(), not before.isspace()
        if match.group()[0] == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        if opens or closes:
            yield _Run(match.group()[0], match.start(), match.end(), len(match.group()), opens, closes)


def _spans(runs: Sequence[_Run]) -> Iterator[_Span]:
    openers: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        while run.closes and run.start < run.end:
            key = (run.sign, run.opens, run.length % 3)
            found = _opener(openers, bottoms.get(key, 0), run)
            if found is None:
                bottoms[key] = len(openers)
                break
            del openers[found + 1 :]
            opener = openers[found]
            width = min(2, opener.end - opener.start, run.end - run.start)
            yield _Span(opener.end - width, run.start + width, width)
            opener.end -= width
            run.start += width
            if opener.start == opener.end:
                openers.pop()
            bottoms = {kind: min(bottom, len(openers)) for kind, bottom in bottoms.items()}
        if run.opens and run.start < run.end:
            openers.append(run)


def _opener(openers: Sequence[_Run], bottom: int, run: _Run) -> int | None:
    """The nearest run that this one closes, but for the two that CommonMark's rule of three keeps apart."""
    for index in range(len(openers) - 1, bottom - 1, -1):
        opener = openers[index]
        both = opener.closes or run.opens
        apart = both and (opener.length + run.length) % 3 == 0 and (opener.length % 3 or run.length % 3)
        if opener.sign == run.sign and not apart:
            return index
    return None
