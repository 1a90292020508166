"""Apple Books, after its Asset Guide and its pages for publishers."""

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
    no_cover,
    pictures_other_than,
    pixels_over,
    printing_colours,
)

GUIDE = "Apple Books Asset Guide 5.3 (September 2023)"
IMAGES = f"{GUIDE}, Interior Images"


def _old(facts: Facts) -> Iterator[Fault]:
    if facts.package.version != "3.0":
        message = f"the package document is of version {facts.package.version!r}, not '3.0'"
        yield Fault(message, "export the book as EPUB 3", Place(facts.package.file))


def _padded(facts: Facts) -> Iterator[Fault]:
    for name in facts.package.padded:
        message = f"there is white space around the value of {name!r}"
        yield Fault(message, "take it out", Place(facts.package.file))


RULES = (
    Rule("store-version", Severity.ERROR, f"{GUIDE}, Package Document", _old),
    Rule("store-metadata", Severity.ERROR, f"{GUIDE}, Package Document, The Metadata", _padded),
    Rule("store-cover", Severity.WARNING, f"{GUIDE}, Package Document, The Manifest", no_cover),
    Rule("store-picture-pixels", Severity.ERROR, IMAGES, pixels_over(5_600_000)),
    Rule("store-picture-colours", Severity.ERROR, IMAGES, printing_colours),
    Rule(
        "store-picture-kind",
        Severity.WARNING,
        IMAGES,
        pictures_other_than("image/jpeg", "image/png", "image/svg+xml"),  # SVG: as any document
    ),
    Rule("store-book-size", Severity.ERROR, f"{GUIDE}, Audio and Video Overview", book_over(2 * GB)),
)
