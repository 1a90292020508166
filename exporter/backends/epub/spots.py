"""Where a mark can stand in HTML: right before a character, and outside of everything that begins with it."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from exporter.backends import running_text
from exporter.backends.epub.parts import XHTML
from exporter.backends.running_text import Piece


def _named(names: str) -> frozenset[str]:
    return frozenset(f"{{{XHTML}}}{name}" for name in names.split())


CLOSED = _named("ul ol dl table thead tbody tfoot tr")
"""Elements that hold certain others and nothing else (HTML Standard, 4.4 and 4.9)."""
BLOCKS = _named(
    "address article aside blockquote dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main"
    " nav ol p pre section table ul"
)
"""Elements between which a block may stand."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place for a mark."""

    element: etree._Element
    index: int | None
    """In the element's text, or in its tail; None right before the element."""
    is_tail: bool = False

    @property
    def is_between_blocks(self) -> bool:
        """Whether what follows is a block, so that the mark can be one."""
        if self.index is None:
            return self.element.tag in BLOCKS
        followed = not self.is_tail and not (self.element.text or "").strip() and len(self.element)
        return bool(followed) and self.element[0].tag in BLOCKS

    def insert(self, mark: etree._Element) -> None:
        """Put the mark there."""
        element = self.element
        if self.index is None:
            element.addprevious(mark)
        elif self.is_tail:
            parent, text = _parent(element), element.tail or ""
            element.tail, mark.tail = text[: self.index], text[self.index :]
            parent.insert(parent.index(element) + 1, mark)
        else:
            text = element.text or ""
            element.text, mark.tail = text[: self.index], text[self.index :]
            element.insert(0, mark)


def before(piece: Piece, index: int, root: etree._Element) -> Spot:
    """Find the spot for a mark before a character.

    Args:
        piece: The text or the picture.
        index: Of the character in the text.
        root: The element that holds all others; a mark stands within it.
    """
    element, is_tail = piece.owner, piece.slot == "tail"
    if running_text.counted(piece.text[:index]) or (is_tail and (_reads(piece.node) or _is_preceded(piece.node))):
        return Spot(piece.node, index, is_tail=is_tail)
    best = Spot(element, None if piece.slot == "picture" else 0)
    while element is not root:
        parent = _parent(element)
        if _is_open(parent):
            best = Spot(element, None)
        if _is_preceded(element):
            break
        element = parent
        if _is_open(element):
            best = Spot(element, 0)
    return best


def beginning(root: etree._Element) -> Spot:
    """The spot at the beginning of an element."""
    return Spot(root, 0)


def _is_open(element: etree._Element) -> bool:
    """Whether anything may stand in an element; a `div` in a list of definitions holds a term with its definition."""
    is_group = element.tag == f"{{{XHTML}}}div" and _parent(element).tag == f"{{{XHTML}}}dl"
    return element.tag not in CLOSED and not is_group


def _is_preceded(element: etree._Element) -> bool:
    """Whether anything is read before an element in its parent."""
    return bool(running_text.counted(_parent(element).text or "")) or any(
        running_text.counted(sibling.tail or "") or _reads(sibling) for sibling in element.itersiblings(preceding=True)
    )


def _parent(element: etree._Element) -> etree._Element:
    return next(element.iterancestors())


def _reads(element: etree._Element) -> bool:
    """Whether anything is read in an element."""
    return any(running_text.counted(piece.text) for piece in running_text.pieces(element))
