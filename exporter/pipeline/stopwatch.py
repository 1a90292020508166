"""When each stage of a job began and how long it took, for those who want to know where the time goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of work."""

    name: str
    begun_s: float
    """Since 1970."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Takes down spans by the clock of whoever made it; without one, nothing."""

    clock: Callable[[], float] | None = None
    """Seconds since 1970."""
    spans: list[Span] = field(default_factory=list)
    """In the order in which they ended."""

    @contextmanager
    def span(self, name: str) -> Iterator[None]:
        """Take down how long the block takes, also where it fails."""
        if self.clock is None:
            yield
            return
        begun_s = self.clock()
        try:
            yield
        finally:
            self.spans.append(Span(name, begun_s, self.clock() - begun_s))


STOPPED = Stopwatch()
"""Takes down nothing."""
