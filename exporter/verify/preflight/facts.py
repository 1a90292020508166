"""What preflight knows of a file before a rule looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from exporter.verify.preflight.places import Area, Where
from exporter.verify.preflight.profile import Colour

if TYPE_CHECKING:
    from exporter.verify.preflight.plates import Plates

Kind: TypeAlias = Literal["text", "line", "fill", "shading", "picture", "bitmap", "group"]
"""`bitmap`: a picture of one bit a pixel, or a mask through which colour is laid on."""


@dataclass(frozen=True, slots=True)
class Paint:
    """The colour that something is drawn in."""

    colour: Colour | None
    """None where nothing tells it."""
    inks: tuple[tuple[str, float], ...] | None
    """Each ink from 0 to 1; None where that depends on a conversion, or is different from point to point."""
    opacity: float = 1.0
    overprints: bool = False

    @property
    def is_white(self) -> bool:
        """Whether it lays on no ink."""
        return self.inks is not None and all(amount < 1 / 255 for _, amount in self.inks)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is drawn on a page."""

    kind: Kind
    area: Area
    """Clipped to the rectangles round the paths that clip it."""
    paint: Paint
    size: float = 0.0
    """Text: its size in points. Lines and fills: their thickness in points. Pictures: pixels an inch as printed."""
    is_transparent: bool = False
    """Whether what lies below shines through: by opacity, blend mode or soft mask."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link, note or form field."""

    subtype: str
    area: Area


@dataclass(frozen=True, slots=True)
class Boxes:
    """The page boxes of ISO 32000-1, 14.11.2, as they are seen, from the trim's lower left corner."""

    media: Area
    bleed: Area
    trim: Area
    named: frozenset[str]
    """Those that the file has, such as `TrimBox`; the others follow from them."""
    origin: tuple[float, float]
    """The MediaBox's lower left corner as it is written."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page and all that is drawn on it."""

    number: int
    """1-based."""
    boxes: Boxes
    marks: tuple[Mark, ...]
    missing_fonts: tuple[str, ...]
    annotations: tuple[Annotation, ...]
    plates: Plates
    """How much ink there is in each place."""

    def at(self, area: Area | None = None) -> Where:
        """A place for a finding."""
        return Where(self.number, area)


@dataclass(frozen=True, slots=True)
class Intent:
    """A printing condition that the file was made for, of the kind that PDF/X uses."""

    identifier: str
    """Such as `FOGRA39`; empty where there is none."""
    profile: bytes | None
    """ICC profile; None where there is none."""


@dataclass(frozen=True, slots=True)
class File:
    """A whole file but for its pages, which are many and large: they are looked at one after the other."""

    boxes: tuple[Boxes, ...]
    """Of each page."""
    intents: tuple[Intent, ...]
    claims: frozenset[str]
    repairs: tuple[str, ...]
    """What had to be repaired to read it."""
    is_encrypted: bool
    actions: frozenset[str]
    unmet: tuple[str, ...]
    """What PDF/X-4 requires of the file's structure and is not so."""
