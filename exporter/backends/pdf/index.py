"""The index of a print edition with its page numbers: known once the pages are laid out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape, unescape

from exporter.backends import locators
from exporter.model import Document

LOCATORS = re.compile(rf'(?<=<span class="{locators.HOLDER}">).*?(?=</span>)', re.DOTALL)
LINK = re.compile(r'<a href="#(?P<anchor>[^"]+)".*?</a>', re.DOTALL)


def is_in(document: Document) -> bool:
    """Whether the document has an index; few do, and they are laid out twice."""
    return any(part.kind == locators.PART for part in document.parts)


def numbered(document: Document, labels: Mapping[str, str]) -> Document:
    """The document whose index has for each entry the pages that its places are on, each page once.

    Args:
        document: As it was composed, with the titles of sections in the index.
        labels: Anchor to the page's number as printed.
    """

    def pages(match: re.Match[str]) -> str:
        links = list(LINK.finditer(match[0]))
        kept = locators.by_pages([unescape(link["anchor"]) for link in links], labels)
        return locators.SEPARATOR.join(
            f'<a href="#{links[number]["anchor"]}">{escape(label)}</a>' if label else links[number][0]
            for number, label in kept.items()
        )

    parts = (
        replace(part, html=LOCATORS.sub(pages, part.html)) if part.kind == locators.PART else part
        for part in document.parts
    )
    return replace(document, parts=tuple(parts))
