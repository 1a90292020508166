"""The index of a book with the page numbers of the print edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from exporter.backends import locators
from exporter.backends.epub.pages import PageMark
from exporter.backends.epub.parts import XHTML, Body


def number(bodies: Sequence[Body], marks: Sequence[PageMark]) -> None:
    """Call the places of each entry by the pages they are on, each page once; without page marks they stay as they are.

    A place before the first page that is marked keeps the title of its section.
    """
    indexes = [body for body in bodies if body.part.kind == locators.PART]
    if not indexes or not marks:
        return
    labels = _labels(bodies, {mark.target: mark.label for mark in marks})
    for body in indexes:
        for holder in body.tree.iterfind(f".//{{{XHTML}}}span[@class='{locators.HOLDER}']"):
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
    links = list(holder)
    kept = locators.by_pages([str(link.get("href")) for link in links], labels)
    for number, label in kept.items():
        links[number].tail = locators.SEPARATOR
        if label:
            links[number].text = label
            links[number].attrib.pop("aria-label", None)
    holder[:] = [links[number] for number in kept]
    if kept:
        holder[-1].tail = None
