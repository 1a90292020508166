"""A finished document as bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


def save(pdf: pikepdf.Pdf, *, version: str = "") -> bytes:
    """Write the document; the same content gives the same bytes, and its identifier follows from them.

    Args:
        pdf: The document; is changed.
        version: Of PDF, `1.6`; empty takes the document's own.
    """
    from pikepdf import ObjectStreamMode

    if "/ID" in pdf.trailer:  # else its first half would be kept, and only the second follow from the content
        del pdf.trailer["/ID"]
    stream = BytesIO()
    pdf.save(
        stream,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
        fix_metadata_version=False,
        force_version=version,
    )
    return stream.getvalue()
