"""TOML with the place of every key and every fault."""

from __future__ import annotations

import pytest

from exporter import toml_document
from exporter.errors import ExporterError
from exporter.model import Diagnostic

FILE = b'''# "quotes" and [brackets] in a comment = nothing
plain = 1.5  # [no] = table
a.b = """one
[no]
key = "2""""
"e f".'g.h' = ['x = 1', # c ]
  {i = 1, j = [1,
  2]}, ["[k]", 'l']]
date = 1979-05-27 07:32:00
[table."x\\u0041"]
inline = { m = { n = "}" }, o.p = 1 }
[[array]]
s = 1
[[array]]
s = \'\'\'
[[array]]\'\'\'
[array.sub]
t = []
[[array.sub.deeper]]
u = 1
[ [1] ] # not TOML, cut off below
'''.partition(b"[ [1]")[0]

PLACES = [
    (("plain",), 2, 1),
    (("a",), 3, 1),
    (("a", "b"), 3, 1),
    (("e f", "g.h"), 6, 1),
    (("e f", "g.h", 0), 6, 16),
    (("e f", "g.h", 1, "i"), 7, 4),
    (("e f", "g.h", 1, "j"), 7, 11),
    (("e f", "g.h", 1, "j", 1), 8, 3),
    (("e f", "g.h", 2), 8, 8),
    (("date",), 9, 1),
    (("table",), 10, 2),
    (("table", "xA"), 10, 2),
    (("table", "xA", "inline", "m"), 11, 12),
    (("table", "xA", "inline", "m", "n"), 11, 18),
    (("table", "xA", "inline", "o", "p"), 11, 29),
    (("array",), 12, 3),
    (("array", 0), 12, 3),
    (("array", 0, "s"), 13, 1),
    (("array", 1), 14, 3),
    (("array", 1, "s"), 15, 1),
    (("array", 1, "sub"), 17, 2),
    (("array", 1, "sub", "t"), 18, 1),
    (("array", 1, "sub", "deeper", 0, "u"), 20, 1),
    (("array", 1, "nothing", "here"), 14, 3),
    (("array", 7), 12, 3),
]


@pytest.mark.parametrize(("path", "line", "column"), PLACES)
def test_places(path: tuple[str | int, ...], line: int, column: int) -> None:
    for data in (FILE, b"\xef\xbb\xbf" + FILE, FILE.replace(b"\n", b"\r\n")):
        assert toml_document.parse(data, "a.toml").locate(path) == (line, column)


def test_only_what_is_written_has_a_place() -> None:
    parsed = toml_document.parse(FILE, "a.toml")
    assert parsed.locate(("nothing",)) == (None, None)
    assert parsed.locate(("no",)) == (None, None)
    assert parsed.locate(("k",)) == (None, None)
    assert parsed.locate(()) == (None, None)


def test_every_key_of_the_values_has_a_place() -> None:
    parsed = toml_document.parse(FILE, "a.toml")
    waiting: list[tuple[tuple[str | int, ...], object]] = [((), parsed.data)]
    while waiting:
        path, value = waiting.pop()
        assert not path or path in parsed.places, path
        if isinstance(value, dict):
            waiting += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, index), inner) for index, inner in enumerate(value)]


def test_an_empty_file_has_nothing() -> None:
    assert toml_document.parse(b"", "a.toml") == toml_document.Toml({}, {})


def fault(data: bytes) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        toml_document.parse(data, "a.toml")
    (finding,) = caught.value.diagnostics
    assert finding.path == "a.toml"
    assert finding.hint
    return finding


@pytest.mark.parametrize(
    ("data", "line", "column", "words"),
    [
        (b"a = 1\nb = x\n", 2, 5, "invalid value"),
        (b"a = 1\na = 2\n", 2, 6, "overwrite"),
        (b"[a]\n[a]\n", 2, 3, "declare"),
        (b"[a\nb = 1", 1, 3, "expected ']'"),
        (b"a = [1,\n2", 2, 2, "array"),
        (b"a = { b = 1", 1, 12, "inline table"),
        (b'a = """one\ntwo', 2, 4, "unterminated string"),
        (b"a = 2026-02-30", 1, 5, "invalid date"),
        (b"a = 'x\n'", 1, 7, "invalid character"),
        (b"a", 1, 2, "expected '='"),
        (b"a = 1\rb = 2\n", 1, 6, "expected newline"),
    ],
)
def test_faults_have_a_place(data: bytes, line: int, column: int, words: str) -> None:
    finding = fault(data)
    assert finding.rule == "invalid-toml"
    assert (finding.line, finding.column) == (line, column)
    assert words in finding.message.lower()


@pytest.mark.parametrize("data", [b"a = " + b"9" * 5000, b"a = " + b"[" * 5000, b"a = " + b"{a=" * 5000])
def test_what_python_chokes_on_is_a_fault_like_any_other(data: bytes) -> None:
    assert fault(data).rule == "invalid-toml"


def test_other_encodings_are_refused_with_the_place() -> None:
    finding = fault("ä = 'ä'\nname = 'Zü".encode() + b"\xfcrich'\n")
    assert (finding.rule, finding.line, finding.column) == ("not-utf-8", 2, 11)
    assert "0xfc" in finding.message
    assert fault("\ufeffname = 1".encode("utf-16-le")).rule == "not-utf-8"
    assert (fault(b"\xef\xbb\xbfa\xff").column, fault(b"\xff").column) == (2, 1)
