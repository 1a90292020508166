"""What a file is by its first bytes, and the sizes of pictures, without decoding them."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from exporter import decoding
from exporter.verify import archive

if TYPE_CHECKING:
    from PIL.Image import Image

SFNT = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf")
WOFF, WOFF2 = (b"wOFF",), (b"wOF2",)
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "application/font-sfnt": SFNT,
    "application/font-woff": WOFF,
    "application/font-woff2": WOFF2,
    "application/pdf": (b"%PDF-",),
    "application/vnd.ms-opentype": SFNT,
    "application/x-font-ttf": SFNT,
    "audio/mpeg": (b"ID3", b"\xff\xe2", b"\xff\xe3", b"\xff\xf2", b"\xff\xf3", b"\xff\xfa", b"\xff\xfb"),
    "audio/ogg": (b"OggS",),
    "font/collection": SFNT,
    "font/otf": SFNT,
    "font/sfnt": SFNT,
    "font/ttf": SFNT,
    "font/woff": WOFF,
    "font/woff2": WOFF2,
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
}
"""How files of a media type begin (EPUB 3.3, 3.2, names its core media types; the formats' own specifications how they
begin; sound in MPEG begins with a tag or with a frame of layer III: ISO 11172-3, 2.4.2.3)."""
BOXED = frozenset({"audio/mp4", "video/mp4"})
"""They begin with a box `ftyp` (ISO 14496-12, 4.3)."""
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\0", b"Rar!\x1a\x07", b"BZh")
PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/webp"})
MOST_PIXELS = 100_000_000
"""As for pictures of articles: unpacked, half a gigabyte."""


class FaultyError(Exception):
    """A picture's head cannot be read, or says that nobody should show it."""

    def __init__(self, rule: str, told: str) -> None:
        super().__init__(told)
        self.rule = rule
        self.told = told


@dataclass(frozen=True, slots=True)
class Picture:
    """What the head of a picture says."""

    width_px: int
    height_px: int
    mode: str
    """Pillow's name of the colours, such as `RGB`, `CMYK` or `P`."""
    moves: bool = False
    """Whether there is more than one frame."""

    @property
    def pixels(self) -> int:
        """Width by height."""
        return self.width_px * self.height_px


def begins_as(media_type: str, opening: bytes) -> bool:
    """Whether a file begins as its media type does; what is not known begins as it should."""
    if media_type in BOXED:
        return opening[4:8] == b"ftyp"
    return media_type not in SIGNATURES or opening.startswith(SIGNATURES[media_type])


def is_archive(opening: bytes) -> bool:
    """Whether a file is an archive itself."""
    return opening.startswith(ARCHIVES)


def picture(file: IO[bytes]) -> Picture:
    """Read the head of a picture; its pixels stay packed.

    Raises:
        FaultyError: there is none that can be read, or it tells of more than 100 megapixels.
    """
    from PIL import Image as pillow  # noqa: N813 - beside its class of the same name

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the size, which is dealt with here
            with pillow.open(file, formats=("PNG", "JPEG", "GIF", "WEBP")) as image:
                moves = image.format != "JPEG" and bool(getattr(image, "is_animated", False))
                found = Picture(image.width, image.height, _mode(image), moves)
    except pillow.DecompressionBombError as reason:
        raise FaultyError(rule="image-too-large", told="the picture has more than 170 megapixels") from reason
    except (*decoding.FAULTS, *archive.FAULTS) as reason:
        raise FaultyError(rule="invalid-image", told="the picture is damaged") from reason
    if found.pixels > MOST_PIXELS:
        raise FaultyError(rule="image-too-large", told=f"the picture has {found.pixels / 1e6:.0f} megapixels")
    return found


def _mode(image: Image) -> str:
    """Tell a palette with a transparent entry from one without, as Pillow's modes do for other colours."""
    return "PA" if image.mode == "P" and "transparency" in image.info else str(image.mode)
