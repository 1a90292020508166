from __future__ import annotations

import pytest
from PIL import Image

from exporter.prepress.colour.limit import limited

Inks = tuple[int, ...]


def picture(*inks: Inks) -> Image.Image:
    return Image.frombytes("CMYK", (len(inks), 1), b"".join(map(bytes, inks)))


def pixels(image: Image.Image) -> list[Inks]:
    data = image.tobytes()
    return [tuple(data[start : start + 4]) for start in range(0, len(data), 4)]


@pytest.mark.parametrize("percent", [240, 260, 300])
def test_no_place_has_more_ink_than_that(percent: float) -> None:
    inks = [(c, c, 255 - c // 4, k) for c in range(0, 256, 15) for k in (0, 100, 255)]
    made = pixels(limited(picture(*inks), percent))
    assert max(map(sum, made)) <= percent * 2.55
    assert max(map(sum, made)) > percent * 2.55 - 6, "and no more is taken than must be"


def test_black_stays_and_the_others_keep_their_proportions() -> None:
    (made,) = pixels(limited(picture((200, 100, 150, 255)), 200))
    assert made[3] == 255
    assert made[0] == pytest.approx(2 * made[1], abs=2)
    assert made[2] == pytest.approx(1.5 * made[1], abs=2)


def test_what_is_within_the_limit_is_not_touched() -> None:
    given = picture((200, 200, 200, 150), (255, 255, 255, 255), (10, 20, 30, 40))
    made = pixels(limited(given, 300))
    assert made[0] == (200, 200, 200, 150)
    assert made[2] == (10, 20, 30, 40)
    light = picture((10, 20, 30, 40))
    assert limited(light, 300) is light
