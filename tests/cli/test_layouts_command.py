"""`exporter layouts`: what there is to choose from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter.cli.exits import Exit
from exporter.cli.program import program


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def own_layout(folder: Path, manifest: str) -> None:
    (folder / "exporter.toml").touch()
    (folder / "layouts" / "ours").mkdir(parents=True)
    (folder / "layouts" / "ours" / "layout.toml").write_text(manifest, encoding="utf-8")


OURS = 'name = "ours"\ndescription = "In our colours"\nextends = "brochure"\n\n[tokens]\ntext-size = "16pt"\n'


def test_the_shipped_layouts_are_listed_outside_of_any_project() -> None:
    done = CliRunner().invoke(program, ["layouts"])
    assert done.exit_code == Exit.DONE
    assert done.stderr == ""
    lines = {line.split()[0]: line for line in done.stdout.splitlines()[1:]}
    assert "screen, press, office, html" in lines["brochure"]
    assert "a5, a4, letter" in lines["brochure"]
    assert "epub" in lines["ebook"]
    assert "base" not in lines, "nothing can be exported with it"


def test_json_says_all_that_can_be_chosen() -> None:
    done = CliRunner().invoke(program, ["layouts", "--json"])
    brochure = next(one for one in json.loads(done.stdout) if one["name"] == "brochure")
    assert brochure["paper"] == "a5"
    assert brochure["papers"]["a5"] == {"width_mm": 148, "height_mm": 210}
    assert brochure["tokens"]["primary"]["type"] == "colour"
    assert "choices" in brochure["options"]["contents"]


def test_the_projects_own_layouts_are_listed_too(folder: Path) -> None:
    own_layout(folder, OURS)
    below = folder / "source"
    below.mkdir()
    for arguments in ([], ["--project", str(folder)]):
        done = CliRunner().invoke(program, ["layouts", "--json", *arguments])
        ours = next(one for one in json.loads(done.stdout) if one["name"] == "ours")
        assert ours["tokens"]["text-size"]["value"] == "16pt"


def test_a_faulty_layout_is_told_and_the_others_are_listed(folder: Path) -> None:
    own_layout(folder, OURS.replace("extends", "extends-from").replace("[tokens]\n", "[token]\n"))
    done = CliRunner().invoke(program, ["layouts"])
    assert "brochure" in done.stdout
    assert "layouts/ours/layout.toml:3:1: warning: unknown key 'extends-from' is ignored [unknown-key]" in done.stderr
    assert "did you mean 'extends'?" in done.stderr
    assert done.exit_code == Exit.DONE


def test_a_broken_layout_is_told_and_the_others_are_listed(folder: Path) -> None:
    own_layout(folder, OURS + "font-size = [\n")
    done = CliRunner().invoke(program, ["layouts"])
    assert "brochure" in done.stdout
    assert done.stderr.startswith("layouts/ours/layout.toml:")
    assert done.exit_code == Exit.CONFIGURATION
