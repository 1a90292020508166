"""Headings: their levels, their ids and the outline."""

from __future__ import annotations

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass

from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.model import Heading

FIRST_LEVEL = 2
"""The article's title is level 1, and is written by the layout."""
LAST_LEVEL = 6

_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
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
    headings = [element for element in root.iter() if element.tag in _TAGS]
    shift = 1 if any(heading.tag == "h1" for heading in headings) else 0
    above: list[int] = []
    for heading in headings:
        written = int(heading.tag[1]) + shift
        before = above[-1] if above else FIRST_LEVEL - 1
        while above and above[-1] >= written:
            above.pop()
        if written > before + 1:
            message = f"the heading {nodes.text(heading)!r:.60} skips from level {before - shift} to {written - shift}"
            hint = f"write it with {before + 1 - shift} '#'"
            findings.warning("skipped-heading-level", message, nodes.line(heading), hint)
        above.append(written)
        heading.tag = f"h{min(FIRST_LEVEL - 1 + len(above), LAST_LEVEL)}"


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
    headings = [element for element in root.iter() if element.tag in _TAGS]
    taken = {element.get("id", "") for element in root.iter() if element.get("id")}
    slugs = {heading: slug(nodes.text(heading)) for heading in headings if not heading.get("id")}
    often = {name for name, count in Counter(slugs.values()).items() if count > 1}
    aliases: dict[str, str] = {}
    above: list[tuple[str, str]] = []
    for heading in headings:
        while above and above[-1][0] >= heading.tag:
            above.pop()
        if heading in slugs:
            name = slugs[heading]
            if name in often or name in taken:
                name = "-".join([*(part for _, part in above[-1:]), name])
            heading.set("id", _free(name, taken))
            aliases.setdefault(slugs[heading], heading.get("id", ""))
        taken.add(heading.get("id", ""))
        above.append((heading.tag, slug(nodes.text(heading))))
    return Anchors(frozenset(taken), aliases)


def outline(root: ET.Element) -> tuple[Heading, ...]:
    """The headings in their order; the marks of notes do not count as their text."""
    return tuple(
        Heading(int(element.tag[1]), nodes.text(element), element.get("id", ""), nodes.line(element) or 1)
        for element in root.iter()
        if element.tag in _TAGS
    )


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
