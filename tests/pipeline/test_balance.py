"""Text that is spread over the panels there are, on texts that take as many as their depth asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import ceil

import pytest

from exporter.model import Document, Medium, Metadata, Pagination, Typeset
from exporter.pipeline import balance
from exporter.pipeline.copyfit import Trial

HEIGHT_MM = 210.0
DOCUMENT = Document(
    medium=Medium.PRINT,
    metadata=Metadata("Flu"),
    publisher="",
    parts=(),
    stylesheet="",
    resources={},
    fonts=(),
    outline=(),
    footnotes=(),
    language="en",
    direction="ltr",
    modified=date(2026, 1, 2),
    source_name="a.md",
    source=b"",
)


def setter(text_panels: float) -> tuple[Callable[[float], Trial], list[float]]:
    """A stand-in for typesetting a text that fills so many whole panels, between a front and a back."""
    tried: list[float] = []

    def typeset(foot_mm: float) -> Trial:
        tried.append(foot_mm)
        depth = 1 - foot_mm / (HEIGHT_MM * balance.TEXT_SHARE)
        pages = ceil(text_panels / depth) + 2
        return Trial(10, DOCUMENT, Typeset(b"", ((100.0, HEIGHT_MM),) * pages, {}, Pagination("", ())))

    return typeset, tried


@pytest.mark.parametrize("most", [6, 8])
@pytest.mark.parametrize("share", [0.55, 0.6, 0.65, 0.7, 0.8])
def test_panels_are_filled_to_one_depth(most: int, share: float) -> None:
    typeset, tried = setter(share * (most - 2))
    whole = typeset(0)
    found = balance.spread(whole, (most, 2), HEIGHT_MM, typeset)
    assert found.pages == most
    assert len(tried) <= 1 + balance.MOST_TRIALS


@pytest.mark.parametrize("text_panels", [3.2, 4.0, 5.5])
def test_where_no_panel_is_blank_nothing_is_tried(text_panels: float) -> None:
    typeset, tried = setter(text_panels)
    whole = typeset(0)
    assert balance.spread(whole, (6, 2), HEIGHT_MM, typeset) is whole
    assert tried == [0]


def test_a_text_for_a_few_panels_stays_on_them() -> None:
    typeset, tried = setter(1.3)
    whole = typeset(0)
    assert balance.spread(whole, (8, 2), HEIGHT_MM, typeset) is whole
    assert tried == [0]


def test_a_text_that_leaps_past_the_last_panel_stays_as_it_was() -> None:
    whole = setter(2.6)[0](0)
    leaping = setter(4.6)[0]
    assert balance.spread(whole, (6, 2), HEIGHT_MM, leaping) is whole
