"""Pictures: told apart by their content, checked, turned upright, brought to sRGB, and stripped of what is private."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from exporter.model import Diagnostic, Resource, Severity

if TYPE_CHECKING:
    from exporter.errors import ExporterError
    from exporter.resources.door import Place

MOST_PIXELS = 100_000_000
JPEG_QUALITY = 92
"""For pictures that must be written anew; those that can be kept are not compressed again."""
ORIENTATION = 0x0112
"""Exif 2.32, 4.6.4 A: how the camera was held; 1 is upright."""
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
SUFFIXES = {
    "image/png": {".png"},
    "image/jpeg": {".jpg", ".jpeg", ".jpe", ".jfif"},
    "image/gif": {".gif"},
    "image/webp": {".webp"},
    "image/svg+xml": {".svg"},
}
SIGNATURES = (
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"\0\0\1\0", "ICO"),
    (b"<!DOCTYPE html", "HTML"),
    (b"<html", "HTML"),
)
KEPT_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
"""What a decoder needs (PNG, third edition, clause 11.2) and transparency; times, texts, Exif and the rest go."""
DECODING_FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
"""What Pillow raises for files that are broken in one way or another."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture and the file it came from."""

    data: bytes
    image: Image.Image
    kind: str
    """Pillow's name of the format."""
    frames: int


def checked(data: bytes, url: str, blame: Place) -> tuple[Resource, tuple[Diagnostic, ...]]:
    """Make a resource of a picture's bytes.

    A picture that is upright, in sRGB and in a format every reader knows keeps its compressed data, only metadata are
    taken out; others are written anew, as JPEG where they were JPEG, else as PNG.

    Raises:
        ExporterError: it is no picture, of a kind that cannot be used, broken, empty or larger than 100 megapixels.
    """
    if _is_svg(data):
        from exporter.resources import svg

        resource, findings = svg.sanitised(data, url, blame)
        return resource, (*_mislabelled(url, resource.media_type, blame), *findings)
    picture = _decoded(data, url, blame)
    findings = _mislabelled(url, TYPES[picture.kind], blame)
    if picture.frames > 1:
        message = f"{url!r} is animated; only its first picture is used"
        findings += (Diagnostic("animated-image", Severity.WARNING, message, path=blame.path, line=blame.line),)
    return _resource(picture), findings


def scaled(resource: Resource, most_pixels: int) -> Resource:
    """Scale a checked picture down to at most `most_pixels`, keeping its proportions and format."""
    with Image.open(BytesIO(resource.data)) as image:
        factor = (most_pixels / (image.width * image.height)) ** 0.5
        size = (max(1, int(image.width * factor)), max(1, int(image.height * factor)))
        small = _unpacked(image).resize(size, Image.Resampling.LANCZOS)
    return _encoded(small, resource.media_type)


def _is_svg(data: bytes) -> bool:
    opening = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    return opening.startswith(b"<") and b"<svg" in opening


def _decoded(data: bytes, url: str, blame: Place) -> Picture:
    if not data:
        raise blame.error("invalid-image", f"{url!r} is empty", "save the picture again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes and odd metadata, both dealt with here
            image = Image.open(BytesIO(data), formats=list(TYPES))
            _check_size(image, url, blame)
            kind, frames = str(image.format), int(getattr(image, "n_frames", 1))
            image.load()
    except Image.DecompressionBombError:
        raise _too_large(url, "", blame) from None
    except UnidentifiedImageError:
        raise _unsupported(data, url, blame) from None
    except DECODING_FAULTS as error:
        raise blame.error(
            "invalid-image", f"{url!r} is damaged: {str(error) or type(error).__name__}", "save the picture again"
        ) from error
    return Picture(data, image, "JPEG" if kind == "MPO" else kind, 1 if kind == "JPEG" else frames)


def _check_size(image: Image.Image, url: str, blame: Place) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large(url, f" ({width} by {height} pixels)", blame)
    if width < 1 or height < 1:
        raise blame.error("invalid-image", f"{url!r} has no extent ({width} by {height} pixels)")


def _too_large(url: str, size: str, blame: Place) -> ExporterError:
    return blame.error(
        "image-too-large",
        f"{url!r} is larger than {MOST_PIXELS // 10**6} megapixels{size}",
        "scale it down: 2500 pixels across are enough for a full page",
    )


def _unsupported(data: bytes, url: str, blame: Place) -> ExporterError:
    kind = next((name for signature, name in SIGNATURES if data.startswith(signature)), "")
    if data[4:12] in (b"ftypavif", b"ftypheic", b"ftypheix", b"ftypmif1"):
        kind = "AVIF or HEIC"
    what = f"is {kind}, which cannot be used" if kind else "is no picture that can be read"
    return blame.error("unsupported-image", f"{url!r} {what}", "save it as PNG, JPEG, WebP, GIF or SVG")


def _mislabelled(url: str, media_type: str, blame: Place) -> tuple[Diagnostic, ...]:
    suffix = PurePosixPath(unquote(urlsplit(url).path)).suffix.lower()
    if not suffix or suffix in SUFFIXES[media_type]:
        return ()
    true_suffix = ".jpg" if media_type == "image/jpeg" else max(SUFFIXES[media_type])
    return (
        Diagnostic(
            "mislabelled-image",
            Severity.WARNING,
            f"{url!r} is called {suffix} but is {media_type}",
            hint=f"rename it to end in {true_suffix}",
            path=blame.path,
            line=blame.line,
        ),
    )


def _resource(picture: Picture) -> Resource:
    image, media_type = picture.image, TYPES[picture.kind]
    upright = image.getexif().get(ORIENTATION, 1) in (0, 1)
    plain = image.mode in ("RGB", "L", "P", "LA", "RGBA", "1", "PA") and not _foreign_profile(image)
    if upright and plain and picture.kind == "JPEG":
        return _measured(b"".join(_jpeg_without_metadata(picture.data)), media_type, image.size)
    if upright and plain and picture.kind == "PNG" and picture.frames == 1:
        return _measured(b"".join(_png_without_metadata(picture.data)), media_type, image.size)
    lossless = picture.kind in ("PNG", "GIF") or b"VP8L" in picture.data[:64] or "A" in image.getbands()
    return _encoded(_to_srgb(ImageOps.exif_transpose(image)), "image/png" if lossless else "image/jpeg")


def _foreign_profile(image: Image.Image) -> bool:
    """Whether the picture's colours are meant otherwise than as sRGB."""
    profile = image.info.get("icc_profile")
    if not profile:
        return False
    try:
        description = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):  # an unreadable profile says nothing about the colours
        return False
    return "srgb" not in description.lower()


def _to_srgb(image: Image.Image) -> Image.Image:
    """Convert through the embedded profile where there is a usable one; give 8 bits a channel, grey, RGB or RGBA."""
    alpha = image.convert("RGBA").getchannel("A") if image.has_transparency_data else None
    profile = image.info.get("icc_profile")
    base = image if image.mode in ("RGB", "CMYK", "L") else _unpacked(image).convert("RGB")
    converted = base if base.mode in ("RGB", "L") else base.convert("RGB")
    if profile and _foreign_profile(image):
        try:
            converted = _through_profile(base, profile)
        except (ImageCms.PyCMSError, OSError, ValueError):  # the profile is for another colour space
            converted = base.convert("RGB")
    if alpha is not None:
        converted = converted.convert("RGB")
        converted.putalpha(alpha)
    return converted


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    target = ImageCms.createProfile("sRGB")
    result = ImageCms.profileToProfile(image, BytesIO(profile), target, outputMode="RGB")
    if result is None:
        raise ValueError("the conversion gave nothing")
    return result


def _unpacked(image: Image.Image) -> Image.Image:
    """A picture whose pixels can be mixed: no palette, no 16 bits, no single bits."""
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    if image.mode.startswith(("I", "F")):
        return image.point(lambda value: value / 256).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _encoded(image: Image.Image, media_type: str) -> Resource:
    stream = BytesIO()
    bare = image.copy()
    bare.info.clear()
    if media_type == "image/jpeg":
        mode = "L" if bare.mode == "L" else "RGB"
        bare.convert(mode).save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
    else:
        bare.save(stream, "PNG", optimize=True)
    return _measured(stream.getvalue(), media_type, bare.size)


def _measured(data: bytes, media_type: str, size: tuple[int, int]) -> Resource:
    return Resource(data, media_type, size[0], size[1], sha256(data).hexdigest())


def _jpeg_without_metadata(data: bytes) -> Iterator[bytes]:
    """The segments of a JPEG that a decoder needs, and Adobe's, which says how colours are coded.

    JPEG: ITU-T T.81, annex B; APP14: Adobe Technical Note 5116.
    """
    yield data[:2]
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            position += 1
            continue
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == 0xDA:  # start of scan: the rest is compressed data
            yield data[position : _end_of_image(data, position)]
            return
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        segment = data[position : position + 2 + length]
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            yield segment
        position += 2 + length


def _end_of_image(data: bytes, position: int) -> int:
    """Cut what follows the last end-of-image marker, where phones append videos and depth maps."""
    end = data.find(b"\xff\xd9", position)
    while end >= 0 and end + 2 < len(data):
        following = data.find(b"\xff\xda", end)
        image = data.find(b"\xff\xd8", end)
        if image >= 0 or following < 0:  # another picture or no further scan: this was the end
            return end + 2
        end = data.find(b"\xff\xd9", following)
    return len(data)


def _png_without_metadata(data: bytes) -> Iterator[bytes]:
    """The signature and the chunks that are kept."""
    yield data[:8]
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        if kind in KEPT_PNG_CHUNKS:
            yield data[position : position + 12 + length]
        position += 12 + length
        if kind == b"IEND":
            return
