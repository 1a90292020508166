"""The page that compares our ebook with pandoc's says what is so; `UPDATE_GOLDEN=1` writes it anew: `./run compare`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest
from browser import Ace, Reader
from comparison import books, contained, differences

from exporter import verify
from exporter.model import FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "comparison.md"
EpubCheck = Callable[[bytes, str], list[str]]
Judge = Callable[[books.Made], differences.Judged]

pytestmark = [pytest.mark.slow, pytest.mark.tools, pytest.mark.xdist_group("jvm")]


@pytest.fixture
def judge(epubcheck: EpubCheck, ace: Ace, reader: Reader) -> Judge:
    """Ask everyone about a book."""

    def judged(made: books.Made) -> differences.Judged:
        claims = [found.message for found in verify.verify(made.data, path="book") if found.rule == "broken-claim"]
        said = {
            "EPUBCheck 5.3.0": epubcheck(made.data, "5.3.0"),
            "EPUBCheck 4.2.6": epubcheck(made.data, "4.2.6"),
            "Ace": ace(made.data),
            "foliate-js": reader(made.data).faults,
            "claims": claims,
        }
        return differences.Judged(contained.opened(made.data), said, made.same_each_day)

    return judged


def test_the_page_says_what_both_make_of_the_article(judge: Judge) -> None:
    ours, theirs = books.exporter(), books.pandoc()
    commands = {
        "exporter": " ".join(books.EXPORTER),
        "pandoc": " ".join(books.PANDOC),
        "version": pypandoc.get_pandoc_version(),
    }
    compared = differences.compared(judge(ours), judge(theirs), commands)
    if "UPDATE_GOLDEN" in os.environ:
        PAGE.write_text(f"{compared}{measured(ours.data, theirs.data)}", encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8").partition(differences.COSTS)[0] == compared


def measured(ours: bytes, theirs: bytes) -> str:
    pandoc = pypandoc.get_pandoc_path()
    reads, writes = (
        len(subprocess.run([pandoc, f"--list-{way}-formats"], check=True, capture_output=True).stdout.split())
        for way in ("input", "output")
    )
    return differences.measured(
        differences.Cost(books.seconds(books.EXPORTER), len(ours), 1, len(FORMATS)),
        differences.Cost(books.seconds(books.PANDOC), len(theirs), reads, writes),
        books.RUNS,
    )
