"""What a job is written as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exporter.model.document import Medium


@dataclass(frozen=True, slots=True)
class Artifact:
    """A finished file, still in memory."""

    format: str
    """Its name in `FORMATS`."""
    media_type: str
    data: bytes
    claims: frozenset[str]
    """What the file says it conforms to: `PDF/UA-1`, `PDF/A-3a`, `EPUB 3.3`, `EPUB Accessibility 1.1`…"""
    pages: int | None = None
    """Pages of a PDF."""


@dataclass(frozen=True, slots=True)
class Format:
    """What a job can be written as."""

    name: str
    medium: Medium
    suffix: str
    """Of its files, without a full stop; where several formats have the same, it stands for the first of them."""
    usual_layout: str
    """The layout it is set in where none is named."""


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("screen", Medium.PRINT, "pdf", "brochure"),
        Format("press", Medium.PRINT, "pdf", "brochure"),
        Format("office", Medium.PRINT, "pdf", "brochure"),
        Format("epub", Medium.BOOK, "epub", "ebook"),
        Format("onix", Medium.BOOK, "xml", "ebook"),
        Format("cover", Medium.BOOK, "jpg", "ebook"),
        Format("audiobook", Medium.BOOK, "m4b", "ebook"),
        Format("podcast", Medium.BOOK, "mp3", "ebook"),
        Format("html", Medium.WEB, "html", "brochure"),
    )
}
"""Every format that can be written, by name."""
