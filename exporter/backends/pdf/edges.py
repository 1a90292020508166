"""What stands beyond the edges of the paper: it is in the file, read aloud and copied, and nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

from weasyprint.formatting_structure.boxes import ParentBox, ReplacedBox, TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder

from exporter.model import Diagnostic, Document, Severity

Box: TypeAlias = Any
"""A box of WeasyPrint's, which has no types."""
LINE = re.compile(r"^_line-(\d+)")
"""The id of a block to which its author gave none."""
FORMULA = "{http://www.w3.org/1998/Math/MathML}math"
TOLERANCE_PX = 1
SHOWN = 30
"""Characters of the text in a message."""


def findings(page_boxes: Sequence[Box], document: Document) -> tuple[Diagnostic, ...]:
    """Report the first text of each block that is cut off where lines end, or at the bottom.

    The other side is left alone: that is where style sheets hide what is only to be read aloud.
    """
    found: dict[int | None, Diagnostic] = {}
    for page_box in page_boxes:
        for box, line in pieces(page_box, None):
            end = (
                -box.position_x if document.direction == "rtl" else box.position_x + box.width - page_box.margin_width()
            )
            bottom = box.position_y + box.height - page_box.margin_height()
            if max(end, bottom) > TOLERANCE_PX:
                found.setdefault(line, _finding(_told(box), line, document))
    return tuple(found.values())


def pieces(box: Box, line: int | None) -> Iterator[tuple[Box, int | None]]:
    """The texts and formulas in a box, each with the source line of the block it is in."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - what it stands for
    if isinstance(box, TextBox) or (isinstance(box, ReplacedBox) and box.element_tag == FORMULA):
        yield box, line
    elif isinstance(box, ParentBox):
        written = LINE.search(box.element.get("id", "")) if box.element is not None else None
        for child in box.children:
            yield from pieces(child, int(written[1]) if written else line)


def _told(box: Box) -> str:
    return str(box.text if isinstance(box, TextBox) else box.element.get("alttext", ""))


def _finding(text: str, line: int | None, document: Document) -> Diagnostic:
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return Diagnostic(
        rule="cut-off-text",
        severity=Severity.ERROR,
        message=f"{shown!r} stands beyond the edge of the paper",
        hint="use fewer columns, shorter words or a larger paper",
        path=document.source_name,
        line=line,
    )
