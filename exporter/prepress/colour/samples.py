"""The samples of an image XObject (ISO 32000-1, 8.9.5) as a picture of Pillow's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, cast

from exporter.prepress.colour import functions
from exporter.prepress.colour.spaces import GREY, MODES, Base, Indexed, Pattern, Space, Tint, Values

if TYPE_CHECKING:
    import pikepdf
    from PIL.Image import Image

FILES = ("/DCTDecode", "/JPXDecode")
"""Filters whose data is a picture's file."""
CUBE = 17
"""Steps on each axis of the table by which calibrated RGB becomes sRGB."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image as the file has it."""

    data: bytes
    """A JPEG or JPEG 2000 file, or samples."""
    filter: str
    """The last one, where it is that of a file; empty for samples."""
    width: int
    height: int
    bits: int
    """Of each sample; 8 in files."""
    decode: list[tuple[float, float]] | None
    key: list[tuple[float, float]] | None
    """Ranges of samples that are masked."""
    matte: tuple[list[float], Encoded] | None = None
    """The colour that it was blended with beforehand, and how opaque it is."""

    @property
    def is_jpeg(self) -> bool:
        """Tell whether it came as JPEG."""
        return self.filter == "/DCTDecode"


@dataclass(frozen=True, slots=True)
class Samples:
    """A picture, in a space that a profile can transform."""

    picture: Image
    base: Base
    key: Image | None = None
    """White where the picture is masked by its own colours."""


def fetch(item: pikepdf.Stream) -> Encoded:
    """Take an image out of its file."""
    filters = _filters(item)
    last = filters[-1] if filters and filters[-1] in FILES else ""
    return Encoded(
        data=_before_last_filter(item, filters) if last else item.read_bytes(),
        filter=last,
        width=int(item.Width),
        height=int(item.Height),
        bits=8 if last else int(item.get("/BitsPerComponent", 8)),
        decode=functions.pairs(item.Decode) if "/Decode" in item else None,
        key=functions.pairs(item.Mask) if has_colour_key(item) else None,
        matte=_matte(item) if is_matted(item) else None,
    )


def _matte(item: pikepdf.Stream) -> tuple[list[float], Encoded]:
    return functions.numbers(item.SMask.Matte), fetch(cast("pikepdf.Stream", item.SMask))


def has_colour_key(item: pikepdf.Stream) -> bool:
    """Tell whether an image is masked by ranges of its own samples."""
    from pikepdf import Array

    return isinstance(item.get("/Mask"), Array)


def is_matted(item: pikepdf.Stream) -> bool:
    """Tell whether an image was blended with a colour that its soft mask names."""
    return "/Matte" in item.get("/SMask", ())


def _filters(item: pikepdf.Stream) -> list[str]:
    from pikepdf import Array

    listed = item.get("/Filter")
    if listed is None:
        return []
    return [str(each) for each in listed] if isinstance(listed, Array) else [str(listed)]


def _before_last_filter(item: pikepdf.Stream, filters: list[str]) -> bytes:
    if len(filters) == 1:
        return item.read_raw_bytes()
    import pikepdf

    with pikepdf.new() as scratch:
        outer = pikepdf.Stream(scratch, item.read_raw_bytes())
        outer.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        return outer.read_bytes()


def read(image: Encoded, space: Space | None, size: tuple[int, int]) -> Samples:
    """Read an image; a JPEG only as finely as `size` asks for.

    Args:
        image: As it was fetched.
        space: Its space; None where it is a JPEG 2000 that says it itself.
        size: Pixels that will do.

    Raises:
        ValueError: the data cannot be read, or is not of the space.
    """
    planes = _file(image, size) if image.filter else _raw(image)
    if space is None:
        if len(planes) not in MODES:
            raise ValueError(f"an image of {len(planes)} components has no colour space")
        space = Base(MODES[len(planes)])
    if isinstance(space, Pattern) or len(planes) != space.components:
        raise ValueError(f"an image of {len(planes)} components is in a colour space of {space.components}")
    key = _key(planes, image) if image.key else None
    picture, base = _laid_out(_decoded(planes, image, space), space)
    found = Samples(picture, base, key)
    return found if image.matte is None else _unmatted(found, *image.matte)


def _unmatted(found: Samples, matte: list[float], mask: Encoded) -> Samples:
    """A picture without the colour that it was blended with beforehand (ISO 32000-1, 11.6.5.3)."""
    from PIL import Image

    own_pixel = found.base.pixel(found.base.resolve(matte)[1])
    alpha = read(mask, GREY, found.picture.size).picture.tobytes()
    bands = [
        bytes(
            round(functions.clip(own + (level - own) * 255 / opacity, 0, 255)) if opacity else own
            for level, opacity in zip(band.tobytes(), alpha, strict=True)
        )
        for band, own in zip(found.picture.split(), own_pixel, strict=True)
    ]
    planes = [Image.frombytes("L", found.picture.size, band) for band in bands]
    return Samples(_merged(planes, found.base)[0], found.base, found.key)


def _file(image: Encoded, size: tuple[int, int]) -> list[Image]:
    """One grey picture for each component."""
    from PIL import Image, ImageChops

    try:
        with Image.open(BytesIO(image.data), formats=("JPEG", "JPEG2000")) as picture:
            if image.is_jpeg and image.matte is None:
                picture.draft(picture.mode, size)
            turned = picture.mode == "CMYK" and "adobe" in picture.info  # by Pillow, but a PDF says so itself
            found = picture.split()
    except OSError as error:
        raise ValueError(f"an image cannot be decoded: {error}") from error
    planes = [band for name, band in zip(picture.getbands(), found, strict=True) if name != "A"]
    return [ImageChops.invert(plane) for plane in planes] if turned else planes


def _raw(image: Encoded) -> list[Image]:
    """One grey picture for each component, of samples as they are: those of few bits only go as far as they can."""
    from PIL import Image

    width, height, bits, data = image.width, image.height, image.bits, image.data
    count = max(1, len(data) // height * 8 // (width * bits))
    if bits == 16:
        data = data[::2]
    elif bits < 8:
        data = _unpacked(data, width * count, bits)
    return [
        Image.frombytes("L", (width, height), data[plane : width * height * count : count]) for plane in range(count)
    ]


def _unpacked(data: bytes, per_row: int, bits: int) -> bytes:
    """Samples of less than eight bits, one a byte; rows begin at whole bytes."""
    table = _table(bits)
    stride = (per_row * bits + 7) // 8
    rows = (data[start : start + stride] for start in range(0, len(data), stride))
    return b"".join(b"".join([table[byte] for byte in row])[:per_row] for row in rows)


@lru_cache
def _table(bits: int) -> list[bytes]:
    most = (1 << bits) - 1
    return [bytes(byte >> shift & most for shift in range(8 - bits, -1, -bits)) for byte in range(256)]


def _decoded(planes: Sequence[Image], image: Encoded, space: Space) -> list[Image]:
    """The planes as the `Decode` array has them, narrow samples spread over 0 to 255; places in a table as they are."""
    most = min(255, (1 << image.bits) - 1)
    if isinstance(space, Indexed):
        limits: Sequence[tuple[float, float]] = [(0, 255)]
        decode = image.decode or [(0.0, float(most))]
    else:
        limits = () if isinstance(space, Pattern) else space.limits
        decode = image.decode or list(limits)
    if most == 255 and decode == list(limits):
        return list(planes)

    def level(sample: int, ends: tuple[float, float], limit: tuple[float, float]) -> int:
        value = functions.between(min(sample, most), (0, most), ends)
        return round(functions.clip(functions.between(value, limit, (0, 255)), 0, 255))

    return [
        plane.point([level(sample, ends, limit) for sample in range(256)])
        for plane, ends, limit in zip(planes, decode, limits, strict=True)
    ]


def _laid_out(planes: Sequence[Image], space: Base | Indexed | Tint) -> tuple[Image, Base]:
    if isinstance(space, Indexed):
        return _looked_up(planes, [space.base.resolve(entry) for entry in space.entries])
    if isinstance(space, Tint):
        return _tinted(planes, space)
    if space.mode == "LAB":
        return _merged([planes[0], *map(_signed, planes[1:], space.limits[1:])], space)
    picture, base = _merged(planes, space)
    return _calibrated(picture, space) if space.calibration else (picture, base)


def _merged(planes: Sequence[Image], base: Base) -> tuple[Image, Base]:
    from PIL import Image

    return (planes[0] if base.mode == "L" else Image.merge(base.mode, list(planes))), base


def _signed(plane: Image, limits: tuple[float, float]) -> Image:
    """A plane of Lab's a or b as Pillow has it, 128 being neutral."""
    return plane.point([round(functions.between(n, (0, 255), limits)) + 128 & 255 for n in range(256)])


def _looked_up(planes: Sequence[Image], found: Sequence[tuple[Base, Values]]) -> tuple[Image, Base]:
    base = found[0][0]
    pixels = [base.pixel(values) for _, values in found]
    shift = 128 if base.mode == "LAB" else 0
    tables = [[(pixel[band] + (shift if band else 0)) & 255 for pixel in pixels] for band in range(base.components)]
    filled = [table + table[-1:] * (256 - len(table)) for table in tables]
    return _merged([planes[0].point(table) for table in filled], base)


def _tinted(planes: Sequence[Image], space: Tint) -> tuple[Image, Base]:
    """Inks by name as the colours that stand in for them."""
    from PIL import Image

    if len(planes) == 1:
        return _looked_up(planes, [space.resolve((n / 255,)) for n in range(256)])
    known: dict[bytes, bytes] = {}
    base = space.alternate
    stacked = list(zip(*(plane.tobytes() for plane in planes), strict=True))
    for place in set(stacked):
        base, values = space.resolve([n / 255 for n in place])
        known[bytes(place)] = base.pixel(values)
    data = b"".join(known[bytes(place)] for place in stacked)
    return Image.frombytes(base.mode, planes[0].size, data), base


def _calibrated(picture: Image, space: Base) -> tuple[Image, Base]:
    """Calibrated grey or RGB as the sRGB that it stands for."""
    from PIL import ImageFilter

    if space.mode == "L":
        return picture.point([round(space.resolve((n / 255,))[1][0] * 255) for n in range(256)]), GREY
    cube = ImageFilter.Color3DLUT.generate(CUBE, lambda r, g, b: space.resolve((r, g, b))[1])
    return picture.filter(cube), Base("RGB")


def _key(planes: Sequence[Image], image: Encoded) -> Image:
    from PIL import ImageChops

    scale = 257 if image.bits == 16 else 1
    inside = [
        plane.point([255 if low // scale <= n <= high // scale else 0 for n in range(256)])
        for plane, (low, high) in zip(planes, image.key or (), strict=True)
    ]
    key = inside[0]
    for each in inside[1:]:
        key = ImageChops.darker(key, each)
    return key
