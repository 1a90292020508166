"""Balancing: a text that would leave panels blank is spread over all of them, each filled to the same depth."""

from __future__ import annotations

from collections.abc import Callable

from exporter.pipeline.copyfit import Trial

FOOT = "foot"
"""The token that balancing changes: what is left free below the text of a panel."""
MOST_TRIALS = 3
LEAST_DEPTH = 0.45
"""Of a panel: text that would fill less of each is better read on fewer of them."""
TEXT_SHARE = 0.88
"""Of a panel's height, about what its margins leave to the text."""
LAST_FILLED = 0.6
"""How much of the last panel with text is taken to be filled before more is known."""


def spread(trial: Trial, panels: tuple[int, int], height_mm: float, typeset: Callable[[float], Trial]) -> Trial:
    """Find a depth at which the text takes every panel; the trial itself where there is none, or none is blank.

    Args:
        trial: The text on whole panels.
        panels: How many there are, and how many of these are front and back.
        height_mm: Of a panel.
        typeset: Sets the text at the same size with so many millimetres free below it.
    """
    most, fixed = panels
    depth = (trial.pages - fixed - 1 + LAST_FILLED) / (most - fixed)
    if trial.pages >= most or depth < LEAST_DEPTH:
        return trial
    shallow, deep = LEAST_DEPTH, 1.0
    for _ in range(MOST_TRIALS):
        found = typeset(height_mm * TEXT_SHARE * (1 - depth))
        if found.pages == most:
            return found
        if found.pages < most:
            deep = depth
        else:
            shallow = depth
        depth = (shallow + deep) / 2
    return trial
