"""A small article and clinic, and layouts written to a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from exporter import layout
from exporter.model import Article, Block, Clinic, Colour, Heading, Medium, Metadata

TODAY = date(2026, 1, 2)


def block(html: str, kind: str = "paragraph", anchor: str = "b1", line: int = 1) -> Block:
    return Block(html, kind, anchor, line)


@pytest.fixture
def article() -> Article:
    blocks = (
        block('<p id="b1" data-line="5">Opening.</p>', line=5),
        block('<h2 id="signs">Signs</h2>', "heading", "signs", 7),
        block('<p id="b2">Fever &amp; <code data-line="9">x = "data-line"</code></p>', "paragraph", "b2", 9),
        block('<h2 id="help">Help</h2>', "heading", "help", 11),
    )
    outline = (Heading(2, "Signs", "signs", 7), Heading(2, "Help", "help", 11))
    return Article("articles/flu.md", Metadata(title="Flu"), blocks, outline, (), (), (), b"source")


@pytest.fixture
def clinic() -> Clinic:
    return Clinic("Example Clinic", colours={"primary": Colour("#17606e"), "accent": Colour("#c8742a")})


@pytest.fixture
def request_print() -> layout.Request:
    return layout.Request(Medium.PRINT, TODAY)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Write files into a folder of layouts and return it."""

    def write_all(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write_all
