"""Front matter: what the YAML at the head of an article may say, and how it becomes `Metadata`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from exporter import cataloguing, language_tags
from exporter.cataloguing import ContributorEntry, Filled, IsbnEntry, Line, SeriesEntry, SubjectsEntry
from exporter.model import Diagnostic, ImageReference, Metadata, Person, Severity
from exporter.validation import Key, validate
from exporter.yaml_document import YamlMapping

TEXT_KEYS = frozenset(
    {
        "title",
        "subtitle",
        "description",
        "summary",
        "lang",
        "version",
        "original_version",
        "identifier",
        "isbn",
        "rights",
    }
)
"""Keys whose values are taken as written, so that `lang: no` is Norwegian and `version: 1.10` keeps its nought."""

_LANGUAGE_NAMES = {
    "ar": ("arabic",),
    "da": ("danish", "dansk"),
    "de": ("german", "deutsch"),
    "en": ("english",),
    "es": ("spanish", "espanol", "español", "castellano"),
    "fr": ("french", "francais", "français"),
    "it": ("italian", "italiano"),
    "nl": ("dutch", "nederlands"),
    "pl": ("polish", "polski"),
    "pt": ("portuguese", "portugues", "português"),
    "sv": ("swedish", "svenska"),
}
"""What people call the languages that layouts have words in, by tag: in English, and as they call themselves."""
_TAGS = {name: tag for tag, names in _LANGUAGE_NAMES.items() for name in names}

_DATE_SCHEMA = {"type": "string", "format": "date"}
_PERSON_SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "role": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}
_PEOPLE_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        _PERSON_SCHEMA,
        {"type": "array", "items": {"anyOf": [{"type": "string"}, _PERSON_SCHEMA]}},
    ]
}
_KEYWORDS_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_COVER_SCHEMA = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "properties": {"image": {"type": "string"}, "alt": {"type": "string"}},
            "required": ["image"],
            "additionalProperties": False,
        },
    ]
}
_CONTRIBUTORS_SCHEMA = {
    "anyOf": [
        ContributorEntry.model_json_schema(),
        {"type": "array", "items": ContributorEntry.model_json_schema()},
    ]
}
_SERIES_SCHEMA = {"anyOf": [{"type": "string"}, SeriesEntry.model_json_schema()]}
_ISBN_SCHEMA = {"anyOf": [{"type": "string"}, IsbnEntry.model_json_schema()]}
_VERSION_SCHEMA = {"anyOf": [{"type": "string"}, {"type": "number"}]}


def _language(value: object) -> object:
    if isinstance(value, str) and not language_tags.is_tag(value):
        tag = _TAGS.get(re.split(r"\W", value.strip().lower(), maxsplit=1)[0])
        raise ValueError("no BCP 47 language tag", f"write {tag!r}" if tag else "write a tag such as 'en-GB'")
    return value


def _day(value: object) -> object:
    """A date; times of day are dropped, and figures are refused that would be taken for seconds since 1970."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or value is None:
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise ValueError("no date", "write it as YYYY-MM-DD")


Day = Annotated[date | None, BeforeValidator(_day), WithJsonSchema(_DATE_SCHEMA)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, title="Article")


class PersonEntry(_Strict):
    """An author or a reviewer."""

    name: Filled = Field(description="The name as it is to be printed.")
    role: Line = Field(default="", description="Profession or function, such as 'Consultant neurologist'.")


class CoverEntry(_Strict):
    """The picture on the cover."""

    image: Filled = Field(description="Path of the picture, relative to the article.")
    alt: Line = Field(default="", description="What the picture shows, for those who cannot see it.")


People = Annotated[tuple[PersonEntry, ...], WithJsonSchema(_PEOPLE_SCHEMA)]


def _several_names(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[Filled, ...], BeforeValidator(_several_names), WithJsonSchema(_KEYWORDS_SCHEMA)]


class FrontMatter(_Strict):
    """The keys of an article's front matter, named as Pandoc and Quarto name them where they have one."""

    title: Line = Field(default="", description="Title; may be left out where the text begins with '# Title'.")
    subtitle: Line = Field(default="", description="A line below the title.")
    description: Line = Field(default="", description="One or two sentences for catalogues and search engines.")
    summary: Line = Field(default="", description="The text in a sentence or two, for the front of a leaflet.")
    lang: Annotated[str, BeforeValidator(_language)] = Field(
        default="en", description="Language of the text as a BCP 47 tag, such as 'en-GB'."
    )
    author: People = Field(default=(), description="Who wrote it: a name, or name and role, or a list of either.")
    date: Day = Field(default=None, description="Day of first publication, YYYY-MM-DD.")
    keywords: Annotated[tuple[Line, ...], WithJsonSchema(_KEYWORDS_SCHEMA)] = Field(
        default=(), description="Keywords: a list, or a text with commas."
    )
    reviewed_by: People = Field(default=(), description="Who checked the contents: name and role, one or a list.")
    modified: Day = Field(default=None, description="Day of the last change, YYYY-MM-DD.")
    reviewed: Day = Field(default=None, description="Day of the last review, YYYY-MM-DD.")
    next_review: Day = Field(default=None, description="Day on which the next review is due, YYYY-MM-DD.")
    version: Annotated[str, WithJsonSchema(_VERSION_SCHEMA)] = Field(
        default="", description="Version of the text, as it is to be printed."
    )
    original_version: Annotated[str, WithJsonSchema(_VERSION_SCHEMA)] = Field(
        default="", description="Of a translation: the version of the original that it translates."
    )
    identifier: Line = Field(default="", description="A URI, an ISBN or any unique text that names this publication.")
    isbn: Annotated[IsbnEntry, WithJsonSchema(_ISBN_SCHEMA)] = Field(
        default=IsbnEntry(), description="ISBN of the ebook, or 'epub' and 'print' with one for each."
    )
    contributors: Annotated[tuple[ContributorEntry, ...], WithJsonSchema(_CONTRIBUTORS_SCHEMA)] = Field(
        default=(), description="Others who took part: name and MARC relator, one or a list."
    )
    series: Annotated[SeriesEntry | None, WithJsonSchema(_SERIES_SCHEMA)] = Field(
        default=None, description="A series that this belongs to: its name, or 'name' and 'position'."
    )
    subjects: SubjectsEntry = Field(
        default=SubjectsEntry(), description="What it is about, as codes of 'bisac', 'thema' and 'mesh'."
    )
    rights: Line = Field(default="", description="Who holds the rights, and what others may do.")
    cover: Annotated[CoverEntry | None, WithJsonSchema(_COVER_SCHEMA)] = Field(
        default=None, description="Cover picture: a path, or 'image' and 'alt'."
    )
    cover_image: Line = Field(default="", alias="cover-image", description="Cover picture, as Pandoc names it.")
    image: Line = Field(default="", description="Cover picture, as Quarto names it.")
    image_alt: Line = Field(default="", alias="image-alt", description="What the picture of 'image' shows.")
    clinics: Names = Field(default=(), description="Only for these clinics: a name or pattern, or a list.")
    editions: Names = Field(default=(), description="Only in these editions: a name or pattern, or a list.")
    extra: dict[str, object] = Field(
        default_factory=dict, description="Anything else, to be used in the text or by a layout."
    )
    schema_uri: str = Field(default="", alias="$schema", description="Address of this schema, for editors.")


def read(document: YamlMapping, path: str, language: str = "") -> tuple[Metadata | None, tuple[Diagnostic, ...]]:
    """Validate front matter and turn it into `Metadata`; None where it has a fault that must be mended.

    Args:
        document: The front matter.
        path: The file, for diagnostics.
        language: What the file's name says of it: it counts where the front matter says no more, and must not differ.
    """
    model, findings = validate(
        FrontMatter,
        _normalised(document.data),
        path=path,
        locate=lambda keys: document.locate(_as_written(document.data, keys)),
        locate_value=lambda keys: document.locate_value(_as_written(document.data, keys)),
    )
    if model is None:
        return None, findings
    if not language:
        return _metadata(model, document), findings
    if "lang" in model.model_fields_set and not language_tags.agree(model.lang, language):
        return None, (*findings, _other_language(model.lang, language, document, path))
    written = model.lang if "lang" in model.model_fields_set else language
    told = max(written, language, key=lambda tag: len(language_tags.subtags(tag)))
    return replace(_metadata(model, document), language=told), findings


def _other_language(written: str, named: str, document: YamlMapping, path: str) -> Diagnostic:
    line, column = document.locate_value(("lang",))
    message = f"the file's name says {named!r}, and its front matter {written!r}"
    hint = "correct 'lang', or give the file the language's name"
    return Diagnostic("language-mismatch", Severity.ERROR, message, hint, path, line, column)


def _as_written(data: object, keys: Sequence[Key]) -> Sequence[Key]:
    """Keys as the file has them: what stands alone there, without a list or without a table, has one here."""
    if not keys or isinstance(data, str):
        return ()
    if keys[0] == 0 and not isinstance(data, list):
        return _as_written(data, keys[1:])
    inner: object = None
    if isinstance(data, Mapping):
        inner = data.get(keys[0])
    elif isinstance(data, list) and isinstance(keys[0], int):
        inner = data[keys[0]]
    return (keys[0], *_as_written(inner, keys[1:]))


def schema() -> dict[str, object]:
    """JSON Schema (draft 2020-12) of the front matter, for `exporter schema article` and for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **FrontMatter.model_json_schema(by_alias=True)}


def _normalised(data: Mapping[str, object]) -> dict[str, object]:
    """One shape for each key that may be written in several; keys without a value count as not written."""
    shaped = {key: value for key, value in data.items() if value is not None}
    for key in ("author", "reviewed_by"):
        if key in shaped:
            shaped[key] = _several(shaped[key], "name")
    keywords = shaped.get("keywords")
    if isinstance(keywords, str):
        shaped["keywords"] = [word.strip() for word in keywords.split(",") if word.strip()]
    for key, inner in (("cover", "image"), ("series", "name"), ("isbn", "epub")):
        if isinstance(shaped.get(key), str):
            shaped[key] = {inner: shaped[key]}
    if isinstance(shaped.get("contributors"), Mapping):
        shaped["contributors"] = [shaped["contributors"]]
    subjects = shaped.get("subjects")
    if isinstance(subjects, Mapping):
        shaped["subjects"] = {scheme: _several(codes, "code") for scheme, codes in subjects.items()}
    return shaped


def _several(value: object, key: str) -> object:
    """A list of tables; a text stands for a table with one key."""
    entries = value if isinstance(value, list) else [value]
    return [{key: entry} if isinstance(entry, str) else entry for entry in entries]


def _metadata(model: FrontMatter, document: YamlMapping) -> Metadata:
    return Metadata(
        title=model.title,
        subtitle=model.subtitle,
        description=model.description,
        summary=model.summary,
        language=model.lang,
        authors=tuple(Person(entry.name, entry.role) for entry in model.author),
        reviewers=tuple(Person(entry.name, entry.role) for entry in model.reviewed_by),
        keywords=model.keywords,
        published=model.date,
        modified=model.modified,
        reviewed=model.reviewed,
        next_review=model.next_review,
        version=model.version,
        original_version=model.original_version,
        identifier=model.identifier,
        isbn=cataloguing.isbn(model.isbn),
        contributors=cataloguing.contributors(model.contributors),
        series=cataloguing.series(model.series),
        subjects=cataloguing.subjects(model.subjects),
        rights=model.rights,
        cover=_cover(model, document),
        extra=model.extra,
    )


def _cover(model: FrontMatter, document: YamlMapping) -> ImageReference | None:
    """The picture, with the line of the key that names it."""
    if model.cover:
        alternative = model.cover.alt or model.image_alt
        return ImageReference(model.cover.image, alternative, line=document.locate(("cover", "image"))[0])
    for url, keys in ((model.cover_image, ("cover-image", "cover_image")), (model.image, ("image",))):
        if url:
            line = next((line for key in keys if (line := document.locate((key,))[0])), None)
            return ImageReference(url, model.image_alt, line=line)
    return None
