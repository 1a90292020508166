"""The judges that need a browser: Ace, axe-core, and foliate-js as a reading system, in one process that stays up.

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


Reader = Callable[[bytes], Opened]


@dataclass(frozen=True, slots=True)
class Browser:
    """The running process."""

    process: subprocess.Popen[str]
    folder: Path

    def ask(self, judge: str, data: bytes, name: str) -> Any:  # noqa: ANN401 - each judge answers in its own shape
        """Hand a file to a judge, and give its answer.

        Raises:
            RuntimeError: the judge could not do its work.
        """
        path = self.folder / name
        path.write_bytes(data)
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"judge": judge, "path": str(path), "folder": str(self.folder)}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        reply: dict[str, Any] = json.loads(line) if line else {"error": "the process has ended"}
        if "error" in reply:
            raise RuntimeError(f"{judge}: {reply['error']}")
        return reply["answer"]


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
