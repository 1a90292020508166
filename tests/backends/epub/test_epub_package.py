from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from exporter.backends.epub import accessibility, package, pages, parts
from exporter.backends.epub.package import Entry, Package, speaks
from exporter.backends.epub.words import ENGLISH
from exporter.model import (
    Certification,
    Document,
    Isbn,
    Medium,
    Metadata,
    PageStart,
    Person,
    Place,
    Series,
    Subject,
)

Small = Callable[..., Document]
PRINT = "urn:uuid:0b0a2b1c-0000-5000-8000-000000000000"
PART = ("chapter", "One", '<section><p id="a">x</p></section>')


def packed(document: Document, *starts: PageStart, claims: frozenset[str] = frozenset()) -> Package:
    bodies = parts.split(document)
    marks = pages.mark(bodies, starts)
    facts = accessibility.survey(bodies, has_page_list=bool(marks))
    return Package(document, tuple(bodies), tuple(marks), facts, claims, PRINT)


def said(book: Package) -> list[tuple[str, str]]:
    """Names and values: of Dublin Core by name, of other metadata by property and what it refines."""
    result = []
    for entry in package.entries(book):
        attributes = dict(entry.attributes)
        name = entry.name or attributes.get("refines", "") + attributes.get("property", attributes.get("name", ""))
        result.append((name, entry.value or attributes.get("content", "")))
    return result


def test_a_title_is_enough(small: Small) -> None:
    assert [pair for pair in said(packed(small(PART))) if not pair[0].startswith("schema:")] == [
        ("identifier", "urn:uuid:1fa0e165-557c-5962-8e94-23b06f48a598"),
        ("title", "A title"),
        ("#titletitle-type", "main"),
        ("language", "en"),
        ("date", "2026-01-02"),
    ]


def test_everything_the_front_matter_says_is_said(small: Small) -> None:
    metadata = Metadata(
        "A title",
        subtitle="And more",
        description="What it is",
        authors=(Person("Example Clinic"),),
        reviewers=(Person("Example Reviewer", "Nurse"),),
        keywords=("one", "two"),
        published=date(2025, 1, 1),
        identifier="https://example.org/a",
    )
    document = small(PART, metadata=metadata, publisher="Example Clinic", cover_image="images/leaf.png")
    pairs = said(packed(document, PageStart("1", (Place("a"),))))
    assert [pair for pair in pairs if not pair[0].startswith("schema:")] == [
        ("identifier", "https://example.org/a"),
        ("title", "A title"),
        ("#titletitle-type", "main"),
        ("title", "And more"),
        ("#subtitletitle-type", "subtitle"),
        ("language", "en"),
        ("publisher", "Example Clinic"),
        ("description", "What it is"),
        ("date", "2025-01-01"),
        ("subject", "one"),
        ("subject", "two"),
        ("creator", "Example Clinic"),
        ("#author-1role", "aut"),
        ("contributor", "Example Reviewer"),
        ("#reviewer-1role", "rev"),
        ("source", PRINT),
        ("#printsource-of", "pagination"),
        ("cover", "cover-image"),
    ]


def test_what_shops_and_libraries_ask_for_is_said(small: Small) -> None:
    metadata = Metadata(
        "A title",
        identifier="https://example.org/a",
        isbn=Isbn(epub="9780000000002", printed="9780000000019"),
        contributors=(Person("Example Artist", relator="ill"),),
        series=Series("At home again", "3"),
        subjects=(Subject("BISAC", "MED056000", "MEDICAL / Neurology"), Subject("MeSH", "D008881")),
        rights="CC BY 4.0",
    )
    assert [pair for pair in said(packed(small(PART, metadata=metadata))) if not pair[0].startswith("schema:")] == [
        ("identifier", "urn:isbn:9780000000002"),
        ("#ididentifier-type", "15"),
        ("identifier", "https://example.org/a"),
        ("title", "A title"),
        ("#titletitle-type", "main"),
        ("language", "en"),
        ("date", "2026-01-02"),
        ("rights", "CC BY 4.0"),
        ("belongs-to-collection", "At home again"),
        ("#seriescollection-type", "series"),
        ("#seriesgroup-position", "3"),
        ("subject", "MEDICAL / Neurology"),
        ("#subject-1authority", "BISAC"),
        ("#subject-1term", "MED056000"),
        ("subject", "D008881"),
        ("#subject-2authority", "http://id.nlm.nih.gov/mesh/"),
        ("#subject-2term", "D008881"),
        ("contributor", "Example Artist"),
        ("#contributor-1role", "ill"),
    ]


def test_a_series_may_have_no_numbers_and_an_identifier_may_be_the_isbn(small: Small) -> None:
    isbn = Isbn(epub="9780000000002")
    metadata = Metadata("A title", series=Series("At home"), isbn=isbn, identifier="urn:isbn:9780000000002")
    pairs = said(packed(small(PART, metadata=metadata)))
    assert "#seriesgroup-position" not in dict(pairs)
    assert [value for name, value in pairs if name == "identifier"] == ["urn:isbn:9780000000002"]


def test_roles_name_their_vocabulary(small: Small) -> None:
    document = small(PART, metadata=Metadata("A title", authors=(Person("Example Clinic"),)))
    role = next(entry for entry in package.entries(packed(document)) if entry.value == "aut")
    assert role == Entry(
        "", "aut", (("refines", "#author-1"), ("property", "role"), ("scheme", "marc:relators"))
    )  # fmt: skip


def test_conformance_is_stated_only_where_it_is_claimed(small: Small) -> None:
    document = small(PART)
    silent = dict(said(packed(document)))
    assert "dcterms:conformsTo" not in silent
    assert "#conformancea11y:certifiedBy" not in silent
    claimed = dict(said(packed(document, claims=frozenset({"EPUB Accessibility 1.1"}))))
    assert claimed["dcterms:conformsTo"] == "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    assert claimed["#conformancea11y:certifiedBy"] == "exporter (automated checks)"
    assert claimed["schema:accessibilitySummary"].endswith("checked by software, not by a person.")


def test_a_certifier_is_named_with_credential_and_report(small: Small) -> None:
    claims = frozenset({"EPUB Accessibility 1.1"})
    by = Certification("Example Certifier", "Example Scheme", "https://example.org/report")
    book = packed(small(PART, certification=by), claims=claims)
    pairs = dict(said(book))
    assert pairs["#conformancea11y:certifiedBy"] == "Example Certifier"
    assert pairs["#certifiera11y:certifierCredential"] == "Example Scheme"
    assert "software" not in pairs["schema:accessibilitySummary"]
    assert [entry for entry in package.entries(book) if entry.name == "link"] == [
        Entry(
            "link",
            "",
            (
                ("rel", "a11y:certifierReport"),
                ("href", "https://example.org/report"),
                ("refines", "#certifier"),
            ),
        )
    ]
    linked = replace(
        book, document=replace(book.document, certification=replace(by, credential="https://example.org/"))
    )
    assert "#certifiera11y:certifierCredential" not in dict(said(linked))
    assert sum(entry.name == "link" for entry in package.entries(linked)) == 2


def test_a_certifier_is_named_only_where_conformance_is_claimed(small: Small) -> None:
    assert (
        "Example Certifier"
        not in dict(said(packed(small(PART, certification=Certification("Example Certifier"))))).values()
    )


def test_accessibility_is_described_in_any_case(small: Small) -> None:
    pairs = said(packed(small(PART)))
    assert [pair for pair in pairs if pair[0].startswith("schema:")][:7] == [
        ("schema:accessMode", "textual"),
        ("schema:accessModeSufficient", "textual"),
        ("schema:accessibilityFeature", "displayTransformability"),
        ("schema:accessibilityFeature", "readingOrder"),
        ("schema:accessibilityFeature", "tableOfContents"),
        ("schema:accessibilityFeature", "unlocked"),
        ("schema:accessibilityHazard", "none"),
    ]


@pytest.mark.parametrize("change", [{"publisher": "Another"}, {"language": "de"}, {"metadata": Metadata("Another")}])
def test_derived_identifiers_differ_where_the_article_does(small: Small, change: dict[str, object]) -> None:
    document = small(PART)
    first = packed(document).identifier
    assert packed(replace(document, stylesheet="", modified=date(2030, 1, 1))).identifier == first
    assert packed(replace(document, **change)).identifier != first  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "de-AT", "pt-BR", "ar"])
def test_the_shipped_layout_has_the_words_that_a_book_needs(compose: Small, language: str) -> None:
    document = compose(Medium.BOOK, language=language)
    assert document.words.keys() >= ENGLISH.keys()
    assert speaks(document)
