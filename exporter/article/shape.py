"""Puts a tree in the shape that the HTML Standard asks for: what may stand in what, and which attributes are valid."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.article.markup import PHRASING

_PHRASES_ONLY = frozenset({"p", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}) | (PHRASING - {"a", "ins", "del"})
_KEPT_EMPTY = frozenset({"td", "th", "hr", "img", "br", "wbr", "sup"})
_ALIGNMENTS = frozenset({"left", "right", "center", "justify"})
_NUMBERS = frozenset({"colspan", "rowspan", "start", "value", "height"})
_NAME = re.compile(r"[^\w.-]+")
_PERCENT = re.compile(r"(?:100|[1-9]\d?)(?:\.\d{1,2})?%")
_INTEGER = re.compile(r"-?\d{1,6}")


def tidy(root: ET.Element, findings: Findings) -> None:
    """Bring the contents of the root into shape, in place."""
    _attributes(root, findings)
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
    if re.fullmatch(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*", language):
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


def _contents(parent: ET.Element, findings: Findings) -> None:
    """Shape the children first, then the parent's relation to them."""
    for child in list(parent):
        _contents(child, findings)
        fix = _FIXES.get(child.tag)
        if fix:
            fix(child)
    for child in list(parent):
        if child.tag in ("a", "ins", "del") and parent.tag in _PHRASES_ONLY and any(map(nodes.is_flow, child)):
            nodes.unwrap(parent, child)
    for child in list(parent):
        if _is_empty(child):
            if child.tag[0] == "h" or child.tag == "li":
                what = "heading" if child.tag[0] == "h" else "list item"
                message = f"an empty {what} is removed"
                findings.warning(f"empty-{what.replace(' ', '-')}", message, nodes.line(child), "write a text, or remove it")
            nodes.remove(parent, child)
        elif nodes.is_flow(child) and parent.tag in _PHRASES_ONLY:
            nodes.append_text(parent, list(parent).index(child), " ")
            nodes.unwrap(parent, child)
        elif parent.tag not in _PARENTS.get(child.tag, (parent.tag,)):
            _give_parent(parent, child)
    for child in list(parent):
        if child.tag in PHRASING and child.tag not in ("a", "ins", "del") and any(map(nodes.is_flow, child)):
            nodes.unwrap(parent, child)


def _is_empty(element: ET.Element) -> bool:
    if element.tag in _KEPT_EMPTY or element.get("id") or "page-break" in nodes.classes(element):
        return element.tag[0] == "h" and element.tag != "hr" and nodes.is_blank(element)
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
    """A list item outside a list gets one, a caption without a figure is a paragraph."""
    if child.tag in ("figcaption", "caption"):
        child.tag = "p"
        return
    index = list(parent).index(child)
    wanted = "dl" if child.tag in ("dt", "dd") else "ul"
    before = parent[index - 1] if index else None
    tail, child.tail = child.tail, None
    parent.remove(child)
    if before is not None and before.tag == wanted and not (before.tail or "").strip():
        before.append(child)
        before.tail = tail
        return
    holder = ET.Element(wanted, {"data-line": child.get("data-line", "")} if child.get("data-line") else {})
    holder.append(child)
    holder.tail = tail
    parent.insert(index, holder)


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
    if (element.text or "").strip():
        first = ET.Element(tag)
        first.text, element.text = element.text, None
        element.insert(0, first)
    for child in list(element):
        if not fits(child):
            index = list(element).index(child)
            holder = ET.Element(tag)
            element.remove(child)
            holder.append(child)
            element.insert(index, holder)
        elif (child.tail or "").strip():
            holder = ET.Element(tag)
            holder.text, child.tail = child.tail, None
            element.insert(list(element).index(child) + 1, holder)


_FIXES: dict[str, Callable[[ET.Element], None]] = {"ul": _list, "ol": _list, "dl": _definitions}


def _wrap_loose(root: ET.Element) -> None:
    """Text and inline elements directly in the article, or beside paragraphs in a box, become paragraphs."""
    for element in list(root.iter()):
        if element is root or element.tag in ("section", "blockquote") or (
            element.tag in ("div", "li", "dd", "td", "th") and any(map(nodes.is_flow, element))
        ):
            _wrap_phrases(element, loose_text=element.tag in ("body", "section", "blockquote", "div"))


def _wrap_phrases(element: ET.Element, *, loose_text: bool) -> None:
    """Put runs of phrases between the blocks of an element into paragraphs of their own."""
    if not loose_text:
        return
    children = list(element)
    run: ET.Element | None = None
    text, element.text = element.text, None
    for child in children:
        element.remove(child)
    if (text or "").strip():
        run = _new_paragraph(element, text)
    for child in children:
        tail, child.tail = child.tail, None
        if nodes.is_flow(child):
            element.append(child)
            run = None
        else:
            if run is None:
                run = _new_paragraph(element, None)
                if child.get("data-line"):
                    run.set("data-line", child.get("data-line", ""))
            run.append(child)
        if run is not None:
            nodes.append_text(run, len(run), tail)
        elif (tail or "").strip():
            run = _new_paragraph(element, tail)
    for child in list(element):
        if child.tag == "p" and nodes.is_blank(child) and not child.get("id"):
            element.remove(child)


def _new_paragraph(element: ET.Element, text: str | None) -> ET.Element:
    paragraph = ET.SubElement(element, "p")
    line = element.get("data-line") if not len(element) - 1 else element[-2].get("data-line")
    if line:
        paragraph.set("data-line", line)
    paragraph.text = text
    return paragraph
