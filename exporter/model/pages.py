"""A document on pages, and where they begin in its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an article's text, told so that it is found again wherever the text is set."""

    anchor: str
    """Id of the innermost element with an id that holds it; empty for the beginning of a part."""
    offset: int = 0
    """Characters before it in that element, as `backends.running_text` counts them."""
    words: str = ""
    """The characters that follow it there, some two dozen of those that count."""
    part: str = ""
    """Kind of the part that begins there; only where there is no anchor."""


@dataclass(frozen=True, slots=True)
class PageStart:
    """A page of the print edition and where it begins."""

    label: str
    places: tuple[Place, ...]
    """Where the page begins, if that is in the text; then each part and each block with an id that begins on it, for
    those who do not have the former."""


@dataclass(frozen=True, slots=True)
class Pagination:
    """The pages of a print edition."""

    source: str
    """The edition's own identifier, a URI; empty where it has none."""
    starts: tuple[PageStart, ...]
    """In order of pages; a page on which nothing of this kind begins is left out."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """The master: one tagged sRGB PDF and where everything came to stand."""

    pdf: bytes
    page_sizes_mm: tuple[tuple[float, float], ...]
    """Width and height of each page's trim, without bleed."""
    pages: Mapping[str, int]
    """Anchor to 0-based page on which it begins."""
    pagination: Pagination
    labels: tuple[str, ...] = ()
    """Each page's number as printed on it; pages without one are counted on, or numbered in roman before the first."""
