"""Where the pages begin in the text, to the character: WeasyPrint's boxes of each page, read against the markup."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeAlias

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from exporter.backends import running_text
from exporter.backends.pdf import roles
from exporter.model import Document, PageStart, Place

Box: TypeAlias = Any
"""A box of WeasyPrint's, which has no types."""
Element: TypeAlias = Any
"""An element of ElementTree's: WeasyPrint keeps them untyped."""
FROM_MARKUP = frozenset({"", "first-letter"})
"""Pseudo-elements whose text is the element's; that of all others comes from the style sheet."""


def starts(page_boxes: Sequence[Box], labels: Sequence[str], document: Document) -> tuple[PageStart, ...]:
    """Tell where each page begins.

    A page that begins within a divided word is said to begin with the whole word.

    Args:
        page_boxes: WeasyPrint's `PageBox` of each page.
        labels: What each page is called.
        document: Its parts are the children of the page's body, in their order.
    """
    reader = _Reader(_kinds(page_boxes[0], document))
    found = (PageStart(label, reader.places(page_box)) for page_box, label in zip(page_boxes, labels, strict=True))
    return tuple(start for start in found if start.places)


def _kinds(page_box: Box, document: Document) -> Mapping[Element, str]:
    root = page_box.children[0].element
    return {element: part.kind for element, part in zip(root.find("body"), document.parts, strict=True)}


@dataclass(slots=True)
class _Page:
    """What was found on a page so far."""

    first: Place | None = None
    """Where it begins; None where that is not in the text."""
    has_content: bool = False
    others: list[Place] = field(default_factory=list)
    """What else begins on it."""

    def places(self) -> tuple[Place, ...]:
        found = self.others if self.first is None else [self.first, *self.others]
        return tuple(dict.fromkeys(found))


class _Reader:
    """Reads page after page, and remembers how far it has come in every element."""

    def __init__(self, kinds: Mapping[Element, str]) -> None:
        self.kinds = kinds
        self.texts: dict[Element, _OwnText] = {}
        self.begun: set[Element] = set()
        self.page = _Page()

    def places(self, page_box: Box) -> tuple[Place, ...]:
        """The places that a page begins with."""
        self.page = _Page()
        for child in page_box.children:
            self._visit(child, None)
        return self.page.places()

    def _visit(self, box: Box, anchor: Element | None) -> None:
        """Read a box; `anchor` is the innermost element with an id around it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - the placeholder has no public way to its box
        if isinstance(box, boxes.MarginBox) or str(box.element_tag).partition("::")[2] not in FROM_MARKUP:
            return
        element = box.element
        if isinstance(box, boxes.TextBox):
            self._read(box, anchor)
            return
        if roles.role(element) in running_text.NUMBERS_OF_NOTES or (element in self.begun and roles.comes_again(box)):
            return
        if element is not None:
            anchor = element if element.get("id") else anchor
            self._begin(box)
        if isinstance(box, boxes.ReplacedBox):
            self._come_to(anchor, element, 0)
        for child in getattr(box, "children", ()):
            self._visit(child, anchor)

    def _begin(self, box: Box) -> None:
        """Note a part or a block that begins here."""
        element = box.element
        if element in self.begun or isinstance(box, (boxes.InlineLevelBox, boxes.LineBox)):
            return
        self.begun.add(element)
        if element in self.kinds:
            self.page.others.append(Place("", part=self.kinds[element]))
        words = running_text.beginning(element) if element.get("id") else running_text.END
        if words != running_text.END:
            self.page.others.append(Place(element.get("id"), 0, words))

    def _read(self, box: Box, anchor: Element | None) -> None:
        text = running_text.counted(box.text)
        if not text:
            return
        if box.element not in self.texts:
            self.texts[box.element] = _OwnText(box.element)
        start = self.texts[box.element].read(text, running_text.counted(box.style["hyphenate_character"]))
        if start is not None:
            self._come_to(anchor, box.element, start)

    def _come_to(self, anchor: Element | None, owner: Element, count: int) -> None:
        """Note the first content of the page."""
        if not self.page.has_content:
            self.page.has_content = True
            self.page.first = running_text.place(anchor, owner, count) if anchor is not None else None


class _OwnText:
    """The text of an element without that of its children, and how far it was read."""

    def __init__(self, element: Element) -> None:
        self.slots = [element.text or "", *(child.tail or "" for child in element)]
        self.text = running_text.counted("".join(self.slots))
        self.position = 0
        self.is_divided = False
        """Whether the last line ended within a word, with a hyphen that the text does not have."""

    def read(self, text: str, hyphen: str) -> int | None:
        """Go on behind the text of a line; give where the word begins that it begins with.

        None for what is not in the element: it comes from the style sheet.
        """
        undivided = text.removesuffix(hyphen)
        tries = ((text, self.position), (undivided, self.position), (text, self.text.find(text, self.position)))
        for words, start in tries:
            if start >= 0 and self.text.startswith(words, start):
                first = self._word(start) if self.is_divided else start
                self.position, self.is_divided = start + len(words), words != text
                return first
        return None

    def _word(self, position: int) -> int:
        """Where the word begins in which a position is."""
        lengths = (len(running_text.counted(word)) for slot in self.slots for word in slot.split())
        ends = list(accumulate(lengths, initial=0))
        return ends[bisect_right(ends, position) - 1]
