"""Colours against figures published by WCAG and known properties of the spaces."""

from __future__ import annotations

import pytest

from exporter.layout import colours


def test_contrast_of_known_pairs() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert colours.contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["#ffcc00", "#00ffff", "#ff0000", "#7fb800", "#f0f", "#ffffff", "#808080"])
@pytest.mark.parametrize("ground", ["#ffffff", "#eef6f8", "#000000", "#123456"])
@pytest.mark.parametrize("ratio", [3.0, 4.5])
def test_a_legible_colour_reaches_the_ratio_and_only_just(colour: str, ground: str, ratio: float) -> None:
    found = colours.legible(colour, ground, ratio)
    assert colours.contrast(found, ground) >= ratio
    if colours.contrast(colour, ground) < ratio:
        assert colours.contrast(found, ground) < ratio + 0.25
    else:
        assert found == colours.normal(colour)


def test_a_darkened_colour_keeps_its_hue() -> None:
    red, green, blue = (int(colours.legible("#ffcc00", "#ffffff")[start : start + 2], 16) for start in (1, 3, 5))
    assert red > green > blue


def test_what_cannot_be_reached_is_white_or_black() -> None:
    assert colours.legible("#ff0000", "#777777", 20) == "#000000"


def test_a_tint_is_light_and_of_the_same_hue() -> None:
    tint = colours.tint("#17606e", 0.96, 0.02)
    assert colours.contrast(tint, "#ffffff") < 1.15
    assert tint[5:] > tint[1:3]
    assert colours.tint("#808080", 0.96) in {"#f1f1f1", "#f2f2f2"}


@pytest.mark.parametrize(
    ("ground", "expected"), [("#ffffff", "#000000"), ("#17606e", "#ffffff"), ("#ffcc00", "#000000")]
)
def test_text_on_a_solid_ground(ground: str, expected: str) -> None:
    assert colours.readable_on(ground) == expected


@pytest.mark.parametrize(("text", "expected"), [("#fff", True), ("#A1b2C3", True), ("red", False), ("#ffff", False)])
def test_is_colour(text: str, expected: object) -> None:
    assert colours.is_colour(text) is expected
