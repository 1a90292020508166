"""Pictures are decoded whole or not at all, whatever another library has set for the process."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

FAULTS = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, struct.error, zlib.error)
"""What Pillow raises for files that are broken in one way or another, besides its `DecompressionBombError`."""


@contextmanager
def strict() -> Iterator[None]:
    """Let Pillow raise OSError for a picture that is cut off: WeasyPrint has half a picture pass for a whole one."""
    from PIL import ImageFile

    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
