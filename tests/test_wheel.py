"""What is installed by `pip install`: the wheel, on its own, away from the checkout."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from exporter import verify
from exporter.verify import pdf as verify_pdf

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]

ROOT = Path(__file__).parents[1]
ARTICLE = """---
title: After your scan
lang: en-GB
date: 2026-01-31
---

You can go home the same day.

!!! urgent "Call us now if you have:"
    - a temperature of 38 °C or more

## The first day

Rest, and drink plenty of water.
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """A clean environment with the wheel, and an empty folder to work in."""

    programs: Path
    folder: Path

    def run(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, which sees nothing of this one."""
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "EXPORTER_"))}
        return subprocess.run(
            [self.programs / name, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Dependencies are lent by this environment, through a path file: its own path files are not read then.

    So exporter itself, which is installed here as a link to the checkout, is not lent.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=True)
    programs = home / "bin"
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)}))
    pip("--python", str(programs / "python"), "install", "--no-deps", "--no-index", str(wheel))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return Installed(programs, tmp_path_factory.mktemp("empty"))


def pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_wheel_holds_the_code_the_layouts_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "exporter").rglob("*.py")} | {"exporter/py.typed"}
    layouts = {f"exporter/_{path.relative_to(ROOT)}" for path in (ROOT / "layouts").rglob("*") if path.is_file()}
    suffixes = {Path(name).suffix for name in layouts}
    assert {".toml", ".j2", ".css", ".svg", ".po", ".pot"} <= suffixes
    words = {str(path.relative_to(ROOT)) for path in (ROOT / "exporter" / "article" / "formulas" / "words").iterdir()}
    assert code | layouts | words <= names
    rest = names - code - layouts - words
    assert {re.sub(r"^exporter-[\d.]+\.dist-info/", "", name) for name in rest} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
        "exporter/_REFERENCE.md",
        "exporter/prepress/profiles/FOGRA39L_coated.icc",
        "exporter/prepress/profiles/README.md",
    }


def test_it_is_the_wheels_code_that_runs(installed: Installed) -> None:
    told = installed.run("python", "-c", "import exporter, weasyprint; print(exporter.__file__, weasyprint.__file__)")
    assert told.stderr == ""
    own, lent = map(Path, told.stdout.split())
    assert own.is_relative_to(installed.programs.parent)
    assert not lent.is_relative_to(installed.programs.parent)


def test_the_layouts_are_found_away_from_the_checkout(installed: Installed) -> None:
    listed = installed.run("exporter", "layouts")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert re.search(r"^brochure\b", listed.stdout, re.MULTILINE)
    assert re.search(r"^ebook\b", listed.stdout, re.MULTILINE)


def test_nothing_is_missing_for_an_export(installed: Installed) -> None:
    assert installed.run("exporter", "doctor").returncode == 0


def test_an_article_is_exported_in_every_format(installed: Installed) -> None:
    (installed.folder / "scan.md").write_text(ARTICLE, encoding="utf-8")
    outputs = ["scan.pdf", "scan.epub", "scan.html"]
    done = installed.run("exporter", "render", "scan.md", *(word for name in outputs for word in ("-o", name)))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in installed.folder.iterdir()) == sorted(["scan.md", *outputs])
    for name in outputs:
        data = (installed.folder / name).read_bytes()
        assert verify.content_kind(data) == Path(name).suffix.lstrip(".")
        assert verify.verify(data, path=name) == ()
    data = (installed.folder / "scan.pdf").read_bytes()
    assert verify_pdf.claims(data) == {"PDF/UA-1", "PDF/A-3a"}
    with pikepdf.open(BytesIO(data)) as pdf:
        fonts = {str(font.BaseFont).partition("+")[2] for page in pdf.pages for font in page.resources.Font.values()}
        profile = pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
    assert fonts
    assert all(name.startswith("Source") for name in fonts), "a font of the system"
    assert profile[36:40] == b"acsp"  # the signature of an ICC profile (ICC.1:2022, 7.2)
    assert profile[16:20] == b"RGB "
