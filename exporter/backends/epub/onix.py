"""What shops are told of a book: an ONIX for Books 3.0 message with reference tags (EDItEUR, release 3.0.8).

Codes are those of EDItEUR's code lists, issue 69; each table names its list. What a clinic has no word of follows from
what it is: nothing is paid for, and whoever publishes supplies.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from lxml import etree

from exporter.backends.epub.package import Package
from exporter.language_tags import primary
from exporter.model import Certification, Document, Metadata, Person, Subject

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"
Node: TypeAlias = "tuple[str, str | Sequence[Node]]"
"""An element: its name, and its text or what it holds."""
FEATURES: Mapping[str, str] = {
    "unlocked": "10",
    "tableOfContents": "11",
    "index": "12",
    "readingOrder": "13",
    "alternativeText": "14",
    "longDescription": "16",  # of charts, whose tables they are
    "MathML": "17",
    "pageBreakMarkers": "19",
    "synchronizedAudioText": "20",
    "structuralNavigation": "29",
    "ARIA": "30",
    "displayTransformability": "36",
    "pageNavigation": "41",
    "describedMath": "53",
}
"""List 196: details of accessibility that correspond to the features of the book's own metadata."""
SUMMARY, EPUB_ACCESSIBILITY, LANGUAGES, LANDMARKS, BY_SOUND, WITHOUT_SIGHT = "00", "04", "22", "32", "51", "52"
WCAG, LEVEL, CREDENTIAL, CREDENTIAL_ADDRESS, CERTIFIER, REPORT = "82", "85", "88", "89", "90", "94"
"""List 196 too."""
HAZARDS: Mapping[str, str] = {
    "none": "00",
    "flashing": "13",
    "noFlashingHazard": "14",
    "noSoundHazard": "16",
    "unknownFlashingHazard": "24",
    "unknownMotionSimulationHazard": "26",
}
"""List 143."""
ACCESSIBILITY, HAZARD, VERSION = "09", "12", "15"
"""List 79: what a feature of the product's form is about."""
EPUB_3_3 = "101F"
"""List 220."""
RELATORS: Mapping[str, str] = {
    "aft": "A19",
    "aui": "A24",
    "aut": "A01",
    "bkd": "A11",
    "com": "C01",
    "cov": "A36",
    "ctb": "A32",
    "edt": "B01",
    "ill": "A12",
    "nrt": "E07",
    "pht": "A13",
    "res": "A51",
    "trl": "B06",
    "wpr": "A15",
}
"""List 17 by MARC relators; what it has no code for is `OTHER`."""
OTHER = "Z99"
SCHEMES: Mapping[str, str] = {"BISAC": "10", "Thema": "93", "MeSH": "06"}
QUALIFIERS: Mapping[str, str] = {"1": "94", "2": "95", "3": "96", "4": "97", "5": "98", "6": "99"}
"""Of Thema, by the figure that their codes begin with."""
KEYWORDS = "20"
"""List 27, as the two tables above."""
_LANGUAGES = """
af:afr sq:alb am:amh ar:ara hy:arm az:aze eu:baq be:bel bn:ben bs:bos bg:bul my:bur ca:cat zh:chi hr:hrv cs:cze
da:dan nl:dut en:eng et:est fo:fao fi:fin fr:fre gl:glg ka:geo de:ger el:gre gu:guj ha:hau he:heb hi:hin hu:hun
is:ice ig:ibo id:ind ga:gle it:ita ja:jpn kk:kaz km:khm ko:kor ku:kur lo:lao lv:lav lt:lit lb:ltz mk:mac ms:may
ml:mal mt:mlt mr:mar mn:mon ne:nep no:nor nb:nob nn:nno om:orm pa:pan fa:per pl:pol pt:por ps:pus ro:rum ru:rus
sr:srp sk:slo sl:slv so:som es:spa sw:swa sv:swe tl:tgl ta:tam te:tel th:tha ti:tir tr:tur uk:ukr ur:urd uz:uzb
vi:vie cy:wel yo:yor zu:zul
"""
LANGUAGE_CODES: Mapping[str, str] = dict(pair.split(":") for pair in _LANGUAGES.split())
"""List 74 (ISO 639-2/B) by the tags of ISO 639-1 in which people are written to; others are left out."""
MOST_CHARACTERS = 350
"""Characters that a short description may have at most (list 153, 02)."""


def write(book: Package, size_bytes: int) -> bytes:
    """Write the message: one product, dated as the book is.

    Args:
        book: The book as it was bound.
        size_bytes: Of its file.
    """
    document = book.document
    sent = f"{document.modified:%Y%m%d}T0000Z"
    message: Node = (
        "ONIXMessage",
        [
            ("Header", [("Sender", [("SenderName", document.publisher)]), ("SentDateTime", sent)]),
            ("Product", list(_product(book, size_bytes))),
        ],
    )
    root = _element(message)
    root.set("release", "3.0")
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _element(node: Node) -> etree._Element:
    name, content = node
    element = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap={None: NAMESPACE})
    if isinstance(content, str):
        element.text = content
    else:
        element.extend(map(_element, content))
    return element


def _product(book: Package, size_bytes: int) -> Iterator[Node]:
    document, metadata = book.document, book.document.metadata
    yield "RecordReference", book.identifier
    yield "NotificationType", "03"  # list 1: as published
    yield from _identifiers(book)
    yield "DescriptiveDetail", [*_form(book), *_description(document), *_extent(document, size_bytes)]
    if texts := list(_texts(metadata)):
        yield "CollateralDetail", texts
    yield "PublishingDetail", list(_publishing(document))
    if metadata.isbn.printed:
        relation: list[Node] = [("ProductRelationCode", "13"), _identifier("15", metadata.isbn.printed)]  # list 51
        yield "RelatedMaterial", [("RelatedProduct", relation)]
    supplier = [("SupplierRole", "09"), ("SupplierName", document.publisher)]  # list 93: publisher to end customers
    supply: list[Node] = [("Supplier", supplier), ("ProductAvailability", "20"), ("UnpricedItemType", "01")]
    yield "ProductSupply", [("SupplyDetail", supply)]  # lists 65 and 57: available, free of charge


def _identifiers(book: Package) -> Iterator[Node]:
    """List 5: an ISBN is told as GTIN-13 too; whatever else names the book is the publisher's own."""
    if number := book.document.metadata.isbn.epub:
        yield _identifier("03", number)
        yield _identifier("15", number)
    else:
        kind, named = ("ProductIDType", "01"), ("IDTypeName", "Identifier of the publication")
        yield "ProductIdentifier", [kind, named, ("IDValue", book.identifier)]


def _identifier(kind: str, value: str) -> Node:
    return "ProductIdentifier", [("ProductIDType", kind), ("IDValue", value)]


def _form(book: Package) -> Iterator[Node]:
    """What it is made as: lists 2, 150, 175, 79, 81 and 144."""
    facts = book.facts
    yield "ProductComposition", "00"
    yield "ProductForm", "ED"  # downloaded
    yield "ProductFormDetail", "E101"  # EPUB
    yield "ProductFormDetail", "E200"  # reflowable
    yield _feature(VERSION, EPUB_3_3)
    yield from _accessibility(book)
    yield from (_feature(HAZARD, HAZARDS[hazard]) for hazard in facts.hazards)
    yield "PrimaryContentType", "10"  # text
    contents = (("07", facts.pictures > 0), ("48", facts.formulas > 0), ("01", facts.is_narrated))
    yield from (("ProductContentType", code) for code, is_there in contents if is_there)
    yield "EpubTechnicalProtection", "00"
    if book.document.metadata.rights:
        yield "EpubLicense", [("EpubLicenseName", book.document.metadata.rights)]


def _accessibility(book: Package) -> Iterator[Node]:
    facts = book.facts
    yield _feature(ACCESSIBILITY, SUMMARY, book.summary[0])
    if book.certification:
        yield from (_feature(ACCESSIBILITY, code) for code in (EPUB_ACCESSIBILITY, WCAG, LEVEL))
        yield from _certification(book.certification)
    codes = [FEATURES[feature] for feature in facts.features]
    codes += [LANGUAGES, LANDMARKS]
    codes += [WITHOUT_SIGHT] if "textual" in facts.sufficient else []
    codes += [BY_SOUND] if "auditory" in facts.sufficient else []
    yield from (_feature(ACCESSIBILITY, code) for code in sorted(codes))


def _certification(by: Certification) -> Iterator[Node]:
    yield _feature(ACCESSIBILITY, CERTIFIER, by.certifier)
    if by.credential:
        is_address = by.credential.startswith(("https://", "http://"))
        yield _feature(ACCESSIBILITY, CREDENTIAL_ADDRESS if is_address else CREDENTIAL, by.credential)
    if by.report:
        yield _feature(ACCESSIBILITY, REPORT, by.report)


def _feature(kind: str, value: str, description: str = "") -> Node:
    told = [("ProductFormFeatureDescription", description)] if description else []
    return "ProductFormFeature", [("ProductFormFeatureType", kind), ("ProductFormFeatureValue", value), *told]


def _description(document: Document) -> Iterator[Node]:
    metadata = document.metadata
    if metadata.series:
        number = [("PartNumber", metadata.series.position)] if metadata.series.position else []
        element: Node = (
            "TitleElement",
            [("TitleElementLevel", "02"), *number, ("TitleText", metadata.series.name)],  # list 149: of a collection
        )
        yield "Collection", [("CollectionType", "10"), ("TitleDetail", [("TitleType", "01"), element])]
    subtitle = [("Subtitle", metadata.subtitle)] if metadata.subtitle else []
    title: Node = "TitleElement", [("TitleElementLevel", "01"), ("TitleText", metadata.title), *subtitle]
    yield "TitleDetail", [("TitleType", "01"), title]
    yield from _contributors(document)


def _contributors(document: Document) -> Iterator[Node]:
    metadata = document.metadata
    people = [*((person, "A01") for person in metadata.authors)]
    people += [(person, RELATORS.get(person.relator, OTHER)) for person in metadata.contributors]
    people += [(person, OTHER) for person in metadata.reviewers]
    for number, (person, role) in enumerate(people, start=1):
        name = _name(person, document.publisher)
        yield "Contributor", [("SequenceNumber", str(number)), ("ContributorRole", role), name]
    if not people:
        yield "NoContributor", ""


def _name(person: Person, publisher: str) -> Node:
    """A clinic that writes itself is no person; of others nobody knows."""
    return "CorporateName" if person.name == publisher else "PersonName", person.name


def _extent(document: Document, size_bytes: int) -> Iterator[Node]:
    language = primary(document.language)
    if language in LANGUAGE_CODES:
        yield "Language", [("LanguageRole", "01"), ("LanguageCode", LANGUAGE_CODES[language])]
    yield "Extent", [("ExtentType", "22"), ("ExtentValue", str(size_bytes)), ("ExtentUnit", "17")]  # lists 23, 24
    yield from map(_subject, document.metadata.subjects)
    if document.metadata.keywords:
        keywords = "; ".join(document.metadata.keywords)
        yield "Subject", [("SubjectSchemeIdentifier", KEYWORDS), ("SubjectHeadingText", keywords)]


def _subject(subject: Subject) -> Node:
    scheme = QUALIFIERS.get(subject.code[0], SCHEMES[subject.scheme])
    heading = [("SubjectHeadingText", subject.name)] if subject.name else []
    return "Subject", [("SubjectSchemeIdentifier", scheme), ("SubjectCode", subject.code), *heading]


def _texts(metadata: Metadata) -> Iterator[Node]:
    """Lists 153 and 154."""
    short = metadata.summary if len(metadata.summary) <= MOST_CHARACTERS else ""
    for kind, text in (("02", short), ("03", metadata.description)):
        if text:
            yield "TextContent", [("TextType", kind), ("ContentAudience", "00"), ("Text", text)]


def _publishing(document: Document) -> Iterator[Node]:
    """Lists 45, 64 and 163."""
    yield "Publisher", [("PublishingRole", "01"), ("PublisherName", document.publisher)]
    yield "PublishingStatus", "04"
    published = document.metadata.published or document.modified
    yield "PublishingDate", [("PublishingDateRole", "01"), ("Date", f"{published:%Y%m%d}")]
