"""A clinic's TOML file."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from exporter import toml_document, validation
from exporter.errors import ExporterError
from exporter.model import Certification, Clinic, Colour, Diagnostic, ImageReference

HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\Z", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s<>,;:\"']+@[^@\s<>,;:\"']+\.[^@\s<>,;:\"'.]+\Z")
ADDRESS = re.compile(r"https?://[^\s/?#@\"<>]+(?:[/?#][^\s\"<>]*)?\Z", re.IGNORECASE)


def _hex(value: str) -> str:
    if not HEX.match(value):
        raise ValueError("a colour is written as '#rrggbb', such as '#17606e'")
    digits = value[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def _email(value: str) -> str:
    if value and not EMAIL.match(value):
        raise ValueError("an email address is written as name@example.org")
    return value


def _address(value: str) -> str:
    if value and not ADDRESS.match(value):
        raise ValueError("an address on the web begins with https:// and has no spaces")
    return value


def _lines(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds; what is no text is left to pydantic
    return value.strip().splitlines() if isinstance(value, str) else value


def _as_table(name: str) -> BeforeValidator:
    """Let a text stand for a table with one key."""
    return BeforeValidator(lambda value: {name: value} if isinstance(value, str) else value)


WebAddress = Annotated[str, AfterValidator(_address)]
Lines = Annotated[list[str], BeforeValidator(_lines)]
Percent = Annotated[float, Field(ge=0, le=100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ColourValue(_Strict):
    """A colour on screens, and in ink where the clinic has exact values."""

    srgb: Annotated[str, AfterValidator(_hex)] = Field(description="`#rrggbb`")
    cmyk: tuple[Percent, Percent, Percent, Percent] | None = Field(
        default=None, description="cyan, magenta, yellow and black in percent"
    )
    spot: str = Field(default="", description="name of an ink of its own; `cmyk` is what stands in for it")

    @model_validator(mode="after")
    def _spot_has_a_stand_in(self) -> Self:
        if self.spot and self.cmyk is None:
            raise ValueError("a spot ink needs 'cmyk' too", "give the values that the ink's maker names for it")
        return self


class Logo(_Strict):
    """The clinic's logo."""

    image: str = Field(min_length=1, description="path relative to this file")
    alt: str = Field(default="", description="alternative text; the clinic's name where it is missing")


class ClinicFile(_Strict):
    """Who publishes the articles."""

    name: str = Field(min_length=1, description="as printed on covers and back pages")
    tagline: str = Field(default="", description="a line under the name")
    logo: Annotated[Logo, _as_table("image")] | None = Field(default=None, description="a path, or `image` and `alt`")
    colours: dict[str, Annotated[ColourValue, _as_table("srgb")]] = Field(
        default_factory=dict, description="`primary` and `accent`, each `#rrggbb` or a table of `srgb` and `cmyk`"
    )
    phone: str = Field(default="", description="as people dial it")
    email: Annotated[str, AfterValidator(_email)] = ""
    address: Lines = Field(default_factory=list, description="lines as on an envelope, or one text with line breaks")
    hours: Lines = Field(default_factory=list, description="opening hours, a line each")
    url: WebAddress = Field(default="", description="the clinic's own site")
    short_url: WebAddress = Field(default="", description="what the QR code holds and what is printed under it")
    emergency: str = Field(default="", description="what to do in an emergency")
    certifier: str = Field(default="", description="who has evaluated how accessible the ebooks are")
    certifier_credential: str = Field(default="", description="what entitles the certifier to: a name or an address")
    certifier_report: WebAddress = Field(default="", description="address of the certifier's report")

    @field_validator("certifier_credential", "certifier_report")
    @classmethod
    def _somebody_certifies(cls, value: str, known: ValidationInfo) -> str:
        if value and not known.data.get("certifier"):
            raise ValueError("there is no 'certifier' whose it could be", "name who has evaluated the ebooks")
        return value

    def certification(self) -> Certification | None:
        """Who has evaluated the ebooks, if anybody has."""
        if not self.certifier:
            return None
        return Certification(self.certifier, self.certifier_credential, self.certifier_report)


def parse(data: bytes, path: str) -> tuple[Clinic, tuple[Diagnostic, ...]]:
    """Parse a clinic's file.

    Raises:
        ExporterError: it is no TOML, or a value is wrong.
    """
    document = toml_document.parse(data, path)
    model, findings = validation.validate(ClinicFile, document.data, path=path, locate=document.locate)
    if model is None:
        raise ExporterError(findings)
    line, _ = document.locate(("logo",))
    logo = ImageReference(model.logo.image, model.logo.alt or model.name, line=line) if model.logo else None
    clinic = Clinic(
        name=model.name,
        path=path,
        tagline=model.tagline,
        logo=logo,
        colours={name: Colour(colour.srgb, colour.cmyk, colour.spot) for name, colour in model.colours.items()},
        phone=model.phone,
        email=model.email,
        address=tuple(model.address),
        hours=tuple(model.hours),
        url=model.url,
        short_url=model.short_url,
        emergency=model.emergency,
        certification=model.certification(),
    )
    return clinic, findings
