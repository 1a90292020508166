"""Whether a picture moves, and whether it flashes so that it can cause seizures (WCAG 2.2, 2.3.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from io import BytesIO
from itertools import chain, repeat
from typing import TYPE_CHECKING

from exporter import decoding

if TYPE_CHECKING:
    from PIL import Image

GRID = 40
"""Cells across and down in which changes are looked for."""
FLASHING_SHARE = 0.028
"""The least part of a picture that has to flash.

WCAG 2.2, general flash and red flash thresholds: a quarter of any 341 by 256 pixels of a screen of 1024 by 768, so this
part of a picture that fills the screen. In what size and how near a picture will be seen is not known.
"""
MOST_FLASHES = 3
"""In any one second (as above)."""
LEAST_CHANGE, DARKEST = 0.1, 0.8
"""Of relative luminance, and what the darker of two images lies below (as above)."""
LEAST_RED, LEAST_SHIFT = 0.8, 0.2
"""R/(R+G+B) of a saturated red, and the distance in the CIE 1976 UCS diagram (as above, note 5)."""
WHITE_POINT = (0.1978, 0.4683)
"""u' and v' of D65: black has no hue of its own."""
SHORTEST_S = 0.02
"""A picture that is to be shown for less: browsers take five times as long, others as long as they need."""
MOST_FRAMES, MOST_PIXELS = 1000, 200_000_000
"""Pictures of an animation, and pixels of all of them together; what has more is not measured."""
FRAME_MARKS = {"image/gif": b"\0,", "image/png": b"fcTL", "image/webp": b"ANMF"}
"""What stands before each picture of an animation but a GIF's first: the end of what came before and an image separator
(GIF 89a, 16 and 20), or a chunk (PNG 3, 11.3.6.2; RFC 9649, 2.7.1.1). By chance it may be found elsewhere."""
SECONDS = 2.0
"""For how long an animation that begins again is looked at, after its first run."""
MOVING = frozenset({"animate", "animatecolor", "animatemotion", "animatetransform", "set"})
"""Elements that move a drawing, in lower case (SVG Animations 2; `animateColor`: SVG 1.1)."""
KEYFRAMES = re.compile(r"@(?:-\w+-)?keyframes\b", re.IGNORECASE)
"""Without them no style moves anything (CSS Animations 1, 3)."""
MOVING_TAG = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(sorted(MOVING))}|script)[\s/>]", re.IGNORECASE)
"""The start of a moving element, or of a script, which can do anything."""


class Motion(IntEnum):
    """What is known of a picture, from the least to the gravest."""

    STILL = 0
    HARMLESS = 1
    """It moves and does not flash, or below the thresholds."""
    UNKNOWN = 2
    """It moves, or may, and could not be measured."""
    FLASHING = 3


def measure(data: bytes, media_type: str) -> Motion:
    """Look at a picture, frame by frame where it is animated.

    Conservative in what cannot be known: the picture is taken to fill the screen, flashing parts of it are added up
    wherever they are and whenever they flash, and three flashes and a half count as four. Every cell of a grid is seen
    as its mean colour, which leaves out patterns finer than that.
    """
    if media_type == "image/svg+xml":
        drawing = data.decode(errors="replace")
        return Motion.UNKNOWN if MOVING_TAG.search(drawing) or style_moves(drawing) else Motion.STILL
    if not may_move(data, media_type):
        return Motion.STILL
    if frames_at_most(data, media_type) > MOST_FRAMES:
        return Motion.UNKNOWN
    return _measured(data, media_type)


def style_moves(sheet: str) -> bool:
    """Whether a style sheet animates anything."""
    return KEYFRAMES.search(sheet) is not None


def _measured(data: bytes, media_type: str) -> Motion:
    from PIL import Image

    try:
        with decoding.strict(), Image.open(BytesIO(data), formats=["GIF", "PNG", "WEBP"]) as image:
            count = int(getattr(image, "n_frames", 1))
            if count == 1:
                return Motion.STILL
            if image.width * image.height * count > MOST_PIXELS:
                return Motion.UNKNOWN
            frames = list(_frames(image, count))
            begins_again = image.info.get("loop", None if media_type == "image/gif" else 0) is not None
    except (*decoding.FAULTS, Image.DecompressionBombError):
        return Motion.UNKNOWN
    return Motion.FLASHING if _flashes(frames, begins_again=begins_again) else Motion.HARMLESS


def frames_at_most(data: bytes, media_type: str) -> int:
    """Tell how many pictures an animation cannot have more than; Pillow would look at them one by one to count them."""
    return 1 + data.count(FRAME_MARKS[media_type])


def may_move(opening: bytes, media_type: str) -> bool:
    """Judge a picture by the first bytes of its file: most are still, and not worth decoding."""
    if media_type == "image/png":  # PNG 3, 11.3.6.1: animation control comes before the first image data
        image_data, control = opening.find(b"IDAT"), opening.find(b"acTL")
        return image_data < 0 or 0 <= control < image_data
    if media_type == "image/webp":  # RFC 9649, 2.7.1; what ends before its flags may have had the one that counts
        return opening[12:16] == b"VP8X" and any(flags & 2 for flags in opening[20:21] or b"\2")
    return media_type == "image/gif"


@dataclass(frozen=True, slots=True)
class _Look:
    """A cell, as it looks in one frame."""

    luminance: float
    is_red: bool
    u: float
    v: float


@dataclass(frozen=True, slots=True)
class _Frame:
    duration_s: float
    cells: Sequence[_Look]


def _frames(image: Image.Image, count: int) -> Iterator[_Frame]:
    from PIL import Image

    seen: dict[tuple[int, int, int], _Look] = {}
    for number in range(count):
        image.seek(number)
        shown = image.convert("RGBA")
        ground = Image.new("RGBA", shown.size, "white")
        ground.alpha_composite(shown)
        small = ground.convert("RGB").resize((GRID, GRID), Image.Resampling.BOX).tobytes()
        pixels = zip(small[::3], small[1::3], small[2::3], strict=True)
        looks = tuple(seen.get(pixel) or seen.setdefault(pixel, _look(pixel)) for pixel in pixels)
        yield _Frame(max(SHORTEST_S, float(image.info.get("duration", 0)) / 1000), looks)


def _look(pixel: tuple[int, int, int]) -> _Look:
    red, green, blue = (LINEAR[value] for value in pixel)
    total = red + green + blue
    x = 0.4124 * red + 0.3576 * green + 0.1805 * blue
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = 0.0193 * red + 0.1192 * green + 0.9505 * blue
    weight = x + 15 * y + 3 * z
    u, v = (4 * x / weight, 9 * y / weight) if weight else WHITE_POINT
    return _Look(y, total > 0 and red / total >= LEAST_RED, u, v)


LINEAR = tuple(
    value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in range(256)
)
"""Of each value of sRGB (WCAG 2.2, relative luminance)."""


def _flashes(frames: Sequence[_Frame], *, begins_again: bool) -> bool:
    times, looks = _timeline(frames, begins_again=begins_again)
    flashing = sum(_is_flashing(times, cell) for cell in zip(*looks, strict=True))
    return flashing >= FLASHING_SHARE * GRID * GRID


def _timeline(frames: Sequence[_Frame], *, begins_again: bool) -> tuple[list[float], list[Sequence[_Look]]]:
    """When each frame appears, in seconds, and what it shows; an animation that begins again goes on for a while."""
    whole_s = sum(frame.duration_s for frame in frames)
    runs = chain(frames, *repeat(frames, int(SECONDS // whole_s) + 1 if begins_again else 0))
    times: list[float] = []
    looks: list[Sequence[_Look]] = []
    now_s = 0.0
    for frame in runs:
        times.append(now_s)
        looks.append(frame.cells)
        now_s += frame.duration_s
    return times, looks


def _is_flashing(times: Sequence[float], cell: Sequence[_Look]) -> bool:
    if all(look is cell[0] for look in cell):
        return False
    return any(_is_too_often(changes) for changes in (_brightness_changes(times, cell), _red_changes(times, cell)))


def _brightness_changes(times: Sequence[float], cell: Sequence[_Look]) -> list[float]:
    """When the cell has become brighter or darker by enough, each time after the opposite."""
    changes: list[float] = []
    low = high = cell[0].luminance
    direction = 0
    for time, look in zip(times, cell, strict=True):
        level = look.luminance
        if direction <= 0 and level - low >= LEAST_CHANGE and low < DARKEST:
            changes.append(time)
            direction, high = 1, level
        elif direction >= 0 and high - level >= LEAST_CHANGE and level < DARKEST:
            changes.append(time)
            direction, low = -1, level
        else:
            low, high = min(low, level), max(high, level)
    return changes


def _red_changes(times: Sequence[float], cell: Sequence[_Look]) -> list[float]:
    """When the cell has gone to or from a saturated red by enough."""
    changes: list[float] = []
    last = cell[0]
    for time, look in zip(times, cell, strict=True):
        if look.is_red != last.is_red and ((look.u - last.u) ** 2 + (look.v - last.v) ** 2) ** 0.5 > LEAST_SHIFT:
            changes.append(time)
            last = look
    return changes


def _is_too_often(changes: Sequence[float]) -> bool:
    """Whether more changes than three flashes have, which are two each, fall into one second."""
    most = 2 * MOST_FLASHES
    return any(later - first < 1.0 for first, later in zip(changes, changes[most:], strict=False))


def worst(motions: Iterable[Motion]) -> Motion:
    """The gravest of several."""
    return max(motions, default=Motion.STILL)
