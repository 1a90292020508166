"""The names that a text may use: what REFERENCE.md lists of article and clinic, and what is given for one run."""

from __future__ import annotations

import re
from collections.abc import Mapping

from exporter.model import Clinic, Metadata

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def of(metadata: Metadata, clinic: Clinic, given: Mapping[str, object]) -> dict[str, object]:
    """Everything that the text may name; what is given takes the place of nothing that is the article's own."""
    return {**given, **_own(metadata, clinic)}


def _own(metadata: Metadata, clinic: Clinic) -> dict[str, object]:
    return {
        "title": metadata.title,
        "subtitle": metadata.subtitle,
        "description": metadata.description,
        "summary": metadata.summary,
        "lang": metadata.language,
        "author": metadata.authors,
        "date": metadata.published,
        "keywords": metadata.keywords,
        "reviewed_by": metadata.reviewers,
        "modified": metadata.modified,
        "reviewed": metadata.reviewed,
        "next_review": metadata.next_review,
        "version": metadata.version,
        "identifier": metadata.identifier,
        "isbn": {"epub": metadata.isbn.epub, "print": metadata.isbn.printed},
        "contributors": metadata.contributors,
        "series": metadata.series,
        "rights": metadata.rights,
        "extra": metadata.extra,
        "clinic": {
            "name": clinic.name,
            "tagline": clinic.tagline,
            "phone": clinic.phone,
            "email": clinic.email,
            "address": clinic.address,
            "hours": clinic.hours,
            "url": clinic.url,
            "short_url": clinic.short_url,
            "emergency": clinic.emergency,
        },
    }


RESERVED = frozenset(_own(Metadata(title=""), Clinic(name="")))
"""Names that are the article's own: given another value, the text would say one thing and the cover another."""


def fault(name: str) -> tuple[str, str] | None:
    """What is wrong with a name that is to be given for one run, and what to do; None where it may be."""
    first = name.partition(".")[0]
    if first in RESERVED:
        where = "the clinic's file" if first == "clinic" else "the article's front matter"
        return f"{name!r} is read from {where} and cannot be set", f"change it in {where}, or choose another name"
    if not _NAME.fullmatch(name):
        return f"{name!r} is no name for a text", "write a letter, then letters, digits and '_'"
    return None
