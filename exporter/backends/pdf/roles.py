"""What an HTML element means to who hears it: its structure type and what is told of it besides its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.formatting_structure import boxes

from exporter.backends.pdf import edges
from exporter.backends.pdf.elements import Box, Node

SVG = "{http://www.w3.org/2000/svg}"
ROLES = {
    "doc-toc": "Sect",
    "doc-footnote": "Note",
    "doc-endnote": "Note",
    "doc-notice": "Sect",
    "doc-tip": "Sect",
    "note": "Sect",
    "none": "",
    "presentation": "",
}
"""ARIA roles that say more than the element; an endnote that is a list item is an item first."""
PARENTS = {
    "LI": ("L",),
    "TOCI": ("TOC",),
    "Lbl": ("L",),
    "LBody": ("L",),
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


def kind(box: Box, parent: Node) -> str:
    """The structure type of a box; empty where it means nothing by itself."""
    tag, _, pseudo = box.element_tag.partition("::")
    if pseudo:
        return _pseudo_kind(pseudo, parent)
    given = role(box.element)
    pictured = _pictured_kind(tag, given)
    if pictured:
        return pictured
    if given in ROLES and tag != "li":
        return ROLES[given]
    if tag == "a":
        return "Link" if box.link_annotation is not None else ""
    if tag == "abbr":
        return "Span" if box.element.get("title") else ""
    return _contained(KINDS.get(tag, ""), parent)


def _pictured_kind(tag: str, role: str) -> str:
    if tag == edges.FORMULA:
        return "Formula"
    return "Figure" if tag in ("img", f"{SVG}svg") or role == "img" else ""


def _pseudo_kind(pseudo: str, parent: Node) -> str:
    if pseudo == "footnote-call":
        return "Reference"
    labels = pseudo in ("marker", "footnote-marker") and parent.kind in ("LBody", "TOCI", "Note")
    return "Lbl" if labels else ""


def _contained(kind: str, parent: Node) -> str:
    """The type where it is allowed in `parent`; empty elsewhere, so that its text is kept without it."""
    if kind in ("L", "LI") and _in_contents(parent):
        kind = {"L": "TOC", "LI": "TOCI"}[kind]
    allowed = PARENTS.get(kind)
    return kind if allowed is None or parent.kind in allowed else ""


def describe(node: Node, box: Box) -> None:
    """Add what the type needs besides its text: alternatives, expansions, numbering, scope."""
    element = box.element
    if node.kind == "Figure":
        node.attributes["Alt"] = alternative(element)
    elif node.kind == "Formula":
        node.attributes["Alt"] = element.get("alttext")
    elif node.kind == "Span" and element.tag == "abbr":
        node.attributes["E"] = element.get("title")
    elif node.kind == "L":
        style = box.style["list_style_type"] if element.tag != "dl" else "none"
        node.layout = {"O": "/List", "ListNumbering": f"/{NUMBERINGS.get(style, 'None')}"}
    elif node.kind in ("TH", "TD") and isinstance(box, boxes.TableCellBox):
        node.layout = {"O": "/Table", **_spans(box)}
        if node.kind == "TH" and (scope := _scope(node)):
            node.layout["Scope"] = f"/{scope}"


def alternative(element: Any) -> str:  # noqa: ANN401 - an ElementTree element
    """The text that stands for a picture: `alt`, `aria-label` or the SVG's `<title>`; empty for decoration."""
    title = element.find(f"{SVG}title")
    named = element.get("alt") or element.get("aria-label") or (title.text if title is not None else "") or ""
    return " ".join(named.split())


def _spans(box: Box) -> Mapping[str, int]:
    spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
    return {name: count for name, count in spans.items() if count != 1}


def _scope(node: Node) -> str:
    """What a header cell heads: as `scope` says, else the column in a table's head; elsewhere its row will tell."""
    named = SCOPES.get(node.source.get("scope", ""))
    return named or ("Column" if node.within("THead") else "")


def role(element: Any) -> str:  # noqa: ANN401 - an ElementTree element
    """The element's ARIA role; empty for none."""
    return str(element.get("role", "")) if element is not None else ""


def _in_contents(node: Node | None) -> bool:
    while node is not None:
        if node.kind == "TOC" or role(node.source) == "doc-toc":
            return True
        node = node.parent
    return False


def language(node: Node | None, default: str) -> str:
    """The language a structure element is in."""
    while node is not None:
        if "Lang" in node.attributes:
            return str(node.attributes["Lang"])
        node = node.parent
    return default


def is_decoration(box: Box) -> bool:
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


def comes_again(box: Box) -> bool:
    """Whether the same box is drawn on each page: a table's head and foot, and what is fixed to the page."""
    repeated = isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
    return bool(repeated or box.style["position"] == "fixed")
