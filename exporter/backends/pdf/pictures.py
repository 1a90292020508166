"""Pictures that are no JPEG: WeasyPrint packs their pixels anew in every document, which takes longer than pages do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from weasyprint.images import RasterImage

from exporter.kept import Kept

KEPT_BYTES = 48 * 2**20
"""Of packed pixels: the next clinic's leaflet has the same pictures."""
_packed: Kept[bytes] = Kept(KEPT_BYTES)


@contextmanager
def kept() -> Iterator[None]:
    """Let PDFs that are written meanwhile take pixels that were packed before."""
    original = RasterImage._get_png_data  # noqa: SLF001 - WeasyPrint has no hook at this point

    def packed(picture: Any) -> bytes:  # noqa: ANN401 - Pillow's, which is not known here
        key = (picture.mode, picture.size, sha256(_content(picture)).digest())
        known = _packed.get(key)
        if known is not None:
            return known
        data: bytes = original(picture)
        return _packed.put(key, data, len(data))

    RasterImage._get_png_data = staticmethod(packed)  # noqa: SLF001 - as above
    try:
        yield
    finally:
        RasterImage._get_png_data = staticmethod(original)  # noqa: SLF001 - as above


def _content(picture: Any) -> bytes:  # noqa: ANN401 - as above
    """The file of a picture that has not been decoded yet, else its pixels."""
    stream = getattr(picture, "fp", None)
    content: bytes = picture.tobytes() if stream is None else stream.getvalue()
    return content
