"""Which alternative texts say nothing."""

from __future__ import annotations

import pytest

from exporter import alternatives

NOTHING = [
    "",
    "  ",
    ".",
    "—",
    "image",
    "Image 3",
    "IMG_0042",
    "img-1.jpg",
    "photo of clinic.PNG"[9:],
    "Bild",
    "Abbildung 2:",
]
NOTHING += ["Zdjęcie", "صورة", "DSC01234", "figure 1.", "Foto", "untitled"]
SOMETHING = [
    "A drip next to a bed",
    "Image of a drip",
    "Foto: eine Infusion",
    "10 %",
    "❤",
    "A",
    "فحص الدم",
    "photosynthesis",
]


@pytest.mark.parametrize("text", NOTHING)
def test_some_say_nothing(text: str) -> None:
    assert alternatives.says_nothing(text)


@pytest.mark.parametrize("text", SOMETHING)
def test_others_say_something(text: str) -> None:
    assert not alternatives.says_nothing(text)
