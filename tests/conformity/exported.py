"""What became of one article."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exporter.model import Article


@dataclass(frozen=True, slots=True)
class Exported:
    """An article as it was parsed for each format, and its finished files."""

    articles: dict[str, Article]
    """By format."""
    screen: bytes
    epub: bytes
    html: bytes
    press: bytes
    """The brochure as single pages, from the same master as `screen`."""


Export = Callable[[Path], Exported]
