"""Small operations on XML trees whose elements do not know their parents."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

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


def is_silent(element: ET.Element) -> bool:
    """Whether there is no text and no picture in the element."""
    return not text(element) and not any(child.tag in ("img", "hr") for child in element.iter())


def is_blank(element: ET.Element) -> bool:
    """Whether the element can go: nothing is to be seen in it now, nor when notes and links are settled."""
    return is_silent(element) and not any(
        child.get("data-noteref") is not None or child.get("data-href") for child in element.iter()
    )


def place(element: ET.Element) -> dict[str, str]:
    """The attribute that says on which line an element begins, where it is known."""
    return {"data-line": element.get("data-line", "")} if element.get("data-line") else {}


def append_text(parent: ET.Element, extra: str | None) -> None:
    """Add text behind all that is in an element."""
    if not extra:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + extra
    else:
        parent.text = (parent.text or "") + extra


class Names:
    """Ids that are taken, and how often each was asked for."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {name for name in taken if name}
        self._numbers: dict[str, int] = {}

    def take(self, name: str) -> str:
        """The name itself, or with the first number from 2 that makes it a new one."""
        free = name
        number = self._numbers.get(name, 1)
        while free in self.taken:
            number += 1
            free = f"{name}-{number}"
        self._numbers[name] = number
        self.taken.add(free)
        return free
