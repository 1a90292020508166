"""Words that a book explains or lists: abbreviations and definitions for a glossary, marks for an index."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from copy import deepcopy
from html import escape

from exporter.article import blocks, nodes
from exporter.article.findings import Findings
from exporter.model import IndexMark, Term, TermKind

INDEX = "index"
"""The class, and the attribute, of what the index leads to."""
NAMING = ("id", "aria-labelledby", "aria-describedby", "aria-details", "headers")
"""Attributes that hold for one place only: ids, and what refers to elements of the same document by them."""


def explained(tree: ET.Element) -> Iterator[Term]:
    """Every abbreviation with what it stands for, and every definition of a list, in reading order."""
    for element in tree.iter():
        if element.tag == "abbr" and element.get("title", "").strip() and nodes.text(element):
            yield Term(
                nodes.text(element), escape(element.get("title", "").strip(), quote=False), TermKind.ABBREVIATION
            )
        elif element.tag == "dl":
            yield from _definitions(element)


def _definitions(listed: ET.Element) -> Iterator[Term]:
    named: list[str] = []
    before = ""
    for child in listed:
        if child.tag == "dt":
            named = [*(named if before == "dt" else []), nodes.text(child)]
        elif child.tag == "dd":
            html = _contents(child)
            yield from (Term(name, html, TermKind.DEFINITION) for name in named if name)
        before = child.tag


def _contents(element: ET.Element) -> str:
    """What is in a definition, to stand in a second place: without ids, and without what refers to them or to notes."""
    copy = deepcopy(element)
    for inner in copy.iter():
        for name in NAMING:
            inner.attrib.pop(name, None)
        for child in [child for child in inner if "noteref-mark" in nodes.classes(child)]:
            _remove(inner, child)
    return escape(copy.text or "", quote=False) + "".join(
        blocks.xhtml(child) + escape(child.tail or "", quote=False) for child in copy
    )


def _remove(parent: ET.Element, child: ET.Element) -> None:
    place = list(parent).index(child)
    parent.remove(child)
    if place:
        parent[place - 1].tail = (parent[place - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")


def indexed(tree: ET.Element, findings: Findings) -> Iterator[IndexMark]:
    """Every element of the class `index` or with an attribute `index`, which names other terms for it."""
    number = 0
    for element in tree.iter():
        marked, named = INDEX in nodes.classes(element), element.attrib.pop(INDEX, "")
        if not (marked or named):
            continue
        _unmark(element)
        terms = [term.strip() for term in named.split(";")] if named else [nodes.text(element)]
        terms = [" ".join(term.split()) for term in terms if term.strip()]
        if not terms:
            message = "a mark for the index has no text"
            findings.warning("empty-index-mark", message, nodes.line(element), "put the words between the brackets")
            continue
        if not element.get("id"):
            number += 1
            element.set("id", f"_index-{number}")
        yield from (IndexMark(term, element.get("id", "")) for term in terms)


def _unmark(element: ET.Element) -> None:
    """Take the class off; what an author writes for a heading is about its text."""
    kept = [name for name in nodes.classes(element) if name != INDEX]
    if kept:
        element.set("class", " ".join(kept))
    else:
        element.attrib.pop("class", None)
