"""Pictures that are cut off do not pass for whole."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageFile

from exporter import decoding


@pytest.mark.parametrize("lenient", [False, True])
def test_half_a_picture_is_refused_and_the_setting_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch, *, lenient: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    stream = BytesIO()
    Image.effect_noise((64, 64), 90).save(stream, "JPEG")
    half = Image.open(BytesIO(stream.getvalue()[: len(stream.getvalue()) // 2]))
    with pytest.raises(OSError, match="truncated"), decoding.strict():
        half.load()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient
