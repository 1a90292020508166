"""What the keys of front matter may hold, and what becomes of them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from exporter import front_matter, yaml_document
from exporter.model import Diagnostic, ImageReference, Isbn, Metadata, Person, Series, Subject


def read(text: str) -> tuple[Metadata | None, tuple[Diagnostic, ...]]:
    document, findings = yaml_document.load(
        text, yaml_document.Origin("article.md", 2), as_written=front_matter.TEXT_KEYS
    )
    assert not findings
    assert document is not None
    return front_matter.read(document, "article.md")


def metadata(text: str) -> Metadata:
    value, findings = read(text)
    assert not findings
    assert value is not None
    return value


def test_every_key_is_read() -> None:
    assert metadata(
        """
        $schema: https://example.org/article.json
        title: |
          Migraine
          and you
        subtitle: What helps
        description: >-
          What it is
          and what helps
        lang: de-CH-1996
        author: Example Author
        date: 2026-01-31
        keywords: headache,  pain ,, aura
        reviewed_by:
          - name: Example Reviewer
            role: Consultant neurologist
          - Another Reviewer
        modified: 2026-02-01T12:00:00Z
        reviewed: "2026-03-01"
        next_review: 2028-03-01
        version: 1.10
        identifier: urn:isbn:9780000000002
        isbn: {epub: 978-0-00-000000-2, print: 9780000000019}
        contributors: [{name: Example Artist, role: Illustrator}, {name: Example Voice, role: nrt}]
        series: {name: At home again, position: 3}
        subjects:
          bisac: MED056000
          thema: [MKJ, {code: 1DDU, name: United Kingdom}]
          mesh: {code: D008881, name: Migraine Disorders}
        rights: CC BY 4.0, Example Clinic
        cover: {image: drop.png, alt: A drop}
        extra: {dose: 5, nested: {list: [1, 2.5, true, null]}}
        """
    ) == Metadata(
        title="Migraine and you",
        subtitle="What helps",
        description="What it is and what helps",
        language="de-CH-1996",
        authors=(Person("Example Author"),),
        reviewers=(Person("Example Reviewer", "Consultant neurologist"), Person("Another Reviewer")),
        keywords=("headache", "pain", "aura"),
        published=date(2026, 1, 31),
        modified=date(2026, 2, 1),
        reviewed=date(2026, 3, 1),
        next_review=date(2028, 3, 1),
        version="1.10",
        identifier="urn:isbn:9780000000002",
        isbn=Isbn(epub="9780000000002", printed="9780000000019"),
        contributors=(Person("Example Artist", relator="ill"), Person("Example Voice", relator="nrt")),
        series=Series("At home again", "3"),
        subjects=(
            Subject("BISAC", "MED056000"),
            Subject("Thema", "MKJ"),
            Subject("Thema", "1DDU", "United Kingdom"),
            Subject("MeSH", "D008881", "Migraine Disorders"),
        ),
        rights="CC BY 4.0, Example Clinic",
        cover=ImageReference("drop.png", "A drop", line=32),
        extra={"dose": 5, "nested": {"list": [1, 2.5, True, None]}},
    )


def test_nothing_is_needed() -> None:
    assert metadata("") == Metadata(title="")
    assert metadata("title: ~\nlang:\nauthor:\ncover:\nextra:\n") == Metadata(title="")


@pytest.mark.parametrize(
    ("text", "value"), [("no", "no"), ("2026", "2026"), ("1e3", "1e3"), ("'x'", "x"), ("true", "true"), ("", "")]
)
def test_texts_are_taken_as_written(text: str, value: str) -> None:
    assert metadata(f"title: {text}").title == value


@pytest.mark.parametrize(
    ("text", "cover"),
    [
        ("cover: a.png", ImageReference("a.png", "", line=2)),
        ("cover: a.png\nimage-alt: A drop", ImageReference("a.png", "A drop", line=2)),
        ("cover: {image: a.png}\nimage-alt: A drop", ImageReference("a.png", "A drop", line=2)),
        ("cover-image: a.png\nimage-alt: A drop", ImageReference("a.png", "A drop", line=2)),
        ("cover_image: a.png", ImageReference("a.png", "", line=2)),
        ("image: a.png\nimage-alt: A drop", ImageReference("a.png", "A drop", line=2)),
        ("image: a.png\ncover-image: b.png\ncover: c.png", ImageReference("c.png", "", line=4)),
        ("image-alt: A drop\ncover:\n  alt: A drop\n  image: a.png", ImageReference("a.png", "A drop", line=5)),
        ("image-alt: A drop", None),
    ],
)
def test_the_cover_may_be_named_in_several_ways(text: str, cover: ImageReference | None) -> None:
    assert metadata(text).cover == cover


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("author: A", (Person("A"),)),
        ("author: {name: A, role: nurse}", (Person("A", "nurse"),)),
        ("author: [A, {name: B}]", (Person("A"), Person("B"))),
        ("author: []", ()),
    ],
)
def test_people_may_be_written_in_several_ways(text: str, people: tuple[Person, ...]) -> None:
    assert metadata(text).authors == people


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("isbn: 9780000000002", Isbn(epub="9780000000002")),
        ("isbn: 978 0 00 000000 2", Isbn(epub="9780000000002")),
        ("isbn: urn:isbn:9780000000002", Isbn(epub="9780000000002")),
        ("isbn: 0-00-000000-0", Isbn(epub="9780000000002")),
        ("isbn: {print: 9780000000002}", Isbn(printed="9780000000002")),
        ("isbn:\n  print: '9780000000002'\n  epub: ''", Isbn(printed="9780000000002")),
    ],
)
def test_an_isbn_may_be_written_in_several_ways(text: str, isbn: Isbn) -> None:
    assert metadata(text).isbn == isbn


@pytest.mark.parametrize(
    ("text", "series"),
    [
        ("series: At home", Series("At home")),
        ("series: {name: At home, position: 2.1}", Series("At home", "2.1")),
        ("series: {name: At home, position: '10.2.1'}", Series("At home", "10.2.1")),
    ],
)
def test_a_series_may_be_written_in_several_ways(text: str, series: Series) -> None:
    assert metadata(text).series == series


def test_one_contributor_needs_no_list() -> None:
    assert metadata("contributors: {name: A, role: TRL}").contributors == (Person("A", relator="trl"),)


THEMA = ["MB", "MKZD", "JBFA1", "YPMP5", "1DDU", "1KBB-US-NAK", "2ACB", "3MR", "4Z-GB-ACN", "6AA"]


@pytest.mark.parametrize("code", THEMA)
def test_codes_of_thema_are_known(code: str) -> None:
    assert metadata(f"subjects: {{thema: {code}}}").subjects == (Subject("Thema", code),)


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("isbn: 9780000000003", (2, 7), "isbn.epub: the check digit is wrong", "compare"),
        ("isbn:\n  print: 978-0-00-000000-3", (3, 10), "isbn.print: the check digit is wrong", "compare"),
        ("isbn:\n  epub: 9780000000002\n  print: 978-0-00-000000-2", (4, 10), "the ebook has this ISBN", "its own"),
        ("isbn: 12345", (2, 7), "isbn.epub: no ISBN", "thirteen digits"),
        ("isbn: {epub: [9780000000002]}", (2, 14), "isbn.epub: no ISBN", "quotation marks"),
        ("contributors:\n  - {name: A, role: nurse}", (3, 21), "no role of the MARC code list", "use one of"),
        ("contributors: {name: A, role: ilustrator}", (2, 31), "no role of the MARC code list", "'illustrator'?"),
        ("contributors: {name: A}", (2, 1), "is missing", "write it"),
        ("series: {position: 2}", (2, 1), "series.name: is missing", "write it"),
        ("series: {name: A, position: second}", (2, 29), "no position in a series", "such as 3"),
        ("subjects: {bisac: med056000}", (2, 19), "'med056000' has not the form of a code of BISAC", "six digits"),
        ("subjects:\n  thema:\n    - MB\n    - mb", (5, 7), "'mb' has not the form of a code of Thema", "'MB'"),
        ("subjects: {mesh: {code: C10.228}}", (2, 18), "'C10.228' has not the form of a code of MeSH", "'D008881'"),
    ],
)
def test_what_no_catalogue_would_take_is_told(text: str, place: tuple[int, int], message: str, hint: str) -> None:
    value, (finding,) = read(text)
    assert value is None
    assert (finding.line, finding.column) == place
    assert message in finding.message
    assert re.search(hint, finding.hint)


def test_an_unknown_scheme_of_subjects_is_told() -> None:
    value, (finding,) = read("subjects: {mehs: D008881}")
    assert value is not None
    assert (finding.rule, finding.hint) == ("unknown-key", "did you mean 'mesh'?")


TAGS = ["en", "en-GB", "EN-gb", "zh-Hant-TW", "zh-cmn-Hans-CN", "sl-rozaj-biske", "de-CH-1901", "es-419", "tlh"]
TAGS += ["sr-Latn-RS", "en-a-bbb-x-a-ccc", "de-DE-u-co-phonebk", "x-whatever", "qaa-Qaaa-QM-x-south", "no"]
NO_TAGS = [
    "en_GB",
    "klingon",
    "engl",
    "e",
    "en-",
    "-en",
    "en--GB",
    "de-419-DE",
    "a-DE",
    "en-x",
    "i-klingon",
    "''",
    "en-GB-",
]


@pytest.mark.parametrize("tag", TAGS)
def test_language_tags_are_known(tag: str) -> None:
    """Tags from RFC 5646, appendix A, and others."""
    assert metadata(f"lang: {tag}").language == tag


@pytest.mark.parametrize("tag", NO_TAGS)
def test_what_is_no_language_tag_is_told(tag: str) -> None:
    value, (finding,) = read(f"title: T\nlang: {tag}")
    assert value is None
    assert (finding.rule, finding.line, finding.column) == ("invalid-value", 3, 7)
    assert finding.hint == "write a tag such as 'en-GB'"


@pytest.mark.parametrize(("name", "tag"), [("english", "en"), ("German (formal)", "de"), ("Français", "fr")])
def test_the_tag_of_a_language_that_is_named_is_told(name: str, tag: str) -> None:
    value, (finding,) = read(f"title: T\nlang: {name}")
    assert value is None
    assert (finding.rule, finding.hint) == ("invalid-value", f"write {tag!r}")


@pytest.mark.parametrize("key", ["date", "modified", "reviewed", "next_review"])
@pytest.mark.parametrize(
    "text", ["soon", "20260131", "1.5", "2026", "01/31/2026", "2026-1-31", "true", "[2026-01-31]", "''"]
)
def test_what_is_no_date_is_told(key: str, text: str) -> None:
    value, (finding,) = read(f"{key}: {text}")
    assert value is None
    assert (finding.line, finding.column) == (2, len(key) + 3)
    assert finding.hint == "write it as YYYY-MM-DD"


@pytest.mark.parametrize("text", ["cover: {alt: A drop}", "author: {role: nurse}", "author: ''", "cover: {image: ' '}"])
def test_what_must_be_filled_is_told(text: str) -> None:
    value, (finding,) = read(text)
    assert value is None
    assert (finding.rule, finding.line) == ("invalid-value", 2)


def test_the_schema_allows_what_is_read() -> None:
    schema = front_matter.schema()
    properties = schema["properties"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert isinstance(properties, dict)
    assert {"title", "lang", "cover-image", "image-alt", "$schema", "extra"} <= set(properties)
    assert properties["date"]["format"] == "date"
    assert {"type": "string"} in properties["author"]["anyOf"]
    assert {"isbn", "contributors", "series", "subjects", "rights"} <= set(properties)
    assert "illustrator" in properties["contributors"]["anyOf"][0]["properties"]["role"]["enum"]
    assert all(entry["description"] for entry in properties.values())
