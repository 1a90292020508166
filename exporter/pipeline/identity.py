"""What names an edition: its PDFs say it of themselves, and an ebook says it of where its page numbers are from."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from exporter.model import Document


def of_print(document: Document, edition: str) -> str:
    """The ISBN of the article in print, else a URN that follows from who publishes it as what (RFC 9562, 5.5)."""
    metadata = document.metadata
    if metadata.isbn.printed:
        return f"urn:isbn:{metadata.isbn.printed}"
    name = f"print\n{document.publisher}\n{metadata.title}\n{document.language}\n{edition}\n{metadata.identifier}"
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"
