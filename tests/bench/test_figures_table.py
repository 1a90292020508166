"""What the table says of figures and budgets."""

from __future__ import annotations

import pytest
from bench.table import Budget, at_least, at_most, line


def test_one_figure() -> None:
    assert line("cold build (s)", [3.25]).split() == ["cold", "build", "(s)", "3.250"]


def test_the_median_stands_between_the_least_and_the_most() -> None:
    assert line("x", [3, 1, 2]).split() == ["x", "2.000", "(1.000", "…", "3.000)"]


@pytest.mark.parametrize(
    ("budget", "figure", "said"),
    [
        (at_most(2), 2, "budget ≤ 2: kept"),
        (at_most(2), 2.1, "budget ≤ 2: MISSED"),
        (at_least(8), 8, "budget ≥ 8: kept"),
        (at_least(8), 7.9, "budget ≥ 8: MISSED"),
        (Budget(0.9, 1.1), 1.2, "budget ≥ 0.9 and ≤ 1.1: MISSED"),
        (Budget(0.9, 1.1), 0.8, "budget ≥ 0.9 and ≤ 1.1: MISSED"),
        (Budget(0.9, 1.1), 1, "budget ≥ 0.9 and ≤ 1.1: kept"),
    ],
)
def test_budgets(budget: Budget, figure: float, said: str) -> None:
    assert line("x", [figure], budget).endswith(f"  {said}\n")


def test_the_median_is_judged_not_the_worst() -> None:
    assert "kept" in line("x", [1, 1, 9], at_most(2))
