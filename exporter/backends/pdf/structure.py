"""What a screen reader will be told: the logical structure of a laid-out document, from WeasyPrint's boxes.

WeasyPrint's own tags follow the boxes, so a paragraph or a link that is broken by a line or a page is read as two, a
table's header is read again on each page, and contents, notes, term lists, abbreviations and changes of language are
not known at all. Here the boxes of one HTML element, wherever they came to stand, make one structure element of the
types of ISO 32000-1, 14.8.4.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from exporter.backends.pdf import roles, tables
from exporter.backends.pdf.elements import GROUPING, INLINE, SOFT_HYPHEN, Box, Content, Node, Region


def build(page_boxes: tuple[Box, ...], language: str) -> Node:
    """Build the structure of all pages; a block that is broken over pages is one element.

    Args:
        page_boxes: WeasyPrint's `PageBox` of each page.
        language: The document's language; only other languages are noted.
    """
    builder = _Builder(language)
    for page, page_box in enumerate(page_boxes):
        for child in page_box.children:
            builder.visit(child, builder.root, page)
    _prune(builder.root)
    _close_heading_gaps(builder.root)
    for number, table in enumerate([node for node in builder.root.descendants() if node.kind == "Table"], start=1):
        tables.repair(table, number)
    notes = (node for node in builder.root.descendants() if node.kind == "Note")
    for number, note in enumerate(notes, start=1):
        note.identifier = f"note-{number}"
    return builder.root


class _Builder:
    """Walks the boxes in their order and remembers which element stands for which HTML element."""

    def __init__(self, language: str) -> None:
        self.root = Node("Document")
        self.language = language
        self.known: dict[tuple[int, str], Node] = {}

    def visit(self, box: Box, parent: Node, page: int) -> None:
        """Add `box` and all in it below `parent`; what is not added is decoration."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 - the placeholder has no public way to its box
        if isinstance(box, boxes.MarginBox) or roles.is_decoration(box):
            return
        if isinstance(box, boxes.TextBox):
            parent.kids.append(Content(box, page, str(box.text)))
            return
        if isinstance(box, boxes.LineBox):
            self._visit_all(box, self._paragraph(parent, page, box.element), page)
            return
        node = self._node(box, parent, page)
        if node is None:
            return
        self._visit_link(box, node, page)
        if isinstance(box, boxes.ReplacedBox):
            node.kids.append(Content(box, page, ""))
        self._visit_all(box, node, page)

    def _visit_all(self, box: Box, node: Node, page: int) -> None:
        for child in box.children:
            self.visit(child, node, page)
        if isinstance(box, boxes.LineBox):
            _end_line(node)

    def _node(self, box: Box, parent: Node, page: int) -> Node | None:
        """The element for a box: the one of its HTML element, a new one, or its parent where the box means nothing.

        None for what was read already: the header of a table and a fixed box come again on each page.
        """
        if box.element is None:
            return parent
        key = (id(box.element), box.element_tag)
        known = self.known.get(key)
        if known is not None:
            return None if known.page != page and roles.comes_again(box) else known
        node = self._new_node(box, parent, page)
        self.known[key] = node
        return node

    def _new_node(self, box: Box, parent: Node, page: int) -> Node:
        called = (id(box.element), f"{box.element_tag}::footnote-call") in self.known
        kind = "Note" if called else roles.kind(box, parent)
        if not kind and box.link_annotation is not None and parent.within("Link") is None:
            kind = "Link"
        language = box.element.get("lang") or ""
        foreign = (
            language
            and language.lower() != roles.language(parent, self.language).lower()
            and "::" not in box.element_tag
        )
        if not kind and foreign:
            kind = "Span" if isinstance(box, boxes.InlineLevelBox) else "Div"
        if not kind:
            return parent
        node = self._place(kind, parent, page, box.element)
        roles.describe(node, box)
        if foreign:
            node.attributes["Lang"] = language
        return node.add("LBody", page, box.element) if kind == "LI" else node

    def _place(self, kind: str, parent: Node, page: int, source: object) -> Node:
        """Make an element where the rules of containment allow it, adding what they ask for between."""
        if kind in ("Lbl", "LBody") and parent.kind == "L":
            last = parent.kids[-1] if parent.kids else None
            full = isinstance(last, Node) and any(isinstance(kid, Node) and kid.kind == "LBody" for kid in last.kids)
            item = last if isinstance(last, Node) and not (kind == "Lbl" and full) else parent.add("LI", page, source)
            return item.add(kind, page, source)
        if kind == "Lbl" and parent.kind == "LBody" and parent.parent is not None:
            label = Node("Lbl", parent.parent, page, source=source)
            parent.parent.kids.insert(0, label)
            return label
        if parent.kind == "L" and kind not in ("L", "LI", "Caption"):
            parent = parent.add("LI", page, source).add("LBody", page, source)
        if kind in INLINE:
            parent = self._paragraph(parent, page, source)
        if kind == "Link" and (parent.kind == "TOCI" or roles.role(source) == "doc-noteref"):
            parent = parent.add("Reference", page, source)
        if kind == "Note":
            return self._place_note(parent, page, source)
        return parent.add(kind, page, source)

    def _place_note(self, parent: Node, page: int, source: Any) -> Node:  # noqa: ANN401 - an ElementTree element
        """A note that CSS took out of its sentence is read where its number stands, not at the foot of the page."""
        call = self.known.get((id(source), f"{source.tag}::footnote-call"))
        if call is None or call.parent is None:
            return parent.add("Note", page, source)
        note = Node("Note", call.parent, page, source=source)
        call.parent.kids.insert(call.parent.kids.index(call) + 1, note)
        return note

    def _paragraph(self, parent: Node, page: int, container: object) -> Node:
        """Where text goes that stands in `parent`: groups and lists hold no text of their own."""
        if parent.kind == "L":
            return parent.add("LI", page).add("LBody", page)
        if parent.kind not in GROUPING:
            return parent
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Node) and last.container is not None and last.container is container:
            return last
        paragraph = parent.add("P", page)
        paragraph.container = container
        return paragraph

    def _visit_link(self, box: Box, node: Node, page: int) -> None:
        """Note where a link can be clicked, leaving out the boxes in it, which WeasyPrint makes clickable once more."""
        link = node.within("Link")
        if box.link_annotation is None or link is None or isinstance(box.style, AnonymousStyle):
            return
        if isinstance(box, boxes.ReplacedBox) or (link.source is box.element and "::" not in box.element_tag):
            link.kids.append(Region(box.link_annotation, page))


def _end_line(node: Node) -> None:
    """Part the last word of a line from the first of the next, where no space is drawn, and join a broken word."""
    last: Node | Content | Region | None = node
    while isinstance(last, Node):
        last = last.kids[-1] if last.kids else None
    if isinstance(last, Content) and last.text:
        hyphen = last.box.style["hyphenate_character"]
        last.text = last.text.removesuffix(hyphen) + SOFT_HYPHEN if last.text.endswith(hyphen) else f"{last.text} "


def _prune(node: Node) -> bool:
    """Drop elements without content but for cells, which hold their column's place; say whether `node` has any."""
    kids: list[Node | Content | Region] = []
    for kid in node.kids:
        if not isinstance(kid, Node):
            kids.append(kid)
        elif _prune(kid):
            kids += kid.kids if _is_picture_line(kid) else [kid]
    node.kids = kids
    return bool(kids) or node.kind in ("TD", "TH")


def _is_picture_line(node: Node) -> bool:
    """Whether a paragraph was only needed for the line that a block's picture stands on."""
    figures = all(isinstance(kid, Node) and kid.kind == "Figure" for kid in node.kids)
    return node.container is not None and figures


def _close_heading_gaps(root: Node) -> None:
    """Let headings begin at level 1 and go down one level at a time, as PDF/UA-1, 7.4.2, asks."""
    previous = 0
    for node in root.descendants():
        if node.kind[0] == "H" and node.kind[1:].isdigit():
            previous = min(int(node.kind[1:]), previous + 1)
            node.kind = f"H{previous}"
