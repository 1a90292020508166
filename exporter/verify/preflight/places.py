"""Places on a page, and findings that name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from exporter.model import Diagnostic, Severity


class Area(NamedTuple):
    """A rectangle on a page as it is seen: millimetres from the lower left corner of its trim, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def is_empty(self) -> bool:
        """Whether it has neither width nor height; a line has one of the two."""
        return self.right < self.left or self.top < self.bottom

    def within(self, other: Area) -> Area:
        """The part that lies in another rectangle."""
        return Area(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def touches(self, other: Area) -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def holds(self, other: Area, tolerance_mm: float = 0.01) -> bool:
        """Whether another rectangle lies inside, but for what nobody can measure."""
        return (
            other.left >= self.left - tolerance_mm
            and other.bottom >= self.bottom - tolerance_mm
            and other.right <= self.right + tolerance_mm
            and other.top <= self.top + tolerance_mm
        )

    def grown(self, by_mm: float) -> Area:
        """The rectangle moved outwards on all sides, or inwards."""
        return Area(self.left - by_mm, self.bottom - by_mm, self.right + by_mm, self.top + by_mm)


class Where(NamedTuple):
    """What a finding is about: the file, a page, or a place on it."""

    page: int | None = None
    """1-based."""
    area: Area | None = None


WHOLE = Where()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has found, and where."""

    rule: str
    severity: Severity
    message: str
    hint: str
    page: int | None = None
    """1-based; None for what is about the whole file."""
    areas: tuple[Area, ...] = ()
    """Empty for what is about the whole page."""

    def diagnostic(self, path: str) -> Diagnostic:
        """Tell it with the page, the first place, and how many there are."""
        message = f"{self._place()}{self.message}"
        if others := len(self.areas) - 1:
            places = "place" if others == 1 else "places"
            message += f"; {others} more {places} on this page" if others > 0 else ""
        return Diagnostic(self.rule, self.severity, message, self.hint, path)

    def _place(self) -> str:
        if self.page is None:
            return ""
        if not self.areas:
            return f"page {self.page}: "
        left, bottom = millimetres(self.areas[0].left), millimetres(self.areas[0].bottom)
        return f"page {self.page}, {left} from the left, {bottom} from the bottom: "


def error(rule: str, message: str, hint: str, where: Where = WHOLE) -> Finding:
    """Tell of what a printing house would send the file back for."""
    return Finding(rule, Severity.ERROR, message, hint, where.page, (where.area,) if where.area else ())


def warning(rule: str, message: str, hint: str, where: Where = WHOLE) -> Finding:
    """Tell of what will print, but perhaps not well."""
    return Finding(rule, Severity.WARNING, message, hint, where.page, (where.area,) if where.area else ())


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each rule and page: the first, with the places of all."""
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        groups.setdefault(one if one.page is None else (one.rule, one.severity, one.page), []).append(one)
    return tuple(
        replace(group[0], areas=tuple(area for one in group for area in one.areas)) for group in groups.values()
    )


def millimetres(length: float) -> str:
    """A length as people write it."""
    return f"{round(length, 1) + 0:g} mm"
