"""Wide tables, made ready to be set cell by cell where lines are short."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from exporter.backends.epub.parts import XHTML, Body

WIDE = 4
"""Columns from which a table is wide: from five on it may be unreadable on a Kobo (Kobo EPUB specification, "Tables"),
and four leave 80 pixels for each on a telephone."""


def label(bodies: Sequence[Body]) -> None:
    """Give the cells of wide tables the head of their column as `data-label`, and the tables the class `stacks`.

    Tables with cells that span others, or with several rows of heads, are left alone: their cells make no sense alone.
    So are those of charts, whose cells stand under what is drawn of them.
    """
    for body in bodies:
        for table in body.tree.iter(f"{{{XHTML}}}table"):
            heads = _heads(table)
            if len(heads) >= WIDE and not table.xpath("boolean(parent::*[contains(@class, 'chart')])"):
                table.set("class", f"{table.get('class', '')} stacks".strip())
                for row in table.iterfind(f"./{{{XHTML}}}tbody/{{{XHTML}}}tr"):
                    for cell, head in zip(row, heads, strict=False):
                        if head:
                            cell.set("data-label", head)


def _heads(table: etree._Element) -> list[str]:
    """The heads of the columns; none where the table is not of the simple kind."""
    rows = table.findall(f"./{{{XHTML}}}thead/{{{XHTML}}}tr")
    spans = table.xpath(".//@colspan | .//@rowspan")
    if len(rows) != 1 or spans or table.find(f".//{{{XHTML}}}table") is not None:
        return []
    return [" ".join("".join(str(piece) for piece in cell.itertext()).split()) for cell in rows[0]]
