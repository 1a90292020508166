"""What a JPEG needs to be a cover."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from exporter import verify


def jpeg(mode: str = "RGB", size: tuple[int, int] = (1600, 2560)) -> bytes:
    stream = BytesIO()
    Image.new(mode, size).save(stream, "JPEG")
    return stream.getvalue()


def found(data: bytes) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message) for finding in verify.verify(data, path="cover.jpg")]


def test_a_cover_is_sound() -> None:
    assert found(jpeg()) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (jpeg("CMYK"), "a cover is in RGB, and this picture in 'CMYK'"),
        (jpeg("L"), "a cover is in RGB, and this picture in 'L'"),
        (jpeg(size=(600, 1200)), "a cover has 625 × 1000 pixels at least, and this picture 600 × 1200"),  # noqa: RUF001
        (jpeg(size=(10_001, 1000)), "a cover has 10000 pixels a side at most, and this picture 10001"),
        (jpeg() + bytes(50_000_000), "a cover is smaller than 50 MB, and this picture has 50.1"),
    ],
    ids=["ink", "grey", "small", "large", "heavy"],
)
def test_what_shops_do_not_take_is_told(data: bytes, message: str) -> None:
    assert found(data) == [("unsuitable-cover", message)]


def test_a_damaged_one_is_told() -> None:
    assert [rule for rule, _ in found(jpeg()[:3000])] == ["damaged-file"]
    assert [rule for rule, _ in found(b"\xff\xd8\xff\xe0 nothing else")] == ["damaged-file"]
