"""`layout.toml`: what it may say."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from exporter import toml_document, validation
from exporter.errors import ExporterError
from exporter.layout.values import OptionKind, OptionValue, TokenKind
from exporter.model import Diagnostic, Medium

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
ALL_MEDIUMS = tuple(Medium)
KINDS = Literal[
    "cover", "title-page", "contents", "chapter", "body", "notes", "glossary", "index", "colophon", "back"
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PaperEntry(_Strict):
    """A paper size."""

    width_mm: Annotated[float, Field(gt=0, le=2000)] | None = None
    height_mm: Annotated[float, Field(gt=0, le=2000)] | None = None
    tokens: dict[Name, str] = Field(default={}, description="tokens that differ on this paper")


def _as_text(value: object) -> object:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value


Limit = Annotated[str, BeforeValidator(_as_text, json_schema_input_type=str | float)]


class TokenEntry(_Strict):
    """A design token; a colour may follow from another one."""

    type: TokenKind | None = Field(default=None, description="inherited where it is left out")
    default: str = ""
    min: Limit = Field(default="", description="no length or number given for it may be smaller; inherited")
    max: Limit = Field(default="", description="nor larger; inherited")
    description: str = ""
    legible: Name | None = Field(default=None, description="the colour to darken or lighten until it reads on `on`")
    on: Name = Field(default="paper", description="the colour of the ground it is read on")
    ratio: Annotated[float, Field(ge=1, le=21)] = Field(default=4.5, description="WCAG 2.2 contrast ratio to reach")
    tint: Name | None = Field(default=None, description="the colour to bring to `lightness`, its hue kept")
    lightness: Annotated[float, Field(ge=0, le=1)] = Field(default=0.96, description="OKLCH lightness of a tint")
    chroma: Annotated[float, Field(ge=0, le=0.4)] = Field(default=0.4, description="OKLCH chroma of a tint at most")
    contrast: Name | None = Field(default=None, description="the ground on which it is white or black, as reads better")

    @model_validator(mode="after")
    def _one_source(self) -> TokenEntry:
        given = [name for name in ("default", "legible", "tint", "contrast") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("say exactly one of default, legible, tint and contrast")
        if self.type not in ("colour", None) and not self.default:
            raise ValueError("only a colour can follow from another token")
        return self


def _bare_value(entry: object) -> object:
    return {"default": entry} if isinstance(entry, str) else entry


Token = Annotated[TokenEntry, BeforeValidator(_bare_value, json_schema_input_type=TokenEntry | str)]
"""A text instead of a table changes the value of an inherited token."""


class OptionEntry(_Strict):
    """An option of the layout."""

    type: OptionKind
    default: OptionValue
    choices: tuple[str, ...] = ()
    description: str = ""

    @model_validator(mode="after")
    def _default_is_a_choice(self) -> OptionEntry:
        if self.type == "choice" and self.default not in self.choices:
            raise ValueError(f"the default {self.default!r} is not among the choices")
        return self


class PartEntry(_Strict):
    """A part of the document, in reading order."""

    kind: KINDS
    template: str
    mediums: tuple[Medium, ...] = ALL_MEDIUMS
    split: Literal["h2"] | None = Field(default=None, description="one part for each level-2 heading")
    title: str = Field(default="", description="a key of the table of words; empty takes the text's own title")


class StylesheetEntry(_Strict):
    """A CSS file."""

    file: str
    mediums: tuple[Medium, ...] = ALL_MEDIUMS


class IconEntry(_Strict):
    """A drawing for CSS, as the custom property `--icon-name`."""

    file: str
    colour: Name = Field(description="the token whose colour `currentColor` stands for")


class FontEntry(_Strict):
    """A face of a font among the layout's assets."""

    family: str
    file: str
    weight: Annotated[str, Field(pattern=r"^[1-9]\d{0,3}( [1-9]\d{0,3})?$")] = "400"
    style: Literal["normal", "italic"] = "normal"


class Manifest(_Strict):
    """A layout: how an article looks."""

    name: Name
    description: str
    extends: Name | None = None
    abstract: bool = Field(default=False, description="only there to be extended; not listed")
    formats: tuple[validation.FormatName, ...] = ()
    paper: Name | None = Field(default=None, description="the default paper")
    papers: dict[Name, PaperEntry] = {}
    fold: str | None = Field(default=None, description="the default fold of a layout of panels; its papers are sheets")
    tokens: dict[Name, Token] = {}
    options: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], OptionEntry] = {}
    parts: tuple[PartEntry, ...] = ()
    stylesheets: tuple[StylesheetEntry, ...] = ()
    icons: dict[Name, IconEntry] = {}
    fonts: tuple[FontEntry, ...] = ()


@lru_cache(maxsize=32)
def parse(data: bytes, path: str) -> tuple[Manifest, tuple[Diagnostic, ...]]:
    """Read a manifest; the same file is parsed once in a process.

    Raises:
        ExporterError: it is no TOML, or says what a manifest cannot say.
    """
    document = toml_document.parse(data, path)
    manifest, found = validation.validate(Manifest, document.data, path=path, locate=document.locate)
    if manifest is None:
        raise ExporterError(found)
    return manifest, found
