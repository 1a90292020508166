"""What a PDF's catalog says besides its pages (ISO 32000-1, 7.7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

DRAWN = frozenset({"/Type", "/Pages", "/Lang", "/Metadata", "/OutputIntents"})
"""What a document that is only printed needs."""


def strip(pdf: pikepdf.Pdf) -> None:
    """Leave only what printing needs: no tags, bookmarks, labels, actions, scripts, forms or attachments."""
    for name in set(pdf.Root.keys()) - DRAWN:
        del pdf.Root[name]


def describe_colours(pdf: pikepdf.Pdf) -> None:
    """Name the output intent as the International Color Consortium registers it, not by WeasyPrint's file name."""
    from pikepdf import String

    for intent in pdf.Root.get("/OutputIntents", ()):
        intent.OutputConditionIdentifier = String("sRGB IEC61966-2.1")
        intent.RegistryName = String("http://www.color.org")
        intent.Info = String("sRGB IEC61966-2.1")
