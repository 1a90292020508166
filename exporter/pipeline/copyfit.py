"""Copyfitting: the largest type at which a text fits its pages, or by how much it does not.

The search is told what fits by a function that typesets; it asks at most six times. Pages are assumed to grow with the
type, which is true but for rounding, so what was found to fit is never doubted and what was found not to is never tried
again larger.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from exporter.model import Article, Copyfit, Diagnostic, Document, Severity, Typeset

MOST_TRIALS = 6
STEP_PT = 0.25
"""Readers do not see a smaller difference."""
POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")
TAG = re.compile(r"<[^>]+>")
IDENTIFIER = re.compile(r'\sid="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Trial:
    """The text, set at one size."""

    size_pt: float
    document: Document
    master: Typeset

    @property
    def pages(self) -> int:
        """How many it takes."""
        return len(self.master.page_sizes_mm)


@dataclass(frozen=True, slots=True)
class Fit:
    """What the search came to: the largest size that fits, or the smallest allowed where none does."""

    trial: Trial
    fits: bool


def search(limits: Copyfit, pages: int, typeset: Callable[[float], Trial]) -> Fit:
    """Find the largest size within the limits at which the text takes at most `pages` pages.

    The largest size is tried first, then the smallest, then what lies between, guessed by area and halved.
    """
    largest = typeset(limits.max_pt)
    if largest.pages <= pages:
        return Fit(largest, fits=True)
    if limits.min_pt == limits.max_pt:
        return Fit(largest, fits=False)
    best = typeset(limits.min_pt)
    if best.pages > pages:
        return Fit(best, fits=False)
    too_large, trials = limits.max_pt, 2
    while trials < MOST_TRIALS and too_large - best.size_pt > STEP_PT:
        size_pt = _between(best.size_pt, too_large)
        trial = typeset(size_pt)
        trials += 1
        if trial.pages <= pages:
            best = trial
        else:
            too_large = size_pt
    return Fit(best, fits=True)


def _between(low_pt: float, high_pt: float) -> float:
    """The middle, on the grid of steps and never one of the ends."""
    middle = round((low_pt + high_pt) / 2 / STEP_PT) * STEP_PT
    return middle if low_pt < middle < high_pt else (low_pt + high_pt) / 2


def size_pt(tokens: Mapping[str, str]) -> float:
    """The size of running text among the values of a layout's tokens; 0 where it is not given in points."""
    match = POINTS.fullmatch(tokens.get("text-size", ""))
    return float(match[1]) if match else 0.0


def overset(trial: Trial, article: Article, pages: int, remedies: Sequence[str] = ()) -> Diagnostic:
    """Tell how much of a text does not fit, where that begins, and what could be done.

    Args:
        trial: The text at the smallest size that is allowed.
        article: The text.
        pages: How many there may be.
        remedies: What else would make room, such as `use paper = 'a4'`.
    """
    allowed = pages - (trial.pages - _start_of_back(trial))
    first = _first_beyond(trial, article, allowed)
    blocks = [words(block.html) for block in article.blocks]
    over = max(1, sum(blocks[first:]), _words_beyond(trial, article, allowed, sum(blocks)))
    cut = f"cut the text to about {max(0, sum(blocks) - over)} words"
    return Diagnostic(
        rule="overset",
        severity=Severity.ERROR,
        message=f"overset: about {over} words do not fit on {pages} pages at {trial.size_pt:g} pt",
        hint=f"{', '.join((cut, *remedies))}, or allow {trial.pages} pages; '--overset draft' writes it all, marked",
        path=article.path,
        line=article.blocks[min(first, len(article.blocks) - 1)].line,
    )


def _first_beyond(trial: Trial, article: Article, allowed: int) -> int:
    """Index of the first block that begins on a page too many; `allowed` are those before the back."""
    starts = trial.master.pages
    beyond = (index for index, block in enumerate(article.blocks) if starts.get(block.anchor, 0) >= allowed)
    return next(beyond, len(article.blocks))


def _words_beyond(trial: Trial, article: Article, allowed: int, count: int) -> int:
    """How many of a text's words lie beyond, by the pages that it takes: a block of many pages begins on the first.

    The last page is taken to be half full.
    """
    starts = [trial.master.pages[block.anchor] for block in article.blocks if block.anchor in trial.master.pages]
    end = _start_of_back(trial) - 0.5
    begin = min(starts, default=0)
    return round(count * max(0.0, end - max(begin, allowed)) / (end - begin)) if end > begin else 0


def _start_of_back(trial: Trial) -> int:
    """The page on which the back of the document begins; all there are where it has none."""
    ids = (name for part in trial.document.parts if part.kind == "back" for name in IDENTIFIER.findall(part.html))
    return min((trial.master.pages[name] for name in ids if name in trial.master.pages), default=trial.pages)


def words(markup: str) -> int:
    """The words of a block."""
    return len(WORD.findall(unescape(TAG.sub(" ", markup))))
