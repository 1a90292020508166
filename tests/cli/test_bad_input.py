"""Bad input through the command line: each time the place, the fault, the advice, and nothing half done."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli.exits import Exit
from exporter.cli.program import program

EARLIER = b"what an earlier run wrote"
GOOD = "---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\n## What it is\n\nA headache that comes back.\n"
HEAD = GOOD.partition("## ")[0]


@dataclass(frozen=True)
class Bad:
    """An article that cannot be written, and what the user is told."""

    name: str
    text: str | bytes
    finding: str
    """Regular expression of the whole line."""

    @property
    def data(self) -> bytes:
        return self.text.encode() if isinstance(self.text, str) else self.text


def bomb(levels: int = 12) -> str:
    """Write YAML in which each level names the one before nine times ("billion laughs")."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(lines)


ERRORS = [
    Bad("empty", b"", r"article\.md(:1:1)?: error: .* \[empty-article\]"),
    Bad("binary", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), r"article\.md.*: error: .*"),
    Bad("latin-1", HEAD.encode() + "Migräne".encode("latin-1"), r"article\.md:7:4: error: .*"),
    Bad("broken YAML", "---\ntitle: [Migraine\n---\n\nText.\n", r"article\.md:\d+:\d+: error: .*"),
    Bad("wrong type", GOOD.replace("2026-01-31", "soon"), r"article\.md:4:7: error: date: .*'soon' .*"),
    Bad("alias bomb", f"---\ntitle: x\n{bomb()}\n---\n\nText.\n", r"article\.md:\d+:\d+: error: .*alias.*"),
    Bad("missing image", HEAD + "![A drop](drop.png)\n", r"article\.md:7(:\d+)?: error: .*'drop\.png'.*"),
    Bad("undefined variable", HEAD + "Call {{ clinic.fone }}.\n", r"article\.md:7(:\d+)?: error: .*fone.*"),
    Bad("escape from the sandbox", HEAD + "{{ ''.__class__ }}\n", r"article\.md:7(:\d+)?: error: .*__class__.*"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty current folder with the output of an earlier run."""
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    for name in ("article.html", "article.epub", "article.pdf"):
        (out / name).write_bytes(EARLIER)
    return tmp_path


def render(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(program, ["render", *arguments], stdin, prog_name="exporter")


def assert_nothing_changed(folder: Path) -> None:
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["article.epub", "article.html", "article.pdf"]
    assert all(path.read_bytes() == EARLIER for path in (folder / "out").iterdir())


def assert_told(result: Result, finding: str) -> None:
    """Expect the finding as a line of its own, followed by its hint, and no traceback."""
    lines = result.stderr.splitlines()
    places = [number for number, line in enumerate(lines) if re.fullmatch(finding, line)]
    assert places, result.stderr
    assert lines[places[0] + 1].startswith("  hint: "), result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("bad", ERRORS, ids=lambda bad: bad.name)
def test_an_article_that_cannot_be_written(folder: Path, bad: Bad) -> None:
    (folder / "article.md").write_bytes(bad.data)
    done = render("article.md", "-o", "out/article.html", "-o", "out/article.epub")
    assert_told(done, bad.finding)
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)
