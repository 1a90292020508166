"""Colours that can be read: contrast, and lighter and darker colours of the same hue."""

from __future__ import annotations

import math
import re
from functools import lru_cache

WHITE, BLACK = "#ffffff", "#000000"
STEPS = 18
"""Halvings of an interval of 1: closer than one step of an 8-bit channel."""

Triple = tuple[float, float, float]


def is_colour(text: str) -> bool:
    """Whether the text is `#rrggbb` or `#rgb`."""
    return re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", text) is not None


def normal(colour: str) -> str:
    """Give `#rgb` or `#RRGGBB` as `#rrggbb`."""
    digits = colour[1:].lower()
    return "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, ground: str) -> float:
    """Contrast ratio, 1 to 21: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    lighter, darker = sorted((luminance(colour), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(ground: str) -> str:
    """White or black, whichever has more contrast; one of them always has at least 4.58:1."""
    return max(WHITE, BLACK, key=lambda colour: contrast(colour, ground))


@lru_cache(maxsize=256)
def legible(colour: str, ground: str, ratio: float = 4.5) -> str:
    """The colour itself where it reads on the ground, else the nearest of its hue that does.

    It is darkened on a light ground and lightened on a dark one, along OKLCH lightness. White or black where even
    these do not reach the ratio.
    """
    if contrast(colour, ground) >= ratio:
        return normal(colour)
    lightness, chroma, hue = _oklch(colour)
    end = 0.0 if readable_on(ground) == BLACK else 1.0
    legible_at, illegible_at = end, lightness
    for _ in range(STEPS):
        middle = (legible_at + illegible_at) / 2
        if contrast(_hex((middle, chroma, hue)), ground) >= ratio:
            legible_at = middle
        else:
            illegible_at = middle
    return _hex((legible_at, chroma, hue))


@lru_cache(maxsize=256)
def tint(colour: str, lightness: float, chroma: float = 0.4) -> str:
    """The colour's hue at an OKLCH lightness, its chroma at most `chroma` and within sRGB."""
    _, own, hue = _oklch(colour)
    return _hex((lightness, min(own, chroma), hue))


def _linear(colour: str) -> Triple:
    """Linear sRGB, 0 to 1; 0.04045 is IEC 61966-2-1's threshold, as WCAG 2.2 has it since its errata."""
    digits = normal(colour)
    red, green, blue = (int(digits[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _expand(red), _expand(green), _expand(blue)


def _expand(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _compress(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def _oklch(colour: str) -> Triple:
    """Lightness 0 to 1, chroma, hue in radians.

    The matrices are those of B. Ottosson, A perceptual color space for image processing, 2020:
    https://bottosson.github.io/posts/oklab/.
    """
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _srgb(colour: Triple) -> Triple:
    """Linear sRGB of an OKLCH colour, outside 0 to 1 where sRGB does not have it."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _hex(colour: Triple) -> str:
    """`#rrggbb`; the chroma is lowered until sRGB has the colour, its lightness and hue stay."""
    lightness, chroma, hue = colour
    inside, outside = 0.0, chroma
    if _in_gamut(_srgb(colour)):
        inside = chroma
    else:
        for _ in range(STEPS):
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if _in_gamut(_srgb((lightness, middle, hue))) else (inside, middle)
    channels = (_compress(min(1.0, max(0.0, channel))) for channel in _srgb((lightness, inside, hue)))
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _in_gamut(channels: Triple) -> bool:
    return all(-0.0001 <= channel <= 1.0001 for channel in channels)
