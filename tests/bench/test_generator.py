"""That the generator's projects are sound, of the size asked for, and the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench import generator
from bench.generator import write_project
from click.testing import CliRunner

from exporter.cli.program import program


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    first, second = (
        write_project(tmp_path / name, articles=3, clinics=2, words=(300, 900), languages=("en", "fr"))
        for name in ("first", "second")
    )
    assert contents(first) == contents(second)


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("words", [300, 3000])
def test_length_and_variety(language: str, words: int) -> None:
    text = generator.article(3, words, ("picture-0000.jpg", "picture-0001.png"), language)
    assert words <= len(text.split()) <= words * 1.15 + 150
    assert text.count("../images/") == 2
    if words == 3000:
        assert all(f"\n{sign}" in text for sign in ("## ", "- ", "| ", "!!! ", "1. ", "[^3]: "))


def test_articles_differ() -> None:
    assert len({generator.article(number, 300) for number in range(20)}) == 20


def test_pictures_are_as_many_as_asked_for(tmp_path: Path) -> None:
    for count in (0, 1, 3):
        folder = write_project(tmp_path / str(count), articles=3, clinics=1, pictures=count)
        assert len(list((folder / "source" / "images").glob("picture-*"))) == count


@pytest.mark.slow
def test_a_build_warns_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_project(tmp_path, articles=3, clinics=2, words=(300, 400), languages=("en", "es", "fr"), pictures=2)
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(program, ["build", "--strict", "-j", "0"])
    assert result.exit_code == 0, result.output
    assert len(list((folder / "build").rglob("*.epub"))) == 6
    assert len(list((folder / "build").rglob("*.pdf"))) == 12
