"""What the README tells a newcomer to do works in an empty folder."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    steps = README.partition("## First steps")[2]
    return [match["text"] for match in BLOCK.finditer(steps) if match["language"] == language]


@pytest.mark.slow
def test_the_first_steps(tmp_path: Path) -> None:
    (article,), (clinic, *_), (commands, shops), (program,) = map(blocks, ("markdown", "toml", "sh", "python"))
    (tmp_path / "after-your-operation.md").write_text(article, encoding="utf-8")
    (tmp_path / "clinic.toml").write_text(clinic, encoding="utf-8")
    for line in (commands + shops).splitlines():
        words = shlex.split(line)
        assert words[0] == "exporter"
        done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "warning" not in done.stderr
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True"]
    names = {"leaflet.pdf", "leaflet.epub", "leaflet.html", "large.pdf"}
    assert names <= {path.name for path in tmp_path.iterdir()}


def built(folder: Path, configuration: str) -> list[str]:
    """Build the article in a project of this configuration, and give the names of its files."""
    (article,) = blocks("markdown")
    (folder / "source" / "articles").mkdir(parents=True)
    article = article.replace("Call us on {{ clinic.phone }} if you are worried.", "")
    (folder / "source" / "articles" / "note.md").write_text(article, encoding="utf-8")
    clinics = folder / "source" / "clinics"
    clinics.mkdir()
    (clinics / "clinic.toml").write_text(blocks("toml")[0], encoding="utf-8")
    (folder / "exporter.toml").write_text(configuration, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "exporter", "build"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return sorted(path.name for path in (folder / "build").iterdir() if path.is_file() and path.suffix != ".json")


@pytest.mark.slow
def test_the_editions_on_paper(tmp_path: Path) -> None:
    """The example is a project's whole configuration."""
    assert len(built(tmp_path, blocks("toml")[1])) == 6


@pytest.mark.slow
@pytest.mark.tools
def test_the_edition_as_an_ebook(tmp_path: Path) -> None:
    """The example goes with that on paper."""
    _, paper, ebook = blocks("toml")
    names = [name for name in built(tmp_path, paper + ebook) if "ebook" in name]
    assert [Path(name).suffix for name in names] == [".m4b", ".jpg", ".epub", ".xml"]


def test_every_file_it_leads_to_is_there() -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README)
    assert "REFERENCE.md" in targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
