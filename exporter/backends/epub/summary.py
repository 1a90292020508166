"""The accessibility summary: the facts of a book in sentences for people, from the words of the layout."""

from __future__ import annotations

from collections.abc import Iterator

from exporter.backends.epub import words
from exporter.backends.epub.accessibility import Facts
from exporter.model import Document
from exporter.motion import Motion


def write(facts: Facts, document: Document, *, by_software: bool) -> tuple[str, str]:
    """Write the summary.

    Args:
        facts: Of the book.
        document: Its words are used, if it has all of them.
        by_software: Whether conformance is claimed and nobody but software has seen to it.

    Returns:
        The sentences, and their language as a BCP 47 tag.
    """
    texts, language = words.of(document, *words.SUMMARY)
    return " ".join(texts[key] for key in _told(facts, by_software=by_software)), language


def _told(facts: Facts, *, by_software: bool) -> Iterator[str]:
    pictures = "summary_pictures" if facts.all_images_described else "summary_bare_pictures"
    formulas = "summary_bare_formulas" if facts.undescribed_formulas else "summary_formulas"
    moving = {
        Motion.HARMLESS: "summary_motion",
        Motion.UNKNOWN: "summary_unknown_motion",
        Motion.FLASHING: "summary_flashing",
    }
    found = (
        ("summary_text", True),
        ("summary_contents", True),
        ("summary_headings", facts.has_headings),
        ("summary_pages", facts.has_page_list),
        ("summary_index", facts.has_index),
        (pictures, facts.shown > 0),
        ("summary_descriptions", facts.long_descriptions > 0),
        (formulas, facts.formulas > 0),
        ("summary_audio", facts.is_narrated),
        (moving.get(facts.motion, ""), facts.motion is not Motion.STILL),
        ("summary_software", by_software),
    )
    yield from (key for key, is_so in found if is_so)
