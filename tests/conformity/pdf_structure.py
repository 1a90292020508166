"""Reads a PDF's logical structure as a screen reader does: elements in order, their text by marked content.

poppler prints the structure too, but does not know text that is given beside its glyphs (`ActualText` of marked
content), which is how scripts with joined letters are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

Object = Any
"""Any object of a PDF."""
INLINE = frozenset({"/Span", "/Link", "/Reference", "/Code", "/Quote", "/Figure"})
HEX = re.compile(r"<([0-9A-Fa-f]*)>")


@dataclass(slots=True)
class Element:
    """A block of the structure."""

    kind: str
    """Its type without the slash, such as `P` or `H2`."""
    texts: list[str] = field(default_factory=list)
    """Its text with that of inline elements in it, in pieces."""


@dataclass(slots=True)
class Read:
    """What a screen reader is told."""

    elements: list[Element] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)


def read(data: bytes) -> Read:
    """Read the structure of a whole file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        reader = _Reader(pdf)
        kids = pdf.Root.StructTreeRoot.K
        for element in kids if isinstance(kids, pikepdf.Array) else [kids]:
            reader.visit(element, None, None)
        return reader.found


class _Reader:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.found = Read()
        self.texts = {page.objgen: dict(_marked(page)) for page in pdf.pages}
        self.streams: dict[tuple[int, int], dict[int, str]] = {}

    def visit(self, item: Object, page: Object, block: Element | None) -> None:
        if isinstance(item, int):
            assert block is not None
            block.texts.append(self.texts[page.objgen].get(int(item), ""))
        elif item.get("/Type") == "/MCR":
            assert block is not None
            block.texts.append(self._referred(item))
        elif item.get("/Type") != "/OBJR":
            self._visit_element(item, item.get("/Pg", page), block)

    def _visit_element(self, item: Object, page: Object, block: Element | None) -> None:
        kind = str(item.S)
        if "/Alt" in item:
            self.found.alternatives.append(str(item.Alt))
            return
        if kind not in INLINE:
            block = Element(kind[1:])
            self.found.elements.append(block)
        kids = item.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            self.visit(kid, page, block)

    def _referred(self, item: Object) -> str:
        stream = item.get("/Stm")
        if stream is None:
            return self.texts[item.Pg.objgen].get(int(item.MCID), "")
        if stream.objgen not in self.streams:
            self.streams[stream.objgen] = dict(_marked(stream))
        return self.streams[stream.objgen].get(int(item.MCID), "")


def _marked(stream: Object) -> Iterator[tuple[int, str]]:
    """The text of each piece of marked content of a page or a form, by its number."""
    fonts = {name: _to_unicode(font) for name, font in stream.Resources.get("/Font", {}).items()}
    to_unicode: dict[int, str] = {}
    open_marks: list[tuple[int | None, str | None, list[str]]] = []
    for instruction in pikepdf.parse_content_stream(stream):
        operands: Object = instruction.operands
        operator = str(instruction.operator)
        if operator == "Tf":
            to_unicode = fonts[str(operands[0])]
        elif operator in {"BDC", "BMC"}:
            properties = operands[1] if len(operands) > 1 else {}
            given = properties.get("/ActualText")
            number = properties.get("/MCID")
            pieces = open_marks[-1][2] if open_marks and number is None else []
            open_marks.append((number, None if given is None else str(given), pieces))
        elif operator == "EMC":
            number, text, pieces = open_marks.pop()
            if number is not None:
                yield int(number), "".join(pieces) if text is None else text
        elif operator in {"Tj", "TJ"} and open_marks:
            shown = operands[0] if operator == "TJ" else [operands[0]]
            strings = [bytes(piece) for piece in shown if isinstance(piece, pikepdf.String)]
            open_marks[-1][2].extend(_decoded(string, to_unicode) for string in strings)


def _decoded(string: bytes, to_unicode: dict[int, str]) -> str:
    codes = (int.from_bytes(string[index : index + 2], "big") for index in range(0, len(string), 2))
    return "".join(to_unicode[code] for code in codes)


def _to_unicode(font: Object) -> dict[int, str]:
    """The font's map from two-byte codes to text (ISO 32000-1, 9.10.3); only single codes, as our files have."""
    program = font.ToUnicode.read_bytes().decode("ascii")
    mapping: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", program, re.DOTALL):
        values = HEX.findall(block)
        pairs = zip(values[::2], values[1::2], strict=True)
        mapping |= {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}
    assert "beginbfrange" not in program
    return mapping
