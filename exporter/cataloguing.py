"""What shops and libraries ask of a publication: series, subjects, numbers and roles, as front matter writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from exporter.model import Isbn, Person, Series, Subject
from exporter.validation import nearest

RELATORS: Mapping[str, str] = {
    "aft": "author of afterword",
    "aui": "author of introduction",
    "aut": "author",
    "bkd": "book designer",
    "com": "compiler",
    "cov": "cover designer",
    "csl": "consultant",
    "ctb": "contributor",
    "edt": "editor",
    "fnd": "funder",
    "ill": "illustrator",
    "nrt": "narrator",
    "pfr": "proofreader",
    "pht": "photographer",
    "res": "researcher",
    "rev": "reviewer",
    "spn": "sponsor",
    "trl": "translator",
    "wpr": "writer of preface",
}
"""Roles that people have in a publication: code and name of the MARC code list for relators."""
_BY_NAME = {name: code for code, name in RELATORS.items()}

FORMS: Mapping[str, tuple[str, re.Pattern[str], str]] = {
    "bisac": ("BISAC", re.compile(r"[A-Z]{3}\d{6}"), "three capital letters and six digits, such as 'MED000000'"),
    "thema": (
        "Thema",
        re.compile(r"[A-Y][A-Z0-9]{0,7}|[1-6][A-Z]{1,8}(?:-[A-Z]{2}(?:-[A-Z0-9]{1,6})*)?"),
        "capital letters and digits, such as 'MB', or a qualifier such as '1DDU'",
    ),
    "mesh": ("MeSH", re.compile(r"D(?:\d{6}|\d{9})"), "a descriptor's unique ID, such as 'D008881'"),
}
"""Schemes of subjects by key: name, form of its codes, and the form in words.

BISAC Subject Headings 2024 (BISG), Thema 1.6 (EDItEUR, "Basic instructions", codes and qualifiers), MeSH (NLM, "MeSH
record types": descriptors were given six digits, later ones nine). Whether a code exists is not checked: the lists are
revised every year.
"""
_POSITION = re.compile(r"\d+(?:\.\d+)*")
"""EPUB 3.3, D.3.4: numbers, parts of which are separated by full stops."""


def _spaced(value: object) -> object:
    """Text on one line."""
    return " ".join(value.split()) if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_spaced)]
Filled = Annotated[str, BeforeValidator(_spaced), Field(min_length=1)]


def _isbn(value: object) -> object:
    """Thirteen digits; what was given out before 2007 with ten is brought to their form."""
    text = str(value) if isinstance(value, int) else value
    if not isinstance(text, str):
        raise ValueError("no ISBN", "put it in quotation marks")  # noqa: TRY004 - pydantic wants ValueError
    if not text.strip():
        return ""
    from stdnum import exceptions, isbn

    try:
        return isbn.validate(text.strip().removeprefix("urn:isbn:"), convert=True)
    except exceptions.InvalidChecksum:
        raise ValueError("the check digit is wrong", "compare it with the number that you were given") from None
    except exceptions.ValidationError:
        raise ValueError("no ISBN", "write its thirteen digits, with or without hyphens") from None


def is_isbn(text: str) -> bool:
    """Whether a number, with or without hyphens, has the length and the check digit of an ISBN."""
    from stdnum import isbn

    return bool(isbn.is_valid(text))


def _position(value: object) -> object:
    text = str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value
    if isinstance(text, str) and text and not _POSITION.fullmatch(text):
        raise ValueError("no position in a series", "write a number, such as 3")
    return text


def _relator(value: str) -> str:
    """A code of MARC's list, given by itself or by its name in English."""
    word = value.lower()
    code = word if word in RELATORS else _BY_NAME.get(word, "")
    if not code:
        raise ValueError("no role of the MARC code list for relators", nearest(word, [*RELATORS, *_BY_NAME]))
    return code


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ContributorEntry(_Strict):
    """Somebody who has contributed, and how."""

    name: Filled = Field(description="The name as it is to be printed.")
    role: Annotated[Filled, AfterValidator(_relator), Field(json_schema_extra={"enum": [*RELATORS, *_BY_NAME]})] = (
        Field(description="What they did: a MARC relator code such as 'ill', or its name, 'illustrator'.")
    )


class SeriesEntry(_Strict):
    """A series and the place of the publication in it."""

    name: Filled = Field(description="Name of the series.")
    position: Annotated[
        str, BeforeValidator(_position), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]})
    ] = Field(default="", description="Number in the series, such as 3 or '2.1'.")


class SubjectEntry(_Strict):
    """A code of a scheme, and what it stands for."""

    code: Filled = Field(description="The code as its scheme writes it.")
    name: Line = Field(default="", description="What the code stands for, in words.")


def _of(key: str) -> AfterValidator:
    """See that codes have the form of their scheme."""
    scheme, form, words = FORMS[key]

    def check(entry: SubjectEntry) -> SubjectEntry:
        if not form.fullmatch(entry.code):
            raise ValueError(f"{entry.code!r} has not the form of a code of {scheme}", f"write {words}")
        return entry

    return AfterValidator(check)


_SUBJECT_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"code": {"type": "string"}, "name": {"type": "string"}},
            "required": ["code"],
            "additionalProperties": False,
        },
    ]
}
_Codes = WithJsonSchema({"anyOf": [*_SUBJECT_SCHEMA["anyOf"], {"type": "array", "items": _SUBJECT_SCHEMA}]})


class SubjectsEntry(_Strict):
    """Codes of what a publication is about, by scheme."""

    bisac: Annotated[tuple[Annotated[SubjectEntry, _of("bisac")], ...], _Codes] = Field(
        default=(), description="BISAC Subject Headings, such as 'MED000000'."
    )
    thema: Annotated[tuple[Annotated[SubjectEntry, _of("thema")], ...], _Codes] = Field(
        default=(), description="Thema subject categories and qualifiers, such as 'MB'."
    )
    mesh: Annotated[tuple[Annotated[SubjectEntry, _of("mesh")], ...], _Codes] = Field(
        default=(), description="MeSH descriptors by their unique ID, such as 'D008881'."
    )


_Number = Annotated[str, BeforeValidator(_isbn)]


class IsbnEntry(_Strict):
    """An ISBN names one form of a publication: the ebook has one, the printed edition another."""

    epub: _Number = Field(default="", description="ISBN of the ebook.")
    print: _Number = Field(default="", description="ISBN of the printed edition.")

    @field_validator("print")
    @classmethod
    def _another(cls, value: str, info: ValidationInfo) -> str:
        if value and value == info.data.get("epub"):
            raise ValueError("the ebook has this ISBN", "give each form of the publication its own, or leave one out")
        return value


def series(entry: SeriesEntry | None) -> Series | None:
    """The series as the stages know it."""
    return Series(entry.name, entry.position) if entry else None


def subjects(entry: SubjectsEntry) -> tuple[Subject, ...]:
    """The subjects as the stages know them, the schemes in the order of `FORMS`."""
    return tuple(
        Subject(scheme, one.code, one.name) for key, (scheme, _, _) in FORMS.items() for one in getattr(entry, key)
    )


def isbn(entry: IsbnEntry) -> Isbn:
    """The numbers as the stages know them."""
    return Isbn(epub=entry.epub, printed=entry.print)


def contributors(entries: tuple[ContributorEntry, ...]) -> tuple[Person, ...]:
    """Those who have contributed, each with the code of what they did."""
    return tuple(Person(entry.name, relator=entry.role) for entry in entries)
