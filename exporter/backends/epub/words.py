"""The words that a book adds of its own: those of its layout, and English ones for what the layout lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from exporter.model import Document

NAVIGATION = ("contents", "landmarks", "pages", "text_start")
"""Words of the navigation, which have no place to say that they are in another language than the book."""
ENGLISH: Mapping[str, str] = {
    "contents": "Contents",
    "note": "Note",
    "landmarks": "Landmarks",
    "pages": "Pages",
    "text_start": "Start of the text",
    "page": "Page",
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
"""By the keys of a layout's words, as `layouts/base/words/words.pot` has them too."""
SUMMARY = tuple(key for key in ENGLISH if key.startswith("summary_"))


class Words(NamedTuple):
    """Words of one language."""

    texts: Mapping[str, str]
    """By their keys."""
    language: str
    """BCP 47 tag."""


def of(document: Document, *keys: str) -> Words:
    """The words for keys: the document's if it has all of them, so that they are of one language."""
    if document.words.keys() >= set(keys):
        return Words(document.words, document.words_language)
    return Words(ENGLISH, "en")
