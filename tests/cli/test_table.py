"""Tables, sizes and durations as the command prints them."""

from __future__ import annotations

import pytest

from exporter.cli import table


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    rows = [("a.pdf", "12"), ("brochure.epub", "")]
    assert table.lines(("file", "pages"), rows, right=frozenset({1})) == [
        "file           pages",
        "a.pdf             12",
        "brochure.epub",
    ]


def test_wide_and_combining_characters_count_as_a_terminal_shows_them() -> None:
    assert table.width("日本") == 4
    assert table.width("e\u0301") == 1
    lines = table.lines(("file", "x"), [("日本", "1"), ("abcd", "2")])
    assert lines[1:] == ["日本  1", "abcd  2"]


@pytest.mark.parametrize(
    ("size_bytes", "expected"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_345, "12.3 kB"),
        (999_949, "999.9 kB"),
        (999_999, "1.0 MB"),
        (1_400_000, "1.4 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_sizes_have_a_unit_that_keeps_them_short(size_bytes: int, expected: str) -> None:
    assert table.size(size_bytes) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, "0.00 s"),
        (0.4249, "0.42 s"),
        (9.999, "10.0 s"),
        (12.34, "12.3 s"),
        (59.99, "1 min 0 s"),
        (125, "2 min 5 s"),
    ],
)
def test_durations_have_a_unit_that_keeps_them_short(seconds: float, expected: str) -> None:
    assert table.duration(seconds) == expected
