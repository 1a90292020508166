"""From a document to an EPUB 3.3 ebook, bound with EbookLib."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from exporter.model import Artifact, Document, Pagination, Recording, Script

if TYPE_CHECKING:
    from exporter.backends.epub.package import Package
    from exporter.backends.epub.pages import PageMark
    from exporter.backends.epub.parts import Body

CLAIMS = frozenset({"EPUB 3.3", "EPUB Accessibility 1.1"})
"""What a finished book says of itself, unless it did not pass."""
MEDIA_TYPE = "application/epub+zip"


def script(document: Document, pagination: Pagination | None = None) -> Script:
    """What is said in the book that `assemble` makes of the same values."""
    from exporter.backends.epub import overlays

    bodies, _ = _bodies(document, pagination)
    return overlays.script(document, bodies)


def assemble(document: Document, pagination: Pagination | None = None, recording: Recording | None = None) -> Package:
    """The book before it is written; it claims no more than its facts bear out.

    Accessibility is claimed only where every picture has an alternative and none moves, and where the book's own words
    are in its language (WCAG 2.2, 3.1.2).

    Args:
        document: Composed for books; its parts are in reading order and become the spine.
        pagination: The pages of the print edition; the book then has a page list, and names that edition as its source.
        recording: The book's script, read; the book then has media overlays.

    Raises:
        ExporterError: the markup or the stylesheet refers to a file that the document does not have.
    """
    from exporter.backends import markup
    from exporter.backends.epub import accessibility, overlays, package

    markup.check_resources(document)
    bodies, listed = _bodies(document, pagination)
    laid = overlays.lay(document, bodies, recording)
    if laid:
        document = replace(document, stylesheet=overlays.STYLE + document.stylesheet)
    pictures = document.resources.values()
    facts = accessibility.survey(bodies, pictures, has_page_list=bool(listed), is_narrated=bool(laid))
    accessible = facts.is_accessible and package.speaks(document)
    earned = CLAIMS if accessible else CLAIMS - {"EPUB Accessibility 1.1"}
    source, narrator = pagination.source if pagination else "", recording.narrator if recording else ""
    return package.Package(document, tuple(bodies), tuple(listed), facts, earned, source, laid, narrator)


def bind(book: Package, *, claims: frozenset[str] = CLAIMS) -> Artifact:
    """Bind a book: a file for each of its parts, with contents, landmarks and accessibility metadata.

    The same book gives the same bytes, as often as it is bound.

    Args:
        book: As `assemble` gives it.
        claims: Those of `CLAIMS` that it may say of itself where it has earned them.
    """
    from exporter.backends.epub import archive, navigation

    book = replace(book, claims=book.claims & claims)
    contents = navigation.contents(book.document, book.bodies)
    data = archive.write(book, navigation.nav(book, contents), navigation.ncx(book, contents))
    return Artifact("epub", MEDIA_TYPE, data, book.claims)


def describe(book: Package, bound: Artifact) -> Artifact:
    """Describe a book for shops, as an ONIX for Books 3.0 message.

    Args:
        book: As `assemble` gives it; its document has a publisher.
        bound: As `bind` gave it: what it claims is told, and nothing else.
    """
    from exporter.backends.epub import onix

    data = onix.write(replace(book, claims=bound.claims), len(bound.data))
    return Artifact("onix", "application/xml", data, frozenset({"ONIX 3.0"}))


def _bodies(document: Document, pagination: Pagination | None) -> tuple[list[Body], list[PageMark]]:
    """The content documents, with everything in them but the sentences marked."""
    from exporter.backends.epub import index, pages, parts, tables

    bodies = parts.split(document)
    tables.label(bodies)
    listed = pages.mark(bodies, pagination.starts) if pagination else []
    index.number(bodies, listed)
    return bodies, listed
