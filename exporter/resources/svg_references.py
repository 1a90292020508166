"""How much a drawing becomes once every reference in it is followed; a few lines can ask for a billion shapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from exporter.resources import svg_style

if TYPE_CHECKING:
    from lxml import etree

STYLE = "{http://www.w3.org/2000/svg}style"
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")


def drawn(root: etree._Element) -> int | None:
    """Number of elements a renderer comes across; None where something refers to what contains it.

    The references are those of `use` and of paint, mask, clip path and marker; a cleaned drawing has only local ones.
    """
    following = _following(root)
    counts: dict[etree._Element, int] = {}
    open_elements: set[etree._Element] = set()
    waiting: list[tuple[etree._Element, list[etree._Element] | None]] = [(root, None)]
    while waiting:  # no recursion: chains of references may be as long as the file
        element, done = waiting.pop()
        if done is not None:
            open_elements.remove(element)
            counts[element] = 1 + sum(counts[other] for other in done)
        elif element in open_elements:
            return None
        elif element not in counts:
            others = following(element)
            open_elements.add(element)
            waiting.append((element, others))
            waiting += [(other, None) for other in others]
    return counts[root]


def _following(root: etree._Element) -> Callable[[etree._Element], list[etree._Element]]:
    """Give what a renderer comes to from an element: its children and what it refers to."""
    named = {str(element.get("id")): element for element in root.iter() if element.get("id")}
    styled: defaultdict[str, list[str]] = defaultdict(list)
    for sheet in root.iter(STYLE):
        for subjects, addresses in svg_style.rules("".join(map(str, sheet.itertext()))):
            for subject in subjects:
                styled[subject] += addresses

    def following(element: etree._Element) -> list[etree._Element]:
        addresses = [*_own_addresses(element)]
        if styled:
            addresses += [address for subject in _subjects(element) for address in styled.get(subject, ())]
        found = (named.get(address.removeprefix("#")) for address in addresses if address.startswith("#"))
        return [*element, *(target for target in found if target is not None)]

    return following


def _own_addresses(element: etree._Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name in HREFS:
            yield str(value)
        elif "(" in str(value):
            yield from svg_style.addresses(str(value))


def _subjects(element: etree._Element) -> Iterator[str]:
    yield from (f".{name}" for name in str(element.get("class", "")).split())
    yield from (f"#{element.get('id', '')}", str(element.tag).rpartition("}")[2], "*")
