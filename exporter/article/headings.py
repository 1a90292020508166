"""Headings: their levels, their ids and the outline."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.article.markup import HEADINGS
from exporter.model import Heading

FIRST_LEVEL = 2
"""The article's title is level 1, and is written by the layout."""
LAST_LEVEL = 6
REFERENCES = "references"
"""Class of a heading below which a list of sources stands."""

_NOT_IN_NAMES = re.compile(r"[^\w\s-]+")


def slug(text: str) -> str:
    """An id made of a heading's own words, in any script: `Are there any risks?` -> `are-there-any-risks`."""
    words = _NOT_IN_NAMES.sub("", unicodedata.normalize("NFC", text).lower())
    name = re.sub(r"[\s_-]+", "-", words).strip("-")
    if not name:
        return "section"
    return name if name[0].isalpha() else f"s-{name}"


def level(root: ET.Element, findings: Findings) -> None:
    """Let levels begin at 2 and never skip one: PDF/UA-1 (ISO 14289-1, 7.4.2) and screen readers need it."""
    headings = [element for element in root.iter() if element.tag in HEADINGS]
    shift = 1 if any(heading.tag == "h1" for heading in headings) else 0
    above: list[int] = []
    for heading in headings:
        written = int(heading.tag[1]) + shift
        before = above[-1] if above else FIRST_LEVEL - 1
        while above and above[-1] >= written:
            above.pop()
        if written > before + 1:
            message, hint = _skipped(written - shift, before + 1 - shift, is_first=not above)
            named = f"the heading {nodes.text(heading)!r:.60} {message}"
            findings.warning("skipped-heading-level", named, nodes.line(heading), hint)
        above.append(written)
        heading.tag = f"h{min(FIRST_LEVEL - 1 + len(above), LAST_LEVEL)}"


def _skipped(written: int, fitting: int, *, is_first: bool) -> tuple[str, str]:
    """Tell of a heading's level, as it is written, that another one would fit, and what to do."""
    message, hint = f"is of level {written}, but", f"make it a heading of level {fitting}"
    if not is_first:
        return f"{message} the one above it is of level {fitting - 1}", hint
    if fitting == 1:
        return f"{message} headings of level 1 come after it", f"{hint}, or those after it headings of level {written}"
    return f"{message} none of level {fitting} is above it", hint


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where links may lead."""

    known: frozenset[str]
    aliases: dict[str, str]
    """Ids that headings would have, had they not the same text as another: the first of them."""


def identify(root: ET.Element) -> Anchors:
    """Give each heading an id made of its own text, qualified by its parents' where two are alike.

    A heading keeps its id when it, or another one, is moved: nothing is counted unless all its parents are alike too.
    """
    taken = {element.get("id", "") for element in root.iter() if element.get("id")}
    aliases: dict[str, str] = {}
    free = nodes.Names(taken)
    for heading, name in _names(_paths(root), taken):
        heading.set("id", free.take(name))
        aliases.setdefault(slug(nodes.text(heading)), heading.get("id", ""))
    return Anchors(frozenset(free.taken), aliases)


def _paths(root: ET.Element) -> list[tuple[ET.Element, tuple[str, ...]]]:
    """The headings without an id, each with the slugs of the headings above it and its own."""
    paths = []
    above: list[tuple[str, str]] = []
    for heading in root.iter():
        if heading.tag not in HEADINGS:
            continue
        while above and above[-1][0] >= heading.tag:
            above.pop()
        above.append((heading.tag, slug(nodes.text(heading))))
        if not heading.get("id"):
            paths.append((heading, tuple(name for _, name in above)))
    return paths


def _names(paths: Sequence[tuple[ET.Element, tuple[str, ...]]], taken: set[str]) -> Iterator[tuple[ET.Element, str]]:
    """Each heading with as much of the end of its path as it takes to be the only one of this name."""
    lengths = [1] * len(paths)
    for _ in range(LAST_LEVEL):
        names = ["-".join(path[-length:]) for (_, path), length in zip(paths, lengths, strict=True)]
        often = Counter(names)
        lengths = [length + (often[name] > 1 or name in taken) for name, length in zip(names, lengths, strict=True)]
    yield from ((heading, name) for (heading, _), name in zip(paths, names, strict=True))


def outline(root: ET.Element) -> tuple[Heading, ...]:
    """The headings in their order; the marks of notes do not count as their text."""
    return tuple(
        Heading(
            int(element.tag[1]),
            nodes.text(element),
            element.get("id", ""),
            nodes.line(element) or 1,
            heads_references=REFERENCES in nodes.classes(element),
        )
        for element in root.iter()
        if element.tag in HEADINGS
    )
