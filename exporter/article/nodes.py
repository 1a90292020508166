"""Small operations on XML trees whose elements do not know their parents."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from exporter.article.markup import FLOW


def text(element: ET.Element) -> str:
    """All text in an element on one line; pictures count as their alternative text."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: ET.Element) -> list[str]:
    if element.tag == "img":
        return [element.get("alt", "")]
    if element.tag == "br":
        return [" "]
    pieces = [element.text or ""]
    for child in element:
        if child.get("data-noteref") is None:
            pieces += _pieces(child)
        pieces.append(child.tail or "")
    return pieces


def line(element: ET.Element) -> int | None:
    """The line of the file on which the element begins."""
    return int(element.get("data-line") or 0) or None


def classes(element: ET.Element) -> list[str]:
    """The element's classes."""
    return element.get("class", "").split()


def add_class(element: ET.Element, name: str) -> None:
    """Give the element one class more."""
    element.set("class", " ".join(dict.fromkeys([*classes(element), name])))


def is_flow(element: ET.Element) -> bool:
    """Whether the element is a block and cannot stand within a line."""
    return element.tag in FLOW


def is_blank(element: ET.Element) -> bool:
    """Whether there is nothing to see or hear in the element."""
    return not text(element) and not any(child.tag in ("img", "hr") for child in element.iter())


def append_text(parent: ET.Element, index: int, extra: str | None) -> None:
    """Add text in front of the child that is, or would be, at `index`."""
    if not extra:
        return
    if index == 0:
        parent.text = (parent.text or "") + extra
    else:
        parent[index - 1].tail = (parent[index - 1].tail or "") + extra


def remove(parent: ET.Element, child: ET.Element) -> None:
    """Remove a child; the text behind it stays."""
    index = list(parent).index(child)
    tail = child.tail
    parent.remove(child)
    append_text(parent, index, tail)


def unwrap(parent: ET.Element, child: ET.Element) -> None:
    """Put what is in a child in its place."""
    index = list(parent).index(child)
    tail = child.tail
    parent.remove(child)
    append_text(parent, index, child.text)
    inner = list(child)
    for offset, element in enumerate(inner):
        parent.insert(index + offset, element)
    append_text(parent, index + len(inner), tail)


def parents(root: ET.Element) -> dict[ET.Element, ET.Element]:
    """The parent of every element below the root."""
    return {child: parent for parent in root.iter() for child in parent}
