"""Indentation as Python-Markdown reads it, four spaces for each list, from indentation as people write it.

In CommonMark (section 5.2) a line belongs to an item of a list when it is indented as far as the item's own text, be it
two, three or four columns: so GitHub reads it, and so formatters write it. Python-Markdown counts in fours, and would
tell what is indented by less from its list. Lines that are indented by four come out as they went in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from exporter.article import marks
from exporter.article.lines import Line
from exporter.article.markup import BLOCKS, KNOWN

WIDTH = 4
"""Columns by which Python-Markdown wants the contents of a block indented."""

_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_ITEM = re.compile(r"(?P<marker>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]+(?=\S)|$)")
_RAW = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])|<[!?]")
_WHOLE_TAG = re.compile(r"</?[A-Za-z][^<>]*+>[ ]*$")
_MARKDOWN = re.compile(r"<[^<>]*\smarkdown(?=[\s=/>])", re.IGNORECASE)
_KINDS = {
    "quote": _QUOTE,
    "rule": re.compile(r"(?:(?:-[ ]*){3,}+|(?:\*[ ]*){3,}+|(?:_[ ]*){3,}+)$"),
    "heading": re.compile(r"#{1,6}(?:[ ]|$)"),
    "call-out": re.compile(r"!!!"),
    "note": re.compile(r"\[\^[^\]\n]+\]:"),
    "definition": re.compile(r":[ ]{1,3}(?=\S)"),
    "object": re.compile(f"[{marks.CODE}{marks.PAGE}]"),
}
_APART = frozenset({"heading", "call-out", "note", "object", "raw", "rule"})
"""What would end a list in Python-Markdown if it stood right below an item's text."""


@dataclass(slots=True)
class _Container:
    """A block that other blocks stand in."""

    kind: Literal["quote", "item", "indented"]
    offset: int = 0
    """Column at which its contents begin, counted from the quotation mark around it; 0 for a quotation."""
    is_ordered: bool = False
    is_tight: bool = True
    """Of an item: no blank line has come in it yet. Of a quotation: it stands right below the text of an item."""


@dataclass(slots=True)
class _Place:
    """Where in a line the reading is."""

    text: str
    start: int = 0
    """Index behind the last quotation mark."""
    base: int = 0
    """Column from there at which the contents of the innermost container begin."""

    @property
    def indent(self) -> int:
        """Column from the last quotation mark at which the text begins."""
        return len(self.text) - self.start - len(self.body)

    @property
    def body(self) -> str:
        """The line without what is before its text."""
        return self.text[self.start :].lstrip(" ")

    @property
    def surplus(self) -> int:
        """Columns by which the text is indented beyond its container."""
        return self.indent - self.base

    def skip(self, length: int) -> None:
        """Go on behind a marker, which counts as indentation from now on."""
        begin = self.start + self.indent
        self.text = self.text[:begin] + " " * length + self.text[begin + length :]


def normalise(lines: Sequence[Line]) -> list[Line]:
    """Indent what stands in lists by four spaces a list; `1)` becomes `1.`; all else stays as it is."""
    run = _Run()
    for line in lines:
        run.add(line)
    return run.written


class _Run:
    """State of one run: the containers that are open, outermost first, and what the line above was."""

    def __init__(self) -> None:
        self.written: list[Line] = []
        self.open: list[_Container] = []
        self.above: Literal["blank", "text", "raw", "code", "other"] = "blank"
        self.shift = 0
        """Columns that indented code, or raw HTML, is moved by: the same for all of its lines."""

    def add(self, line: Line) -> None:
        """Read a line and write it."""
        place = _Place(line.text)
        count = self._enter(place)
        closed = self.open[count:]
        if not place.body:
            self._blank(line, count)
        elif self.above == "raw" and not closed:
            self._write(line, self._shifted(place))
        elif self._goes_on(place, closed):
            self._write(line, line.text if closed else self._loosely(place))
        else:
            del self.open[count:]
            self._begin(line, place, closed)

    def _write(self, line: Line, text: str) -> None:
        self.written.append(Line(line.number, text))

    def _enter(self, place: _Place) -> int:
        """How many of the open containers the line stands in; the place goes to where the contents begin."""
        for count, container in enumerate(self.open):
            if container.kind == "quote":
                match = _QUOTE.match(place.text, place.start + place.base)
                if not match:
                    return count
                place.start, place.base = match.end(), 0
            elif place.body and place.indent < container.offset:
                return count
            else:
                place.base = container.offset
        return len(self.open)

    def _blank(self, line: Line, count: int) -> None:
        """A blank line ends texts, and quotations that have no mark in it."""
        del self.open[count:]
        self._loosen()
        if self.above != "code":
            self.above = "blank"
        self.written.append(line)

    def _loosen(self) -> None:
        for container in self.open:
            container.is_tight = container.is_tight and container.kind == "quote"

    def _goes_on(self, place: _Place, closed: Sequence[_Container]) -> bool:
        """Whether the line is more of the text above it, be it indented as that is or less (section 5.2, laziness)."""
        if self.above != "text" or any(container.kind == "indented" for container in closed):
            return False
        return not self._item(place, closed) and self._kind(place) == "text"

    def _item(self, place: _Place, closed: Sequence[_Container]) -> re.Match[str] | None:
        """The marker with which the line begins an item, if one may stand there."""
        match = _ITEM.match(place.body)
        if not match or _KINDS["rule"].match(place.body):
            return None
        if place.surplus >= WIDTH and (not self._is_tight() or closed or place.indent >= WIDTH * (self._depth() + 1)):
            return None
        if any(container.kind == "item" for container in closed):
            return match
        is_first = match["number"] is None or int(match["number"]) == 1
        is_usual = match["marker"][-1] != ")" and self._is_plain()
        return match if match["gap"] and (self.above != "text" or is_first or is_usual) else None

    def _kind(self, place: _Place) -> str:
        """What the line is, where it is no item."""
        body = place.body
        if place.surplus >= WIDTH:
            return "text" if self.above == "text" else "code"
        raw = _RAW.match(body)
        if raw and not _MARKDOWN.match(body):
            name = (raw["name"] or "").lower()
            if not name or name in BLOCKS or (self.above != "text" and name in KNOWN and _WHOLE_TAG.match(body)):
                return "raw"
        kind = next((kind for kind, pattern in _KINDS.items() if pattern.match(body)), "text")
        return "text" if kind == "definition" and self._is_tight() else kind

    def _is_tight(self) -> bool:
        """Whether the innermost container is an item without a blank line in it."""
        return bool(self.open) and self.open[-1].kind == "item" and self.open[-1].is_tight

    def _is_plain(self) -> bool:
        """Whether there are no containers but quotations, in which nothing has to be moved."""
        return all(container.kind == "quote" for container in self.open)

    def _depth(self) -> int:
        """How many containers there are within the innermost quotation."""
        kinds = [container.kind for container in self.open]
        return kinds[::-1].index("quote") if "quote" in kinds else len(kinds)

    def _lead(self, count: int) -> str:
        """What stands before the contents of the outermost `count` containers."""
        lead = ""
        for container in self.open[:count]:
            if container.kind != "quote":
                lead += " " * WIDTH
            else:
                lead = (lead[:-2] if container.is_tight else lead) + "> "
        return lead

    def _shifted(self, place: _Place) -> str:
        """A line of code or raw HTML, moved as the first one was."""
        if self._is_plain():
            return place.text
        return self._lead(len(self.open) - self._depth()) + " " * max(place.indent + self.shift, 0) + place.body

    def _loosely(self, place: _Place) -> str:
        """A line of a text that began above: below an item's first line it need not be indented."""
        depth, tight = self._depth(), 0
        while tight < depth and self.open[-1 - tight].kind == "item" and self.open[-1 - tight].is_tight:
            tight += 1
        if self._is_plain() or tight == len(self.open):
            return place.text
        lead = self._lead(len(self.open) - tight)
        return lead + " " * max(place.indent - WIDTH * (depth - tight), 0) + place.body

    def _begin(self, line: Line, place: _Place, closed: Sequence[_Container]) -> None:
        """Write a line with which something new begins."""
        match = self._item(place, closed)
        kind = "item" if match else self._kind(place)
        if kind == "code":
            self._code(line, place)
            return
        lead = self._lead(len(self.open))
        if self._is_plain():  # a heading is one for Python-Markdown where nothing stands before it
            lead = place.text[: place.start + (0 if kind == "heading" else place.indent)]
        below = bool(self.written) and self.written[-1].text.strip(" >") != ""
        tight = below and self._is_tight() and kind == "quote" and not closed
        if below and (self._must_part_item(match, closed) if match else self._must_part(kind, closed)):
            self._write(line, self._lead(len(self.open) - self._depth()).rstrip())
            self._loosen()
        elif tight:
            lead = lead[:-2]
        elif below and kind == "text":
            lead = self._loosely(place)[: -len(place.body)]
        self.shift = len(lead) - len(self._lead(len(self.open) - self._depth())) - place.indent
        body = place.body
        if match and match["marker"][-1] == ")":
            body = body.replace(")", ".", 1)
        self._write(line, lead + body)
        self._open(place, kind, is_tight=tight)

    def _must_part(self, kind: str, closed: Sequence[_Container]) -> bool:
        """Whether Python-Markdown needs a blank line to see that something ends above a line, or begins with it."""
        if closed:
            return closed[0].kind != "indented" or not self._is_plain()
        return kind in _APART and self._is_tight()

    def _must_part_item(self, marker: re.Match[str], closed: Sequence[_Container]) -> bool:
        """The same for an item: it needs none below an item in one piece, of its own kind or that it is in.

        A list right below a text ends the text in CommonMark (section 5.3), and not in Python-Markdown.
        """
        if closed and closed[0].kind == "item":
            return not closed[0].is_tight or closed[0].is_ordered is not (marker["number"] is not None)
        is_below_quote = bool(closed) and closed[0].kind == "quote"
        return is_below_quote or (self.above == "text" and not self._is_tight())

    def _code(self, line: Line, place: _Place) -> None:
        """Write a line of indented code: four columns more than its list, or what is beyond them in CommonMark."""
        wanted = WIDTH * (self._depth() + 1)
        if self.above != "code":
            self.shift = 0 if place.indent >= wanted else wanted - WIDTH - place.base
        self.above = "code"
        self._write(line, self._shifted(place))

    def _open(self, place: _Place, kind: str, *, is_tight: bool) -> None:
        """Go through what begins in a line, and remember the containers."""
        while kind in ("item", "quote"):
            match = (_ITEM if kind == "item" else _QUOTE).match(place.body)
            if match is None:
                break
            if kind == "quote":
                place.start, place.base = place.start + place.indent + match.end(), 0
                self.open.append(_Container("quote", is_tight=is_tight))
            else:
                gap = len(match["gap"]) if 1 <= len(match["gap"]) <= WIDTH else 1
                begin = place.indent + len(match["marker"]) + gap
                offset = min(begin, max(place.base + WIDTH, place.indent + 2))
                place.skip(len(match["marker"]))
                place.base = offset
                self.open.append(_Container("item", offset, match["marker"] not in "-*+"))
            is_tight = True
            self.above = "other"
            is_item = _ITEM.match(place.body) and not _KINDS["rule"].match(place.body)
            kind = "item" if is_item else self._kind(place) if place.surplus < WIDTH else "text"
        if kind in ("call-out", "note", "definition"):
            sign = _KINDS[kind].match(place.body)
            wanted = place.indent + sign.end() if sign and kind == "definition" else place.base + WIDTH
            self.open.append(_Container("indented", min(wanted, place.base + WIDTH)))
        self.above = "raw" if kind == "raw" else "text" if kind in ("text", "note", "definition") else "other"
