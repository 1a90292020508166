"""The lines that are printed: a figure, how far it varied, and whether it is within its budget."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 68


@dataclass(frozen=True, slots=True)
class Budget:
    """What a figure has to keep."""

    least: float | None = None
    most: float | None = None

    def keeps(self, figure: float) -> bool:
        return (self.least is None or figure >= self.least) and (self.most is None or figure <= self.most)

    def __str__(self) -> str:
        limits = [f"{sign} {limit:g}" for sign, limit in (("≥", self.least), ("≤", self.most)) if limit is not None]
        return " and ".join(limits)


def at_most(limit: float) -> Budget:
    return Budget(most=limit)


def at_least(limit: float) -> Budget:
    return Budget(least=limit)


def line(what: str, figures: Sequence[float], budget: Budget | None = None) -> str:
    """The median, with the least and the most where there are several, and what the budget says of it."""
    middle = statistics.median(figures)
    spread = f" ({min(figures):.3f} … {max(figures):.3f})" if len(figures) > 1 else ""
    verdict = "" if budget is None else f"  budget {budget}: {'kept' if budget.keeps(middle) else 'MISSED'}"
    return f"{what:<{WIDTH}} {middle:>9.3f}{spread}{verdict}\n"


def tell(what: str, figures: Sequence[float], budget: Budget | None = None) -> None:
    """Print a line as soon as it is known."""
    sys.stdout.write(line(what, figures, budget))
    sys.stdout.flush()


def heading(text: str) -> None:
    sys.stdout.write(f"\n{text}\n")
    sys.stdout.flush()
