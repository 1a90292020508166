from __future__ import annotations

import pytest

from exporter import direction


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("AR-EG", "rtl"),
        ("ar-Latn", "ltr"),
        ("pa-Arab-PK", "rtl"),
        ("az-arab", "rtl"),
        ("ckb", "rtl"),
        ("arn", "ltr"),
    ],
)
def test_a_language_has_the_direction_of_its_script(language: str, expected: str) -> None:
    assert direction.of_language(language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Call", "ltr"), ("« بعد »", "rtl"), ("שלום", "rtl"), ("+1 (212) 555", "ltr"), ("", "ltr"), ("1. بعد", "rtl")],
)
def test_a_text_has_the_direction_of_its_first_letter(text: str, expected: str) -> None:
    assert direction.of_text(text) == expected


def test_a_number_in_an_arabic_sentence_is_set_apart() -> None:
    assert direction.isolated("+1 212", "rtl") == "\u2066+1 212\u2069"
    assert direction.isolated("بعد", "ltr") == "\u2067بعد\u2069"
    assert direction.isolated("+1 212", "ltr") == "+1 212"
    assert direction.isolated("بعد", "rtl") == "بعد"
    assert direction.isolated("", "rtl") == ""
