"""The index of a print edition with its page numbers: known once the pages are laid out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from html import unescape

from exporter.model import Document

PART = "index"
"""Kind of the part."""
LOCATORS = re.compile(r'(?<=<span class="locators">).*?(?=</span>)', re.DOTALL)
ADDRESS = re.compile(r'<a href="#([^"]+)"')


def is_in(document: Document) -> bool:
    """Whether the document has an index; few do, and they are laid out twice."""
    return any(part.kind == PART for part in document.parts)


def numbered(document: Document, labels: Mapping[str, str]) -> Document:
    """The document whose index has for each entry the pages that its places are on, each page once.

    Args:
        document: As it was composed, with the titles of sections in the index.
        labels: Anchor to the page's number as printed.
    """

    def pages(match: re.Match[str]) -> str:
        anchors: dict[str, str] = {}
        for anchor in ADDRESS.findall(match[0]):
            if unescape(anchor) in labels:
                anchors.setdefault(labels[unescape(anchor)], anchor)
        return ", ".join(f'<a href="#{anchor}">{label}</a>' for label, anchor in anchors.items())

    parts = (
        replace(part, html=LOCATORS.sub(pages, part.html)) if part.kind == PART else part for part in document.parts
    )
    return replace(document, parts=tuple(parts))
