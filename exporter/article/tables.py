"""Tables: rows that lose no cell, captions, and headers that say what they are headers of."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from markdown.blockparser import BlockParser
from markdown.extensions import tables

from exporter.article import attributes, marks, nodes
from exporter.article.findings import Findings

_CAPTION = re.compile(r"Table:[ ]+(?=\S)")
_CODE = re.compile(r"(?<!\\)(?P<ticks>`++)(?:(?!(?P=ticks)(?!`)).)*+(?P=ticks)(?!`)")
_ATTRIBUTES = re.compile(rf"[ ]*{attributes.LIST}[ ]*$")


class TableProcessor(tables.TableProcessor):
    """Tables that lose no cell: what is too much in a row is put into its last cell."""

    def __init__(self, parser: BlockParser, findings: Findings) -> None:
        super().__init__(parser, {"use_align_attribute": True})
        self.findings = findings

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Make a table of the first block; what stands right below its rows may be a caption, or attributes."""
        rows, _, last = blocks[0].rpartition("\n")
        listed = _ATTRIBUTES.fullmatch(last)
        if listed:
            blocks[0] = rows
            rows, _, last = rows.rpartition("\n")
        if _CAPTION.match(marks.without_lines(last).strip()):
            blocks[:1] = [rows, last]
        super().run(parent, blocks)
        if listed:
            attributes.assign(parent[-1], listed.group(1))

    def _split_row(self, row: str) -> list[str]:
        r"""Split a row; `\|` is a bar in code too, where nothing else is escaped (GitHub's Markdown, section 4.10)."""
        cells: list[str] = super()._split_row(row)  # type: ignore[misc]  # the stubs leave it out
        if "\\|" not in row or "`" not in row:
            return cells
        return [_CODE.sub(lambda match: match.group().replace("\\|", "|"), cell) for cell in cells]

    def _build_row(self, row: str, parent: ET.Element, align: Sequence[str | None]) -> None:
        cells = self._split_row(row)
        super()._build_row(row, parent, align)  # type: ignore[misc]  # the stubs leave it out
        if len(cells) == len(align):
            return
        number = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        message = f"this row has {number}, the table has {len(align)} columns"
        hint = "write '|' between cells, and '\\|' within one"
        self.findings.warning("uneven-row", message, marks.first_line(row), hint)
        if len(cells) > len(align):
            last = parent[-1][-1]
            last.text = " | ".join([last.text or "", *(cell.strip() for cell in cells[len(align) :])])


def complete(root: ET.Element) -> None:
    """Give the tables of a tree their captions and header scopes."""
    for parent in list(root.iter()):
        if any(child.tag == "table" for child in parent):
            _captions(parent)
    for table in root.iter("table"):
        _scopes(table)


def _captions(parent: ET.Element) -> None:
    """`Table: text` in a paragraph right before or after a table is its caption, as in Pandoc."""
    children = list(parent)
    for index, table in enumerate(children):
        if table.tag != "table" or table.find("caption") is not None:
            continue
        for neighbour in (index - 1, index + 1):
            paragraph = children[neighbour] if 0 <= neighbour < len(children) else None
            match = _CAPTION.match(paragraph.text or "") if paragraph is not None and paragraph.tag == "p" else None
            if paragraph is not None and match:
                paragraph.tag, paragraph.tail = "caption", None
                paragraph.text = (paragraph.text or "")[match.end() :]
                _attributes(paragraph, table)
                table.insert(0, paragraph)
                break
    parent[:] = [child for child in children if child.tag != "caption"]


def _attributes(caption: ET.Element, table: ET.Element) -> None:
    """`{#id .class}` behind a caption is about the table."""
    last = caption[-1] if len(caption) else None
    text = (caption.text if last is None else last.tail) or ""
    match = _ATTRIBUTES.search(text)
    if not match:
        return
    attributes.assign(table, match.group(1))
    if last is None:
        caption.text = text[: match.start()]
    else:
        last.tail = text[: match.start()]


def _scopes(table: ET.Element) -> None:
    """Headers of columns, and of rows where the table is marked `.row-headers` or its markup says so."""
    rows_have_headers = "row-headers" in nodes.classes(table)
    for part in table:
        for number, row in enumerate(part.findall("tr")):
            cells = [cell for cell in row if cell.tag in ("td", "th")]
            if rows_have_headers and part.tag != "thead" and cells:
                cells[0].tag = "th"
            of_columns = part.tag == "thead" or (
                number == 0 and len(cells) > 1 and all(cell.tag == "th" for cell in cells)
            )
            for cell in cells:
                _scope(cell, "col" if of_columns else "row")


def _scope(cell: ET.Element, scope: str) -> None:
    """Let a header say what it is the header of; an empty one is none."""
    if cell.tag == "th" and nodes.is_blank(cell):
        cell.tag = "td"
        cell.attrib.pop("scope", None)
    elif cell.tag == "th" and cell.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
        cell.set("scope", scope)
