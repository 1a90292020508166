"""Kobo, after the guidelines that it keeps on GitHub as kobolabs/epub-spec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from exporter.model import Severity
from exporter.verify.epub_facts import Facts
from exporter.verify.epub_package import Item, resolved
from exporter.verify.findings import Place
from exporter.verify.stores.rule import (
    GB,
    MB,
    Fault,
    Rule,
    book_over,
    cover,
    no_cover,
    odd_names,
    pictures_over,
    place,
    printing_colours,
    see_through_pictures,
)

GUIDE = "Kobo EPUB Guidelines (github.com/kobolabs/epub-spec, revision 78d3d4c)"
LIMITS = f"{GUIDE}, Limitations and Maximums"
IMAGES = f"{GUIDE}, Image Formatting"
COVERS = f"{GUIDE}, Cover Images"
MOST_PAGE_BYTES = 10 * MB
"""One document with all that is shown in it."""
MOST_COVER_BYTES = 3 * MB
FONTS = re.compile(r"woff2")
ISBN = re.compile(r"97[89][\d-]{10,14}")


def _heavy_pages(facts: Facts) -> Iterator[Fault]:
    for file, page in facts.documents.items():
        shown = {resolved(file, needed.url)[0] for needed in page.resources} | {file}
        size = sum(facts.contents.kinds[one].size_bytes for one in shown if one in facts.contents.kinds)
        if size > MOST_PAGE_BYTES:
            message = f"the document and what is shown in it have {size / MB:.0f} MB, more than {MOST_PAGE_BYTES // MB}"
            yield Fault(message, "split it", Place(file))


def _cover(facts: Facts) -> Item | None:
    item = cover(facts)
    return item if item and item.file in facts.contents.kinds else None


def _moving_cover(facts: Facts) -> Iterator[Fault]:
    item = _cover(facts)
    if item and item.media_type == "image/gif":
        yield Fault(f"the cover {item.href!r} is a GIF", "save it as JPEG or PNG", place(facts, item))


def _heavy_cover(facts: Facts) -> Iterator[Fault]:
    item = _cover(facts)
    if item and facts.contents.kinds[item.file].size_bytes > MOST_COVER_BYTES:
        message = f"the cover {item.href!r} has more than {MOST_COVER_BYTES // MB} MB"
        yield Fault(message, "compress it more", place(facts, item))


def _drawings_in_order(facts: Facts) -> Iterator[Fault]:
    order = {step.url for step in facts.package.spine}
    for item in facts.package.items:
        if item.id in order and item.media_type == "image/svg+xml":
            message = f"{item.href!r} is a drawing in the reading order"
            yield Fault(message, "put it into a document", place(facts, item))


def _new_fonts(facts: Facts) -> Iterator[Fault]:
    for item in facts.package.items:
        if FONTS.search(item.media_type) or PurePosixPath(item.file).suffix.lower() == ".woff2":
            yield Fault(f"{item.href!r} is a font in WOFF 2", "save it as TTF, OTF or WOFF", place(facts, item))


def _unnumbered(facts: Facts) -> Iterator[Fault]:
    if not any(ISBN.search(value) for value in facts.package.properties.get("dc:identifier", ())):
        message = "the book has no ISBN by which it is matched with its data in the shop"
        yield Fault(message, "name the file by it", Place(facts.package.file))


RULES = (
    Rule("store-cover", Severity.WARNING, COVERS, no_cover),
    Rule("store-cover", Severity.ERROR, COVERS, _moving_cover),
    Rule("store-cover", Severity.WARNING, COVERS, _heavy_cover),
    Rule("store-picture-colours", Severity.WARNING, IMAGES, printing_colours),
    Rule("store-picture-transparency", Severity.WARNING, IMAGES, see_through_pictures),
    Rule("store-picture-size", Severity.WARNING, LIMITS, pictures_over(5 * MB)),
    Rule("store-document-size", Severity.WARNING, LIMITS, _heavy_pages),
    Rule("store-book-size", Severity.WARNING, LIMITS, book_over(1 * GB)),
    Rule("store-spine", Severity.WARNING, f"{GUIDE}, Scalable Vector Graphics", _drawings_in_order),
    Rule("store-font", Severity.WARNING, f"{GUIDE}, Supported Fonts", _new_fonts),
    Rule("store-file-name", Severity.WARNING, f"{GUIDE}, OPF", odd_names),
    Rule("store-isbn", Severity.INFO, f"{GUIDE}, OPF", _unnumbered),
)
