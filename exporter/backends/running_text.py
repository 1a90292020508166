"""The text of an article as a reader follows it, the same on pages and in a book.

It is counted so that a place in the one is found in the other, whatever either medium adds to it: without white space
and what only steers line breaks, without regard to case, a picture, a formula or a drawing as one character, and
without the numbers that lead to notes and back, which each layout sets in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from exporter.model import Place

Element: TypeAlias = Any
"""An element of ElementTree's or of lxml's, which have the same ways to text and children."""
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
END = "\n"
"""Stands behind the last character, so that words tell that nothing follows."""
WORDS = 24
"""Characters that tell a place from others: about five words."""
PICTURES = frozenset({"img", "svg", "math"})
NUMBERS_OF_NOTES = frozenset({"doc-noteref", "doc-backlink"})
UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""White space, soft hyphens, joiners and marks of direction."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A text between two tags, or a picture."""

    node: Element
    """The picture, or the element whose `text` or `tail` it is."""
    slot: Literal["text", "tail", "picture"]
    owner: Element
    """The element it stands in; of a picture, the picture itself."""
    text: str
    """As written."""


def pieces(element: Element) -> Iterator[Piece]:
    """What is read of an element, in order."""
    name = str(element.tag).rpartition("}")[2]
    if name in PICTURES:
        yield Piece(element, "picture", element, PICTURE)
        return
    if not isinstance(element.tag, str) or element.get("role") in NUMBERS_OF_NOTES:
        return
    if element.text:
        yield Piece(element, "text", element, element.text)
    for child in element:
        yield from pieces(child)
        if child.tail:
            yield Piece(child, "tail", element, child.tail)


def counted(text: str) -> str:
    """The characters of a text that count."""
    return UNSEEN.sub("", text).casefold()


def whole(element: Element) -> str:
    """All characters of an element that count, and `END`."""
    return "".join(counted(piece.text) for piece in pieces(element)) + END


def beginning(element: Element) -> str:
    """The first words of an element."""
    found = ""
    for piece in pieces(element):
        found += counted(piece.text)
        if len(found) >= WORDS:
            return found[:WORDS]
    return (found + END)[:WORDS]


def place(anchor: Element, owner: Element, count: int) -> Place | None:
    """Tell a place by the element with an id that holds it.

    Args:
        anchor: That element.
        owner: The element in which the place is: a picture, or one with text of its own.
        count: Characters of the owner's own text before the place, those of its children left out.
    """
    offset = 0
    for piece in pieces(anchor):
        characters = len(counted(piece.text))
        if piece.owner is owner:
            if count < characters:
                offset += count
                return Place(str(anchor.get("id")), offset, whole(anchor)[offset : offset + WORDS])
            count -= characters
        offset += characters
    return None


def find(anchor: Element, wanted: Place) -> tuple[Piece, int] | None:
    """Find a place again by its words: of all that read the same, the nearest to where it was.

    Returns:
        The piece it is in, and the index in the piece's text; None where the words are not in the element.
    """
    text = whole(anchor)
    if text.startswith(wanted.words, wanted.offset):
        offset = wanted.offset
    else:
        offset = min(_occurrences(text, wanted.words), key=lambda each: abs(each - wanted.offset), default=-1)
    if offset < 0:
        return None
    for piece in pieces(anchor):
        characters = len(counted(piece.text))
        if offset < characters:
            return piece, _index(piece.text, offset)
        offset -= characters
    return None


def _occurrences(text: str, words: str) -> Iterator[int]:
    return (match.start() for match in re.finditer(f"(?={re.escape(words)})", text))


def _index(text: str, count: int) -> int:
    """The index of the character before which `count` others count."""
    seen = 0
    for index, character in enumerate(text):
        seen += len(counted(character))
        if seen > count:
            return index
    return len(text)
