"""All rules, in the order in which their findings are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from exporter.verify.preflight import boxes, colour, document, ink, shapes
from exporter.verify.preflight.facts import File, Page
from exporter.verify.preflight.places import Finding
from exporter.verify.preflight.profile import Profile

FileRule: TypeAlias = Callable[[File, Profile], Iterator[Finding]]
PageRule: TypeAlias = Callable[[Page, Profile], Iterator[Finding]]

FILE_RULES: tuple[FileRule, ...] = (
    document.is_intact,
    document.is_open,
    document.is_passive,
    document.keeps_claim,
    document.names_condition,
    document.has_pages,
    boxes.have_one_size,
)
PAGE_RULES: tuple[PageRule, ...] = (
    boxes.names_trim,
    boxes.nests,
    boxes.begins_at_nought,
    document.embeds_fonts,
    document.has_no_annotations,
    colour.is_in_inks,
    colour.is_opaque,
    colour.shows_white,
    colour.has_plain_black,
    ink.is_within_limit,
    ink.reaches_bleed,
    ink.stays_in_margin,
    shapes.keeps_text_safe,
    shapes.has_no_hairlines,
    shapes.has_fine_pictures,
)


def apply(file: File, pages: Iterable[Page], profile: Profile) -> Iterator[Finding]:
    """Ask every rule about the file, then about each page."""
    for about_file in FILE_RULES:
        yield from about_file(file, profile)
    for page in pages:
        for about_page in PAGE_RULES:
            yield from about_page(page, profile)
