from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exporter.backends import pdf
from exporter.backends.pdf import structure
from exporter.backends.pdf.elements import Content, Node, Region
from exporter.model import Document

FOLDER = Path(__file__).parent / "structures"
CASES = sorted(path.stem for path in FOLDER.glob("*.html"))
Make = Callable[..., Document]
Outline = Callable[[Document], str]


@pytest.fixture
def outline(monkeypatch: pytest.MonkeyPatch) -> Outline:
    """Typeset a document and write down the structure that went into its PDF."""
    roots: list[Node] = []
    build = structure.build

    def spy(page_boxes: tuple[object, ...], language: str) -> Node:
        roots.append(build(page_boxes, language))
        return roots[-1]

    monkeypatch.setattr(structure, "build", spy)

    def write(document: Document) -> str:
        pdf.typeset(document)
        return "\n".join(_lines(roots[-1], 0)) + "\n"

    return write


def _lines(node: Node, depth: int) -> Iterator[str]:
    told = {**node.attributes, **{name: value for name, value in node.layout.items() if name != "O"}}
    if node.identifier:
        told["ID"] = node.identifier
    if node.headers:
        told["Headers"] = " ".join(node.headers)
    yield "  " * depth + node.kind + "".join(f" {name}={str(value).lstrip('/')!r}" for name, value in told.items())
    text = ""
    for kid in [*node.kids, Node("end")]:
        if isinstance(kid, Content):
            text += kid.text
            continue
        if text.strip():
            yield "  " * (depth + 1) + repr(text)
        text = ""
        if isinstance(kid, Region):
            yield "  " * (depth + 1) + f"(click on page {kid.page + 1})"
        elif kid.kind != "end":
            yield from _lines(kid, depth + 1)


@pytest.mark.parametrize("case", CASES)
def test_structure_is_as_written_down(case: str, make: Make, outline: Outline) -> None:
    found = outline(make((FOLDER / f"{case}.html").read_text(encoding="utf-8")))
    written_down = FOLDER / f"{case}.txt"
    if "UPDATE_GOLDEN" in os.environ:
        written_down.write_text(found, encoding="utf-8")
    assert found == written_down.read_text(encoding="utf-8")


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
