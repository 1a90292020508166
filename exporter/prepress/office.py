"""The PDF for office printers: the same sheets in sRGB, without bleed and marks, white along the edges of the paper."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from exporter.model import Artifact, Document, Typeset
from exporter.sheets import Sheet, Size
from exporter.sheets.papers import PAPERS

if TYPE_CHECKING:
    import pikepdf

    from exporter.prepress.imposition import Frame

MARGIN_MM = 5.0
"""White along each edge of the paper: printers leave 1/6 inch, 4.2 mm (HP PCL 5 Technical Reference, chapter 2)."""
BLEED_MM = 3.0
"""What lies inside the sheet and is cut off by hand, such as a card, keeps its bleed."""
PAPER_TOLERANCE_MM = 2.0
"""How much larger than a sheet the paper may be that it is printed on: two A5 pages are 1 mm narrower than A4."""
DUPLEX = {"": "/Simplex", "short": "/DuplexFlipShortEdge", "long": "/DuplexFlipLongEdge"}


def finish(typeset: Typeset, document: Document, sheets: Sequence[Sheet]) -> Artifact:
    """Finish the master for office printers: sheets at their true size, so that folds stay where they are.

    What lies too near the edge of the paper is cut off. The same values give the same bytes.

    Args:
        typeset: The master.
        document: Its metadata, and the only date that is written.
        sheets: How its pages are to be laid on sheets.

    Raises:
        ValueError: the sheets do not fit the document's pages.
    """
    import pikepdf

    from exporter.prepress import catalog, imposition, marks, metadata, output

    with pikepdf.open(BytesIO(typeset.pdf)) as pdf:
        imposition.impose(pdf, sheets, frame)
        marks.tick(pdf, sheets, frame)
        catalog.strip(pdf)
        catalog.describe_colours(pdf)
        metadata.write(pdf, document, frozenset())
        _set_view(pdf, sheets)
        pages = len(pdf.pages)
        data = output.save(pdf)
    return Artifact("office", "application/pdf", data, frozenset(), pages)


def paper(trim: Size) -> Size:
    """The paper that a sheet is printed on: a usual one where that is hardly larger, else one of its own size."""
    for upright in PAPERS.values():
        for size in (upright, Size(upright.height_mm, upright.width_mm)):
            over_mm = (size.width_mm - trim.width_mm, size.height_mm - trim.height_mm)
            if all(0 <= round(over, 3) <= PAPER_TOLERANCE_MM for over in over_mm):
                return size
    return trim


def frame(sheet: Sheet) -> Frame:
    """The sheet in the middle of its paper."""
    from exporter.prepress.imposition import Area, Frame

    media = paper(sheet.trim)
    left_mm, bottom_mm = (media.width_mm - sheet.trim.width_mm) / 2, (media.height_mm - sheet.trim.height_mm) / 2
    printable = Area(
        MARGIN_MM - left_mm,
        MARGIN_MM - bottom_mm,
        media.width_mm - MARGIN_MM - left_mm,
        media.height_mm - MARGIN_MM - bottom_mm,
    )
    return Frame(media, left_mm, bottom_mm, BLEED_MM, printable)


def _set_view(pdf: pikepdf.Pdf, sheets: Sequence[Sheet]) -> None:
    """Tell the print dialogue to keep the size, and over which edge to turn the paper."""
    from pikepdf import Dictionary, Name

    flips = {sheet.flip for sheet in sheets}
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name("/None"))
    if len(flips) == 1:
        pdf.Root.ViewerPreferences.Duplex = Name(DUPLEX[flips.pop()])
