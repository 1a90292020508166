"""The body as numbered lines: fenced code and long comments are taken out before anything else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.article import attributes, marks
from exporter.article.findings import Findings
from exporter.article.markup import UNBROKEN

_FENCE = re.compile(
    r"(?P<prefix>(?:[ ]{0,3}>[ ]?)*+[ ]*+(?:(?:[-*+]|\d{1,9}[.)]|:)[ ]++)?+)"
    r"(?P<ticks>`{3,}+|~{3,}+)[ ]*+(?P<info>[^`]*+)$"
)
_LANGUAGE = re.compile(r"\{?[ ]*\.?([\w+#.-]+)")
_ATTRIBUTES = re.compile(rf"[\w+#.-]+[ ]*({attributes.LIST})[ ]*$")
_COMMENTS = re.compile(r"(?P<indent>[ ]{0,3})(?:<!--(?:(?!-->).)*+-->[ ]*+)++")
_COMMENT_START = re.compile(r"<!--(?!.*-->)")
_VERBATIM = re.compile(rf"(?P<indent>[ ]*+)<(?P<name>{'|'.join(sorted(UNBROKEN))})(?=[\s>])", re.IGNORECASE)
_END_TAG = re.compile(r"</([a-z]+)[ ]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body and the line of the file it came from, 1-based."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced code block."""

    language: str
    """As written after the fence; empty for none."""
    code: str
    line: int
    attributes: str = ""
    """The attribute list behind the language, braces included; empty for none."""


def number(body: str, first: int) -> list[Line]:
    """The lines of a body that begins on line `first` of its file."""
    return [Line(first + index, text) for index, text in enumerate(marks.ANY.sub("", body).split("\n"))]


def without_fences(lines: Sequence[Line], findings: Findings) -> tuple[list[Line], tuple[Fence, ...]]:
    """Put a mark in the place of each fenced code block, wherever it stands: in lists, quotes and call-outs too."""
    kept: list[Line] = []
    fences: list[Fence] = []
    following = iter(lines)
    for line in following:
        match = _FENCE.match(line.text.expandtabs(4))
        if not match:
            kept.append(line)
            continue
        code, closed, rest = _fenced(following, match)
        if not closed:
            message, hint = "this code block is never closed", f"close it with a line {match.group('ticks')!r}"
            findings.warning("unclosed-code", message, line.number, hint)
        language = _LANGUAGE.match(match.group("info"))
        kept.append(Line(line.number, match.group("prefix") + marks.mark(marks.CODE, len(fences))))
        listed = _ATTRIBUTES.match(match.group("info"))
        name, attached = language.group(1) if language else "", listed.group(1) if listed else ""
        fences.append(Fence(name, "\n".join(code), line.number, attached))
        if rest:
            kept.append(rest)
    return kept, tuple(fences)


def _fenced(following: Iterator[Line], opening: re.Match[str]) -> tuple[list[str], bool, Line | None]:
    """The lines up to the closing fence, whether there was one, and a line that was read too many."""
    prefix, ticks = opening.group("prefix"), opening.group("ticks")
    quotes = prefix.count(">")
    quoted = re.compile(r"(?:[ ]{0,3}>[ ]?)" + f"{{{quotes}}}")
    indent = len(prefix) - (prefix.rfind(">") + 1 + (prefix[prefix.rfind(">") + 1 :][:1] == " ") if quotes else 0)
    code: list[str] = []
    for line in following:
        text = line.text
        if quotes:
            match = quoted.match(text)
            if not match:
                return code, False, line
            text = text[match.end() :]
        bare = text.strip()
        if len(bare) >= len(ticks) and not bare.strip(ticks[0]):
            return code, True, None
        code.append(_dedented(text, indent))
    while code and not code[-1].strip():
        code.pop()
    return code, False, None


def _dedented(text: str, width: int) -> str:
    blank = len(text) - len(text.lstrip(" \t"))
    lead = text[:blank].expandtabs(4)
    return lead[min(width, len(lead)) :] + text[blank:]


def without_comments(lines: Sequence[Line]) -> list[Line]:
    """Drop comments that begin a line or go over several; others within a line are left to the sanitiser."""
    kept: list[Line] = []
    inside = False
    last_end = max((index for index, line in enumerate(lines) if "-->" in line.text), default=-1)
    for index, line in enumerate(lines):
        text = line.text
        if inside:
            _, end, text = text.partition("-->")
            inside = not end
            if not text.strip():
                continue
        if "<!--" in text and not text.startswith("    "):
            text = _COMMENTS.sub(r"\g<indent>", text, count=1) if _COMMENTS.match(text) else text
            start = _COMMENT_START.search(text) if index < last_end else None
            if start and not text.count("`", 0, start.start()) % 2:
                text, inside = text[: start.start()], True
            if not text.strip():
                continue
        kept.append(Line(line.number, text.expandtabs(4)))
    return kept


def without_blanks(lines: Sequence[Line]) -> list[Line]:
    """Let raw HTML that is no Markdown go on over blank lines (CommonMark, section 4.6, start condition 1)."""
    ends = [{name.lower() for name in _END_TAG.findall(line.text)} if "</" in line.text else set() for line in lines]
    last = {name: index for index, names in enumerate(ends) for name in names}
    kept: list[Line] = []
    name, filler = "", ""
    for index, line in enumerate(lines):
        match = None if name else _VERBATIM.match(line.text)
        if match and last.get(match["name"].lower(), -1) > index:
            name, filler = match["name"].lower(), match["indent"] + marks.AS_WRITTEN
        kept.append(Line(line.number, filler) if name and not line.text.strip() else line)
        if name in ends[index]:
            name = ""
    return kept
