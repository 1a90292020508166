"""What shops are told of a book: the record, element by element, and as EDItEUR's schemas judge it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from exporter.backends import epub
from exporter.backends.epub import onix
from exporter.backends.epub.accessibility import Facts
from exporter.backends.epub.package import AUTHORITIES, CERTIFIER
from exporter.backends.epub.words import ENGLISH
from exporter.cataloguing import FORMS
from exporter.model import (
    Artifact,
    Certification,
    Document,
    Isbn,
    Medium,
    Metadata,
    PageStart,
    Pagination,
    Person,
    Place,
    Series,
    Subject,
)
from exporter.motion import Motion

Compose = Callable[..., Document]
PART = ("chapter", "One", '<section><h2 id="a">x</h2></section>')
FULL = Metadata(
    "After your operation",
    subtitle="The first week",
    summary="Rest, and come back if it hurts.",
    description="What to expect.",
    language="de-AT",
    authors=(Person("Example Clinic"), Person("Example Author")),
    reviewers=(Person("Example Reviewer"),),
    contributors=(Person("Example Artist", relator="ill"), Person("Example Friend", relator="fnd")),
    keywords=("surgery", "recovery"),
    published=date(2026, 1, 31),
    identifier="https://example.org/a",
    isbn=Isbn("9780000000002", "9780000000019"),
    series=Series("At home", "2"),
    subjects=(Subject("BISAC", "MED085000", "Surgery"), Subject("Thema", "1DFA"), Subject("MeSH", "D000559")),
    rights="CC BY 4.0",
)


def bound(document: Document, pages: Pagination | None = None) -> Artifact:
    book = epub.assemble(document, pages)
    return epub.describe(book, epub.bind(book))


def tree(document: Document) -> etree._Element:
    return etree.fromstring(bound(document).data)


def texts(root: etree._Element, path: str) -> list[str]:
    steps = "/".join(f"{{{onix.NAMESPACE}}}{step}" for step in path.split("/"))
    return [" ".join(str(text) for text in found.itertext() if str(text).strip()) for found in root.iterfind(steps)]


@pytest.fixture
def full(small: Compose) -> Document:
    words = dict.fromkeys(ENGLISH, "Wort.")
    return small(PART, metadata=FULL, publisher="Example Clinic", language="de-AT", words=words, words_language="de")


def test_everything_the_front_matter_says_is_told(full: Document) -> None:
    root = tree(full)
    assert texts(root, "Header/Sender/SenderName") == ["Example Clinic"]
    assert texts(root, "Header/SentDateTime") == ["20260102T0000Z"]  # never the clock's
    assert texts(root, "Product/RecordReference") == ["urn:isbn:9780000000002"]
    assert texts(root, "Product/ProductIdentifier") == ["03 9780000000002", "15 9780000000002"]
    detail = "Product/DescriptiveDetail"
    assert texts(root, f"{detail}/Collection") == ["10 01 02 2 At home"]
    assert texts(root, f"{detail}/TitleDetail") == ["01 01 After your operation The first week"]
    assert texts(root, f"{detail}/Contributor") == [
        "1 A01 Example Clinic",
        "2 A01 Example Author",
        "3 A12 Example Artist",
        "4 Z99 Example Friend",
        "5 Z99 Example Reviewer",
    ]
    assert texts(root, f"{detail}/Contributor/CorporateName") == ["Example Clinic"]
    assert texts(root, f"{detail}/Language") == ["01 ger"]
    assert texts(root, f"{detail}/Subject") == [
        "10 MED085000 Surgery",
        "94 1DFA",
        "06 D000559",
        "20 surgery; recovery",
    ]
    assert texts(root, f"{detail}/EpubLicense") == ["CC BY 4.0"]
    assert texts(root, "Product/CollateralDetail/TextContent") == [
        "02 00 Rest, and come back if it hurts.",
        "03 00 What to expect.",
    ]
    assert texts(root, "Product/PublishingDetail/PublishingDate") == ["01 20260131"]
    assert texts(root, "Product/RelatedMaterial/RelatedProduct") == ["13 15 9780000000019"]
    assert texts(root, "Product/ProductSupply/SupplyDetail/UnpricedItemType") == ["01"]


def test_a_title_and_a_publisher_are_enough(small: Compose) -> None:
    root = tree(small(PART, publisher="Example Clinic", language="x-private"))
    (identifier,) = texts(root, "Product/ProductIdentifier")
    assert identifier.startswith("01 Identifier of the publication urn:uuid:")
    assert texts(root, "Product/DescriptiveDetail/NoContributor") == [""]
    for path in ("DescriptiveDetail/Language", "CollateralDetail", "RelatedMaterial", "DescriptiveDetail/Subject"):
        assert texts(root, f"Product/{path}") == []


def accessibility(root: etree._Element) -> list[str]:
    features = texts(root, "Product/DescriptiveDetail/ProductFormFeature")
    return [feature.removeprefix("09 ") for feature in features if feature.startswith("09 ")]


def test_accessibility_is_told_as_the_book_tells_it(full: Document) -> None:
    told = accessibility(tree(full))
    assert told[0] == "00 Wort. Wort. Wort. Wort."  # as in the book's own metadata
    assert told[1:5] == ["04", "82", "85", f"90 {CERTIFIER}"]
    assert told[5:] == ["10", "11", "13", "22", "29", "32", "36", "52"]
    assert "12 00" in texts(tree(full), "Product/DescriptiveDetail/ProductFormFeature")


def test_what_the_book_does_not_claim_is_not_told(full: Document) -> None:
    book = epub.assemble(full)
    told = accessibility(etree.fromstring(epub.describe(book, epub.bind(book, claims=frozenset())).data))
    assert not {"04", "82", "85", f"90 {CERTIFIER}"} & set(told)


def test_a_certifier_is_told(full: Document) -> None:
    by = Certification("Example Certifier", "https://example.org/scheme", "https://example.org/report")
    told = accessibility(tree(replace(full, certification=by)))
    assert told[4:7] == ["90 Example Certifier", "89 https://example.org/scheme", "94 https://example.org/report"]
    told = accessibility(tree(replace(full, certification=Certification("Example Certifier", "Example Scheme"))))
    assert told[4:6] == ["90 Example Certifier", "88 Example Scheme"]


def test_every_feature_of_a_book_has_a_code() -> None:
    everything = Facts(1, 1, 0, 1, 1, 0, True, True, True, True, True)  # noqa: FBT003 - all that a book may have
    assert set(everything.features) == set(onix.FEATURES)
    hazards = {hazard for motion in Motion for hazard in Facts(motion=motion).hazards}
    assert hazards == set(onix.HAZARDS)


def test_every_scheme_of_subjects_has_a_code_in_the_record_and_an_authority_in_the_book() -> None:
    schemes = {scheme for scheme, _, _ in FORMS.values()}
    assert schemes == set(onix.SCHEMES) == set(AUTHORITIES)


def schema_faults(data: bytes, path: Path) -> list[str]:
    from onixcheck import validate

    path.write_bytes(data)
    return [str(message) for message in validate(str(path), schemas=("xsd", "rng"))]


@pytest.mark.slow
@pytest.mark.tools
def test_the_schemas_find_nothing(full: Document, compose: Compose, small: Compose, tmp_path: Path) -> None:
    pages = Pagination("urn:uuid:0b0a2b1c-0000-5000-8000-000000000000", (PageStart("1", (Place("contents"),)),))
    by = Certification("Example Certifier", "Example Scheme", "https://example.org/report")
    everything = compose(Medium.BOOK, language="pt-BR")
    records = [
        bound(full),
        bound(replace(full, certification=by)),
        bound(small(PART, publisher="Example Clinic")),
        bound(everything, pages),
    ]
    for record in records:
        assert schema_faults(record.data, tmp_path / "record.xml") == []
    broken = records[0].data.replace(b"<ProductForm>ED<", b"<ProductForm>EPUB<")
    assert schema_faults(broken, tmp_path / "record.xml") != []


def test_every_code_of_a_language_and_a_role_is_on_its_list() -> None:
    from onixcheck.schema import O30_XSD_REFERENCE

    lists = etree.parse(str(Path(O30_XSD_REFERENCE).with_name("ONIX_BookProduct_CodeLists.xsd")))

    def codes(number: int) -> set[str]:
        return set(map(str, lists.xpath(f"//*[@name='List{number}']//*[local-name()='enumeration']/@value")))

    assert set(onix.LANGUAGE_CODES.values()) <= codes(74)
    assert {*onix.RELATORS.values(), onix.OTHER} <= codes(17)
    assert {*onix.SCHEMES.values(), *onix.QUALIFIERS.values(), onix.KEYWORDS} <= codes(27)
    assert set(onix.FEATURES.values()) <= codes(196)
    assert set(onix.HAZARDS.values()) <= codes(143)
