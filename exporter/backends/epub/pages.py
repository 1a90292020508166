"""Where the pages of the print edition begin, marked in the book."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from exporter.backends.epub.parts import EPUB_TYPE, XHTML, Body
from exporter.model import PageStart

FLOW = frozenset(f"{{{XHTML}}}{name}" for name in ("section", "div", "main", "article", "body", "aside", "blockquote"))
"""Elements in which a mark may stand between blocks."""
HOLDERS = frozenset(f"{{{XHTML}}}{name}" for name in ("li", "dd", "td", "th"))
"""Elements beside which no mark may stand, but in which it may."""


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page of the page list: what it is called, and the place that it points to."""

    label: str
    target: str


def mark(bodies: Sequence[Body], pagination: Sequence[PageStart]) -> list[PageMark]:
    """Put a page-break mark before the first block of each page; pages whose block is not in the book are left out.

    The marks name their page for screen readers (DPUB-ARIA 1.1, doc-pagebreak).
    """
    places = {
        str(element.get("id")): (body, element)
        for body in bodies
        for element in body.tree.iter(etree.Element)
        if element.get("id")
    }
    marks: list[PageMark] = []
    taken = set(places)
    for number, start in enumerate(pagination, start=1):
        if start.anchor not in places or not start.label:
            continue
        body, element = places[start.anchor]
        name = f"_page-{re.sub(r'[^A-Za-z0-9]', '', start.label) or number}"
        if name in taken:
            name = f"_page-mark-{number}"
        taken.add(name)
        _insert(_break(name, start.label), element, body.tree)
        marks.append(PageMark(start.label, f"{body.file}#{name}"))
    return marks


def _break(name: str, label: str) -> etree._Element:
    attributes = {"role": "doc-pagebreak", "id": name, "aria-label": f" {label} "}
    break_mark = etree.Element(f"{{{XHTML}}}div", attributes)
    break_mark.set(EPUB_TYPE, "pagebreak")
    return break_mark


def _insert(break_mark: etree._Element, element: etree._Element, tree: etree._Element) -> None:
    """Put the mark before the element, or at the beginning or before what holds it where none may stand beside it."""
    while element is not tree and element.tag not in HOLDERS:
        parent = element.getparent()
        if parent is None or parent.tag in FLOW | HOLDERS:
            element.addprevious(break_mark)
            return
        element = parent
    break_mark.tail, element.text = element.text, None
    element.insert(0, break_mark)
