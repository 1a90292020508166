"""Pictures: told apart by their content, checked, turned upright, brought to sRGB, and stripped of what is private."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from exporter import decoding
from exporter.kept import Kept
from exporter.model import Diagnostic, Resource, Severity
from exporter.resources import stripping

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


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture and the file it came from."""

    data: bytes
    image: Image.Image
    kind: str
    """Pillow's name of the format."""
    frames: int
    is_upright: bool


@dataclass(frozen=True, slots=True)
class Sound:
    """What became of a picture without a fault."""

    resource: Resource
    kind: str
    frames: int


KEPT_BYTES = 48 * 2**20
"""Of pictures as they came in, and as many again of smaller ones: a batch has the same few in many articles, or in one
for many clinics."""
_sound: Kept[Sound] = Kept(KEPT_BYTES)
_scaled: Kept[Resource] = Kept(KEPT_BYTES)


def checked(data: bytes, url: str, blame: Place) -> tuple[Resource, tuple[Diagnostic, ...]]:
    """Make a resource of a picture's bytes.

    A picture that is upright, in sRGB and in a format every reader knows keeps its compressed data, only metadata are
    taken out; others are written anew, as JPEG where they were JPEG, else as PNG.

    Raises:
        ExporterError: it is no picture, of a kind that cannot be used, broken or larger than 100 megapixels.
    """
    if _is_svg(data):
        from exporter.resources import svg

        resource, findings = svg.sanitised(data, url, blame)
        return resource, (*_mislabelled(url, resource.media_type, blame), *findings)
    known = _sound.get(digest := sha256(data).digest()) or _sound.put(digest, *_read(data, url, blame))
    findings = _mislabelled(url, TYPES[known.kind], blame)
    if known.frames > 1:
        message = f"{url!r} is animated; only its first picture is used"
        hint = "save the picture that is to be shown as a PNG"
        findings += (Diagnostic("animated-image", Severity.WARNING, message, hint, blame.path, blame.line),)
    return known.resource, findings


def _read(data: bytes, url: str, blame: Place) -> tuple[Sound, int]:
    """A picture that was checked, and what it takes to keep it."""
    picture = _decoded(data, url, blame)
    with _faults_told(data, url, blame):
        resource = _resource(picture)
    return Sound(resource, picture.kind, picture.frames), len(resource.data)


def scaled(resource: Resource, most_pixels: int) -> Resource:
    """Scale a checked picture down to at most `most_pixels`, keeping its proportions and format."""
    key = (resource.sha256, resource.media_type, most_pixels)
    if (known := _scaled.get(key)) is not None:
        return known
    small = _smaller(resource, most_pixels)
    return _scaled.put(key, small, len(small.data))


def _smaller(resource: Resource, most_pixels: int) -> Resource:
    with Image.open(BytesIO(resource.data)) as image:
        factor = (most_pixels / (image.width * image.height)) ** 0.5
        size = (max(1, int(image.width * factor)), max(1, int(image.height * factor)))
        small = _unpacked(image).resize(size, Image.Resampling.LANCZOS)
    return _encoded(small, resource.media_type)


def _is_svg(data: bytes) -> bool:
    opening = data[:8192]
    if opening.startswith((b"\xff\xfe", b"\xfe\xff")):
        opening = opening.decode("utf-16", "ignore").encode("utf-8", "ignore")
    opening = opening.removeprefix(b"\xef\xbb\xbf").lstrip()
    return opening.startswith(b"<") and b"<svg" in opening


def _decoded(data: bytes, url: str, blame: Place) -> Picture:
    if not data:
        raise blame.error("invalid-image", f"{url!r} is empty", "save the picture again")
    with _faults_told(data, url, blame):
        image = Image.open(BytesIO(data), formats=list(TYPES))
        _check_size(image, url, blame)
        kind, frames = str(image.format), int(getattr(image, "n_frames", 1))
        image.load()
        orientation = image.getexif().get(ORIENTATION, 1)
    # Further pictures in a JPEG are previews and depth maps, not an animation.
    is_jpeg = kind in ("JPEG", "MPO")
    return Picture(data, image, "JPEG" if is_jpeg else kind, 1 if is_jpeg else frames, orientation in (0, 1))


@contextmanager
def _faults_told(data: bytes, url: str, blame: Place) -> Iterator[None]:
    """Turn what Pillow raises into a diagnostic."""
    try:
        with decoding.strict(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sizes and odd metadata, both dealt with here
            yield
    except Image.DecompressionBombError:
        raise _too_large(url, "", blame) from None
    except UnidentifiedImageError:
        raise _unsupported(data, url, blame) from None
    except decoding.FAULTS as error:
        raise blame.error(
            "invalid-image", f"{url!r} is damaged: {str(error) or type(error).__name__}", "save the picture again"
        ) from error


def _check_size(image: Image.Image, url: str, blame: Place) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise _too_large(url, f" ({width} by {height} pixels)", blame)


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
    plain = image.mode in ("RGB", "L", "P", "LA", "RGBA", "1", "PA") and not _foreign_profile(image)
    kept: bytes | None = None
    if picture.is_upright and plain and picture.kind == "JPEG":
        kept = stripping.jpeg(picture.data)
    elif picture.is_upright and plain and picture.kind == "PNG" and picture.frames == 1:
        kept = stripping.png(picture.data)
    if kept is not None:
        return _measured(kept, media_type, image.size)
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
    unpacked = _unpacked(image)
    alpha = unpacked.getchannel("A") if "A" in unpacked.getbands() else None
    base = unpacked if unpacked.mode in ("RGB", "CMYK", "L") else unpacked.convert("RGB")
    converted = base if base.mode in ("RGB", "L") else base.convert("RGB")
    profile = image.info.get("icc_profile")
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
    return cast("Image.Image", result)  # None only where the picture is changed in place


def _unpacked(image: Image.Image) -> Image.Image:
    """A picture whose pixels can be mixed: no palette, no 16 bits, no single bits, transparency in a channel."""
    if image.mode.startswith(("I", "F")):
        grey = image.point(lambda value: value / 256).convert("L")
        if not isinstance(clear := image.info.get("transparency"), int):
            return grey
        grey.info["transparency"] = clear // 256
        return grey.convert("RGBA")
    if image.has_transparency_data and image.mode not in ("RGBA", "LA"):
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK") else image.convert("RGB")


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
    return Resource(data, media_type, size[0], size[1])
