"""Google Play Books, after the help of its Partner Center."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import Severity
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place
from exporter.verify.stores.rule import (
    GB,
    Fault,
    Rule,
    book_over,
    cover,
    moving_pictures,
    no_cover,
    pictures_other_than,
    place,
)

HELP = "Google Books Partner Center Help (support.google.com/books/partner/answer"
UPLOADS = f"{HELP}/3424254), Files and uploading overview"
EPUBS = f"{HELP}/3316879), EPUB files"
LONGEST_SIDE = 3200
"""Of a drawing, and of a picture in one, in pixels."""
COVER_LEAST, COVER_MOST = 640, 7200
"""Pixels; the page does not say of which side the least is, so that it is taken of the longer one."""


def _odd_cover(facts: Facts) -> Iterator[Fault]:
    item = cover(facts)
    picture = facts.contents.kinds[item.file].picture if item and item.file in facts.contents.kinds else None
    if item and picture and not COVER_LEAST <= max(picture.width_px, picture.height_px) <= COVER_MOST:
        message = f"the cover has {picture.width_px} by {picture.height_px} pixels"
        hint = f"make its longer side {COVER_LEAST} to {COVER_MOST} pixels"
        yield Fault(message, hint, place(facts, item))


def _large_drawings(facts: Facts) -> Iterator[Fault]:
    for file, page in facts.contents.pages.items():
        if page.drawing_px > LONGEST_SIDE:
            message = f"a drawing says that it is {page.drawing_px:g} pixels wide or high, more than {LONGEST_SIDE}"
            yield Fault(message, "say less, or only give a `viewBox`", Place(file))


RULES = (
    Rule("store-book-size", Severity.ERROR, UPLOADS, book_over(2 * GB)),
    Rule("store-cover", Severity.ERROR, UPLOADS, no_cover),
    Rule("store-cover", Severity.WARNING, UPLOADS, _odd_cover),
    Rule(
        "store-picture-kind",
        Severity.ERROR,
        EPUBS,
        pictures_other_than("image/gif", "image/jpeg", "image/png", "image/svg+xml"),
    ),
    Rule("store-picture-animation", Severity.ERROR, EPUBS, moving_pictures),
    Rule("store-drawing-size", Severity.ERROR, EPUBS, _large_drawings),
)
