"""The sheets and the inks of a job's print formats."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from exporter.errors import ExporterError
from exporter.model import Artifact, Colour, Diagnostic, Document, Severity, Typeset
from exporter.pipeline import blame, setting
from exporter.pipeline.setting import Order
from exporter.sheets import Sheet, Size, folds, n_up, saddle, single
from exporter.sheets.papers import PAPERS

if TYPE_CHECKING:
    from exporter.prepress.colour import Ink

USUAL_SHEET = "a4"
MOST_INK_PERCENT = 300.0
"""What coated paper takes (FOGRA39L's own table has no more for sRGB)."""


def sheets(order: Order, document: Document, master: Typeset, name: str) -> tuple[Sheet, ...]:
    """Lay the pages on sheets: panels on the sheet that is folded, booklets and cards as the edition says.

    Args:
        order: Whose edition says how.
        document: For the direction of its text.
        master: For the sizes of its pages.
        name: `press` or `office`: a printing house wants the pages of a booklet one by one.

    Raises:
        ExporterError: the pages cannot be laid on sheets so.
    """
    sizes = [Size(width_mm, height_mm) for width_mm, height_mm in master.page_sizes_mm]
    printed = order.materials.job.edition.printed
    folded = setting.fold(order)
    if folded is not None:
        return folds.sheets(folded, len(sizes))
    if not printed.imposition:
        return single(sizes)
    with _placing(order):
        if printed.imposition == "n-up":
            return _n_up(order, sizes)
        binding: Literal["left", "right"] = "right" if document.direction == "rtl" else "left"
        booklet = saddle.Booklet(sizes[0], len(sizes), stock_gsm=printed.stock_gsm, binding=binding)
        if name == "office" or printed.press_imposed:
            return saddle.impose(booklet)
        return single(sizes, saddle.padded(booklet))


@contextmanager
def _placing(order: Order) -> Iterator[None]:
    """Tell what is geometrically impossible as a finding about the edition."""
    try:
        yield
    except ValueError as error:
        finding = Diagnostic("impossible-sheet", Severity.ERROR, str(error), "choose another sheet or imposition")
        placed = blame.placed(order.materials.job.edition, [finding])
        raise ExporterError([*order.findings, *placed]) from error


def _n_up(order: Order, sizes: list[Size]) -> tuple[Sheet, ...]:
    printed = order.materials.job.edition.printed
    grid = n_up.roomier(n_up.Grid(PAPERS[printed.sheet or USUAL_SHEET], sizes[0], printed.gutter_mm))
    return n_up.impose(grid, len(sizes), sides=2 if len(sizes) % 2 == 0 else 1)


def press(order: Order, document: Document, master: Typeset, claims: frozenset[str] | None) -> Artifact:
    """Finish the master for a press; `claims` as `prepress.press.finish` has them, None for all of them."""
    from exporter.prepress import press as finisher
    from exporter.prepress.colour import Inks

    profile, clinic = order.materials.output_profile, order.materials.clinic
    printed = order.materials.job.edition.printed
    if profile is None:
        raise TypeError("materials of a job that writes for a press have its profile")
    exact = {colour.srgb: ink for colour in clinic.colours.values() if (ink := _ink(colour))}
    held_to = order.materials.preflight
    inks = Inks(profile.icc, exact, min(held_to.ink_percent, MOST_INK_PERCENT) if held_to else MOST_INK_PERCENT)
    printing = finisher.Printing(
        inks=inks,
        condition=profile.condition,
        bleed_mm=finisher.bleed_mm(master),
        marks=printed.marks,
        jpeg_quality=printed.jpeg_quality,
    )
    laid = sheets(order, document, master, "press")
    with _placing(order):
        return finisher.finish(master, document, laid, printing, claims=finisher.CLAIMS if claims is None else claims)


def _ink(colour: Colour) -> Ink | None:
    """What a clinic has its colour printed with; None leaves it to the profile."""
    from exporter.prepress.colour import Ink

    if colour.cmyk is None:
        return None
    cyan, magenta, yellow, black = colour.cmyk
    return Ink((cyan / 100, magenta / 100, yellow / 100, black / 100), colour.spot)


def office(order: Order, document: Document, master: Typeset, _claims: frozenset[str] | None) -> Artifact:
    """Finish the master for an office printer."""
    from exporter.prepress import office as finisher

    laid = sheets(order, document, master, "office")
    with _placing(order):
        return finisher.finish(master, document, laid)
