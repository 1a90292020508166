"""The PDF for printing houses: from the master to sheets in inks, with bleed and marks, as PDF/X-4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from exporter.model import Artifact, Document, Typeset
from exporter.sheets import MILLIMETRES_PER_POINT, Sheet, Size

if TYPE_CHECKING:
    import pikepdf

    from exporter.prepress.colour import Inks
    from exporter.prepress.imposition import Frame

CLAIMS = frozenset({"PDF/X-4"})
"""What a finished file says of itself, unless it did not pass."""
VERSION = "1.6"
"""What PDF/X-4 is based on (ISO 15930-7)."""
REGISTRY = "http://www.color.org"
"""Where printing conditions are registered: ICC, Characterization Data Registry."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How a document is to be printed."""

    inks: Inks
    condition: str
    """The printing condition's name in the registry, `FOGRA39`."""
    bleed_mm: float = 3.0
    marks: bool = True
    jpeg_quality: int = 90
    """Of pictures that were JPEG, 1 to 100."""


def finish(
    typeset: Typeset,
    document: Document,
    sheets: Sequence[Sheet],
    printing: Printing,
    *,
    claims: frozenset[str] = CLAIMS,
) -> Artifact:
    """Finish the master for presses: inks, sheets, marks and page boxes, and nothing that is not printed.

    The same values give the same bytes.

    Args:
        typeset: The master.
        document: Its metadata, and the only date that is written.
        sheets: How its pages are to be laid on sheets.
        printing: Inks, bleed and marks.
        claims: Which of `CLAIMS` the file says of itself; none for a file that did not pass.

    Raises:
        ValueError: the sheets do not fit the document's pages.
    """
    import pikepdf

    from exporter.prepress import catalog, colour, imposition, marks, metadata, output

    def frame(sheet: Sheet) -> Frame:
        return _frame(sheet, printing)

    with pikepdf.open(BytesIO(typeset.pdf)) as pdf:
        colour.convert(pdf, printing.inks, printing.jpeg_quality)
        imposition.impose(pdf, sheets, frame)
        if printing.marks:
            marks.stamp(pdf, sheets, frame, slug(document))
        _set_boxes(pdf, sheets, printing)
        catalog.strip(pdf)
        metadata.write(pdf, document, claims)
        pdf.docinfo.Trapped = pikepdf.Name("/False")
        _intend(pdf, printing)
        pages = len(pdf.pages)
        data = output.save(pdf, version=VERSION)
    return Artifact("press", "application/pdf", data, claims, pages)


def bleed_mm(typeset: Typeset) -> float:
    """How far the pages of a master bleed: what its first page has beyond its trim."""
    import pikepdf

    with pikepdf.open(BytesIO(typeset.pdf)) as pdf:
        page = pdf.pages[0]
        return round((float(page.TrimBox[0]) - float(page.MediaBox[0])) * MILLIMETRES_PER_POINT, 2)


def slug(document: Document) -> tuple[str, ...]:
    """What the slug line says of the document: file, date, version."""
    version = document.metadata.version
    return (document.source_name, document.modified.isoformat(), f"version {version}" if version else "")


def _around_mm(printing: Printing) -> float:
    from exporter.prepress import marks

    return printing.bleed_mm + (marks.AREA_MM if printing.marks else 0)


def _frame(sheet: Sheet, printing: Printing) -> Frame:
    from exporter.prepress.imposition import Frame

    around_mm = _around_mm(printing)
    media = Size(sheet.trim.width_mm + 2 * around_mm, sheet.trim.height_mm + 2 * around_mm)
    return Frame(media, around_mm, around_mm, printing.bleed_mm)


def _set_boxes(pdf: pikepdf.Pdf, sheets: Sequence[Sheet], printing: Printing) -> None:
    """The TrimBox within the BleedBox within the MediaBox, whose origin is 0, 0."""
    from exporter.prepress.imposition import box

    trims = (sheet.trim for sheet in sheets for _ in sheet.sides)
    around_mm, bleed_mm = _around_mm(printing), printing.bleed_mm
    for page, trim in zip(pdf.pages, trims, strict=True):
        page.TrimBox = box(around_mm, around_mm, trim)
        bleed = Size(trim.width_mm + 2 * bleed_mm, trim.height_mm + 2 * bleed_mm)
        page.BleedBox = box(around_mm - bleed_mm, around_mm - bleed_mm, bleed)


def _intend(pdf: pikepdf.Pdf, printing: Printing) -> None:
    """Name the printing condition, and embed its profile (ISO 15930-7; ISO 32000-1, 14.11.5)."""
    from pikepdf import Array, Dictionary, Name, Stream, String

    profile = Stream(pdf, printing.inks.profile, N=4, Alternate=Name.DeviceCMYK)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(printing.condition),
        RegistryName=String(REGISTRY),
        Info=String(printing.condition),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([intent])
