"""Who publishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.model.metadata import ImageReference


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of the clinic's, with exact ink values where the clinic has them."""

    srgb: str
    """`#rrggbb`, lower case."""
    cmyk: tuple[float, float, float, float] | None = None
    """Cyan, magenta, yellow, black in percent, 0 to 100."""
    spot: str = ""
    """Name of an ink of its own, such as `PANTONE 300 C`; `cmyk` is what stands in for it."""


@dataclass(frozen=True, slots=True)
class Certification:
    """Who has evaluated how accessible the clinic's publications are."""

    certifier: str
    credential: str = ""
    """What entitles them to, a name or an address."""
    report: str = ""
    """Address of their report."""


@dataclass(frozen=True, slots=True)
class Clinic:
    """Who publishes the article."""

    name: str
    path: str = ""
    """The TOML file as the user named it; the logo's path is relative to it."""
    tagline: str = ""
    logo: ImageReference | None = None
    colours: Mapping[str, Colour] = field(default_factory=dict)
    """`primary` and `accent` at least."""
    phone: str = ""
    email: str = ""
    address: tuple[str, ...] = ()
    """Lines, as on an envelope."""
    hours: tuple[str, ...] = ()
    """Opening hours, a line each."""
    url: str = ""
    short_url: str = ""
    """What the QR code holds and what is printed under it; empty falls back to `url`."""
    emergency: str = ""
    """What to do in an emergency, as plain text."""
    certification: Certification | None = None
    """None where nobody but software has evaluated anything."""
