"""The judges that need a browser: Ace, axe-core, and two reading systems, in one process that stays up.

Tests that ask them are marked `tools` and `xdist_group("browser")`, so that they share one Node and one Chromium.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

TOOLS = Path(__file__).parents[1] / ".tools"
"""Where `./run test` puts what comes from npm."""
PROGRAM = Path(__file__).parent / "tools" / "browser.mjs"
CLOSING_S = 20
Ace = Callable[[bytes], list[str]]
"""From an ebook to what Ace finds in it."""
Axe = Callable[[bytes], list[str]]
"""From a web page to what axe-core finds in it, and what it asks of the network or prints to the console."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of a list by which one finds one's way."""

    label: str
    href: str
    depth: int
    """From 1."""
    types: tuple[str, ...]
    """Terms of the structure vocabulary; of landmarks only."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An ebook as a reading system has opened it."""

    title: str
    language: str
    direction: str
    spine: tuple[str, ...]
    """Files in reading order."""
    cover: str
    """Media type of the cover's picture; empty for none."""
    contents: tuple[Place, ...]
    pages: tuple[Place, ...]
    landmarks: tuple[Place, ...]
    faults: tuple[str, ...]
    """Addresses that lead nowhere, errors, and requests to the network."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reference to a note brings up."""

    type: str
    """Of the note, such as `footnote`; empty where nothing is there."""
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A book as somebody reads it from the first page to the last."""

    reader: str
    """`foliate` or `epubjs`."""
    size: str
    """`phone`, `e-reader` or `desktop`."""
    has_cover: bool
    contents: tuple[str, ...]
    """Labels."""
    pages: tuple[str, ...]
    landmarks: tuple[str, ...]
    turned: int
    """How many pages it has."""
    sections: int
    """How many files of the reading order were come by."""
    notes: tuple[Note, ...]
    """One for each reference; only asked for on the telephone."""
    lost: tuple[str, ...]
    """Entries of the three lists that do not lead to their place; likewise."""
    faults: tuple[str, ...]
    """What cannot be seen or read in light or in dark, errors, and requests to the network."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A book as somebody listens to it, for its first sentences."""

    spoken: tuple[str, ...]
    """What was lit up, in order: files with fragments."""
    lit: str
    """Id of what was lit up in the end."""
    differs: bool
    """Whether it looked otherwise then."""
    failed: tuple[str, ...]


Reader = Callable[[bytes], Opened]
Listener = Callable[[bytes, int], Heard | None]
"""From an ebook, and a number of sentences to hear, to what is heard of it; None if it has no recordings."""
Readings = Callable[[bytes, str], tuple[Reading, ...]]
"""From an ebook, and what its pictures are filed under, to its readings."""


@dataclass(frozen=True, slots=True)
class Browser:
    """The running process."""

    process: subprocess.Popen[str]
    folder: Path

    def ask(self, judge: str, data: bytes, name: str, **options: object) -> Any:  # noqa: ANN401 - each in its own shape
        """Hand a file to a judge, and give its answer.

        Raises:
            RuntimeError: the judge could not do its work.
        """
        path = self.folder / name
        path.write_bytes(data)
        assert self.process.stdin
        assert self.process.stdout
        question = {"judge": judge, "path": str(path), "folder": str(self.folder), **options}
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        reply: dict[str, Any] = json.loads(line) if line else {"error": "the process has ended"}
        if "error" in reply:
            raise RuntimeError(f"{judge}: {reply['error']}")
        return reply["answer"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", metavar="FOLDER", help="keep a picture of each page that a reading system shows")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Node, which starts Chromium at the first question."""
    node = TOOLS / "bin" / "node"
    chromium = shutil.which("chromium")
    assert (TOOLS / "node_modules").is_dir(), "the judges from npm are missing: run './run test'"
    assert chromium, "Chromium is missing: run './run test'"
    with TemporaryDirectory(prefix="exporter-browser-") as folder:
        environment = {**os.environ, "JUDGES": str(TOOLS), "PUPPETEER_EXECUTABLE_PATH": chromium, "TMPDIR": folder}
        with subprocess.Popen(
            [node if node.exists() else "node", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        ) as process:
            yield Browser(process, Path(folder))
            try:
                process.communicate(timeout=CLOSING_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@pytest.fixture(scope="session")
def ace(browser: Browser) -> Ace:
    """Ask Ace by DAISY about an ebook."""
    return lambda data: [str(found) for found in browser.ask("ace", data, "book.epub")]


@pytest.fixture(scope="session")
def axe(browser: Browser) -> Axe:
    """Ask axe-core about a page: narrow and wide, in light and in dark."""
    return lambda page: [str(found) for found in browser.ask("axe", page, "page.html")]


@pytest.fixture(scope="session")
def reader(browser: Browser) -> Reader:
    """Open an ebook in foliate-js."""

    def places(found: list[dict[str, Any]]) -> tuple[Place, ...]:
        return tuple(
            Place(str(each["label"]), str(each["href"]), int(each["depth"]), tuple(each["type"])) for each in found
        )

    def opened(book: bytes) -> Opened:
        seen = browser.ask("reader", book, "book.epub")
        language = seen["language"]
        return Opened(
            title=str(seen["title"]),
            language=language if isinstance(language, str) else language[0],
            direction=seen["direction"],
            spine=tuple(seen["spine"]),
            cover=seen["cover"],
            contents=places(seen["contents"]),
            pages=places(seen["pages"]),
            landmarks=places(seen["landmarks"]),
            faults=(*seen["faults"], *seen["lost"]),
        )

    return opened


@pytest.fixture(scope="session")
def readings(browser: Browser, pytestconfig: pytest.Config) -> Readings:
    """Read an ebook in foliate-js and in epub.js, on three sizes of screen, in light and in dark."""

    def read(book: bytes, title: str) -> tuple[Reading, ...]:
        folder = pytestconfig.getoption("--pictures")
        pictures = str(Path(folder).resolve() / title) if folder else ""
        return tuple(_reading(seen) for seen in browser.ask("readings", book, "book.epub", pictures=pictures))

    return read


@pytest.fixture(scope="session")
def listener(browser: Browser) -> Listener:
    """Listen to the first sentences of an ebook in foliate-js, at twice their speed."""

    def listen(book: bytes, most: int) -> Heard | None:
        heard = browser.ask("listening", book, "book.epub", most=most)
        if heard is None:
            return None
        return Heard(tuple(heard["spoken"]), heard["lit"], heard["differs"], tuple(heard["failed"]))

    return listen


def _reading(seen: dict[str, Any]) -> Reading:
    return Reading(
        reader=seen["reader"],
        size=seen["size"],
        has_cover=seen["cover"],
        contents=tuple(entry["label"] for entry in seen["contents"]),
        pages=tuple(entry["label"] for entry in seen["pages"]),
        landmarks=tuple(entry["label"] for entry in seen["landmarks"]),
        turned=seen["turned"],
        sections=seen["sections"],
        notes=tuple(Note(note["type"], note["text"]) for note in seen["notes"]),
        lost=tuple(seen["lost"]),
        faults=tuple(seen["faults"]),
    )
