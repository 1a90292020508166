"""An article as it is read and parsed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from exporter.model.metadata import ImageReference, Metadata


@dataclass(frozen=True, slots=True)
class Source:
    """An article's file, split into front matter and body, not yet parsed."""

    path: str
    """As the user named it, for diagnostics."""
    metadata: Metadata
    body: str
    """Markdown with `\\n` line ends and without a byte order mark."""
    body_line: int
    """Line of the file, 1-based, on which the body begins."""
    data: bytes
    """The file as it was read, to be attached to PDF/A-3."""
    tables: Mapping[str, bytes] = field(default_factory=dict)
    """CSV files that its charts name, by the path as written there."""


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block of the article."""

    html: str
    """XHTML of exactly one root element; its inner blocks carry `data-line`."""
    kind: str
    """`heading`, `paragraph`, `list`, `table`, `figure`, `callout`, `code`, `formula`, `quote`, `definitions`,
    `rule`, `page-break` or `html`."""
    anchor: str
    """The root element's id, unique in the article; `_line-12` where the author gave none."""
    line: int
    """1-based line in the source file."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading of the outline; `text` is plain, without markup."""

    level: int
    text: str
    anchor: str
    line: int
    heads_references: bool = False
    """Whether the author says that a list of sources stands below it."""


class TermKind(StrEnum):
    """How a text explains a term."""

    ABBREVIATION = "abbreviation"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the article explains."""

    text: str
    """Plain, as it is written."""
    html: str
    """What it means, as the contents of a `dd`; without ids."""
    kind: TermKind


@dataclass(frozen=True, slots=True)
class IndexMark:
    """A place that an index leads to."""

    term: str
    """Plain, as the index lists it."""
    anchor: str
    """Id of an element; `_index-1` where the author gave none."""


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note, in order of first reference."""

    label: str
    """What the reader sees, `1`, `2`, …"""
    anchor: str
    """Id of the note, `_fn-1`; its references are `_fnref-1`, `_fnref-1-2`, …"""
    html: str
    """XHTML of the note's blocks without a back link: each backend places its own."""
    references: tuple[str, ...]
    """Ids of the references to it, in order."""
    line: int


@dataclass(frozen=True, slots=True)
class LinkReference:
    """A link that stayed a link."""

    url: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Article:
    """A parsed article: sanitised blocks and what is known about them."""

    path: str
    metadata: Metadata
    blocks: tuple[Block, ...]
    outline: tuple[Heading, ...]
    images: tuple[ImageReference, ...]
    footnotes: tuple[Footnote, ...]
    references: tuple[LinkReference, ...]
    source: bytes
    """The Markdown file as read."""
    terms: tuple[Term, ...] = ()
    """In the order in which they are explained; one may be explained more than once."""
    index: tuple[IndexMark, ...] = ()
