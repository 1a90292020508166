"""Tables: captions, and headers that say what they are headers of."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from exporter.article import nodes

_CAPTION = re.compile(r"(?:Table:|:)[ ]+(?=\S)")
_ATTRIBUTES = re.compile(r"[ ]*\{:?[ ]*([^{}]*)\}[ ]*$")


def complete(root: ET.Element) -> None:
    """Give the tables of a tree their captions and header scopes."""
    for parent in list(root.iter()):
        if any(child.tag == "table" for child in parent):
            _captions(parent)
    for table in root.iter("table"):
        _scopes(table)


def _captions(parent: ET.Element) -> None:
    """`Table: text` in a paragraph right before or after a table is its caption, as in Pandoc."""
    for table in parent.findall("table"):
        if table.find("caption") is not None:
            continue
        index = list(parent).index(table)
        for neighbour in (index - 1, index + 1):
            paragraph = parent[neighbour] if 0 <= neighbour < len(parent) else None
            match = _CAPTION.match(paragraph.text or "") if paragraph is not None and paragraph.tag == "p" else None
            if paragraph is not None and match:
                parent.remove(paragraph)
                paragraph.tag, paragraph.tail = "caption", None
                paragraph.text = (paragraph.text or "")[match.end() :]
                _attributes(paragraph, table)
                table.insert(0, paragraph)
                break


def _attributes(caption: ET.Element, table: ET.Element) -> None:
    """`{#id .class}` behind a caption is about the table."""
    last = caption[-1] if len(caption) else None
    text = (caption.text if last is None else last.tail) or ""
    match = _ATTRIBUTES.search(text)
    if not match:
        return
    for word in match.group(1).split():
        if word.startswith("#"):
            table.set("id", word[1:])
        elif word.startswith("."):
            nodes.add_class(table, word[1:])
    if last is None:
        caption.text = text[: match.start()]
    else:
        last.tail = text[: match.start()]


def _scopes(table: ET.Element) -> None:
    """Headers of columns, and of rows where the table is marked `.row-headers` or its markup says so."""
    rows_have_headers = "row-headers" in nodes.classes(table)
    for head in table.iter("thead"):
        for cell in head.iter("th"):
            cell.attrib.setdefault("scope", "col")
    for body in [child for child in table if child.tag in ("tbody", "tfoot")]:
        for number, row in enumerate(body.findall("tr")):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if rows_have_headers and cells:
                cells[0].tag = "th"
            all_headers = number == 0 and len(cells) > 1 and all(cell.tag == "th" for cell in cells)
            for cell in cells:
                if cell.tag == "th":
                    cell.attrib.setdefault("scope", "col" if all_headers else "row")
                    if cell.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                        cell.set("scope", "row")
