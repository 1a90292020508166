"""Profiles: what a printing house, or a printer in an office, asks of a file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Colour: TypeAlias = Literal["grey", "cmyk", "spot", "rgb", "lab", "icc-grey", "icc-cmyk", "icc-rgb"]
"""A kind of colour space; `icc-` is one that says by a profile, or by CIE values, what it looks like."""
INKS: frozenset[Colour] = frozenset({"grey", "cmyk", "spot", "icc-cmyk"})
ALL_COLOURS: frozenset[Colour] = INKS | {"rgb", "lab", "icc-grey", "icc-rgb"}


@dataclass(frozen=True, slots=True)
class Profile:
    """Every limit that a file is held to; a limit of 0 asks for nothing, one of infinity allows everything."""

    name: str
    bleed_mm: float = 3.0
    """How far colour that touches the trim must go beyond it."""
    safe_mm: float = 5.0
    """How far text must stay away from the trim."""
    margin_mm: float = 0.0
    """How far everything must stay away from the trim, since the printer cannot print there."""
    trim_box: bool = True
    """Whether every page must say where it is trimmed."""
    same_sizes: bool = True
    """Whether all pages must have one size."""
    colours: frozenset[Colour] = INKS
    transparency: bool = True
    """Whether it is allowed."""
    ink_percent: float = 300.0
    """The most ink that may lie in one place, all inks added."""
    image_ppi: float = 300.0
    """The least pixels an inch of pictures at the size that they are printed in."""
    bitmap_ppi: float = 600.0
    """The same for pictures of black and white only."""
    hairline_pt: float = 0.25
    """The least thickness of a line."""
    rich_black_pt: float = 12.0
    """The least size of text in black and more than one ink besides."""
    white_overprint: bool = False
    """Whether white may be set to overprint, which makes it vanish."""
    output_intent: bool = True
    """Whether the file must say for which printing condition it was made."""
    conditions: tuple[str, ...] = ()
    """The printing conditions that are accepted, such as `FOGRA39`; empty for every one that is registered."""
    annotations: bool = False
    """Whether links, notes and forms may lie on a page."""
    pages_multiple_of: int = 1
    """4 for a booklet that is stapled."""

    def with_claim(self) -> Profile:
        """The same for a file that says that it is PDF/X-4: what that forbids, no house can allow."""
        colours = self.colours & PDF_X_4.colours
        return replace(self, colours=colours, trim_box=True, output_intent=True, annotations=False)


PRESS_COATED = Profile("press-coated")
PRESS_UNCOATED = Profile("press-uncoated", ink_percent=260.0)
OFFICE = Profile(
    "office",
    bleed_mm=0.0,
    safe_mm=0.0,
    margin_mm=5.0,
    trim_box=False,
    same_sizes=False,
    colours=ALL_COLOURS,
    ink_percent=math.inf,
    image_ppi=150.0,
    bitmap_ppi=300.0,
    rich_black_pt=0.0,
    white_overprint=True,
    output_intent=False,
    annotations=True,
)
PDF_X_4 = Profile(
    "PDF/X-4",
    bleed_mm=0.0,
    safe_mm=0.0,
    same_sizes=False,
    colours=ALL_COLOURS - {"rgb"},
    ink_percent=math.inf,
    image_ppi=0.0,
    bitmap_ppi=0.0,
    hairline_pt=0.0,
    rich_black_pt=0.0,
    white_overprint=True,
)
"""What the standard itself asks for, which is less than what houses do (ISO 15930-7:2010)."""
PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (PRESS_COATED, PRESS_UNCOATED, OFFICE)}
"""Bleed, safe area, ink and resolution as printing houses ask for them in their guides to customers."""
