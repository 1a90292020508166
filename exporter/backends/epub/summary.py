"""The accessibility summary: the facts of a book in sentences for people, from the words of the layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exporter.backends.epub.accessibility import Facts
from exporter.model import Document
from exporter.motion import Motion

SENTENCES: Mapping[str, str] = {
    "summary_text": "The text can be read aloud, and its size, typeface and colours can be changed.",
    "summary_contents": "It has a table of contents.",
    "summary_headings": "Headings mark its sections.",
    "summary_pages": "Page numbers are those of the printed edition.",
    "summary_index": "It has an index that leads into the text.",
    "summary_pictures": "All pictures have alternative text.",
    "summary_bare_pictures": "Not all pictures have alternative text.",
    "summary_descriptions": "Some pictures have longer descriptions too.",
    "summary_formulas": "Formulas are in MathML and described in words.",
    "summary_bare_formulas": "Formulas are in MathML.",
    "summary_audio": "The whole text is also read aloud, in step with what is shown.",
    "summary_motion": "Some pictures move.",
    "summary_unknown_motion": "Some pictures move, and it is not known whether they flash.",
    "summary_flashing": "Warning: some pictures flash, which can cause seizures.",
    "summary_software": "Its accessibility was checked by software, not by a person.",
}
"""By the keys of the layout's words, and what stands in where it lacks one of them."""


def write(facts: Facts, document: Document, *, by_software: bool) -> tuple[str, str]:
    """Write the summary.

    Args:
        facts: Of the book.
        document: Its words are used, if it has all of them.
        by_software: Whether conformance is claimed and nobody but software has seen to it.

    Returns:
        The sentences, and their language as a BCP 47 tag.
    """
    has_words = document.words.keys() >= SENTENCES.keys()
    words, language = (document.words, document.words_language) if has_words else (SENTENCES, "en")
    return " ".join(words[key] for key in _told(facts, by_software=by_software)), language


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
