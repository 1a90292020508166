"""Dates as a language writes them."""

from __future__ import annotations

from datetime import date

from exporter.language_tags import locale


def written(day: date, language: str) -> str:
    """A day in words, the Unicode CLDR's long form; ISO 8601 where that has none for the language."""
    from babel import dates

    known = locale(language)
    return day.isoformat() if known is None else dates.format_date(day, "long", known)
