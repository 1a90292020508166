"""Each file in `cases/` shows a construct: articles, the XHTML that becomes of them, and the findings as printed.

A case begins with `=== its title`; its article may have front matter. `--- becomes` and `--- findings` introduce what
is expected; notes follow the blocks, as `<aside>`. `./run golden` writes both parts anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from exporter.errors import ExporterError
from exporter.model import Article, Diagnostic

Parse = Callable[[str], tuple[Article, tuple[Diagnostic, ...]]]

CASES = Path(__file__).parent / "cases"
TITLE = re.compile(r"^=== (.+)\n", re.MULTILINE)
EXPECTED = re.compile(r"^--- (becomes|findings)\n", re.MULTILINE)
LINE_BEFORE = re.compile(
    r"(?!^)(?=<(?:table|caption|t?body|t?head|tr|[uod]l|li|d[td]|blockquote|div|fig\w+|p|pre)[ >])"
)


@dataclass(frozen=True)
class Case:
    """An article, and what is expected of it."""

    path: Path
    title: str
    markdown: str
    html: str = ""
    findings: str = ""

    def __str__(self) -> str:
        return f"{self.path.stem}: {self.title}"

    @property
    def text(self) -> str:
        """The case as it is written in its file."""
        html = f"--- becomes\n{self.html}\n" if self.html else ""
        findings = f"--- findings\n{self.findings}\n" if self.findings else ""
        return f"=== {self.title}\n{self.markdown}\n{html}{findings}"


def read(path: Path) -> list[Case]:
    _, *pieces = TITLE.split(path.read_text(encoding="utf-8"))
    return [Case(path, title, **parts(body)) for title, body in zip(pieces[::2], pieces[1::2], strict=True)]


def parts(body: str) -> dict[str, str]:
    markdown, *expected = EXPECTED.split(body)
    names = {"becomes": "html", "findings": "findings"}
    values = {names[name]: text.rstrip("\n") for name, text in zip(expected[::2], expected[1::2], strict=True)}
    return {"markdown": markdown.removesuffix("\n"), **values}


ALL = [case for path in sorted(CASES.glob("*.txt")) for case in read(path)]


def shown(value: Article) -> Iterator[str]:
    """Give the blocks and the notes, with a line for each block within them."""
    yield from (LINE_BEFORE.sub("\n", block.html) for block in value.blocks)
    for note in value.footnotes:
        yield f'<aside id="{note.anchor}" data-line="{note.line}" data-references="{" ".join(note.references)}">'
        yield f"{LINE_BEFORE.sub(chr(10), note.html)}</aside>"


def result(parse: Parse, case: Case) -> Case:
    try:
        value, findings = parse(case.markdown)
    except ExporterError as error:
        return Case(case.path, case.title, case.markdown, findings="\n".join(map(str, error.diagnostics)))
    told = "\n".join(map(str, findings))
    return Case(case.path, case.title, case.markdown, "\n".join(shown(value)).rstrip("\n"), told)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_an_article_becomes_what_its_case_shows(parse: Parse, case: Case) -> None:
    found = result(parse, case)
    if "UPDATE_GOLDEN" in os.environ:
        others = [found if other.title == case.title else other for other in read(case.path)]
        case.path.write_text("".join(other.text for other in others), encoding="utf-8")
        case = found
    assert found == case


def test_each_case_expects_something_and_has_a_title_of_its_own() -> None:
    written = [case for path in CASES.glob("*.txt") for case in read(path)]
    assert len(written) > 100
    assert [str(case) for case in written if not case.html and not case.findings] == []
    assert len({str(case) for case in written}) == len(written)
