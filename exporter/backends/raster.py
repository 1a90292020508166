"""A page of a PDF as a picture: an ebook's cover, a preview."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from exporter.model import Resource

QUALITY = 92
"""Of the JPEG, with colour at full resolution: at this, letters have no halo. PNG would take six times as long."""


@lru_cache(maxsize=8)
def picture(pdf: bytes, *, page: int, width_px: int) -> Resource:
    """Draw one page as JPEG, by PDFium; the same PDF gives the same bytes, and is drawn once.

    Args:
        pdf: The whole file.
        page: 0-based.
        width_px: Width of the picture; its height follows from the page.

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
        bitmap = sheet.render(scale=width_px / sheet.get_width(), rev_byteorder=True)  # else Pillow must turn it round
        image = bitmap.to_pil()
        if image.width != width_px:  # PDFium rounds up
            image = image.crop((0, 0, width_px, image.height))
        stream = BytesIO()
        image.save(stream, "JPEG", quality=QUALITY, subsampling=0)
        return Resource(stream.getvalue(), "image/jpeg", image.width, image.height)
