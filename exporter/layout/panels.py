"""Layouts of panels: from a fold to pages of its panels' sizes.

Each panel is a page of its own. The front's and the back's pages are the named pages `front` and `back`; text flows
through the pages between them, whose sizes follow from their place. A layout styles these names, and finds the measures
in custom properties: `--front-width`, `--back-width`, `--page-height`, and `--column-width`, which divides panels that
are too wide for one column of small type and is `auto` where there are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from exporter.errors import ExporterError
from exporter.layout.values import Layout, Paper, Request
from exporter.model import Diagnostic, Severity
from exporter.sheets import Size, folds
from exporter.sheets.folds import Fold

WIDEST_COLUMN_MM = 125.0
"""Wider panels are set in columns: more than seventy characters of 10 pt type on a line are too many."""
COLUMN_MM = 55.0
"""The narrowest column: about thirty-five characters of 10 pt type."""


def plan(layout: Layout, request: Request, paper: Paper | None, direction: str) -> Fold | None:
    """Give the fold of a document; None for a layout without panels.

    Args:
        layout: Whose panels they are.
        request: Which fold of which paper is asked for.
        paper: The sheet.
        direction: `ltr` or `rtl`: a leaflet opens the way its text runs.

    Raises:
        ExporterError: the layout has no panels and a fold is asked for, or the paper cannot be folded so.
    """
    if paper is None or not layout.fold:
        if request.fold:
            raise ExporterError([_not_folded(layout, request.fold)])
        return None
    folding = replace(request.folding, direction=direction)
    return folds.plan(request.fold or layout.fold, Size(paper.width_mm, paper.height_mm), folding)


def _not_folded(layout: Layout, fold: str) -> Diagnostic:
    return Diagnostic(
        rule="unsupported-fold",
        severity=Severity.ERROR,
        message=f"the layout {layout.name!r} has no panels, so there is nothing to fold as {fold!r}",
        hint="choose the layout 'leaflet', or leave out the fold",
    )


def properties(fold: Fold) -> tuple[str, ...]:
    """The measures as custom properties."""
    first, last = fold.panels[0].size, fold.panels[-1].size
    is_wide = any(fold.panels[number].size.width_mm > WIDEST_COLUMN_MM for number in fold.numbers("text"))
    return (
        f"--page-height: {fold.sheet.height_mm:g}mm;",
        f"--front-width: {first.width_mm:.4f}mm;",
        f"--back-width: {last.width_mm:.4f}mm;",
        f"--column-width: {f'{COLUMN_MM:g}mm' if is_wide else 'auto'};",
    )


def rules(fold: Fold) -> Iterator[str]:
    """The sizes of the pages: a panel's by its name or its place; pages too many are as the last panel of text."""
    text = fold.numbers("text")
    yield f"@page {{ size: {_css(fold.panels[text[-1]].size)}; }}"
    yield from (f"@page :nth({number + 1}) {{ size: {_css(fold.panels[number].size)}; }}" for number in text)
    for name, numbers in (("front", fold.numbers("front")), ("back", fold.numbers("back"))):
        yield from (f"@page {name} {{ size: {_css(fold.panels[number].size)}; }}" for number in numbers[:1])


def _css(size: Size) -> str:
    return f"{size.width_mm:.4f}mm {size.height_mm:g}mm"
