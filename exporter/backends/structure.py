"""What a screen reader will be told: the logical structure of a laid-out document, from WeasyPrint's boxes.

WeasyPrint's own tags follow the boxes, so a paragraph or a link that is broken by a line or a page is read as two, a
table's header is read again on each page, and contents, notes, term lists, abbreviations and changes of language are
not known at all. Here the boxes of one HTML element, wherever they came to stand, make one structure element of the
types of ISO 32000-1, 14.8.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

Box: TypeAlias = Any
"""A box of WeasyPrint's, which has no types."""
Annotation: TypeAlias = Any
"""A dictionary of pydyf's, which has no types either."""

SVG = "{http://www.w3.org/2000/svg}"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
GROUPING = frozenset({"Document", "Sect", "Art", "Div", "BlockQuote", "Part"})
"""Types that hold blocks only; text in them needs a paragraph."""
INLINE = frozenset({"Link", "Span", "Code", "Quote", "Reference"})
TABLE_PARENTS = {
    "THead": ("Table",),
    "TBody": ("Table",),
    "TFoot": ("Table",),
    "TR": ("Table", "THead", "TBody", "TFoot"),
    "TH": ("TR",),
    "TD": ("TR",),
}
KINDS = {
    "section": "Sect",
    "aside": "Sect",
    "nav": "Sect",
    "article": "Art",
    "figure": "Div",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    "address": "P",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "code": "Code",
    "kbd": "Code",
    "samp": "Code",
    "q": "Quote",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
NUMBERINGS = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
}
SCOPES = {"col": "Column", "colgroup": "Column", "row": "Row", "rowgroup": "Row"}


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


def build(page_boxes: tuple[Box, ...], language: str) -> Node:
    """Build the structure of all pages; a block that is broken over pages is one element.

    Args:
        page_boxes: WeasyPrint's `PageBox` of each page.
        language: The document's language; only other languages are noted.
    """
    from exporter.backends import tables  # which knows this module's elements

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
        if isinstance(box, boxes.MarginBox) or _is_decoration(box):
            return
        if isinstance(box, boxes.TextBox):
            parent.kids.append(Content(box, page, str(box.text)))
            return
        if isinstance(box, boxes.LineBox):
            self._visit_all(box, self._paragraph(parent, page), page)
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
            return None if known.page != page and _comes_again(box) else known
        node = self._new_node(box, parent, page)
        self.known[key] = node
        return node

    def _new_node(self, box: Box, parent: Node, page: int) -> Node:
        called = (id(box.element), f"{box.element_tag}::footnote-call") in self.known
        kind = "Note" if called else _kind(box, parent)
        if not kind and box.link_annotation is not None and parent.within("Link") is None:
            kind = "Link"
        language = box.element.get("lang") or ""
        foreign = (
            language and language.lower() != _language(parent, self.language).lower() and "::" not in box.element_tag
        )
        if not kind and foreign:
            kind = "Span" if isinstance(box, boxes.InlineLevelBox) else "Div"
        if not kind:
            return parent
        node = self._place(kind, parent, page, box.element)
        _describe(node, box)
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
            parent = self._paragraph(parent, page)
        if kind == "Link" and (parent.kind == "TOCI" or _role(source) == "doc-noteref"):
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

    def _paragraph(self, parent: Node, page: int) -> Node:
        """Where text goes that stands in `parent`: groups and lists hold no text of their own."""
        if parent.kind == "L":
            return parent.add("LI", page).add("LBody", page)
        if parent.kind not in GROUPING:
            return parent
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Node) and last.kind == "P" and last.source is None:
            return last
        return parent.add("P", page)

    def _visit_link(self, box: Box, node: Node, page: int) -> None:
        """Note where a link can be clicked, leaving out the boxes in it, which WeasyPrint makes clickable once more."""
        link = node.within("Link")
        if box.link_annotation is None or link is None or isinstance(box.style, AnonymousStyle):
            return
        if isinstance(box, boxes.ReplacedBox) or (link.source is box.element and "::" not in box.element_tag):
            link.kids.append(Region(box.link_annotation, page))


def _kind(box: Box, parent: Node) -> str:
    """The structure type of a box; empty where it means nothing by itself."""
    tag, _, pseudo = box.element_tag.partition("::")
    if pseudo:
        marks = {"marker": "Lbl", "footnote-marker": "Lbl", "footnote-call": "Reference"}
        return marks.get(pseudo, "") if parent.kind in ("LBody", "TOCI", "Note") or pseudo == "footnote-call" else ""
    if tag in ("img", f"{SVG}svg") or _role(box.element) == "img":
        return "Figure"
    if _role(box.element) in ("doc-footnote", "doc-endnote") and tag != "li":
        return "Note"
    if tag == "a":
        return "Link" if box.link_annotation is not None else ""
    if tag == "abbr":
        return "Span" if box.element.get("title") else ""
    kind = KINDS.get(tag, "")
    if kind in ("L", "LI") and _in_contents(parent):
        return {"L": "TOC", "LI": "TOCI"}[kind]
    if (kind in TABLE_PARENTS and parent.kind not in TABLE_PARENTS[kind]) or (kind == "LI" and parent.kind != "L"):
        return ""
    if kind in ("Lbl", "LBody") and parent.kind != "L":
        return ""
    return kind


def _describe(node: Node, box: Box) -> None:
    """Add what the type needs besides its text: alternatives, expansions, numbering, scope."""
    element = box.element
    if node.kind == "Figure":
        node.attributes["Alt"] = alternative(element)
    elif node.kind == "Span" and element.tag == "abbr":
        node.attributes["E"] = element.get("title")
    elif node.kind == "L":
        style = box.style["list_style_type"] if element.tag != "dl" else "none"
        node.layout = {"O": "/List", "ListNumbering": f"/{NUMBERINGS.get(style, 'None')}"}
    elif node.kind in ("TH", "TD") and isinstance(box, boxes.TableCellBox):
        node.layout = {"O": "/Table", **_spans(box)}
        if node.kind == "TH":
            node.layout["Scope"] = f"/{_scope(node)}"


def alternative(element: Any) -> str:  # noqa: ANN401 - an ElementTree element
    """The text that stands for a picture: `alt`, `aria-label` or the SVG's `<title>`; empty for decoration."""
    title = element.find(f"{SVG}title")
    named = element.get("alt") or element.get("aria-label") or (title.text if title is not None else "") or ""
    return " ".join(named.split())


def _spans(box: Box) -> Mapping[str, int]:
    spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
    return {name: count for name, count in spans.items() if count != 1}


def _scope(node: Node) -> str:
    """What a header cell heads: as `scope` says, else the column in a table's head, and the row elsewhere."""
    named = SCOPES.get(node.source.get("scope", ""))
    return named or ("Column" if node.within("THead") else "Row")


def _role(element: Any) -> str:  # noqa: ANN401 - an ElementTree element
    return str(element.get("role", "")) if element is not None else ""


def _in_contents(node: Node | None) -> bool:
    while node is not None:
        if node.kind == "TOC" or _role(node.source) == "doc-toc":
            return True
        node = node.parent
    return False


def _language(node: Node | None, default: str) -> str:
    while node is not None:
        if "Lang" in node.attributes:
            return str(node.attributes["Lang"])
        node = node.parent
    return default


def _is_decoration(box: Box) -> bool:
    """Whether a box means nothing to who cannot see it: hidden by its author, or a picture without alternative."""
    element = box.element
    if box.is_leader:
        return True
    if element is None:
        return False
    if element.get("aria-hidden") == "true":
        return True
    pictured = element.tag in ("img", f"{SVG}svg") and isinstance(box, boxes.ReplacedBox)
    return pictured and (element.get("role") in ("presentation", "none") or not alternative(element))


def _comes_again(box: Box) -> bool:
    repeated = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
    return repeated or box.style["position"] == "fixed"


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
    kids = []
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
    return node.kind == "P" and node.source is None and figures


def _close_heading_gaps(root: Node) -> None:
    """Let headings begin at level 1 and go down one level at a time, as PDF/UA-1, 7.4.2, asks."""
    previous = 0
    for node in root.descendants():
        if node.kind[0] == "H" and node.kind[1:].isdigit():
            previous = min(int(node.kind[1:]), previous + 1)
            node.kind = f"H{previous}"
