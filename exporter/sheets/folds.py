"""Folded leaflets: the panels of a sheet, where each lies, in which order they are read, and along which lines to fold.

See `patterns` for the words, the ways to fold and their sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from exporter import validation
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity
from exporter.sheets import Edge, Line, Placement, Sheet, Side, Size
from exporter.sheets.patterns import OUT, PATTERNS, Face, Pattern

Role = Literal["front", "text", "back"]
"""What a panel is for; the two doors of a gate fold are both its front, and a leaf that is not folded is all text."""

FOLDS = tuple(PATTERNS)
"""Names of all folds."""
LEAST_WIDTH_MM = 40.0
"""Of a panel: about twenty characters a line, below which text falls apart."""
LEAST_HEIGHT_MM = 80.0
MOST_SHAVE_MM = 10.0
LIGHTEST_GSM, HEAVIEST_GSM = 50.0, 400.0
"""Papers that folding machines take."""
STIFFENING_MM = ((170.0, 0.0), (250.0, 0.5), (HEAVIEST_GSM, 1.0))
"""Weight in g/m², and what is added to the shave up to it. Board is creased before it is folded, and each fold takes up
about two thicknesses of it: 0.6 mm at 250 g/m², 0.9 mm at 350 (1.2 cm³/g), where text papers take 0.3 mm."""
INCH_STEP_MM = 25.4 / 2
"""Sides of papers that are cut by the inch are whole half inches."""


@dataclass(frozen=True, slots=True)
class Folding:
    """What decides on a fold beside its name and the sheet."""

    orientation: str = ""
    """Of the sheet, `landscape` or `portrait`; empty lays a sheet that is folded, and lets one that is not stand."""
    stock_gsm: float = 130.0
    """Weight of the paper."""
    shave_mm: float | None = None
    """How much narrower a panel that folds in is than the space it folds into; None follows from fold and paper."""
    direction: str = "ltr"
    """Of the text; `rtl` gives the mirror image, which opens to the right."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One face of a folded leaflet."""

    role: Role
    face: Face
    left_mm: float
    """On its own side of the sheet."""
    size: Size
    edges: frozenset[Edge]
    """Those that are edges of the sheet: there, and only there, pictures and colour may bleed."""


@dataclass(frozen=True, slots=True)
class Crease:
    """A fold from the top of the sheet to its foot."""

    at_mm: float
    """From the left of the outside."""
    hides: Face
    """The side that is folded in: its panels on both sides of the crease come to face each other."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A sheet and how it is folded."""

    name: str
    sheet: Size
    panels: tuple[Panel, ...]
    """In reading order: front, text, back."""
    creases: tuple[Crease, ...]
    """In the order of folding."""

    def numbers(self, role: Role) -> range:
        """The panels of a role, 0-based in reading order; they are always neighbours."""
        found = [number for number, panel in enumerate(self.panels) if panel.role == role]
        return range(found[0], found[-1] + 1) if found else range(0)


def plan(name: str, sheet: Size, folding: Folding | None = None) -> Fold:
    """Divide a sheet into panels.

    Args:
        name: One of `FOLDS`.
        sheet: The paper, however it lies.
        folding: How it lies, what it weighs, and the like.

    Raises:
        ExporterError: there is no such fold, or panels would be too small, or a value cannot be.
    """
    folding = folding or Folding()
    faults = [*_unknown(name, folding), *_out_of_range(folding)]
    if faults:
        raise ExporterError(faults)
    turned = _turned(name, sheet, folding.orientation)
    pattern = PATTERNS[name]
    widths = _widths(pattern, turned, _shave_mm(pattern, turned, folding))
    faults = list(_too_small(name, turned, widths))
    if faults:
        raise ExporterError(faults)
    if folding.direction == "rtl":
        return _mirrored(_fold(name, turned, widths))
    return _fold(name, turned, widths)


def sheets(fold: Fold, pages: int | None = None) -> tuple[Sheet, ...]:
    """Put pages on the panels, outside first: one sheet, which a duplex printer turns over its left or right edge.

    Where there are fewer pages than panels, the last ones before the back stay blank. Pages that do not fit before the
    back are left out: nothing but a draft may have any.

    Args:
        fold: The sheet.
        pages: How many there are, in reading order, the back last; None for one for each panel.
    """
    numbers = _page_numbers(fold, len(fold.panels) if pages is None else pages)
    sides = []
    for face in Face:
        placements = tuple(
            Placement(number, panel.left_mm, 0.0, panel.size, bleeds=panel.edges)
            for panel, number in sorted(zip(fold.panels, numbers, strict=True), key=lambda pair: pair[0].left_mm)
            if panel.face is face
        )
        lines = sorted(crease.at_mm if face is OUT else fold.sheet.width_mm - crease.at_mm for crease in fold.creases)
        sides.append(Side(placements, tuple(Line("fold", "x", at_mm) for at_mm in lines), face.value))
    flip: Literal["short", "long"] = "short" if fold.sheet.width_mm >= fold.sheet.height_mm else "long"
    return (Sheet(fold.sheet, tuple(sides), flip),)


def _page_numbers(fold: Fold, pages: int) -> list[int | None]:
    """The page of each panel, None for a blank."""
    backs = len(fold.numbers("back"))
    before = len(fold.panels) - backs
    filled: list[int | None] = [number if number < pages - backs else None for number in range(before)]
    return filled + [pages - backs + number for number in range(backs)]


def _turned(name: str, sheet: Size, orientation: str) -> Size:
    shorter, longer = sorted((sheet.width_mm, sheet.height_mm))
    is_portrait = orientation == "portrait" or (not orientation and not PATTERNS[name].creases)
    return Size(shorter, longer) if is_portrait else Size(longer, shorter)


def _shave_mm(pattern: Pattern, sheet: Size, folding: Folding) -> float:
    metric, inch = pattern.shave_mm
    if folding.shave_mm is not None:
        return folding.shave_mm
    added = next(more for weight, more in STIFFENING_MM if folding.stock_gsm <= weight)
    return (inch if _is_cut_by_the_inch(sheet) else metric) + added


def _is_cut_by_the_inch(sheet: Size) -> bool:
    return all(
        abs(side / INCH_STEP_MM - round(side / INCH_STEP_MM)) < 0.01 for side in (sheet.width_mm, sheet.height_mm)
    )


def _widths(pattern: Pattern, sheet: Size, shave_mm: float) -> tuple[float, ...]:
    shares = sum(column.share for column in pattern.columns)
    shaves = sum(column.shaves for column in pattern.columns)
    whole_mm = (sheet.width_mm + shaves * shave_mm) / shares
    return tuple(column.share * whole_mm - column.shaves * shave_mm for column in pattern.columns)


def _fold(name: str, sheet: Size, widths: tuple[float, ...]) -> Fold:
    pattern = PATTERNS[name]
    text = range(pattern.fronts, len(pattern.reading) - pattern.backs)
    panels = []
    for number, (face, column) in enumerate(pattern.reading):
        own = widths if face is OUT else widths[::-1]
        edges = {Edge.TOP, Edge.BOTTOM}
        edges |= {Edge.LEFT} if column == 0 else set()
        edges |= {Edge.RIGHT} if column == len(own) - 1 else set()
        role: Role = "text" if number in text else "front" if number < text.start else "back"
        size = Size(own[column], sheet.height_mm)
        panels.append(Panel(role, face, sum(own[:column]), size, frozenset(edges)))
    creases = tuple(Crease(sum(widths[: column + 1]), hides) for column, hides in pattern.creases)
    return Fold(name, sheet, tuple(panels), creases)


def _mirrored(fold: Fold) -> Fold:
    width_mm = fold.sheet.width_mm
    swapped = {Edge.LEFT: Edge.RIGHT, Edge.RIGHT: Edge.LEFT}
    panels = tuple(
        Panel(
            panel.role,
            panel.face,
            width_mm - panel.left_mm - panel.size.width_mm,
            panel.size,
            frozenset(swapped.get(edge, edge) for edge in panel.edges),
        )
        for panel in fold.panels
    )
    creases = tuple(Crease(width_mm - crease.at_mm, crease.hides) for crease in fold.creases)
    return Fold(fold.name, fold.sheet, panels, creases)


def _unknown(name: str, folding: Folding) -> Iterator[Diagnostic]:
    if name not in PATTERNS:
        yield _error("unknown-fold", f"there is no fold {name!r}", validation.nearest(name, FOLDS))
    if folding.orientation not in ("", "landscape", "portrait"):
        hint = validation.nearest(folding.orientation, ("landscape", "portrait"))
        yield _error("invalid-value", f"a sheet cannot lie {folding.orientation!r}", hint)


def _out_of_range(folding: Folding) -> Iterator[Diagnostic]:
    if not LIGHTEST_GSM <= folding.stock_gsm <= HEAVIEST_GSM:
        message = f"paper of {folding.stock_gsm:g} g/m² cannot be folded"
        yield _error("invalid-value", message, f"take paper of {LIGHTEST_GSM:g} to {HEAVIEST_GSM:g} g/m²")
    if folding.shave_mm is not None and not 0 <= folding.shave_mm <= MOST_SHAVE_MM:
        message = f"a panel cannot be {folding.shave_mm:g} mm narrower than the space it folds into"
        yield _error("invalid-value", message, f"shave 0 to {MOST_SHAVE_MM:g} mm")


def _too_small(name: str, sheet: Size, widths: tuple[float, ...]) -> Iterator[Diagnostic]:
    narrowest = min(widths)
    if narrowest < LEAST_WIDTH_MM:
        message = (
            f"the fold {name!r} gives panels of {narrowest:.1f} mm on a sheet {sheet.width_mm:g} mm wide: "
            f"{LEAST_WIDTH_MM:g} mm is the least"
        )
        yield _error("impossible-fold", message, "choose a larger paper, or a fold with fewer panels")
    if sheet.height_mm < LEAST_HEIGHT_MM:
        message = f"a sheet {sheet.height_mm:g} mm high is too small for a leaflet: {LEAST_HEIGHT_MM:g} mm is the least"
        yield _error("impossible-fold", message, "choose a larger paper, or turn it")


def _error(rule: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, message, hint)
