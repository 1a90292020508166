"""What the package document says of a book: metadata, files and reading order (EPUB 3.3, 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import NAMESPACE_URL, uuid5

from exporter.backends.epub import overlays, summary, words
from exporter.backends.epub.accessibility import Facts
from exporter.backends.epub.overlays import Overlay
from exporter.backends.epub.pages import PageMark
from exporter.backends.epub.parts import XML_LANG, Body
from exporter.language_tags import primary
from exporter.model import Certification, Document

NAV_FILE = "nav.xhtml"
CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
CERTIFIER = "exporter (automated checks)"
"""Who says so where no person has looked at the book."""


AUTHORITIES = {"BISAC": "BISAC", "Thema": "Thema", "MeSH": "http://id.nlm.nih.gov/mesh/"}
"""Schemes of subjects as EPUB names them: by the registry (EPUB Subject Authorities), others by an address."""
ISBN_13 = "15"
"""ONIX code list 5."""


def speaks(document: Document) -> bool:
    """Whether the words of a book's navigation are in its language."""
    return primary(document.language) == primary(words.of(document, *words.NAVIGATION).language)


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of the metadata: a Dublin Core element, a `link`, or a `meta` where `name` is empty."""

    name: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A book that is ready to be written."""

    document: Document
    bodies: tuple[Body, ...]
    pages: tuple[PageMark, ...]
    facts: Facts
    claims: frozenset[str]
    """What it has earned, and once it is bound what it says of itself."""
    pages_source: str = ""
    """Identifier of the print edition that the pages are those of."""
    overlays: Mapping[str, Overlay] = field(default_factory=dict)
    """By the names of the parts that are read aloud."""
    narrator: str = ""

    def word(self, key: str) -> str:
        """A word of the navigation."""
        return words.of(self.document, key).texts[key]

    @property
    def conforms(self) -> bool:
        """Whether it claims to be as accessible as `CONFORMANCE` says."""
        return "EPUB Accessibility 1.1" in self.claims

    @property
    def certification(self) -> Certification | None:
        """Who says that it conforms; None where nobody does."""
        return (self.document.certification or Certification(CERTIFIER)) if self.conforms else None

    @property
    def summary(self) -> tuple[str, str]:
        """How accessible it is in sentences, and their language as a BCP 47 tag."""
        by_software = self.conforms and self.document.certification is None
        return summary.write(self.facts, self.document, by_software=by_software)

    @property
    def identifier(self) -> str:
        """The ISBN, the article's own, or one that follows from publisher, title and language (RFC 9562, version 5)."""
        metadata = self.document.metadata
        if metadata.isbn.epub:
            return f"urn:isbn:{metadata.isbn.epub}"
        if metadata.identifier:
            return metadata.identifier
        name = f"{self.document.publisher}\n{metadata.title}\n{self.document.language}"
        return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def entries(book: Package) -> Iterator[Entry]:
    """Everything the package says of the book, in the order it is written."""
    yield from _description(book)
    yield from _catalogued(book)
    yield from _people(book)
    if book.pages and book.pages_source:
        yield Entry("source", book.pages_source, (("id", "print"),))
        yield _refinement("print", "source-of", "pagination")
    yield from _accessibility(book)
    yield from _narration(book)
    if book.document.cover_image:
        yield Entry("", "", (("name", "cover"), ("content", "cover-image")))


def _description(book: Package) -> Iterator[Entry]:
    document, metadata = book.document, book.document.metadata
    yield Entry("identifier", book.identifier, (("id", "id"),))
    if metadata.isbn.epub:
        yield _refinement("id", "identifier-type", ISBN_13, scheme="onix:codelist5")
        if metadata.identifier not in ("", book.identifier):
            yield Entry("identifier", metadata.identifier)
    yield Entry("title", metadata.title, (("id", "title"),))
    yield _refinement("title", "title-type", "main")
    if metadata.subtitle:
        yield Entry("title", metadata.subtitle, (("id", "subtitle"),))
        yield _refinement("subtitle", "title-type", "subtitle")
    yield Entry("language", document.language)
    if document.publisher:
        yield Entry("publisher", document.publisher)
    if metadata.description:
        yield Entry("description", metadata.description)
    yield Entry("date", (metadata.published or document.modified).isoformat())


def _catalogued(book: Package) -> Iterator[Entry]:
    metadata = book.document.metadata
    if metadata.rights:
        yield Entry("rights", metadata.rights)
    if metadata.series:
        yield Entry("", metadata.series.name, (("property", "belongs-to-collection"), ("id", "series")))
        yield _refinement("series", "collection-type", "series")
        if metadata.series.position:
            yield _refinement("series", "group-position", metadata.series.position)
    for keyword in metadata.keywords:
        yield Entry("subject", keyword)
    for number, subject in enumerate(metadata.subjects, start=1):
        yield Entry("subject", subject.name or subject.code, (("id", f"subject-{number}"),))
        yield _refinement(f"subject-{number}", "authority", AUTHORITIES[subject.scheme])
        yield _refinement(f"subject-{number}", "term", subject.code)


def _people(book: Package) -> Iterator[Entry]:
    metadata = book.document.metadata
    for element, name, relator, people in (
        ("creator", "author", "aut", metadata.authors),
        ("contributor", "reviewer", "rev", metadata.reviewers),
        ("contributor", "contributor", "ctb", metadata.contributors),
    ):
        for number, person in enumerate(people, start=1):
            yield Entry(element, person.name, (("id", f"{name}-{number}"),))
            yield _refinement(f"{name}-{number}", "role", person.relator or relator, scheme="marc:relators")


def _accessibility(book: Package) -> Iterator[Entry]:
    facts = book.facts
    said = [("accessMode", mode) for mode in facts.modes]
    said += [("accessModeSufficient", mode) for mode in facts.sufficient]
    said += [("accessibilityFeature", feature) for feature in facts.features]
    said += [("accessibilityHazard", hazard) for hazard in facts.hazards]
    for name, value in said:
        yield Entry("", value, (("property", f"schema:{name}"),))
    text, language = book.summary
    foreign = ((XML_LANG, language),) if primary(language) != primary(book.document.language) else ()
    yield Entry("", text, (("property", "schema:accessibilitySummary"), *foreign))
    if book.certification:
        yield Entry("", CONFORMANCE, (("property", "dcterms:conformsTo"), ("id", "conformance")))
        yield from _certification(book.certification)


def _certification(by: Certification) -> Iterator[Entry]:
    """Who has evaluated the book (EPUB Accessibility 1.1, 3.3)."""
    certifier = (("refines", "#conformance"), ("property", "a11y:certifiedBy"), ("id", "certifier"))
    yield Entry("", by.certifier, certifier)
    if by.credential.startswith(("https://", "http://")):
        yield _link("a11y:certifierCredential", by.credential)
    elif by.credential:
        yield _refinement("certifier", "a11y:certifierCredential", by.credential)
    if by.report:
        yield _link("a11y:certifierReport", by.report)


def _link(relation: str, address: str) -> Entry:
    return Entry("link", "", (("rel", relation), ("href", address), ("refines", "#certifier")))


def _narration(book: Package) -> Iterator[Entry]:
    """How long it takes to hear the book, and who reads (EPUB 3.3, 9.3.5 and D.9)."""
    if not book.overlays:
        return
    for name, duration in overlays.durations(book.overlays).items():
        refined = (("refines", f"#{overlays.identifier(name)}"),) if name else ()
        yield Entry("", duration, (("property", "media:duration"), *refined))
    yield Entry("", book.narrator, (("property", "media:narrator"),))
    yield Entry("", overlays.ACTIVE, (("property", "media:active-class"),))


def _refinement(target: str, name: str, value: str, *, scheme: str = "") -> Entry:
    attributes = (("refines", f"#{target}"), ("property", name), *((("scheme", scheme),) if scheme else ()))
    return Entry("", value, attributes)
