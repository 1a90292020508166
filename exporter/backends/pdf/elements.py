"""Structure elements in the making: types of ISO 32000-1, 14.8.4, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Box: TypeAlias = Any
"""A box of WeasyPrint's, which has no types."""
Annotation: TypeAlias = Any
"""A dictionary of pydyf's, which has no types either."""

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
GROUPING = frozenset({"Document", "Sect", "Art", "Div", "BlockQuote", "Part"})
"""Types that hold blocks only; text in them needs a paragraph."""
INLINE = frozenset({"Link", "Span", "Code", "Quote", "Reference"})


@dataclass(slots=True, eq=False)
class Content:
    """A piece of a page: its box holds the key to the marked content; `text` is what it reads."""

    box: Box
    page: int
    text: str
    """Ends with a space at the end of a line, with a soft hyphen where a word is broken there."""


@dataclass(slots=True, eq=False)
class Region:
    """A clickable rectangle of a link."""

    annotation: Annotation
    page: int


@dataclass(slots=True, eq=False)
class Node:
    """A structure element in the making."""

    kind: str
    parent: Node | None = None
    page: int = 0
    """Page on which it begins."""
    kids: list[Node | Content | Region] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    """Entries of the element besides its type: `Alt`, `E`, `Lang`; values are text."""
    layout: dict[str, Any] = field(default_factory=dict)
    """Its attribute object, `O` included."""
    identifier: str = ""
    """Unique in the document; PDF/UA-1, 7.9, asks for one on every note."""
    headers: tuple[str, ...] = ()
    """Identifiers of the headers of a table's cell, where their place does not tell."""
    source: Any = None
    """The HTML element it stands for; None for what only the structure needs."""
    container: Any = None
    """The HTML element whose loose text it holds, of a paragraph that only the structure needs."""

    def add(self, kind: str, page: int, source: object = None) -> Node:
        """Append a new element."""
        node = Node(kind, self, page, source=source)
        self.kids.append(node)
        return node

    def within(self, kind: str) -> Node | None:
        """The nearest element of this type, this one included."""
        node: Node | None = self
        while node is not None and node.kind != kind:
            node = node.parent
        return node

    def descendants(self) -> Iterator[Node]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.descendants()

    def text(self) -> str:
        """What is read of it, on one line."""
        parts = []
        for kid in self.kids:
            if isinstance(kid, Node):
                parts.append(kid.attributes.get("Alt") or kid.text())
            elif isinstance(kid, Content):
                parts.append(kid.text)
        return " ".join("".join(parts).replace(SOFT_HYPHEN, "").split())
