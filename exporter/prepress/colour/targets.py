"""What colours become: ink on a page, or light in a soft mask."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from exporter.prepress.colour import Ink
from exporter.prepress.colour.functions import clip
from exporter.prepress.colour.profile import Profile
from exporter.prepress.colour.spaces import GREY, Base, Pattern, Space, Tint, Values

if TYPE_CHECKING:
    from PIL.Image import Image

SPREADS = (2, 18)
"""Levels of 255 by which red, green and blue may differ in a grey: in white, and in all that is darker than `DARK`.

Text and lines are often set in greys with a hint of a hue. On paper the hint of a dark colour is hardly seen, about as
far as ISO 12647-2 lets a solid ink stray (ΔE 5), and costs three more plates and their misregister. Light areas show
their hue, and take next to no ink."""
DARK = 160
NEARLY_BLACK = 51
"""Greys up to this are printed as black: black ink alone is no darker, and letters need no screen."""
LUMA = (0.3, 0.59, 0.11)
"""ISO 32000-1, 10.3.2: from DeviceRGB to DeviceGray."""
BLACK: Values = (0.0, 0.0, 0.0, 1.0)
Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour to paint with, in the target's own space."""

    values: Values
    spot: str = ""
    """The ink that it is printed with instead."""

    @property
    def is_black(self) -> bool:
        """Black alone, all of it."""
        return self.values == BLACK and not self.spot


class Target(Protocol):
    """A space that all colours of a content stream are turned into."""

    name: str
    """The space's, without its slash."""
    operators: tuple[bytes, bytes]
    """Those that set a colour to fill and to stroke with."""
    overprints: bool

    @property
    def separation(self) -> Hashable:
        """All that its pictures depend on."""

    def paint(self, space: Space, values: Sequence[float]) -> Paint:
        """The colour that stands for one of another space."""

    def ramp(self, space: Space, colours: Sequence[Values], *, neutral: bool) -> list[Values]:
        """The colours that stand for those of a gradient, in its order; `neutral` where all of them are."""

    def grid(self, space: Space, colours: Sequence[Values], *, neutral: bool) -> list[Values]:
        """The same where the colours are those of a plane."""

    def is_neutral(self, space: Space, values: Values) -> bool:
        """Tell whether a colour of a gradient is a grey."""

    def keeps(self, space: Space) -> bool:
        """Tell whether a space stays, but for what it is built on."""

    def picture(self, picture: Image, base: Base, *, rings: bool = False) -> Image:
        """The picture that stands for one of another space; `rings` tells that it will be compressed with loss."""


RINGING_PERCENT = 20.0
"""What compression as JPEG adds here and there to the ink of dark places, found on photographs at quality 90."""


@dataclass(slots=True)
class Press:
    """Ink: CMYK, black alone, spot colours."""

    profile: Profile
    exact: Mapping[str, Ink] = field(default_factory=dict)
    most_ink_percent: float = 300.0
    name: str = "DeviceCMYK"
    operators: tuple[bytes, bytes] = (b"k", b"K")
    overprints: bool = True

    @property
    def separation(self) -> Hashable:
        """The profile and how much ink there may be."""
        return self.name, self.profile.data, self.most_ink_percent

    def paint(self, space: Space, values: Sequence[float]) -> Paint:
        """Exact ink, black alone, or what the profile says."""
        base, values = _resolve(space, values)
        if base.mode == "CMYK":
            return Paint(values)
        rgb = _srgb(self.profile, base, [values])[0]
        ink = self._ink(rgb)
        if ink is not None:
            return Paint(ink.cmyk, ink.spot)
        if _is_nearly_black(rgb):
            return Paint(BLACK)
        if _is_neutral(rgb):
            return Paint(self._black(rgb))
        return Paint(self._separate(base, [values])[0])

    def ramp(self, space: Space, colours: Sequence[Values], *, neutral: bool) -> list[Values]:
        """As the profile says, so that no step shows; its ends, where they are exact ink, draw the rest along."""
        found = self.grid(space, colours, neutral=neutral)
        first, last = (self._shift(space, colours[end], found[end]) for end in (0, -1))
        if not any((*first, *last)):
            return found
        shares = [step / (len(found) - 1) for step in range(len(found))]
        return [
            tuple(clip(ink + a + (b - a) * share, 0, 1) for ink, a, b in zip(each, first, last, strict=True))
            for share, each in zip(shares, found, strict=True)
        ]

    def grid(self, space: Space, colours: Sequence[Values], *, neutral: bool) -> list[Values]:
        """As the profile says, or black alone."""
        found = [_resolve(space, values) for values in colours]
        base = found[0][0]
        plain = [values for _, values in found]
        if base.mode == "CMYK":
            return plain
        if neutral:
            return [self._black(rgb) for rgb in _srgb(self.profile, base, plain)]
        return self._separate(base, plain)

    def is_neutral(self, space: Space, values: Values) -> bool:
        """Tell whether a colour is printed in black alone."""
        base, values = _resolve(space, values)
        if base.mode == "CMYK":
            return False
        rgb = _srgb(self.profile, base, [values])[0]
        return _is_neutral(rgb) and self._ink(rgb) is None

    def keeps(self, space: Space) -> bool:
        """Inks by name stay, and CMYK that has a profile of its own."""
        return isinstance(space, Tint) or (isinstance(space, Base) and space.mode == "CMYK" and space.profile != b"")

    def picture(self, picture: Image, base: Base, *, rings: bool = False) -> Image:
        """CMYK of a coloured picture; of a grey one, a grey one whose black is as light as it was."""
        if base.mode == "CMYK":
            return picture
        if base.mode == "L":
            grey = picture if not base.profile else self.profile.srgb(picture, base).convert("L")
            return grey.point([255 - ink for ink in self.profile.black])
        return self.profile.separate(picture, base, self.most_ink_percent - (RINGING_PERCENT if rings else 0))

    def _black(self, rgb: Rgb) -> Values:
        return (0.0, 0.0, 0.0, self.profile.black[round(_light(rgb))] / 255)

    def _ink(self, rgb: Rgb) -> Ink | None:
        return self.exact.get("#{:02x}{:02x}{:02x}".format(*rgb))

    def _shift(self, space: Space, values: Values, found: Values) -> Values:
        """How far a colour's exact ink lies from what the profile says."""
        base, values = _resolve(space, values)
        ink = None if base.mode == "CMYK" else self._ink(_srgb(self.profile, base, [values])[0])
        return tuple(exact - own for exact, own in zip(ink.cmyk, found, strict=True)) if ink else (0.0,) * 4

    def _separate(self, base: Base, colours: Iterable[Values]) -> list[Values]:
        if base.mode == "L":
            base, colours = Base("RGB"), [_grey(self.profile, base, values) for values in colours]
        data = self.profile.separate(_strip(base, colours), base, self.most_ink_percent).tobytes()
        return [tuple(ink / 255 for ink in data[start : start + 4]) for start in range(0, len(data), 4)]


@dataclass(slots=True)
class Mask:
    """Light: how much a luminosity mask lets through stays what it was."""

    profile: Profile
    name: str = "DeviceGray"
    operators: tuple[bytes, bytes] = (b"g", b"G")
    overprints: bool = False

    @property
    def separation(self) -> Hashable:
        """The profile."""
        return self.name, self.profile.data

    def paint(self, space: Space, values: Sequence[float]) -> Paint:
        """The grey as light as a colour."""
        base, values = _resolve(space, values)
        return Paint(self._light(base, [values])[0])

    def ramp(self, space: Space, colours: Sequence[Values], *, neutral: bool) -> list[Values]:  # noqa: ARG002
        """The greys as light as the colours."""
        found = [_resolve(space, values) for values in colours]
        return self._light(found[0][0], [values for _, values in found])

    grid = ramp

    def is_neutral(self, space: Space, values: Values) -> bool:  # noqa: ARG002
        """Every colour is a grey."""
        return True

    def keeps(self, space: Space) -> bool:  # noqa: ARG002
        """No space but grey is left."""
        return False

    def picture(self, picture: Image, base: Base, *, rings: bool = False) -> Image:  # noqa: ARG002
        """A grey picture."""
        if base.mode == "L" and not base.profile:
            return picture
        if base.mode == "CMYK":
            return picture.convert("RGB").convert("L")
        return self.profile.srgb(picture, base).convert("L")

    def _light(self, base: Base, colours: Sequence[Values]) -> list[Values]:
        if base == GREY:
            return list(colours)
        if base.mode == "CMYK":
            return [(max(0.0, 1 - sum(map(float.__mul__, LUMA, values[:3])) - values[3]),) for values in colours]
        found = _srgb(self.profile, base, colours)
        return [(_light(rgb) / 255,) for rgb in found]


def _resolve(space: Space, values: Sequence[float]) -> tuple[Base, Values]:
    if isinstance(space, Pattern):
        raise ValueError("a pattern is no colour")  # noqa: TRY004 - the file's fault
    if len(values) != space.components:
        raise ValueError(f"a colour has {len(values)} components where its space has {space.components}")
    return space.resolve(values)


def _strip(base: Base, colours: Iterable[Values]) -> Image:
    from PIL import Image

    data = b"".join(map(base.pixel, colours))
    return Image.frombytes(base.mode, (len(data) // base.components, 1), data)


def _srgb(profile: Profile, base: Base, colours: Sequence[Values]) -> list[Rgb]:
    data = profile.srgb(_strip(base, colours), base).tobytes()
    return [(data[start], data[start + 1], data[start + 2]) for start in range(0, len(data), 3)]


def _grey(profile: Profile, base: Base, values: Values) -> Values:
    return tuple(level / 255 for level in _srgb(profile, base, [values])[0])


def _light(rgb: Rgb) -> float:
    return sum(share * level for share, level in zip(LUMA, rgb, strict=True))


def _is_neutral(rgb: Rgb) -> bool:
    darkness = min(1.0, (255 - max(rgb)) / (255 - DARK))
    return max(rgb) - min(rgb) <= SPREADS[0] + darkness * (SPREADS[1] - SPREADS[0])


def _is_nearly_black(rgb: Rgb) -> bool:
    return max(rgb) <= NEARLY_BLACK and _is_neutral(rgb)
