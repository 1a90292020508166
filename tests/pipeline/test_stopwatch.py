"""What a stopwatch takes down."""

from __future__ import annotations

import pytest

from exporter.pipeline.stopwatch import STOPPED, Span, Stopwatch


def test_spans_by_the_clock_that_was_handed_in() -> None:
    watch = Stopwatch(iter([10.0, 11.0, 11.5, 14.0]).__next__)
    with watch.span("outer"), watch.span("inner"):
        pass
    assert watch.spans == [Span("inner", 11.0, 0.5), Span("outer", 10.0, 4.0)]


def test_what_fails_is_taken_down_too() -> None:
    watch = Stopwatch(iter([1.0, 3.0]).__next__)
    with pytest.raises(ValueError, match="lost"), watch.span("gather"):
        raise ValueError("lost")
    assert watch.spans == [Span("gather", 1.0, 2.0)]


def test_without_a_clock_nothing_is_taken_down() -> None:
    with STOPPED.span("gather"):
        pass
    assert STOPPED.spans == []
