"""Packaged fonts: coverage read from the files, and fallbacks where a text needs them."""

from __future__ import annotations

import pytest

from exporter.errors import ExporterError
from exporter.layout import fonts
from exporter.model import FontFace, Resource

BODY = ["Source Sans 3", "Source Serif 4"]


def test_the_common_characters_are_in_every_family() -> None:
    from fontTools.ttLib import TTFont

    for family in fonts.FAMILIES.values():
        for file in family.files:
            with TTFont(fonts._folder(family.package) / file.path, lazy=True) as font:  # noqa: SLF001
                points = set(font.getBestCmap())
            lacking = {character for character in fonts.COMMON if character != "\n" and ord(character) not in points}
            assert lacking <= {"\t"}, f"{family.name}: {lacking}"


@pytest.mark.parametrize("family", [*fonts.FAMILIES.values(), *fonts.FALLBACKS], ids=lambda family: family.name)
def test_coverage_agrees_with_fonttools(family: fonts.Family) -> None:
    from fontTools.ttLib import TTFont

    path = fonts._folder(family.package) / family.files[0].path  # noqa: SLF001 - the file itself
    with TTFont(path, lazy=True) as font:
        points = set(font.getBestCmap())
    covers = fonts.coverage(path.read_bytes())
    assert {point for point in range(0x20, 0x20000) if point in covers} == {p for p in points if 0x20 <= p < 0x20000}


def test_a_latin_text_needs_the_named_families_alone() -> None:
    selection = fonts.select(BODY, "Naïve “quotes” 25 °C\n", own={})
    assert {face.family for face in selection.faces} == set(BODY)
    assert set(selection.resources) == {face.resource for face in selection.faces}
    assert selection.missing == frozenset()
    assert all(resource.data[:4] == b"\x00\x01\x00\x00" for resource in selection.resources.values())


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("מה", "Noto Sans Hebrew"),
        ("صحة", "Noto Sans Arabic"),
        ("हिन्दी", "Noto Sans Devanagari"),
        ("😀\ufe0f", "Noto Emoji"),
    ],
)
def test_another_script_brings_one_family_more(text: str, family: str) -> None:
    selection = fonts.select(BODY, text + "abc\u200b", own={})
    assert {face.family for face in selection.faces} == {*BODY, family}
    assert selection.missing == frozenset()


def test_a_character_that_only_one_family_lacks_is_not_missing() -> None:
    selection = fonts.select(["Source Sans 3", "Atkinson Hyperlegible"], "ω", own={})
    assert selection.missing == frozenset()


def test_a_character_that_no_font_has() -> None:
    assert fonts.select(BODY, "你好 a", own={}).missing == {"你", "好"}


def test_a_layouts_own_family_comes_before_a_packaged_one() -> None:
    face = FontFace("Own", "400", "normal", "fonts/own.ttf")
    data = Resource(
        (fonts._folder("fontpkg_atkinson_hyperlegible") / "files/AtkinsonHyperlegible-Regular.ttf").read_bytes(),  # noqa: SLF001
        "font/ttf",
    )
    selection = fonts.select(["Own"], "abc", own={"Own": {face: data}})
    assert selection.faces == (face,)
    assert selection.resources == {"fonts/own.ttf": data}


def test_a_font_without_a_character_map_has_nothing() -> None:
    assert 65 not in fonts.coverage(b"\x00\x01\x00\x00\x00\x00" + bytes(6))


def test_a_package_that_is_not_there() -> None:
    with pytest.raises(ExporterError, match="not installed"):
        fonts._folder("fontpkg_no_such_family")  # noqa: SLF001
