"""The index of a book with the page numbers of the print edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from exporter.backends.epub.pages import PageMark
from exporter.backends.epub.parts import XHTML, Body

PART = "index"
"""Kind of the part."""


def number(bodies: Sequence[Body], marks: Sequence[PageMark]) -> None:
    """Call the places of each entry by the pages they are on, each page once; without page marks they stay as they are.

    A place before the first page that is marked keeps the title of its section.
    """
    indexes = [body for body in bodies if body.part.kind == PART]
    if not indexes or not marks:
        return
    labels = _labels(bodies, {mark.target: mark.label for mark in marks})
    for body in indexes:
        for holder in body.tree.iterfind(f".//{{{XHTML}}}span[@class='locators']"):
            _name(holder, labels)


def _labels(bodies: Sequence[Body], pages: Mapping[str, str]) -> dict[str, str]:
    """The page that each element with an id is on, by `file#id` as links have it; none for those before the first."""
    labels: dict[str, str] = {}
    label = ""
    for body in bodies:
        for element in body.tree.iter(etree.Element):
            target = f"{body.file}#{element.get('id', '')}"
            label = pages.get(target, label)
            if label:
                labels[target] = label
    return labels


def _name(holder: etree._Element, labels: Mapping[str, str]) -> None:
    seen: set[str] = set()
    kept = []
    for link in holder:
        label = labels.get(str(link.get("href")), "")
        if label and label not in seen:
            link.text = label
            link.attrib.pop("aria-label", None)
        if not label or label not in seen:
            link.tail = ", "
            kept.append(link)
        seen.add(label)
    if kept:
        kept[-1].tail = None
    holder[:] = kept
