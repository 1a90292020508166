"""From the master's sRGB to ink: every colour that is drawn on a page becomes CMYK, black alone, or a spot ink."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


@dataclass(frozen=True, slots=True)
class Ink:
    """What is printed for a colour that its owner has mixed by hand."""

    cmyk: tuple[float, float, float, float]
    """Cyan, magenta, yellow, black, 0 to 1."""
    spot: str = ""
    """Name of an ink of its own, such as `PANTONE 300 C`; `cmyk` is what stands in for it."""


@dataclass(frozen=True, slots=True)
class Inks:
    """How colours become ink."""

    profile: bytes
    """An ICC output profile for CMYK, such as `profiles.coated()`."""
    exact: Mapping[str, Ink] = field(default_factory=dict)
    """By sRGB, `#rrggbb`, lower case: used in text, lines, areas and the stops of gradients, not in pictures."""
    most_ink_percent: float = 300.0
    """What paper takes in one place, all inks added; exact inks, and pictures that were CMYK, stay as they are."""


def convert(pdf: pikepdf.Pdf, inks: Inks, jpeg_quality: int = 90) -> None:
    """Turn all that is drawn on the pages into ink, in place; the same values give the same objects.

    Colours go through the profile, relative colorimetric with black point compensation. Neutral text, lines, areas and
    gradients and grey pictures are printed in black alone, as light as they were; black text overprints. Annotations
    and the catalog's output intents, which no longer hold, are left out.

    Args:
        pdf: The master; its pages get new contents and resources.
        inks: The profile, and the colours that have inks of their own.
        jpeg_quality: Of pictures that were JPEG, 1 to 100; others stay without loss.

    Raises:
        ValueError: the profile is none for CMYK, or the file's graphics cannot be understood; see `profile.fault`.
    """
    from exporter.prepress.colour.conversion import Conversion

    Conversion(pdf, inks, jpeg_quality).run()
