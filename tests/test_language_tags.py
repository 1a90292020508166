"""The parts of language tags, and that all who ask for a language take the same tags for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exporter import direction, language_tags, numerals, sentences
from exporter.article.formulas import words


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("en", ["en"]),
        ("de-AT", ["de", "at"]),
        ("zh-Hant-TW", ["zh", "hant", "tw"]),
        ("pt_BR", ["pt", "br"]),
        ("x-private", ["x", "private"]),
        ("", [""]),
    ],
)
def test_a_tag_is_taken_apart(tag: str, found: list[str]) -> None:
    assert language_tags.subtags(tag) == found
    assert language_tags.primary(tag) == found[0]


@pytest.mark.parametrize(
    ("one", "other"), [("de-AT", "de_AT"), ("de-CH", "de_CH"), ("AR-EG", "ar_eg"), ("en-GB", "EN_gb")]
)
def test_one_language_is_one_to_all(one: str, other: str) -> None:
    assert direction.of_language(one) == direction.of_language(other)
    assert numerals.written(Decimal("12345.5"), one) == numerals.written(Decimal("12345.5"), other)
    assert words.of(one) == words.of(other)
    text = "Siehe Abb. Drei. Gut."
    assert list(sentences.spans(text, one)) == list(sentences.spans(text, other))
