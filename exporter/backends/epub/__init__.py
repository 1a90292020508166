"""From a document to an EPUB 3.3 ebook, bound with EbookLib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporter.errors import ExporterError
from exporter.model import Artifact, Diagnostic, Document, Pagination, Severity

if TYPE_CHECKING:
    from exporter.backends.epub.package import Package

CLAIMS = frozenset({"EPUB 3.3", "EPUB Accessibility 1.1"})
"""What a finished book says of itself, unless it did not pass."""
MEDIA_TYPE = "application/epub+zip"


def bind(document: Document, pagination: Pagination | None = None, *, claims: frozenset[str] = CLAIMS) -> Artifact:
    """Bind the document: a file for each of its parts, with contents, landmarks and accessibility metadata.

    The same values give the same bytes.

    Args:
        document: Composed for books; its parts are in reading order and become the spine.
        pagination: The pages of the print edition; the book then has a page list, and names that edition as its source.
        claims: Which of `CLAIMS` the book says of itself. Accessibility is claimed only where every picture has an
            alternative and none moves, whatever is asked for, and where the book's own words are in its language
            (WCAG 2.2, 3.1.2).

    Raises:
        ExporterError: the markup or the stylesheet refers to a file that the document does not have.
    """
    from exporter.backends.epub import archive, navigation

    book = _package(document, pagination, claims)
    contents = navigation.contents(document, book.bodies)
    data = archive.write(book, navigation.nav(book, contents), navigation.ncx(book, contents))
    return Artifact("epub", MEDIA_TYPE, data, book.claims)


def describe(document: Document, pagination: Pagination | None, book: Artifact) -> Artifact:
    """Describe a book for shops, as an ONIX for Books 3.0 message.

    Args:
        document: What the book was made of.
        pagination: As it was bound with.
        book: As `bind` gave it: what it claims is told, and nothing else.

    Raises:
        ExporterError: nobody publishes it, which shops would not take.
    """
    from exporter.backends.epub import onix

    if not document.publisher:
        message = "a record for shops needs a publisher, and the clinic has no name"
        hint = "name the clinic's file with --clinic, or put one into the project"
        raise ExporterError([Diagnostic("missing-publisher", Severity.ERROR, message, hint)])
    package = _package(document, pagination, book.claims)
    return Artifact("onix", "application/xml", onix.write(package, len(book.data)), frozenset({"ONIX 3.0"}))


def _package(document: Document, pagination: Pagination | None, claims: frozenset[str]) -> Package:
    """The book before it is written; it claims no more than its facts bear out."""
    from exporter.backends import markup
    from exporter.backends.epub import accessibility, index, package, pages, parts, tables

    markup.check_resources(document)
    bodies = parts.split(document)
    tables.label(bodies)
    listed = pages.mark(bodies, pagination.starts) if pagination else []
    index.number(bodies, listed)
    facts = accessibility.survey(bodies, document.resources.values(), has_page_list=bool(listed))
    accessible = facts.is_accessible and package.speaks(document)
    granted = claims if accessible else claims - {"EPUB Accessibility 1.1"}
    source = pagination.source if pagination else ""
    return package.Package(document, tuple(bodies), tuple(listed), facts, granted, source)
