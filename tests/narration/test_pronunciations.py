from __future__ import annotations

import pytest

from exporter.narration.pronunciations import applied, relevant

TABLE = {
    "en": {
        "ketamine": "KET-uh-meen",
        "mg": "milligrams",
        "GP": "G P",
        "5-HT": "five H T",
        "heart attack": "cardiac event",
    },
    "en-gb": {"mg": "milligrammes"},
    "de": {"ketamine": "never"},
}


def spoken(text: str, language: str = "en", *, phonemes: bool = False) -> str:
    return applied(text, relevant(text, language, TABLE), phonemes=phonemes)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ketamine and KETAMINE", "KET-uh-meen and KET-uh-meen"),
        ("esketamine stays", "esketamine stays"),
        ("0.5 mg twice", "0.5 milligrams twice"),
        ("Your GP, not gp", "Your G P, not gp"),
        ("the 5-HT receptor", "the five H T receptor"),
        ("a heart \N{NO-BREAK SPACE}attack", "a cardiac event"),
        ("nothing of it", "nothing of it"),
    ],
)
def test_whole_words_are_respelled(text: str, expected: str) -> None:
    assert spoken(text) == expected


def test_a_variant_goes_before_its_language() -> None:
    assert spoken("1 mg of ketamine", "en-GB") == "1 milligrammes of KET-uh-meen"
    assert spoken("1 mg of ketamine", "fr") == "1 mg of ketamine"


def test_only_words_that_are_there_count() -> None:
    assert relevant("1 mg", "en", TABLE) == {"mg": "milligrams"}


def test_a_longer_word_goes_before_one_within_it() -> None:
    words = {"co": "company", "co-codamol": "koh-KOH-da-mol"}
    assert applied("co-codamol", words, phonemes=False) == "koh-KOH-da-mol"


def test_phonemes_are_for_engines_that_know_them() -> None:
    words = {"ketamine": "[[k'et@mi:n]]", "mg": "milligrams"}
    assert applied("5 mg ketamine", words, phonemes=True) == "5 milligrams [[k'et@mi:n]]"
    assert applied("5 mg ketamine", words, phonemes=False) == "5 milligrams ketamine"
