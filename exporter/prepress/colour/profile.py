"""The colour profile of a press: what its inks make of the colours of pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from exporter.prepress.colour.limit import limited
from exporter.prepress.colour.spaces import Base

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageCms import ImageCmsProfile, ImageCmsTransform

EXACT_PIXELS = 4096
"""Up to so many pixels the profile is asked for each; for more, littleCMS makes a table of 33 steps first (12 ms)."""


@lru_cache(maxsize=4)
def read(data: bytes) -> Profile:
    """The profile in an ICC file, ready for use; kept, since making its tables takes longer than a page.

    Raises:
        ValueError: it is none for CMYK.
    """
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data)).profile
    except OSError as error:
        raise ValueError("this is not an ICC profile") from error
    space = profile.xcolor_space.strip()
    if space != "CMYK":
        raise ValueError(f"this is a profile for {space}, not for CMYK")
    if not profile.is_intent_supported(ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Direction.OUTPUT):
        raise ValueError("this profile knows what inks look like, but not which inks a colour needs")
    try:
        return Profile(data)
    except ImageCms.PyCMSError as error:
        raise ValueError(f"this profile cannot be used: {error}") from error


def fault(data: bytes) -> str:
    """Say why an ICC file cannot serve as a press's profile; empty where it can."""
    try:
        read(data)
    except ValueError as error:
        return str(error)
    return ""


@lru_cache(maxsize=64)
def family(data: bytes) -> str:
    """The space that an ICC profile describes: `GRAY`, `RGB`, `Lab`…, or `sRGB`, which is known by its name.

    Empty where the profile cannot be read: a reader then falls back to the device's space.
    """
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        name = ImageCms.getProfileDescription(profile)
    except (OSError, ImageCms.PyCMSError):
        return ""
    return "sRGB" if "srgb" in name.lower() else profile.profile.xcolor_space.strip()


@dataclass(slots=True)
class Profile:
    """An output profile for CMYK."""

    data: bytes
    black: bytes = b""
    """For each grey of sRGB, 0 to 255, how much of black alone is as light as the profile's print of it."""
    _transforms: dict[tuple[str, str, bytes, bool], ImageCmsTransform] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.black = self._black()

    def separate(self, picture: Image, base: Base, most_percent: float = 400.0) -> Image:
        """The CMYK picture of one in another space, as `Base.mode` lays it out, with no more ink than this."""
        return limited(self._apply(picture, base, "CMYK"), most_percent)

    def srgb(self, picture: Image, base: Base) -> Image:
        """The sRGB picture of one in another space."""
        if base.mode == "RGB" and not base.profile:
            return picture
        if base.mode == "L" and not base.profile:
            return picture.convert("RGB")
        return self._apply(picture, base, "RGB")

    def _apply(self, picture: Image, base: Base, mode: str) -> Image:
        """Transform, without Pillow's copy of the output profile into the picture, which takes a millisecond."""
        from PIL import Image

        few = picture.width * picture.height <= EXACT_PIXELS
        key = (base.mode, mode, base.profile, few)
        if key not in self._transforms:
            self._transforms[key] = self._transform(*key)
        made = Image.new(mode, picture.size)
        self._transforms[key].transform.apply(picture.getim(), made.getim())
        return made

    def _transform(self, source: str, target: str, profile: bytes, few: bool) -> ImageCmsTransform:  # noqa: FBT001
        from PIL import ImageCms

        flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
        if few:
            flags |= ImageCms.Flags.NOOPTIMIZE
        return ImageCms.ImageCmsTransform(
            self._profile(source, profile),
            self._profile(target, b""),
            source,
            target,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=flags,
        )

    def _profile(self, mode: str, data: bytes) -> ImageCmsProfile:
        from PIL import ImageCms

        if data:
            return ImageCms.ImageCmsProfile(BytesIO(data))
        if mode == "CMYK":
            return ImageCms.ImageCmsProfile(BytesIO(self.data))
        return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB" if mode == "LAB" else "sRGB"))

    def _black(self) -> bytes:
        """Match lightness: what is printed of a grey in four inks, and which black alone comes nearest to it."""
        from PIL import Image

        cmyk = Base("CMYK")
        greys = Image.frombytes("L", (256, 1), bytes(range(256)))
        printed = self._apply(greys.convert("RGB"), Base("RGB"), "CMYK")
        wanted = self._lightness(printed, cmyk)
        nothing = Image.new("L", (256, 1))
        given = self._lightness(Image.merge("CMYK", (nothing, nothing, nothing, greys)), cmyk)
        found = [255]
        for light in wanted[1:255]:
            ink = found[-1]
            while ink and abs(given[ink - 1] - light) <= abs(given[ink] - light):
                ink -= 1
            found.append(ink)
        return bytes([*found, 0])

    def _lightness(self, picture: Image, base: Base) -> bytes:
        return self._apply(picture, base, "LAB").getchannel(0).tobytes()
