"""What front matter says of an article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Person:
    """An author, a reviewer or another contributor."""

    name: str
    role: str = ""
    """Profession or function, as it is to be printed."""
    relator: str = ""
    """What they did, as a code of the MARC list for relators; empty of authors and reviewers."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series that a publication belongs to."""

    name: str
    position: str = ""
    """Numbers, parts of which are separated by full stops; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a publication is about, as a code."""

    scheme: str
    """`BISAC`, `Thema` or `MeSH`."""
    code: str
    name: str = ""
    """What the code stands for, in words."""


@dataclass(frozen=True, slots=True)
class Isbn:
    """The numbers of a publication, thirteen digits each: every form of it has one of its own."""

    epub: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class ImageReference:
    """An image that an article, a clinic or a layout names."""

    url: str
    """As written: a path relative to the file that names it, or an https address."""
    alternative: str
    """Alternative text; empty for decoration."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the front matter says of an article, with defaults filled in."""

    title: str
    subtitle: str = ""
    description: str = ""
    summary: str = ""
    """The text in a sentence or two, for the front of a leaflet."""
    language: str = "en"
    """BCP 47 tag."""
    authors: tuple[Person, ...] = ()
    reviewers: tuple[Person, ...] = ()
    keywords: tuple[str, ...] = ()
    published: date | None = None
    """`date` in the front matter."""
    modified: date | None = None
    reviewed: date | None = None
    next_review: date | None = None
    version: str = ""
    original_version: str = ""
    """Of a translation: the version of the original that it translates."""
    identifier: str = ""
    """A URI or any unique string; empty lets the binder derive one."""
    isbn: Isbn = field(default_factory=Isbn)
    contributors: tuple[Person, ...] = ()
    """Others than authors and reviewers, each with a relator."""
    series: Series | None = None
    subjects: tuple[Subject, ...] = ()
    rights: str = ""
    """Who holds them, and what others may do."""
    cover: ImageReference | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    """Anything else the author wants in the text or in a layout."""
