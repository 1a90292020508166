"""Whether pictures move and flash: animations drawn here, with what WCAG 2.2, 2.3.1 says of them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from exporter import motion
from exporter.motion import Motion

Ink = str | tuple[int, int, int]
BLACK_AND_WHITE = ("black", "white")


def animated(
    inks: Sequence[Ink], *, duration_ms: int = 100, part: float = 1.0, kind: str = "GIF", loop: int = 0
) -> bytes:
    """An animation of a rectangle, this part of a white picture, in one ink after the other."""
    frames = []
    for ink in inks:
        frame = Image.new("RGB", (120, 80), "white")
        ImageDraw.Draw(frame).rectangle((0, 0, 120, round(80 * part) - 1), fill=ink)
        frames.append(frame)
    stream = BytesIO()
    again = {} if loop < 0 else {"loop": loop}
    frames[0].save(
        stream, kind, save_all=True, append_images=frames[1:], duration=duration_ms, lossless=True, disposal=1, **again
    )
    return stream.getvalue()


def of_gif(inks: Sequence[Ink], *, duration_ms: int = 100, part: float = 1.0, loop: int = 0) -> Motion:
    return motion.measure(animated(inks, duration_ms=duration_ms, part=part, loop=loop), "image/gif")


@pytest.mark.parametrize(
    ("inks", "duration_ms", "expected"),
    [
        (BLACK_AND_WHITE, 100, Motion.FLASHING),  # five flashes a second
        (BLACK_AND_WHITE, 130, Motion.FLASHING),  # nearly four
        (BLACK_AND_WHITE, 170, Motion.HARMLESS),  # not quite three
        (BLACK_AND_WHITE, 0, Motion.FLASHING),
        (((30, 30, 30), (80, 80, 80)), 100, Motion.HARMLESS),  # 0.012 to 0.080: less than a tenth of the range
        (((30, 30, 30), (100, 100, 100)), 100, Motion.FLASHING),  # 0.012 to 0.127
        (((232, 232, 232), (255, 255, 255)), 100, Motion.HARMLESS),  # the darker is above 0.80
        ((*BLACK_AND_WHITE, *["white"] * 8), 100, Motion.HARMLESS),  # once a second
        ((*BLACK_AND_WHITE * 3, *["white"] * 8), 100, Motion.HARMLESS),  # three times, and a rest
        ((*BLACK_AND_WHITE * 4, *["white"] * 8), 100, Motion.FLASHING),  # four times, and a rest
        (("#ff0000", "#6f6f6f"), 100, Motion.FLASHING),  # a saturated red, no brighter than the grey
        (("#008000", "#6a5acd"), 100, Motion.HARMLESS),  # as much of a change of hue, without red
        (("white", "#dddddd", "#bbbbbb", "#999999", "#777777", "#555555", "#333333", "black"), 100, Motion.HARMLESS),
    ],
)
def test_flashes_are_counted(inks: Sequence[Ink], duration_ms: int, expected: Motion) -> None:
    assert of_gif(inks, duration_ms=duration_ms) is expected


@pytest.mark.parametrize(("part", "expected"), [(0.0125, Motion.HARMLESS), (0.05, Motion.FLASHING)])
def test_small_parts_may_flash(part: float, expected: Motion) -> None:
    assert of_gif(BLACK_AND_WHITE, part=part) is expected


def test_what_ends_soon_has_no_time_to_flash() -> None:
    assert of_gif(BLACK_AND_WHITE, loop=-1) is Motion.HARMLESS
    assert of_gif(BLACK_AND_WHITE * 5, loop=-1) is Motion.FLASHING


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp")])
def test_other_animations_are_measured_too(kind: str, media_type: str) -> None:
    assert motion.measure(animated(BLACK_AND_WHITE, kind=kind), media_type) is Motion.FLASHING
    assert motion.measure(animated(BLACK_AND_WHITE, kind=kind, duration_ms=500), media_type) is Motion.HARMLESS


@pytest.mark.parametrize(("kind", "media_type"), [("GIF", "image/gif"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_still_pictures_are_still(kind: str, media_type: str) -> None:
    stream = BytesIO()
    Image.new("RGB", (10, 10), "teal").save(stream, kind)
    assert motion.measure(stream.getvalue(), media_type) is Motion.STILL


@pytest.mark.parametrize(
    ("drawing", "expected"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>', Motion.STILL),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><animateTransform attributeName="x"/></svg>', Motion.UNKNOWN),
        (b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:set to="0"/></s:svg>', Motion.UNKNOWN),
        (b"<svg><style>@keyframes a { to { opacity: 0 } }</style></svg>", Motion.UNKNOWN),
        (b"<svg><style>@-webkit-keyframes a { to { opacity: 0 } }</style></svg>", Motion.UNKNOWN),
        (b"<svg><script>tick()</script></svg>", Motion.UNKNOWN),
        (b'<svg><path style="animation: none"/><settings/></svg>', Motion.STILL),
    ],
)
def test_drawings_that_move_cannot_be_measured(drawing: bytes, expected: Motion) -> None:
    assert motion.measure(drawing, "image/svg+xml") is expected


def test_what_cannot_be_measured_is_not_taken_for_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    data = animated(BLACK_AND_WHITE)
    assert motion.measure(b"GIF89a" + bytes(20), "image/gif") is Motion.UNKNOWN
    assert motion.measure(animated(BLACK_AND_WHITE * 4)[:-300], "image/gif") is Motion.UNKNOWN
    monkeypatch.setattr("exporter.motion.MOST_FRAMES", 1)
    assert motion.measure(data, "image/gif") is Motion.UNKNOWN


@pytest.mark.parametrize("length", [0, 12, 16, 20])
def test_pictures_that_are_cut_off_early_are_not_measured(length: int) -> None:
    data = animated(BLACK_AND_WHITE, kind="WEBP")[:length]
    assert motion.measure(data, "image/webp") is (Motion.STILL if length < 16 else Motion.UNKNOWN)


def test_photographs_are_not_decoded() -> None:
    assert motion.measure(b"no picture at all", "image/jpeg") is Motion.STILL


def test_the_gravest_counts() -> None:
    assert motion.worst([Motion.STILL, Motion.UNKNOWN, Motion.HARMLESS]) is Motion.UNKNOWN
    assert motion.worst([]) is Motion.STILL
