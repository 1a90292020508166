"""Numbers as languages write them, against the examples of the Unicode CLDR."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exporter import numerals


@pytest.mark.parametrize(
    ("number", "language", "expected"),
    [
        ("1234567.5", "en", "1,234,567.5"),
        ("1234", "en-GB", "1,234"),
        ("999", "en", "999"),
        ("1234", "de", "1234"),
        ("12345.60", "de", "12\u202f345,60"),
        ("1234567", "fr", "1\u202f234\u202f567"),
        ("0.5", "es", "0,5"),
        ("0.5", "es-MX", "0.5"),
        ("0.5", "de-CH", "0.5"),
        ("0.5", "fr-CH", "0,5"),
        ("0.5", "fr-CA", "0,5"),
        ("12345.5", "en-ZA", "12\u202f345,5"),
        ("12345.5", "qaa", "12\u202f345,5"),
        ("7.5", "ar", "7.5"),
        ("-3", "pl", "\N{MINUS SIGN}3"),
        ("1E+2", "en", "100"),
    ],
)
def test_a_number_is_written_as_in_its_language(number: str, language: str, expected: str) -> None:
    assert numerals.written(Decimal(number), language) == expected


@pytest.mark.parametrize(
    ("unit", "language", "expected"),
    [
        ("%", "en", "37%"),
        ("%", "it", "37%"),
        ("%", "de", "37\u00a0%"),
        ("mg", "en", "37\u00a0mg"),
        ("%", "es", "37\u00a0%"),
        ("%", "fr", "37\u00a0%"),
        ("%", "es-MX", "37%"),
        ("%", "tr", "%37"),
        ("%", "qaa", "37\u00a0%"),
        ("", "sv", "37"),
    ],
)
def test_a_unit_stands_where_its_language_has_it(unit: str, language: str, expected: str) -> None:
    assert numerals.with_unit(37, unit, language) == expected
