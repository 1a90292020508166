"""An article laid out for a medium."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from hashlib import sha256

from exporter.model.article import Footnote, Heading
from exporter.model.clinic import Certification
from exporter.model.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Resource:
    """Bytes that a document refers to: an image or a font, already checked and stripped of private data."""

    data: bytes
    media_type: str
    width_px: int = 0
    """0 for fonts, and for SVG without a size."""
    height_px: int = 0
    sha256: str = field(init=False, repr=False)
    """Of the data, in hexadecimal digits."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha256", sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class FontFace:
    """One face of a packaged font; `resource` is its key in `Document.resources`."""

    family: str
    weight: str
    """A CSS weight, `400`, or a range of a variable font, `200 900`."""
    style: str
    """`normal` or `italic`."""
    resource: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document, in reading order: a file of an ebook, a run of pages of a brochure."""

    kind: str
    """`cover`, `title-page`, `contents`, `chapter`, `body`, `references`, `notes`, `glossary`, `index`, `colophon` or
    `back`."""
    name: str
    """File name stem, unique in the document: `chapter-02`."""
    title: str
    """For tables of contents; plain text."""
    html: str
    """XHTML of exactly one root element. Its DPUB-ARIA roles are all a backend needs to derive `epub:type`."""


class Medium(StrEnum):
    """What a document is composed for: the formats of one medium share one document."""

    PRINT = "print"
    BOOK = "book"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Document:
    """An article laid out as markup and style, ready for any backend."""

    medium: Medium
    metadata: Metadata
    publisher: str
    parts: tuple[Part, ...]
    stylesheet: str
    """The whole CSS, tokens included, without `@import`; fonts are referred to as in `fonts`."""
    resources: Mapping[str, Resource]
    """By the URL used in the markup, `images/…` or `fonts/…`; complete: a backend fetches nothing else."""
    fonts: tuple[FontFace, ...]
    outline: tuple[Heading, ...]
    footnotes: tuple[Footnote, ...]
    language: str
    direction: str
    """`ltr` or `rtl`."""
    modified: date
    """The only date a backend may stamp on a file."""
    source_name: str
    """File name of the Markdown source, for the attachment."""
    source: bytes
    words: Mapping[str, str] = field(default_factory=dict)
    """The layout's words by their keys, for what a backend adds of its own; all of them in `words_language`."""
    words_language: str = "en"
    """BCP 47 tag: the document's, or English where the layout has no words in it."""
    cover_image: str = ""
    """Key in `resources` of the picture that stands for the whole; empty for none."""
    identifier: str = ""
    """Of this edition of the article where that has one of its own, a URI; `metadata` has the article's."""
    certification: Certification | None = None
    """The clinic's; only for a document that has earned it."""
