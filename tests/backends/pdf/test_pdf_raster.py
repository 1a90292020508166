from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from exporter.backends import pdf, raster
from exporter.model import Document

Make = Callable[..., Document]


@pytest.fixture
def master(make: Make) -> bytes:
    return pdf.typeset(make("<p>x</p>", style="@page { background: #336699 } .x { color: red }"))[0].pdf


@pytest.mark.parametrize("width", [1, 333, 1600])
def test_picture_is_as_wide_as_asked_and_as_high_as_the_page(master: bytes, width: int) -> None:
    image = Image.open(BytesIO(raster.picture(master, page=0, width_px=width).data))
    assert image.format == "JPEG"
    assert image.width == width
    assert image.height == pytest.approx(width * 160 / 120, abs=1)


def test_picture_shows_the_page_and_is_the_same_each_time(master: bytes) -> None:
    picture = raster.picture(master, page=0, width_px=120)
    assert Image.open(BytesIO(picture.data)).getpixel((5, 5)) == pytest.approx((0x33, 0x66, 0x99), abs=2)
    assert raster.picture(master, page=0, width_px=120) == picture


@pytest.mark.parametrize(("page", "width"), [(1, 10), (-1, 10), (0, 0)])
def test_pages_and_widths_that_are_not_there_are_refused(master: bytes, page: int, width: int) -> None:
    with pytest.raises(ValueError, match=r"page -?1|0 pixels"):
        raster.picture(master, page=page, width_px=width)


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(ValueError, match="no PDF"):
        raster.picture(b"nothing", page=0, width_px=10)
