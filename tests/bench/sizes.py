"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass

from bench.generator import WORDS


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of each measure; the usual ones are those that the budgets are for."""

    documents: int = 200
    """An article for a clinic each, of which a PDF for the screen, one for the press and an ebook are made."""
    words: tuple[int, int] = WORDS
    sample: int = 20
    """Documents that other tools make: they take the same time for each, however many there are."""
    small: int = 1000
    """Web pages of a few words, of which nothing or one has to be made again."""
    memory_jobs: int = 2000
    """That one worker does, one after the other."""
    planned: int = 50_000
    """Jobs of which the driver keeps count."""
    rounds: int = 3
    runs: int = 7
    """Of a single export."""


QUICK = Sizes(documents=2, words=(60, 60), sample=1, small=2, memory_jobs=4, planned=40, rounds=1, runs=1)
"""Only to see that everything works: what comes out says nothing."""
