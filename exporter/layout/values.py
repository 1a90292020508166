"""What a layout is once its folder has been read, and what is asked of it: frozen, picklable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from exporter.layout.catalogues import Chain
from exporter.model import Medium, Resource
from exporter.sheets.folds import Folding

TokenKind = Literal["colour", "length", "number", "font"]
OptionKind = Literal["choice", "boolean", "number", "text"]
OptionValue = str | bool | float
Rule = Literal["legible", "tint", "contrast"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A page size by name, and the tokens that differ on it."""

    name: str
    width_mm: float
    height_mm: float
    tokens: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a colour follows from another token."""

    rule: Rule
    """`legible`: darkened or lightened until it reads on `ground`; `tint`: the same hue at `lightness`;
    `contrast`: paper white or ink black, whichever reads better on it."""
    source: str
    """The token it follows from."""
    ground: str = ""
    """The token of the colour it is read on."""
    ratio: float = 4.5
    """WCAG 2.2 contrast ratio."""
    lightness: float = 0.0
    """OKLCH lightness, 0 to 1."""
    chroma: float = 0.4
    """OKLCH chroma at most."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """Those whose values it needs."""
        return (self.source, self.ground) if self.rule == "legible" else (self.source,)


@dataclass(frozen=True, slots=True)
class Token:
    """A design token: it becomes the custom property `--name` of the stylesheet."""

    name: str
    kind: TokenKind
    value: str
    """CSS; empty where `derivation` says how it is found."""
    description: str = ""
    derivation: Derivation | None = None
    minimum: str = ""
    """A length or a number as `value`; empty for none."""
    maximum: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a layout offers; templates read it as `options.name`."""

    name: str
    kind: OptionKind
    default: OptionValue
    choices: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class PartRule:
    """One part that a layout makes, or one for each section of the article."""

    kind: str
    template: str
    mediums: tuple[Medium, ...]
    split: bool
    """One part for each level-2 heading, and one for what stands before the first."""
    title: str
    """Key in the table of words; empty takes the title of the article or of the section."""


@dataclass(frozen=True, slots=True)
class Stylesheet:
    """A CSS file of a layout."""

    name: str
    css: str
    mediums: tuple[Medium, ...]


@dataclass(frozen=True, slots=True)
class Icon:
    """A drawing that becomes the custom property `--icon-name`; `currentColor` in it is the token `colour`."""

    name: str
    svg: str
    colour: str


@dataclass(frozen=True, slots=True)
class Template:
    """A Jinja2 template and the file it was read from."""

    source: str
    path: str


@dataclass(frozen=True, slots=True)
class OwnFace:
    """A face of a font that lies in the layout's folder."""

    family: str
    weight: str
    style: str
    file: str
    """Its name in the layout's `assets`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout with everything it inherits, every file read."""

    name: str
    description: str
    path: str
    """Its manifest, as found."""
    formats: tuple[str, ...]
    papers: Mapping[str, Paper]
    paper: str
    """The default paper's name; where there is a fold, papers are sheets."""
    fold: str
    """The default fold; empty for a layout without panels."""
    tokens: Mapping[str, Token]
    options: Mapping[str, Option]
    parts: tuple[PartRule, ...]
    templates: Mapping[str, Template]
    """By name; a template that a child replaced is still there as `parent/name`."""
    stylesheets: tuple[Stylesheet, ...]
    """In the order of the cascade."""
    icons: Mapping[str, Icon]
    words: Mapping[str, Chain]
    """Catalogues of the words of the templates by language tag, lower case; the tag of the originals is empty."""
    assets: Mapping[str, Resource]
    """Files of the folder `assets`, by name."""
    fonts: tuple[OwnFace, ...]
    digest: str
    """SHA-256 of all of the above: the same digest lays out the same."""
    folders: tuple[Path, ...] = ()
    """Where it and those it extends are looked for, absolute, whether or not there is anything."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a layout is asked for."""

    medium: Medium
    today: date
    """Stands in where the article gives no date."""
    images: Mapping[str, Resource] = field(default_factory=dict)
    """By URL, as the article's `src`, the clinic's logo and the cover name them."""
    paper: str = ""
    """Empty takes the layout's own."""
    fold: str = ""
    """Empty takes the layout's own."""
    folding: Folding = field(default_factory=Folding)
    """How the sheet lies and what it weighs; the direction is that of the text, whatever is said here."""
    tokens: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    embed_fonts: bool = True
    """Print always embeds."""
