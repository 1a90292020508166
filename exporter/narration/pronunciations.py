"""How words are spoken that an engine says wrongly, such as the names of drugs."""

from __future__ import annotations

import re

from exporter.language_tags import primary
from exporter.model import Pronunciations
from exporter.narration.engines import Respellings

PHONEMES = re.compile(r"\[\[.*\]\]\Z", re.DOTALL)
"""A word of phonemes in the notation of eSpeak NG."""


def relevant(text: str, language: str, table: Pronunciations) -> Respellings:
    """The entries whose words a text holds: the language's own before those of the language that it is a variant of."""
    exact, general = language.lower(), primary(language)
    entries = {**table.get(general, {}), **table.get(exact, {})}
    return {word: say for word, say in entries.items() if _pattern(word).search(text)} if entries else {}


def applied(text: str, words: Respellings, *, phonemes: bool) -> str:
    """The text as the engine is to have it; longer words go before shorter ones.

    Args:
        text: What is to be said.
        words: As `relevant` gives them.
        phonemes: Whether the engine knows phonemes; otherwise words that are given so stay as they are written.
    """
    usable = {word: say for word, say in words.items() if phonemes or not PHONEMES.match(say)}
    if not usable:
        return text
    longest_first = sorted(usable, key=len, reverse=True)
    whole = re.compile("|".join(f"({_pattern(word).pattern})" for word in longest_first))
    return whole.sub(lambda match: usable[longest_first[(match.lastindex or 1) - 1]], text)


def _pattern(word: str) -> re.Pattern[str]:
    """The word as a whole, in any case if it has no capitals, and with any white space between its parts."""
    inner = r"\s+".join(map(re.escape, word.split()))
    return re.compile(rf"(?<!\w)(?{'' if _has_capital(word) else 'i'}:{inner})(?!\w)")


def _has_capital(word: str) -> bool:
    return word != word.lower()
