"""Where sentences end: cases of one line, with `|` where one ends and the next begins."""

from __future__ import annotations

from itertools import pairwise
from typing import Self, SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporter import sentences

CASES = {
    "en": (
        "Take 0.5 mg. | Then rest for 1.5 hours.",
        "Dr. Smith will call. | Mr. and Mrs. Doe too.",
        "Some foods, e.g. grapefruit, i.e. citrus, are out. | Ask us.",
        "See Fig. 3 and No. 5. | No. | Yes!",
        "Say no. | Then go.",
        "Come at 5 p.m. | Bring your card.",
        "“Why?” he asked. | “Because,” we said.",
        "Does it hurt? | Call us! | (Now.) | Thank you.",
        "Wait … then go. | Wait… | Then go.",
        "J. R. Doe wrote it. | Read it.",
        "Visit example.org or call.",
        "Doses of 5 mg, 10 mg vs. 20 mg.",
        "Ready?! | Go.",
        "It costs $5. | 10 people paid.",
    ),
    "de": (
        "Am 3. Mai nehmen Sie z. B. 0,5 mg. | Danach ruhen Sie.",
        "Dr. med. Müller hilft bzw. Frau Dr. Meier. | Rufen Sie an!",
        "Das gilt z.B. Heute. | Gut.",
    ),
    "es": ("¿Duele? | ¡Llame! | La Sra. Gómez ayuda.",),
    "fr": ("Le Dr. Martin, M. Durand et Mme. Petit viennent. | Voir p. 5. | Merci !",),
    "it": ("Il sig. Rossi e il dott. Verdi arrivano. | Bene.",),
    "nl": ("Neem bijv. Paracetamol. | Bel dhr. De Vries.",),
    "pl": ("Przyjdź np. Jutro o godz. 17.30. | Zadzwoń.",),
    "pt": ("O Dr. Silva e a Sra. Costa ligam. | Obrigado.",),
    "sv": ("Ta t.ex. Alvedon. | Ring oss.",),
    "da": ("Tag f.eks. Panodil den 3. Maj. | Ring.",),
    "ar": ("هل تشعر بألم؟ | اتصل بنا. | شكرا.",),
    "ja": ("痛みがありますか。 | 医師に相談してください！ | はい",),  # noqa: RUF001 - full-width
    "hi": ("दवा लें। | आराम करें।",),
}


@pytest.mark.parametrize(("language", "case"), [(language, case) for language in CASES for case in CASES[language]])
def test_sentences_end_where_readers_pause(language: str, case: str) -> None:
    expected = case.split(" | ")
    text = " ".join(expected)
    assert [text[start:end] for start, end in sentences.spans(text, language)] == expected


def test_wide_full_stops_need_no_space_and_lines_end_sentences() -> None:
    text = "痛い。はい\n1 Example Street\nNew York"
    found = [text[start:end] for start, end in sentences.spans(text, "ja")]
    assert found == ["痛い。", "はい", "1 Example Street", "New York"]


def test_a_variant_of_a_language_has_its_abbreviations() -> None:
    assert len(list(sentences.spans("Siehe Abb. Drei. Gut.", "de-AT"))) == 2
    assert len(list(sentences.spans("Siehe Abb. Drei. Gut.", "xx"))) == 3


@given(st.text(alphabet=st.sampled_from("ab AB.!?…。\n\t1“”()  ")))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    spans = list(sentences.spans(text, "en"))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


class Looked(str):
    """A text that counts the characters that are taken out of it."""

    __slots__ = ("taken",)
    taken: int

    def __new__(cls, text: str) -> Self:
        looked = super().__new__(cls, text)
        looked.taken = 0
        return looked

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        self.taken += len(found)
        return found


@pytest.mark.parametrize("line", ["Take dose 7 now. ", "Dr. Doe and Dr. Roe "])
def test_no_sentence_is_looked_for_in_all_the_text_before_it(line: str) -> None:
    text = Looked(line * 400)
    assert list(sentences.spans(text, "en"))
    assert text.taken < 10 * len(text)


def test_a_word_that_only_ends_as_an_abbreviation_does_is_none() -> None:
    word = f"{'x' * 60}dr"
    assert len(list(sentences.spans(f"See {word}. Then go.", "en"))) == 2
