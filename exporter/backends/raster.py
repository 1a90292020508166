"""A page of a PDF as a picture: an ebook's cover, a preview."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from exporter.model import Resource

POINTS_PER_INCH = 72
QUALITY = 92
"""Of the JPEG, with colour at full resolution: at this, letters have no halo. PNG would take six times as long."""


@lru_cache(maxsize=8)
def picture(pdf: bytes, *, page: int, width_px: int) -> Resource:
    """Draw one page as JPEG, by PDFium; the same PDF gives the same bytes, and is drawn once.

    Args:
        pdf: The whole file.
        page: 0-based.
        width_px: Width of the picture; its height follows from the page, and so do the pixels per inch that it names.

    Raises:
        ValueError: the width is not positive, there is no such page, or the file is no PDF.
    """
    import pypdfium2

    if width_px < 1:
        raise ValueError(f"a picture cannot be {width_px!r} pixels wide")
    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError(f"the file is no PDF that can be drawn: {error}") from error
    with document:
        if not 0 <= page < len(document):
            raise ValueError(f"there is no page {page!r} in a document of {len(document)} pages")
        sheet = document[page]
        scale = width_px / sheet.get_width()
        bitmap = sheet.render(scale=scale, rev_byteorder=True)  # else Pillow must turn it round
        size = (width_px, max(1, round(sheet.get_height() * scale)))
        image = bitmap.to_pil()
        if image.size != size:  # PDFium rounds up
            image = image.crop((0, 0, *size))
        stream = BytesIO()
        ppi = round(scale * POINTS_PER_INCH)
        image.save(stream, "JPEG", quality=QUALITY, subsampling=0, dpi=(ppi, ppi))
        return Resource(stream.getvalue(), "image/jpeg", image.width, image.height)
