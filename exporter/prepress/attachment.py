"""The article's source inside the PDF, so that what was published can be edited again: what the 3 in PDF/A-3 is for."""

from __future__ import annotations

from hashlib import md5
from typing import TYPE_CHECKING

from exporter.model import Document

if TYPE_CHECKING:
    import pikepdf

MEDIA_TYPE = "text/markdown"
"""RFC 7763."""


def attach_source(pdf: pikepdf.Pdf, document: Document) -> None:
    """Attach the Markdown file as an associated file, related as the document's source (ISO 19005-3, 6.8)."""
    from pikepdf import Array, Dictionary, Name, Stream, String

    if not document.source:
        return
    stamp = String(f"D:{document.modified:%Y%m%d}000000Z")
    stream = Stream(pdf, document.source, Type=Name.EmbeddedFile, Subtype=Name(f"/{MEDIA_TYPE}"))
    stream.Params = Dictionary(
        Size=len(document.source),
        CreationDate=stamp,
        ModDate=stamp,
        CheckSum=String(md5(document.source, usedforsecurity=False).digest()),
    )
    name = String(document.source_name)
    file = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=name,
            UF=name,
            Desc=String("Source of this document in Markdown"),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    pdf.Root.AF = Array([file])
    names = pdf.Root.get("/Names", Dictionary())
    names.EmbeddedFiles = Dictionary(Names=Array([name, file]))
    pdf.Root.Names = names
