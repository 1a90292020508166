"""The PDF for screens and readers: from the master to a file that is PDF/UA-1 and PDF/A-3a at once."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from exporter.model import Artifact, Document, Typeset

if TYPE_CHECKING:
    import pikepdf

CLAIMS = frozenset({"PDF/UA-1", "PDF/A-3a"})
"""What a finished file says of itself, unless it did not pass."""


def finish(typeset: Typeset, document: Document, *, claims: frozenset[str] = CLAIMS) -> Artifact:
    """Finish the master for screens: metadata, attached source, page labels, and how a viewer opens it.

    The same values give the same bytes.

    Args:
        typeset: The master and its pages' labels.
        document: Its metadata, its source, and the only date that is written.
        claims: Which of `CLAIMS` the file says of itself; none for a file that did not pass.
    """
    import pikepdf

    from exporter.prepress import attachment, catalog, metadata, output, page_labels

    with pikepdf.open(BytesIO(typeset.pdf)) as pdf:
        metadata.write(pdf, document, claims)
        attachment.attach_source(pdf, document)
        pdf.Root.PageLabels = page_labels.number_tree(typeset.labels)
        _crop(pdf)
        _draw_images_as_they_are(pdf)
        catalog.describe_colours(pdf)
        _set_view(pdf, document)
        pages = len(pdf.pages)
        data = output.save(pdf)
    return Artifact("screen", "application/pdf", data, claims, pages)


def _crop(pdf: pikepdf.Pdf) -> None:
    """Leave out the bleed, which is for presses."""
    for page in pdf.pages:
        page.MediaBox = page.TrimBox
        if "/BleedBox" in page:
            del page["/BleedBox"]


def _draw_images_as_they_are(pdf: pikepdf.Pdf) -> None:
    """Forbid viewers to smooth enlarged images, as ISO 19005-3, 6.2.8.1, asks, whatever the stylesheet says."""
    from pikepdf import Stream

    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Interpolate", False):
            item.Interpolate = False


def _set_view(pdf: pikepdf.Pdf, document: Document) -> None:
    """Open at the first page, whole, under the document's title, with the bookmarks beside where there are any."""
    from pikepdf import Array, Dictionary, Name

    direction = Name.R2L if document.direction == "rtl" else Name.L2R
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, Direction=direction)
    pdf.Root.PageMode = Name.UseOutlines if "/Outlines" in pdf.Root else Name.UseNone
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
