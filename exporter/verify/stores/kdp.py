"""Kindle Direct Publishing, after Amazon's Kindle Publishing Guidelines and its help."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.model import Severity
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place
from exporter.verify.stores.rule import (
    MB,
    Fault,
    Rule,
    book_over,
    moving_pictures,
    no_cover,
    pictures_other_than,
    printing_colours,
    see_through_pictures,
)

GUIDE = "Kindle Publishing Guidelines (kdp.amazon.com/help/topic"
UPLOADS = "KDP Help (kdp.amazon.com/help/topic/GYEKAVKMSE23PFTM), Save Your Manuscript File, File specifications"
"""Of any manuscript, it says; the rest of the page is about print, so that the rule warns only."""
IMAGES = f"{GUIDE}/G75V4YX5X8GRGXWV), Image Guidelines - Reflowable"


def _no_contents(facts: Facts) -> Iterator[Fault]:
    navigation = facts.navigation
    if not facts.contents.entries and not (navigation and navigation.navigation.get("toc")):
        message = "neither a navigation document nor an NCX lists the contents"
        yield Fault(message, "list the contents", Place(facts.package.file))


RULES = (
    Rule("store-contents", Severity.ERROR, f"{GUIDE}/GY3AD8C6C6GAG42N), Navigation Guidelines", _no_contents),
    Rule("store-cover", Severity.ERROR, "Kindle Publishing Guidelines 2012.2, 3.2.2 (and later editions)", no_cover),
    Rule(
        "store-picture-kind",
        Severity.ERROR,
        IMAGES,
        pictures_other_than("image/gif", "image/bmp", "image/jpeg", "image/png", "image/svg+xml"),
    ),
    Rule("store-picture-animation", Severity.ERROR, IMAGES, moving_pictures),
    Rule("store-picture-transparency", Severity.WARNING, IMAGES, see_through_pictures),
    Rule("store-picture-colours", Severity.ERROR, IMAGES, printing_colours),
    Rule("store-book-size", Severity.WARNING, UPLOADS, book_over(650 * MB)),
)
