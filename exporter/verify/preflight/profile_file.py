"""A house's own profile: a TOML file that begins from one of the built-in ones and changes what it names."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from exporter import toml_document, validation
from exporter.errors import ExporterError
from exporter.model import Diagnostic
from exporter.verify.preflight.profile import ALL_COLOURS, PROFILES, Colour, Profile


def _built_in(name: str) -> str:
    if name not in PROFILES:
        raise ValueError("there is no such profile", validation.nearest(name, list(PROFILES)))
    return name


def _colour(name: str) -> str:
    if name not in ALL_COLOURS:
        raise ValueError("there is no such kind of colour", validation.nearest(name, sorted(ALL_COLOURS)))
    return name


def _limit(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("expected a number", "write it without quotation marks or unit")  # noqa: TRY004 - pydantic's way
    if math.isnan(value) or value < 0:
        raise ValueError("a limit is 0 or more", "write 0 to ask for nothing, inf to allow anything")
    return float(value)


Limit = Annotated[float, BeforeValidator(_limit)]


class ProfileFile(BaseModel):
    """A preflight profile."""

    model_config = ConfigDict(extra="forbid")

    like: Annotated[str, AfterValidator(_built_in)] = Field(
        default="press-coated", description=f"the profile that holds for what is not named: {', '.join(PROFILES)}"
    )
    bleed_mm: Limit | None = Field(default=None, description="how far colour at the trim goes beyond it")
    safe_mm: Limit | None = Field(default=None, description="how far text stays away from the trim")
    margin_mm: Limit | None = Field(default=None, description="how far everything stays away from the trim")
    trim_box: bool | None = Field(default=None, description="every page says where it is trimmed")
    same_sizes: bool | None = Field(default=None, description="all pages have one size")
    colours: list[Annotated[str, AfterValidator(_colour)]] | None = Field(
        default=None, min_length=1, description=f"any of {', '.join(sorted(ALL_COLOURS))}"
    )
    transparency: bool | None = Field(default=None, description="transparency is allowed")
    ink_percent: Limit | None = Field(default=None, description="the most ink in one place")
    image_ppi: Limit | None = Field(default=None, description="the least resolution of pictures")
    bitmap_ppi: Limit | None = Field(default=None, description="the least resolution of black-and-white pictures")
    hairline_pt: Limit | None = Field(default=None, description="the least thickness of a line")
    rich_black_pt: Limit | None = Field(default=None, description="the least size of text in rich black")
    white_overprint: bool | None = Field(default=None, description="white may be set to overprint")
    output_intent: bool | None = Field(default=None, description="the file names its printing condition")
    conditions: list[Annotated[str, Field(min_length=1)]] | None = Field(
        default=None, description="the printing conditions that are accepted, such as FOGRA39"
    )
    annotations: bool | None = Field(default=None, description="links, notes and forms may lie on a page")
    pages_multiple_of: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="the number of pages is a multiple of this"
    )


def parse(data: bytes, path: str) -> tuple[Profile, tuple[Diagnostic, ...]]:
    """Parse a profile; its name is the file's, without suffix.

    Raises:
        ExporterError: it is no TOML, or a value is wrong.
    """
    document = toml_document.parse(data, path)
    model, findings = validation.validate(ProfileFile, document.data, path=path, locate=document.locate)
    if model is None:
        raise ExporterError(findings)
    return replace(PROFILES[model.like], name=PurePath(path).stem, **_changes(model)), findings


def _changes(model: ProfileFile) -> dict[str, Any]:
    changes: dict[str, Any] = model.model_dump(exclude={"like"}, exclude_none=True)
    if "colours" in changes:
        colours: frozenset[Colour] = frozenset(changes["colours"])
        changes["colours"] = colours
    if "conditions" in changes:
        changes["conditions"] = tuple(changes["conditions"])
    return changes
