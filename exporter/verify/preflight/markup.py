"""Pictures of pages with the places marked at which something was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO

from exporter.model import Severity
from exporter.verify.preflight import inspection, pages
from exporter.verify.preflight.places import Area, Finding

WIDEST_PX = 1200
FINEST_SCALE = 3.0
"""Pixels a point: small pages are not drawn larger."""
RING_PX = 3
SMALLEST_PX = 14
"""A mark round something smaller is made larger, so that it is seen."""
COLOURS = {Severity.ERROR: (214, 0, 60), Severity.WARNING: (230, 120, 0), Severity.INFO: (0, 90, 200)}
TRIM_COLOUR = (0, 150, 150)


def draw(data: bytes, findings: Iterable[Finding]) -> Mapping[int, bytes]:
    """Draw each page on which a finding has a place: a ring round every place, a thin line along the trim."""
    by_page: dict[int, list[Finding]] = {}
    for one in findings:
        if one.page is not None and one.areas:
            by_page.setdefault(one.page, []).append(one)
    if not by_page:
        return {}
    import pikepdf
    import pymupdf

    with pikepdf.open(BytesIO(data)) as pdf, pymupdf.open(stream=data, filetype="pdf") as document:
        drawn = {}
        for number, found in sorted(by_page.items()):
            frame = pages.frame(pdf.pages[number - 1])
            trim = pages.boxes(pdf.pages[number - 1], frame).trim
            inspection.uncrop(document, number - 1, frame)
            drawn[number] = _picture(document[number - 1], frame, trim, found)
        return drawn


def _picture(page: inspection.Native, frame: pages.Frame, trim: Area, found: Iterable[Finding]) -> bytes:
    from PIL import Image, ImageDraw

    scale = min(FINEST_SCALE, WIDEST_PX / page.rect.width)
    pixels = page.get_pixmap(matrix=(scale, 0, 0, scale, 0, 0), annots=True)
    picture = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)
    pen = ImageDraw.Draw(picture)
    pen.rectangle([edge * scale for edge in frame.points(trim)], outline=TRIM_COLOUR)
    for one in found:
        for area in one.areas:
            left, top, right, bottom = (edge * scale for edge in frame.points(area))
            wider, higher = (max(RING_PX, (SMALLEST_PX - size) / 2) for size in (right - left, bottom - top))
            ring = (left - wider, top - higher, right + wider, bottom + higher)
            pen.rectangle(ring, outline=COLOURS[one.severity], width=RING_PX)
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()
