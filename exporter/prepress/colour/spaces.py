"""The colour spaces of PDF (ISO 32000-1, 8.6): what their numbers mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exporter.prepress.colour import functions

if TYPE_CHECKING:
    import pikepdf

Values = tuple[float, ...]
UNIT = (0.0, 1.0)
LAB = ((0.0, 100.0), (-128.0, 127.0), (-128.0, 127.0))
"""What the components range over."""
MODES = {1: "L", 3: "RGB", 4: "CMYK"}
FAMILY = {1: "GRAY", 3: "RGB"}
"""By the number of components: Pillow's name, and that in an ICC profile."""


@dataclass(frozen=True, slots=True)
class Base:
    """A space whose colours a profile can transform."""

    mode: str
    """As Pillow names the layout of its pixels: `L`, `RGB`, `LAB` or `CMYK`."""
    profile: bytes = b""
    """ICC; empty for sRGB, its greys, Lab, and the press's own CMYK."""
    ranges: tuple[tuple[float, float], ...] = ()
    """Least and greatest value of each component; empty for 0 to 1."""
    calibration: Callable[[Values], Values] | None = None
    """To sRGB of as many components."""

    @property
    def components(self) -> int:
        """How many numbers make a colour."""
        return len(self.mode)

    @property
    def initial(self) -> Values:
        """The colour that is set with the space."""
        if self.mode == "CMYK":
            return (0.0, 0.0, 0.0, 1.0)
        return tuple(functions.clip(0.0, *ends) for ends in self.limits)

    @property
    def limits(self) -> tuple[tuple[float, float], ...]:
        """The ranges, given or not."""
        return self.ranges or (UNIT,) * self.components

    def resolve(self, values: Sequence[float]) -> tuple[Base, Values]:
        """The colour itself, within its limits, in sRGB if it is calibrated."""
        inside = tuple(functions.clip(value, *ends) for value, ends in zip(values, self.limits, strict=True))
        if self.calibration is None:
            return self, inside
        return Base(self.mode), self.calibration(inside)

    def pixel(self, values: Values) -> bytes:
        """The colour as a pixel of Pillow's."""
        if self.mode == "LAB":
            return bytes((round(values[0] * 2.55), round(values[1]) & 255, round(values[2]) & 255))
        return bytes(round(value * 255) for value in values)


@dataclass(frozen=True, slots=True)
class Indexed:
    """A table of colours."""

    base: Base | Tint
    table: bytes
    components = 1
    initial: Values = (0.0,)

    def resolve(self, values: Sequence[float]) -> tuple[Base, Values]:
        """The colour at a place of the table; beyond it, that at the nearest end."""
        return self.base.resolve(self.entries[round(functions.clip(values[0], 0, len(self.entries) - 1))])

    @property
    def entries(self) -> list[Values]:
        """The colours of the table."""
        limits, count = self.base.limits, self.base.components
        return [
            tuple(
                functions.between(value, (0, 255), ends)
                for value, ends in zip(self.table[start : start + count], limits, strict=True)
            )
            for start in range(0, len(self.table), count)
        ]


@dataclass(frozen=True, slots=True)
class Tint:
    """Separation and DeviceN: inks by name, with a colour that stands in for them."""

    names: tuple[str, ...]
    alternate: Base
    function: functions.Function

    @property
    def components(self) -> int:
        """How many numbers make a colour."""
        return len(self.names)

    @property
    def initial(self) -> Values:
        """The colour that is set with the space."""
        return (1.0,) * self.components

    @property
    def limits(self) -> tuple[tuple[float, float], ...]:
        """Tints go from none to all."""
        return (UNIT,) * self.components

    def resolve(self, values: Sequence[float]) -> tuple[Base, Values]:
        """The colour that stands in."""
        return self.alternate.resolve(self.function(values))


@dataclass(frozen=True, slots=True)
class Pattern:
    """Patterns, with the space of those that bring no colour of their own."""

    under: Base | Indexed | Tint | None = None
    components = 0
    initial: Values = ()


Space = Base | Indexed | Tint | Pattern
GREY, RGB, CMYK = Base("L"), Base("RGB"), Base("CMYK")
DEVICE: dict[str, Space] = {
    "/DeviceGray": GREY,
    "/G": GREY,
    "/DeviceRGB": RGB,
    "/RGB": RGB,
    "/DeviceCMYK": CMYK,
    "/CMYK": CMYK,
    "/Pattern": Pattern(),
}


def read(item: pikepdf.Object) -> Space:
    """The space that a name of a device's, or an array, stands for.

    Raises:
        ValueError: it is of no known family.
    """
    from pikepdf import Array, Name

    if isinstance(item, Name) and str(item) in DEVICE:
        return DEVICE[str(item)]
    if not isinstance(item, Array) or not len(item):
        raise ValueError(f"there is no colour space {str(item)!r}")
    family = str(item[0])
    if family in DEVICE and len(item) == 1:
        return DEVICE[family]
    if family not in FAMILIES:
        raise ValueError(f"there is no colour space {family!r}")
    return FAMILIES[family](item)


def _base(space: Space) -> Base:
    if not isinstance(space, Base):
        raise ValueError(f"a colour space cannot be built on {type(space).__name__}")  # noqa: TRY004 - the file's fault
    return space


def _profiled(item: pikepdf.Object) -> Space:
    from exporter.prepress.colour import profile

    stream = item[1]
    count = int(stream["/N"])
    if count not in MODES:
        raise ValueError(f"an ICC profile has {count} components")
    data = stream.read_bytes()
    if count == 4:
        return Base("CMYK", data)
    family = profile.family(data)
    if family == "Lab":
        ranges = (
            functions.pairs(stream.Range) if "/Range" in stream else [(0.0, 100.0), (-128.0, 127.0), (-128.0, 127.0)]
        )
        return Base("LAB", ranges=tuple(ranges))
    return Base(MODES[count], data) if family == FAMILY[count] else Base(MODES[count])


def _lab(item: pikepdf.Object) -> Space:
    a_b = functions.pairs(item[1]["/Range"]) if "/Range" in item[1] else [(-100.0, 100.0)] * 2
    return Base("LAB", ranges=((0.0, 100.0), *a_b))


def _calibrated_grey(item: pikepdf.Object) -> Space:
    gamma = float(item[1].get("/Gamma", 1))
    return Base("L", calibration=lambda values: (_encode(values[0] ** gamma),))


def _calibrated_rgb(item: pikepdf.Object) -> Space:
    """CalRGB (ISO 32000-1, 8.6.5.3), its white taken for that of sRGB, as relative colorimetric asks."""
    fields = item[1]
    white = functions.numbers(fields["/WhitePoint"])
    gamma = functions.numbers(fields["/Gamma"]) if "/Gamma" in fields else [1.0] * 3
    columns = functions.numbers(fields["/Matrix"]) if "/Matrix" in fields else [1.0, 0, 0, 0, 1.0, 0, 0, 0, 1.0]

    def srgb(values: Values) -> Values:
        linear = [value**power for value, power in zip(values, gamma, strict=True)]
        xyz = [sum(linear[n] * columns[3 * n + row] for n in range(3)) for row in range(3)]
        scaled = [value / own * d65 for value, own, d65 in zip(xyz, white, D65, strict=True)]
        return tuple(_encode(sum(map(float.__mul__, row, scaled))) for row in FROM_XYZ)

    return Base("RGB", calibration=srgb)


D65 = (0.9505, 1.0, 1.089)
FROM_XYZ = ((3.2406, -1.5372, -0.4986), (-0.9689, 1.8758, 0.0415), (0.0557, -0.204, 1.057))
"""IEC 61966-2-1, and its curve below."""


def _encode(linear: float) -> float:
    value = functions.clip(linear, 0, 1)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _indexed(item: pikepdf.Object) -> Space:
    from pikepdf import Stream

    base = read(item[1])
    if not isinstance(base, Base | Tint):
        raise ValueError("a table of colours is built on another or on patterns")  # noqa: TRY004 - the file's fault
    table = item[3].read_bytes() if isinstance(item[3], Stream) else bytes(item[3])
    length = (int(item[2]) + 1) * base.components
    return Indexed(base, table[:length].ljust(length, b"\0"))


def _tint(item: pikepdf.Object) -> Space:
    from pikepdf import Array

    names = item[1] if isinstance(item[1], Array) else [item[1]]
    return Tint(tuple(map(str, names)), _base(read(item[2])), functions.read(item[3]))


FAMILIES: dict[str, Callable[[pikepdf.Object], Space]] = {
    "/ICCBased": _profiled,
    "/Lab": _lab,
    "/CalGray": _calibrated_grey,
    "/CalRGB": _calibrated_rgb,
    "/Indexed": _indexed,
    "/I": _indexed,
    "/Separation": _tint,
    "/DeviceN": _tint,
    "/Pattern": lambda item: Pattern(_colours(read(item[1]))),
}


def _colours(space: Space) -> Base | Indexed | Tint:
    if isinstance(space, Pattern):
        raise ValueError("a pattern's colours are patterns")  # noqa: TRY004 - the file's fault
    return space
