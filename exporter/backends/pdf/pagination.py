"""Which page is which: what is printed on each, and which anchors are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from weasyprint.formatting_structure import boxes

Box: TypeAlias = Any
"""A box of WeasyPrint's, which has no types."""
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def anchors(pages: Sequence[Any]) -> Mapping[str, int]:
    """Map each anchor to the 0-based page it begins on; a block that goes on over pages is known on all of them."""
    first: dict[str, int] = {}
    for number, page in enumerate(pages):
        for anchor in page.anchors:
            first.setdefault(anchor, number)
    return first


def labelled(pages: Sequence[Any]) -> Mapping[str, str]:
    """Map each anchor to the number of the page it begins on, as printed."""
    numbers = labels([page._page_box for page in pages])  # noqa: SLF001 - the only way to what stands on a page
    return {anchor: numbers[page] for anchor, page in anchors(pages).items()}


def labels(page_boxes: Sequence[Box]) -> tuple[str, ...]:
    """Give each page the number that its margins show.

    A page that shows none is counted on from its neighbours; where that gives no number of its own, as on a cover
    before page 1, it is its place in the file in small roman numerals, as books number their first leaves.
    """
    printed = [_printed(page_box) for page_box in page_boxes]
    taken = set(printed)
    known = [(index, int(label)) for index, label in enumerate(printed) if label and label.isdecimal()]
    result = []
    for index, label in enumerate(printed):
        if label:
            result.append(label)
            continue
        near = min(known, key=lambda entry: abs(entry[0] - index), default=(0, 1))
        counted = str(near[1] + index - near[0])
        result.append(roman(index + 1) if counted in taken or counted.startswith(("-", "0")) else counted)
    return tuple(result)


def roman(number: int) -> str:
    """Write a number in small roman numerals, tens repeated as often as needed."""
    text = ""
    for value, numeral in ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def _printed(page_box: Box) -> str:
    """The page's number where a margin box, or an element moved into one, shows `counter(page)`; else nothing."""
    for margin in page_box.children:
        if isinstance(margin, boxes.MarginBox):
            for box in margin.descendants(placeholders=True):
                content = getattr(box, "style", {"content": ()})["content"]
                if isinstance(content, tuple) and _is_page_number(content):
                    return _number(content, _text(box))
    return ""


def _is_page_number(content: Sequence[Any]) -> bool:
    return any(part[0] == "counter()" and part[1][0] == "page" for part in content if isinstance(part, tuple))


def _number(content: Sequence[Any], text: str) -> str:
    """Take the number out of a text such as "Page 3 of 8", knowing the content property that made it."""
    pattern = ""
    for name, value in content:
        if name == "string":
            pattern += re.escape(" ".join(f"|{value}|".split())[1:-1])
        elif name == "counter()" and value[0] == "page":
            pattern += "(?P<page>.+?)" if "(?P<page>" not in pattern else ".+?"
        else:
            pattern += ".*?"
    match = re.fullmatch(pattern.strip(), text.strip())
    return match["page"] if match else ""


def _text(box: Box) -> str:
    parts = (child.text for child in box.descendants(placeholders=True) if isinstance(child, boxes.TextBox))
    return " ".join("".join(parts).split())
