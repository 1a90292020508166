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
    ("stem", "found"),
    [
        ("knee.es", ("knee", "es")),
        ("knee.pt_br", ("knee", "pt-BR")),
        ("knee.ZH-hant-tw", ("knee", "zh-Hant-TW")),
        ("knee.ckb", ("knee", "ckb")),
        ("knee.es-419", ("knee", "es-419")),
        ("after.the.operation.ar", ("after.the.operation", "ar")),
        ("knee", ("knee", "")),
        ("es", ("es", "")),
        (".es", (".es", "")),
        ("knee.v2", ("knee.v2", "")),
        ("knee.old", ("knee.old", "")),
        ("knee.x-own", ("knee.x-own", "")),
        ("knee.spanish", ("knee.spanish", "")),
        ("knee.", ("knee.", "")),
    ],
)
def test_the_name_of_a_file_says_what_it_is_a_translation_of(stem: str, found: tuple[str, str]) -> None:
    assert language_tags.translation_of(stem) == found


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("pt", "pt-BR", True),
        ("pt-BR", "pt", True),
        ("PT-br", "pt-BR", True),
        ("pt-PT", "pt-BR", False),
        ("es", "en", False),
    ],
)
def test_tags_agree_where_one_says_less(one: str, other: str, *, agree: bool) -> None:
    assert language_tags.agree(one, other) is agree


@pytest.mark.parametrize(
    ("one", "other"), [("de-AT", "de_AT"), ("de-CH", "de_CH"), ("AR-EG", "ar_eg"), ("en-GB", "EN_gb")]
)
def test_one_language_is_one_to_all(one: str, other: str) -> None:
    assert direction.of_language(one) == direction.of_language(other)
    assert numerals.written(Decimal("12345.5"), one) == numerals.written(Decimal("12345.5"), other)
    assert words.of(one) == words.of(other)
    text = "Siehe Abb. Drei. Gut."
    assert list(sentences.spans(text, one)) == list(sentences.spans(text, other))


def test_a_locale_is_that_of_the_longest_known_tag() -> None:
    found = {tag: str(language_tags.locale(tag)) for tag in ("zh-Hant-TW", "de-XX", "en", "en_GB", "xx")}
    assert found == {"zh-Hant-TW": "zh_Hant_TW", "de-XX": "de", "en": "en_001", "en_GB": "en_GB", "xx": "None"}
