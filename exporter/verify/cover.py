"""Whether a picture can be the cover that an ebook is sold with."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from exporter import decoding
from exporter.model import Diagnostic
from exporter.verify.findings import error, within

LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 625, 1000
MOST_PX = 10_000
"""Of each side."""
MOST_BYTES = 50_000_000
HINT = "export it with --format cover, or save it as an RGB JPEG of 1600 × 2560 pixels"  # noqa: RUF001 - as read


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Hold a JPEG to what KDP asks of a cover ("Cover image guidelines").

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    try:
        with decoding.strict(), Image.open(BytesIO(data), formats=["JPEG"]) as image:
            faults = tuple(_faults(image, len(data)))  # by its header: a picture too large is not unpacked
            if not faults:
                image.load()
    except (*decoding.FAULTS, Image.DecompressionBombError) as fault:
        return within(path, [error("damaged-file", f"the picture cannot be read: {fault}", "export it again")])
    return within(path, [error("unsuitable-cover", fault, HINT) for fault in faults])


def _faults(image: Image.Image, size_bytes: int) -> Iterator[str]:
    width, height = image.size
    if image.mode != "RGB":
        yield f"a cover is in RGB, and this picture in {image.mode!r}"
    if width < LEAST_WIDTH_PX or height < LEAST_HEIGHT_PX:
        yield f"a cover has {LEAST_WIDTH_PX} × {LEAST_HEIGHT_PX} pixels at least, and this picture {width} × {height}"  # noqa: RUF001 - as read
    if max(width, height) > MOST_PX:
        yield f"a cover has {MOST_PX} pixels a side at most, and this picture {max(width, height)}"
    if size_bytes >= MOST_BYTES:
        yield f"a cover is smaller than {MOST_BYTES // 1_000_000} MB, and this picture has {size_bytes / 1_000_000:.1f}"
