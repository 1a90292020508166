from __future__ import annotations

from collections.abc import Callable

import pytest

from exporter.backends import epub
from exporter.backends.epub import accessibility, parts
from exporter.backends.epub.accessibility import Facts
from exporter.backends.epub.package import WORDS
from exporter.model import Document

Small = Callable[..., Document]
ALWAYS = ("displayTransformability", "readingOrder", "tableOfContents")
DESCRIBED = '<img src="images/leaf.png" alt="A leaf"/>'
DECORATION = '<img src="images/leaf.png" alt="" role="presentation"/>'
UNDESCRIBED = '<img src="images/leaf.png" alt=" "/>'


def surveyed(small: Small, html: str, *, has_page_list: bool = False) -> Facts:
    return accessibility.survey(
        parts.split(small(("chapter", "", f"<section>{html}</section>"))), has_page_list=has_page_list
    )


def test_text_alone(small: Small) -> None:
    assert surveyed(small, "<p>x</p>") == Facts(
        modes=("textual",),
        sufficient=("textual",),
        features=ALWAYS,
        all_images_described=True,
        summary="The text can be read aloud and its size, type and colours changed. "
        "It has a table of contents and headings to move by.",
    )


@pytest.mark.parametrize(
    ("html", "modes", "sufficient", "described", "alternatives"),
    [
        (DESCRIBED, ("textual", "visual"), ("textual", "textual,visual"), True, True),
        (DECORATION, ("textual", "visual"), ("textual", "textual,visual"), True, False),
        (DESCRIBED + DECORATION, ("textual", "visual"), ("textual", "textual,visual"), True, True),
        (UNDESCRIBED, ("textual", "visual"), ("textual,visual",), False, False),
        (DESCRIBED + UNDESCRIBED, ("textual", "visual"), ("textual,visual",), False, False),
        ('<img src="images/leaf.png"/>', ("textual", "visual"), ("textual,visual",), False, False),
    ],
)
def test_only_what_is_true_of_the_pictures_is_said(  # noqa: PLR0913 - the columns of the table above
    small: Small, html: str, modes: tuple[str, ...], sufficient: tuple[str, ...], *, described: bool, alternatives: bool
) -> None:
    facts = surveyed(small, html)
    assert (facts.modes, facts.sufficient, facts.all_images_described) == (modes, sufficient, described)
    assert ("alternativeText" in facts.features) is alternatives


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (DESCRIBED, "All pictures have alternative text."),
        (UNDESCRIBED, "Some pictures have no alternative text."),
        (DECORATION, ""),
    ],
)
def test_the_summary_tells_of_pictures(small: Small, html: str, said: str) -> None:
    summary = surveyed(small, html).summary
    assert said in summary
    assert ("alternative" in summary) is bool(said)


def test_features_follow_from_the_markup(small: Small) -> None:
    assert "structuralNavigation" not in surveyed(small, "<p>x</p>").features
    assert "structuralNavigation" in surveyed(small, "<h3>x</h3>").features
    assert "ARIA" in surveyed(small, '<p role="note">x</p>').features


def test_page_numbers_are_told_of_where_the_book_has_them(small: Small) -> None:
    facts = surveyed(small, "<p>x</p>", has_page_list=True)
    assert {"pageBreakMarkers", "pageNavigation"} <= set(facts.features)
    assert "Page numbers are those of the print edition." in facts.summary


def test_a_picture_without_alternative_costs_the_claim(small: Small) -> None:
    book = epub.bind(small(("chapter", "One", f"<section>{UNDESCRIBED}</section>")))
    assert book.claims == {"EPUB 3.3"}


@pytest.mark.parametrize(
    ("language", "spoken", "words", "claimed"),
    [
        ("en-US", "en", {}, True),
        ("pt-BR", "pt-BR", dict.fromkeys(WORDS, "palavra"), True),
        ("pt-BR", "pt-BR", {"contents": "Índice"}, False),
        ("cy", "en", WORDS, False),
        ("x-private", "en", WORDS, False),
    ],
)
def test_words_in_another_language_cost_the_claim(
    small: Small, language: str, spoken: str, words: dict[str, str], *, claimed: bool
) -> None:
    part = ("chapter", "One", "<section><p>x</p></section>")
    book = epub.bind(small(part, language=language, words=words, words_language=spoken))
    assert ("EPUB Accessibility 1.1" in book.claims) is claimed


def test_what_was_not_earned_is_not_claimed(small: Small) -> None:
    document = small(("chapter", "One", "<section><p>x</p></section>"))
    assert epub.bind(document).claims == {"EPUB 3.3", "EPUB Accessibility 1.1"}
    assert epub.bind(document, claims=frozenset()).claims == set()
