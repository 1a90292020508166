"""The article's blocks: what stands one below the other, each with its kind, its anchor and its line."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from exporter.article import nodes
from exporter.article.markup import VOID
from exporter.model import Block

_EMPTY = re.compile(rf"></(?:{'|'.join(sorted(VOID))})>")
_KINDS = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "p": "paragraph",
    "ul": "list",
    "ol": "list",
    "table": "table",
    "figure": "figure",
    "pre": "code",
    "blockquote": "quote",
    "dl": "definitions",
    "hr": "rule",
}


def make(root: ET.Element, first_line: int) -> tuple[Block, ...]:
    """Make a block of each child of the root; one without an id is named after the line it begins on."""
    free = nodes.Names(element.get("id", "") for element in root.iter())
    result = []
    place = first_line
    for element in root:
        place = line(element) or place
        anchor = element.get("id") or free.take(f"_line-{place}")
        element.set("id", anchor)
        result.append(Block(xhtml(element), kind(element), anchor, place))
    return tuple(result)


def line(element: ET.Element) -> int | None:
    """The line on which an element begins, or the first in it that is known."""
    return next((found for inner in element.iter() if (found := nodes.line(inner))), None)


def kind(element: ET.Element) -> str:
    """What kind of block an element is."""
    classes = nodes.classes(element)
    if element.tag == "div" and "callout" in classes:
        return "callout"
    if element.tag == "div" and "formula" in classes:
        return "formula"
    if element.tag == "div" and "page-break" in classes:
        return "page-break"
    return _KINDS.get(element.tag, "html")


def xhtml(element: ET.Element) -> str:
    """An element as XHTML that reads the same as HTML: void elements close themselves, all others have an end tag."""
    tail, element.tail = element.tail, None
    text = ET.tostring(element, encoding="unicode", short_empty_elements=False)
    element.tail = tail
    return _EMPTY.sub("/>", text)
