"""Passages kept to some formats, layouts or editions, and forced pages.

The syntax is that of pymdownx blocks (`/// only | screen epub` … `///`). It is resolved line by line before Markdown is
read, so that a passage left out leaves nothing behind: no heading, no footnote, no definition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exporter.article import marks
from exporter.article.findings import Findings
from exporter.article.lines import Line
from exporter.validation import nearest

NAMES = ("only", "not", "page")

_DIRECTIVE = re.compile(
    r"(?P<indent>[ ]*+)(?P<slashes>/{3,})[ ]*+(?:(?P<name>[A-Za-z][\w-]*+)[ ]*+(?:\|[ ]*+(?P<words>[^|]*+))?)?$"
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The format, layout and edition in force, and all there are."""

    names: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    """Every name that may be written; empty where they are not known, and then none is doubted."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A passage that is not closed yet."""

    name: str
    line: int
    kept: bool


def select(lines: Sequence[Line], selection: Selection, findings: Findings) -> list[Line]:
    """Leave out the passages that are not for this selection; a blank line stands where a directive was."""
    kept: list[Line] = []
    opened: list[_Open] = []
    after_page = False
    for line in lines:
        match = _DIRECTIVE.match(line.text) if "///" in line.text else None
        if not match:
            if all(passage.kept for passage in opened):
                kept.append(line)
            after_page = after_page and not line.text.strip()
            continue
        name = (match.group("name") or "").lower()
        blank = Line(line.number, "")
        kept.append(blank)
        if name == "page":
            if all(passage.kept for passage in opened):
                kept += [Line(line.number, match.group("indent") + marks.mark(marks.PAGE, 0)), blank]
        elif name:
            opened.append(_Open(name, line.number, _applies(name, match.group("words"), line, (selection, findings))))
        elif opened and not after_page:
            opened.pop()
        elif not after_page:
            findings.warning("stray-block-end", "'///' closes nothing", line.number, "remove the line")
        after_page = name == "page"
    for passage in opened:
        message, hint = f"the block '/// {passage.name}' is never closed", "close it with a line '///'"
        findings.error("unclosed-block", message, passage.line, hint)
    return kept


def _applies(name: str, words: str | None, line: Line, context: tuple[Selection, Findings]) -> bool:
    """Whether a passage is for this selection."""
    selection, findings = context
    if name not in NAMES:
        findings.warning(
            "unknown-block", f"unknown block {name!r}, its text is kept", line.number, nearest(name, NAMES)
        )
        return True
    wanted = (words or "").replace(",", " ").split()
    if not wanted:
        hint = f"write '/// {name} | screen', for example"
        findings.error("empty-selection", f"'/// {name}' names no format, layout or edition", line.number, hint)
    for word in wanted:
        if selection.known and word not in selection.known:
            message = f"unknown format, layout or edition {word!r}"
            findings.warning("unknown-selection", message, line.number, nearest(word, sorted(selection.known)))
    return bool(selection.names.intersection(wanted)) is (name == "only")
