"""Puts a tree in the shape that the HTML Standard asks for: what may stand in what, and which attributes are valid."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator

from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.article.markup import HEADINGS, PHRASING, PLACE

_PHRASES_ONLY = HEADINGS | {"p", "pre"} | (PHRASING - {"a", "ins", "del"})
_KEPT_EMPTY = frozenset({"td", "th", "hr", "img", "br", "wbr", "sup"})
_ALIGNMENTS = frozenset({"left", "right", "center", "justify"})
_NUMBERS = frozenset({"colspan", "rowspan", "start", "value", "height"})
_NAME = re.compile(r"[^\w.-]+")
_PERCENT = re.compile(r"(?:100|[1-9]\d?)(?:\.\d{1,2})?%")
_INTEGER = re.compile(r"-?\d{1,6}")


def tidy(root: ET.Element, findings: Findings) -> None:
    """Bring the contents of the root into shape, in place."""
    _attributes(root, findings)
    _forget_halves(root)
    _contents(root, findings)
    _wrap_loose(root)


def _attributes(root: ET.Element, findings: Findings) -> None:
    for element in root.iter():
        if not element.attrib:
            continue
        if "name" in element.attrib:
            name = element.attrib.pop("name")
            element.attrib.setdefault("id", name)
        alignment = element.attrib.pop("align", "").lower()
        if alignment in _ALIGNMENTS:
            nodes.add_class(element, f"align-{alignment}")
        for key in _NUMBERS.intersection(element.attrib):
            if not _INTEGER.fullmatch(element.attrib[key]):
                del element.attrib[key]
        for rule in (_identifier, _language, _width, _role):
            rule(element)
        if "class" in element.attrib and not element.get("class", "").strip():
            del element.attrib["class"]
    _unique(root, findings)


def _identifier(element: ET.Element) -> None:
    """An id must be an XML name: it begins with a letter and has no spaces.

    Names that begin with an underscore are the program's: of notes, of blocks without a name, of a layout's own parts.
    """
    if "id" not in element.attrib:
        return
    name = _NAME.sub("-", element.attrib.pop("id")).strip("-")
    if name:
        element.set("id", name if name[0].isalpha() else f"id-{name}")


def _language(element: ET.Element) -> None:
    language = element.attrib.pop("lang", "")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", language):
        element.set("lang", language)
        element.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    if element.get("dir", "").lower() not in ("ltr", "rtl", "auto"):
        element.attrib.pop("dir", None)


def _width(element: ET.Element) -> None:
    """A width in percent is a style, one in pixels an attribute of pictures; elsewhere it is the layout's business."""
    width = element.attrib.pop("width", "").strip()
    if element.tag == "img" and _PERCENT.fullmatch(width):
        element.set("style", f"width: {width}")
    elif element.tag == "img" and _INTEGER.fullmatch(width):
        element.set("width", width)


def _role(element: ET.Element) -> None:
    if element.get("role") not in (None, "note"):
        del element.attrib["role"]


def _unique(root: ET.Element, findings: Findings) -> None:
    seen: set[str] = set()
    for element in root.iter():
        name = element.get("id")
        if name and name in seen:
            message = f"the id {name!r} is given twice, the second is dropped"
            findings.warning("duplicate-id", message, nodes.line(element), "give each passage an id of its own")
            del element.attrib["id"]
        elif name:
            seen.add(name)


def _forget_halves(root: ET.Element) -> None:
    """HTML cuts a link that goes around a block in two: the half before the block is empty, and no link."""
    links = [element for element in root.iter("a") if element.get("data-href")]
    told = {(link.get("data-line"), link.get("data-href")) for link in links if not nodes.is_silent(link)}
    for link in links:
        if nodes.is_silent(link) and (link.get("data-line"), link.get("data-href")) in told:
            del link.attrib["data-href"]


def _contents(parent: ET.Element, findings: Findings) -> None:
    """Shape the children first, then put each where it may stand."""
    children = list(parent)
    for child in children:
        _contents(child, findings)
        fix = _FIXES.get(child.tag)
        if fix:
            fix(child)
    del parent[:]
    for child in children:
        _place(parent, child, findings)


def _place(parent: ET.Element, child: ET.Element, findings: Findings) -> None:
    """Append a child with the text behind it, or what is in it where it cannot stand itself."""
    tail, child.tail = child.tail, None
    out_of_place = nodes.is_flow(child) and parent.tag in _PHRASES_ONLY
    if _is_empty(child):
        _report_empty(child, findings)
        nodes.append_text(parent, child.text if child.tag in PHRASING else None)  # a space in code, between words
    elif out_of_place or _breaks_open(parent, child):
        nodes.append_text(parent, " " if out_of_place else None)
        nodes.append_text(parent, child.text)
        for inner in list(child):
            _place(parent, inner, findings)
    elif parent.tag not in _PARENTS.get(child.tag, (parent.tag,)):
        _give_parent(parent, child)
    else:
        parent.append(child)
    nodes.append_text(parent, tail)


def _breaks_open(parent: ET.Element, child: ET.Element) -> bool:
    """Whether a phrase has blocks in it, and is not one of those around which links and changes may stand."""
    if child.tag not in PHRASING or not any(map(nodes.is_flow, child)):
        return False
    return child.tag not in ("a", "ins", "del") or parent.tag in _PHRASES_ONLY


def _report_empty(element: ET.Element, findings: Findings) -> None:
    hint = "write a text, or remove it"
    if element.tag == "li":
        findings.warning("empty-list-item", "an empty list item is removed", nodes.line(element), hint)
    elif element.tag in HEADINGS:
        findings.warning("empty-heading", "an empty heading is removed", nodes.line(element), hint)


def _is_empty(element: ET.Element) -> bool:
    if element.tag in _KEPT_EMPTY or element.get("id") or "page-break" in nodes.classes(element):
        return element.tag in HEADINGS and nodes.is_blank(element)
    if element.tag == "img":
        return not element.get("src") and not element.get("data-src")
    if element.tag == "a" and element.get("data-href"):
        return False
    return element.tag != "section" and len(element) == 0 and not (element.text or "").strip(" \t\n\r")


_PARENTS = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "figcaption": ("figure",),
    "caption": ("table",),
}


def _give_parent(parent: ET.Element, child: ET.Element) -> None:
    """Append a list item to the list before it or to a new one; a caption without a figure is a paragraph."""
    if child.tag in ("figcaption", "caption"):
        child.tag = "p"
        parent.append(child)
        return
    wanted = "dl" if child.tag in ("dt", "dd") else "ul"
    before = parent[-1] if len(parent) else None
    if before is None or before.tag != wanted or (before.tail or "").strip():
        before = ET.SubElement(parent, wanted, nodes.place(child))
    before.append(child)


def _list(element: ET.Element) -> None:
    """A list holds items only."""
    _wrap(element, lambda child: child.tag == "li", "li")


def _definitions(element: ET.Element) -> None:
    """Terms, then definitions; a list that begins otherwise or ends with a term is no list of definitions."""
    _wrap(element, lambda child: child.tag in ("dt", "dd"), "dd")
    tags = [child.tag for child in element]
    if tags and (tags[0] == "dd" or tags[-1] == "dt"):
        element.tag = "div"
        for child in element:
            child.tag = "div"


def _wrap(element: ET.Element, fits: Callable[[ET.Element], bool], tag: str) -> None:
    """Put what does not fit into elements that do."""
    children = list(element)
    text, element.text = element.text, None
    del element[:]
    if (text or "").strip():
        ET.SubElement(element, tag, nodes.place(element)).text = text
    for child in children:
        tail, child.tail = child.tail, None
        (element if fits(child) else ET.SubElement(element, tag, nodes.place(child))).append(child)
        if (tail or "").strip():
            ET.SubElement(element, tag, nodes.place(child)).text = tail


_FIXES: dict[str, Callable[[ET.Element], None]] = {"ul": _list, "ol": _list, "dl": _definitions}


def _wrap_loose(root: ET.Element) -> None:
    """Text and inline elements directly in the article, or beside paragraphs in a box, become paragraphs."""
    for element in list(root.iter()):
        boxed = element.tag == "div" and any(map(nodes.is_flow, element))
        if element is root or element.tag in ("section", "blockquote") or boxed:
            _wrap_phrases(element)


def _wrap_phrases(element: ET.Element) -> None:
    """Put runs of phrases between the blocks of an element into paragraphs of their own."""
    pieces = list(_pieces(element))
    element.text = None
    del element[:]
    run: ET.Element | None = None
    place = nodes.place(element)
    for piece in pieces:
        if isinstance(piece, str):
            run = ET.SubElement(element, "p", place) if run is None and piece.strip() else run
            if run is not None:
                nodes.append_text(run, piece)
            continue
        place = nodes.place(piece) or place
        if nodes.is_flow(piece):
            element.append(piece)
            run = None
        elif piece.tag == "wbr" and piece.get("class") == PLACE:
            run = run if nodes.place(piece) else None
        else:
            run = ET.SubElement(element, "p", place) if run is None else run
            run.append(piece)
    element[:] = [child for child in element if child.tag != "p" or child.get("id") or not nodes.is_blank(child)]


def _pieces(element: ET.Element) -> Iterator[ET.Element | str]:
    """Texts and children in their order; the children come without the text behind them."""
    if element.text:
        yield element.text
    for child in element:
        tail, child.tail = child.tail, None
        yield child
        if tail:
            yield tail
