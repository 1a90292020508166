from __future__ import annotations

import pytest

from exporter import config
from exporter.errors import ExporterError

PATH = "pronunciations.toml"


def faults(text: str) -> list[str]:
    with pytest.raises(ExporterError) as failure:
        config.pronunciations(text.encode(), PATH)
    assert all(one.hint for one in failure.value.diagnostics)
    return [f"{one.line}: {one.message} [{one.rule}]" for one in failure.value.diagnostics]


def test_words_are_listed_by_language() -> None:
    text = '[en]\nketamine = "KET-uh-meen"\n"heart  attack" = " x "\n[pt-BR]\nmg = "[[mili]]"\n'
    table, findings = config.pronunciations(text.encode(), PATH)
    assert findings == ()
    assert table == {"en": {"ketamine": "KET-uh-meen", "heart attack": "x"}, "pt-br": {"mg": "[[mili]]"}}
    assert config.pronunciations(b"", PATH) == ({}, ())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[en\n", "1: no valid TOML: expected ']' at the end of a table declaration [invalid-toml]"),
        ('ket = "x"\n', "1: ket: expected keys and values, got 'x' [invalid-value]"),
        ("[en]\na = 1\n", "2: en.a: expected a text, got 1 [invalid-value]"),
        ('[en]\nb = "c"\na = " "\n', "3: en.a: there is nothing to say, got ' ' [invalid-value]"),
        (
            '[english_words]\na = "b"\n',
            "1: english_words: a table is named by its language, got 'english_words' [invalid-value]",
        ),
        ('[en]\n"" = "b"\n', "2: en.\"\": a word has letters or digits, got '' [invalid-value]"),
        ('[en]\n"." = "b"\n', "2: en.\".\": a word has letters or digits, got '.' [invalid-value]"),
        ('[en]\n"two words" = 1\n', '2: en."two words": expected a text, got 1 [invalid-value]'),
        ('[en]\n"--" = "b"\n', "2: en.--: a word has letters or digits, got '--' [invalid-value]"),
    ],
)
def test_each_fault_is_told_with_its_line(text: str, fault: str) -> None:
    (told,) = faults(text)
    assert told.endswith(fault)
    assert told[0].isdigit()
