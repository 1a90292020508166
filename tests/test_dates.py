"""Dates as languages write them, against the Unicode CLDR."""

from __future__ import annotations

from datetime import date

import pytest

from exporter import dates


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1 February 2026"),
        ("en-GB", "1 February 2026"),
        ("en-US", "February 1, 2026"),
        ("es", "1 de febrero de 2026"),
        ("es-419", "1 de febrero de 2026"),
        ("fr", "1 février 2026"),
        ("de", "1. Februar 2026"),
        ("de-x-own", "1. Februar 2026"),
        ("pt-BR", "1 de fevereiro de 2026"),
        ("pl", "1 lutego 2026"),
        ("ar", "1 فبراير 2026"),
        ("ja", "2026年2月1日"),
        ("qaa", "2026-02-01"),
        ("x-own", "2026-02-01"),
    ],
)
def test_dates_are_written_as_the_language_has_them(language: str, expected: str) -> None:
    assert dates.written(date(2026, 2, 1), language) == expected
