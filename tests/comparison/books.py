"""One article as an ebook by exporter and by pandoc, each called as its users call it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

PROJECT = Path(__file__).parent / "project"
ARTICLE = Path("source") / "articles" / "dose.md"
EXPORTER = ("exporter", "build")
PANDOC = ("pandoc", "dose.md", "--mathml", "--output", "dose.epub")
"""Without `--mathml` it leaves most formulas as TeX; all else is as it comes."""
DAYS_S = (1_770_000_000, 1_780_000_000)
"""Two days, as SOURCE_DATE_EPOCH tells them to both tools."""
RUNS = 7


@dataclass(frozen=True, slots=True)
class Made:
    """An ebook and what it took."""

    data: bytes
    same_each_day: bool
    """Whether another day gives the same bytes."""


def exporter() -> Made:
    """The ebook of the project, which has a print edition too."""
    return _made(EXPORTER, "build/dose-ebook.epub")


def pandoc() -> Made:
    """The same article by pandoc."""
    return _made(PANDOC, "source/articles/dose.epub")


def seconds(command: tuple[str, ...]) -> float:
    """How long a command takes at least, from start to end, of `RUNS`."""
    return min(_timed(command) for _ in range(RUNS))


def _timed(command: tuple[str, ...]) -> float:
    with TemporaryDirectory(prefix="exporter-comparison-") as name:
        folder = _project(Path(name))
        begun = time.perf_counter()
        _run(command, folder, DAYS_S[0])
        return time.perf_counter() - begun


def _made(command: tuple[str, ...], output: str) -> Made:
    books = list(_each_day(command, output))
    return Made(books[0], same_each_day=len(set(books)) == 1)


def _each_day(command: tuple[str, ...], output: str) -> Iterator[bytes]:
    for day_s in DAYS_S:
        with TemporaryDirectory(prefix="exporter-comparison-") as name:
            folder = _project(Path(name))
            _run(command, folder, day_s)
            yield (folder / output).read_bytes()


def _project(folder: Path) -> Path:
    return shutil.copytree(PROJECT, folder / "project")


def _run(command: tuple[str, ...], project: Path, day_s: int) -> None:
    programs = {"exporter": str(Path(sys.executable).with_name("exporter")), "pandoc": pypandoc.get_pandoc_path()}
    subprocess.run(
        [programs[command[0]], *command[1:]],
        cwd=(project / ARTICLE).parent,
        env={**os.environ, "SOURCE_DATE_EPOCH": str(day_s)},
        check=True,
        capture_output=True,
    )
