"""Texts of strangers on one line: whatever would steer a terminal, a log or a parser is written out."""

from __future__ import annotations

import re

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Control characters, those that turn a line around, and what XML 1.0 (2.2) or UTF-8 cannot hold."""
BREAKS = re.compile(r"[\t\n\u2028\u2029]+")


def written_out(text: str) -> str:
    """Write out what cannot be shown by its number; tabs and ends of lines stay."""
    return UNPRINTABLE.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def on_one_line(text: str) -> str:
    """Write out what cannot be shown, and put all on one line."""
    return BREAKS.sub(" ", written_out(text))
