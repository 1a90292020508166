"""The parts of a document as the content documents of a book."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from lxml import etree

from exporter.backends.epub import styles
from exporter.model import Document, Part

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = f"{{{OPS}}}type"
STYLESHEET = "style.css"
NEWER_STYLESHEET = "newer.css"
VOID = frozenset(f"{{{XHTML}}}{name}" for name in ("area", "br", "col", "hr", "img", "source", "track", "wbr"))
"""Elements that have no end tag (HTML Standard, 13.1.2)."""
DIVISIONS = {
    "cover": "cover",
    "title-page": "frontmatter",
    "contents": "frontmatter",
    "chapter": "bodymatter",
    "body": "bodymatter",
    "references": "backmatter",
    "notes": "backmatter",
    "glossary": "backmatter",
    "index": "backmatter",
    "colophon": "backmatter",
    "back": "backmatter",
}
"""Kind of a part to the division of the book it belongs to (EPUB Structural Semantics Vocabulary)."""
TYPES = {
    "doc-chapter": "chapter",
    "doc-introduction": "introduction",
    "doc-toc": "toc",
    "doc-endnotes": "endnotes",
    "doc-footnote": "footnote",
    "doc-noteref": "noteref",
    "doc-pagebreak": "pagebreak",
    "doc-colophon": "colophon",
    "doc-subtitle": "subtitle",
    "doc-conclusion": "conclusion",
    "doc-glossary": "glossary",
    "doc-glossref": "glossref",
    "doc-bibliography": "bibliography",
    "doc-biblioref": "biblioref",
    "doc-index": "index",
    "doc-appendix": "appendix",
}
"""DPUB-ARIA 1.1 roles to the terms of the structure vocabulary that they correspond to."""
WITHIN = {
    "doc-glossary": {f"{{{XHTML}}}dt": "glossterm", f"{{{XHTML}}}dd": "glossdef"},
    "doc-bibliography": {f"{{{XHTML}}}li": "biblioentry"},
}
"""Terms for elements within those of a role; roles of their own they have none: `doc-biblioentry` is deprecated."""


@dataclass(frozen=True, slots=True)
class Body:
    """One content document, while it is being made: `tree` is changed until the book is written."""

    part: Part
    file: str
    tree: etree._Element


def split(document: Document) -> list[Body]:
    """Parse every part, name its types, and lead links to where their targets are now."""
    bodies = [Body(part, f"{part.name}.xhtml", _parsed(part)) for part in document.parts]
    files = {str(anchor): body.file for body in bodies for anchor in body.tree.xpath("//@id")}
    for body in bodies:
        for element in body.tree.iter(etree.Element):
            _name_type(element)
            _lead(element, body.file, files)
    return bodies


def _parsed(part: Part) -> etree._Element:
    # Markup of our own templates, already found well-formed; entities are not resolved all the same.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(f'<div xmlns="{XHTML}" xmlns:epub="{OPS}">{part.html}</div>', parser)[0]


def _name_type(element: etree._Element) -> None:
    role = str(element.get("role", ""))
    kind = TYPES.get(role)
    if kind and element.get(EPUB_TYPE) is None:
        element.set(EPUB_TYPE, kind)
    for tag, term in WITHIN.get(role, {}).items():
        for inner in element.iterfind(f"./*/{tag}"):
            inner.set(EPUB_TYPE, term)


def _lead(element: etree._Element, file: str, files: dict[str, str]) -> None:
    target = str(element.get("href", ""))
    if target.startswith("#"):
        found = files.get(target[1:], file)
        if found != file:
            element.set("href", f"{quote(found)}{target}")


def serialise(document: Document, body: Body) -> bytes:
    """A content document: valid as XML and as HTML."""
    for element in body.tree.iter(etree.Element):
        if not len(element) and not element.text and element.tag not in VOID:
            element.text = ""  # two tags: HTML knows no `<div/>`
    markup = etree.tostring(body.tree, encoding="unicode", with_tail=False)
    for declaration in (f' xmlns="{XHTML}"', f' xmlns:epub="{OPS}"'):  # of the first element; `<html>` declares them
        markup = markup.replace(declaration, "", 1)
    title = escape(body.part.title or document.metadata.title)
    return page(document, title, f' epub:type="{DIVISIONS[body.part.kind]}"', markup)


def page(document: Document, title: str, body_attributes: str, markup: str) -> bytes:
    """The frame of every content document; `title` and `markup` are XHTML already."""
    language = escape(document.language, quote=True)
    links = "".join(f'<link rel="stylesheet" type="text/css" href="{name}"/>\n' for name, _ in stylesheets(document))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        f'<html xmlns="{XHTML}" xmlns:epub="{OPS}" lang="{language}" xml:lang="{language}"'
        f' dir="{document.direction}">\n<head>\n<meta charset="utf-8"/>\n<title>{title}</title>\n'
        f"{links}</head>\n"
        f"<body{body_attributes}>\n{markup}\n</body>\n</html>\n"
    ).encode()


def stylesheets(document: Document) -> tuple[tuple[str, str], ...]:
    """The style sheets of a book, in their order: each one's file and its CSS."""
    sheets = styles.divided(document.stylesheet, document.direction)
    return ((STYLESHEET, sheets.plain), *(((NEWER_STYLESHEET, sheets.newer),) if sheets.newer else ()))
