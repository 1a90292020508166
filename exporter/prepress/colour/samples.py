"""The samples of an image XObject (ISO 32000-1, 8.9.5) as a picture of Pillow's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

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
class Samples:
    """A picture, in a space that a profile can transform."""

    picture: Image
    base: Base
    key: Image | None = None
    """White where the picture is masked by its own colours."""


def is_jpeg(item: pikepdf.Stream) -> bool:
    """Tell whether an image came as JPEG."""
    return _filters(item)[-1:] == ["/DCTDecode"]


def read(item: pikepdf.Stream, space: Space | None, size: tuple[int, int]) -> Samples:
    """Read an image; a JPEG only as finely as `size` asks for.

    Args:
        item: The image XObject.
        space: Its space; None where it is a JPEG 2000 that says it itself.
        size: Pixels that will do.

    Raises:
        ValueError: the data cannot be read, or is not of the space.
    """
    planes = _planes(item, size)
    if space is None:
        if len(planes) not in MODES:
            raise ValueError(f"an image of {len(planes)} components has no colour space")
        space = Base(MODES[len(planes)])
    if isinstance(space, Pattern) or len(planes) != space.components:
        raise ValueError(f"an image of {len(planes)} components is in a colour space of {space.components}")
    key = _key(planes, item) if has_colour_key(item) else None
    picture, base = _laid_out(_decoded(planes, item, space), space)
    return Samples(picture, base, key)


def unmatted(found: Samples, mask: pikepdf.Stream) -> Samples:
    """A picture without the colour that it was blended with beforehand (ISO 32000-1, 11.6.5.3)."""
    from PIL import Image

    matte = found.base.pixel(found.base.resolve(functions.numbers(mask.Matte))[1])
    alpha = read(mask, GREY, found.picture.size).picture.tobytes()
    bands = [
        bytes(
            round(functions.clip(own + (level - own) * 255 / opacity, 0, 255)) if opacity else own
            for level, opacity in zip(band.tobytes(), alpha, strict=True)
        )
        for band, own in zip(found.picture.split(), matte, strict=True)
    ]
    planes = [Image.frombytes("L", found.picture.size, band) for band in bands]
    return Samples(_merged(planes, found.base)[0], found.base, found.key)


def has_colour_key(item: pikepdf.Stream) -> bool:
    """Tell whether an image is masked by ranges of its own samples."""
    from pikepdf import Array

    return isinstance(item.get("/Mask"), Array)


def _filters(item: pikepdf.Stream) -> list[str]:
    from pikepdf import Array

    listed = item.get("/Filter")
    if listed is None:
        return []
    return [str(each) for each in listed] if isinstance(listed, Array) else [str(listed)]


def _planes(item: pikepdf.Stream, size: tuple[int, int]) -> list[Image]:
    """One grey picture for each component, 0 to 255 (0 to the last place of an indexed image's table)."""
    if _filters(item)[-1:] and _filters(item)[-1] in FILES:
        return _file(item, size)
    return _raw(item)


def _file(item: pikepdf.Stream, size: tuple[int, int]) -> list[Image]:
    from PIL import Image, ImageChops

    try:
        with Image.open(BytesIO(_before_last_filter(item)), formats=("JPEG", "JPEG2000")) as picture:
            if is_jpeg(item):
                picture.draft(picture.mode, size)
            turned = picture.mode == "CMYK" and "adobe" in picture.info  # by Pillow, but a PDF says so itself
            found = picture.split()
    except OSError as error:
        raise ValueError(f"an image cannot be decoded: {error}") from error
    planes = [band for name, band in zip(picture.getbands(), found, strict=True) if name != "A"]
    return [ImageChops.invert(plane) for plane in planes] if turned else planes


def _before_last_filter(item: pikepdf.Stream) -> bytes:
    filters = _filters(item)
    if len(filters) == 1:
        return item.read_raw_bytes()
    import pikepdf

    with pikepdf.new() as scratch:
        outer = pikepdf.Stream(scratch, item.read_raw_bytes())
        outer.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        return outer.read_bytes()


def _raw(item: pikepdf.Stream) -> list[Image]:
    from PIL import Image

    width, height = int(item.Width), int(item.Height)
    bits = int(item.get("/BitsPerComponent", 8))
    data = item.read_bytes()
    count = max(1, len(data) * 8 // (width * height * bits)) if bits >= 8 else _narrow_count(len(data), item)
    data = data[::2] if bits == 16 else data
    if bits < 8:
        data = _unpacked(data, width * count, bits)
    return [
        Image.frombytes("L", (width, height), data[plane : width * height * count : count]) for plane in range(count)
    ]


def _narrow_count(length: int, item: pikepdf.Stream) -> int:
    return max(1, length // int(item.Height) * 8 // (int(item.Width) * int(item.BitsPerComponent)))


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


def _decoded(planes: Sequence[Image], item: pikepdf.Stream, space: Space) -> list[Image]:
    """The planes as the `Decode` array has them, narrow samples spread over 0 to 255; places in a table as they are."""
    bits = int(item.get("/BitsPerComponent", 8)) if not _filters(item)[-1:] or _filters(item)[-1] not in FILES else 8
    most = min(255, (1 << bits) - 1)
    if isinstance(space, Indexed):
        limits: Sequence[tuple[float, float]] = [(0, 255)]
        decode = functions.pairs(item.Decode) if "/Decode" in item else [(0.0, float(most))]
    else:
        limits = [] if isinstance(space, Pattern) else space.limits
        decode = functions.pairs(item.Decode) if "/Decode" in item else list(limits)
    if most == 255 and decode == list(limits):
        return list(planes)
    return [
        plane.point(
            [
                round(
                    functions.clip(
                        functions.between(functions.between(min(n, most), (0, most), ends), limit, (0, 255)), 0, 255
                    )
                )
                for n in range(256)
            ]
        )
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


def _key(planes: Sequence[Image], item: pikepdf.Stream) -> Image:
    from PIL import ImageChops

    scale = 257 if int(item.get("/BitsPerComponent", 8)) == 16 else 1
    inside = [
        plane.point([255 if low // scale <= n <= high // scale else 0 for n in range(256)])
        for plane, (low, high) in zip(planes, functions.pairs(item.Mask), strict=True)
    ]
    key = inside[0]
    for each in inside[1:]:
        key = ImageChops.darker(key, each)
    return key
