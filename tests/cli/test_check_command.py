"""`exporter check`: what is found without making anything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli.exits import Exit
from exporter.cli.program import program

ARTICLE = "---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\n## What it is\n\nA headache that comes back.\n"
WRONG = f"{ARTICLE}\nIt lasts {{{{ duration }}}}.\n"
SKIPPING = f"{ARTICLE}\n#### Too deep\n\nText.\n"
PROJECT = """articles = "articles"
clinics = "clinics"
[editions.page]
layout = "brochure"
formats = ["screen", "html"]
[editions.ebook]
layout = "ebook"
formats = ["epub"]
"""
PREAMBLE = "import sys; from exporter.cli.program import program; program(sys.argv[1:], standalone_mode=False); "


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leaflets/articles").mkdir(parents=True)
    (tmp_path / "leaflets/clinics").mkdir()
    (tmp_path / "leaflets/exporter.toml").write_text(PROJECT)
    for name in ("hilltop", "riverside"):
        (tmp_path / f"leaflets/clinics/{name}.toml").write_text(f'name = "{name} Example Clinic"\n')
    write(tmp_path, "a", ARTICLE)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / f"leaflets/articles/{name}.md").write_text(text)


def files(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def check(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["check", *arguments], prog_name="exporter")


def test_good_articles_give_no_findings_and_no_files(folder: Path) -> None:
    before = files(folder)
    done = check("--project", "leaflets")
    assert (done.exit_code, done.stdout, done.stderr) == (Exit.DONE, "", "1 article checked: nothing found\n")
    assert files(folder) == before


def test_a_finding_of_four_jobs_is_told_once_and_named_as_seen_from_here(folder: Path) -> None:
    write(folder, "b", WRONG)
    done = check("--project", "leaflets")
    assert done.exit_code == Exit.FAILED
    first, *_ = done.stdout.splitlines()
    assert first.startswith("leaflets/articles/b.md:11: error: 'duration' is not defined")
    assert done.stdout.count("[undefined-variable]") == 1
    assert done.stderr == "2 articles checked: 1 error\n"


def test_only_the_articles_that_are_named_are_checked_in_the_project_they_lie_in(folder: Path) -> None:
    write(folder, "b", WRONG)
    done = check("leaflets/articles/a.md")
    assert (done.exit_code, done.stderr) == (Exit.DONE, "1 article checked: nothing found\n")


def test_what_one_clinic_alone_lacks_is_found(folder: Path) -> None:
    (folder / "leaflets/clinics/hilltop.toml").write_text('name = "Hilltop Example Clinic"\nphone = "555 0100"\n')
    write(folder, "a", f"{ARTICLE}\nCall {{{{ clinic.phone }}}}.\n")
    done = check("--project", "leaflets")
    assert done.exit_code == Exit.FAILED
    assert done.stdout.count("'phone' is empty") == 1


def test_warnings_fail_only_when_they_are_taken_for_errors(folder: Path) -> None:
    write(folder, "a", SKIPPING)
    done = check("--project", "leaflets")
    assert done.exit_code == Exit.DONE
    assert "warning: " in done.stdout
    assert check("--project", "leaflets", "--strict").exit_code == Exit.WARNINGS


def test_an_article_outside_of_any_project_is_read_for_every_medium(folder: Path) -> None:
    (folder / "notes").mkdir()
    (folder / "notes/n.md").write_text(f"{ARTICLE}\n/// only | epub\n{{{{ duration }}}}\n///\n")
    done = check("notes/n.md", "--report", "json:r.json")
    assert done.exit_code == Exit.FAILED
    assert done.stdout.startswith("notes/n.md:")
    states = {job["edition"]: job["state"] for job in json.loads((folder / "r.json").read_text())["jobs"]}
    assert states == {"brochure": "checked", "ebook": "failed"}
    assert not (folder / "notes/n.html").exists()


def test_a_report_has_standard_output_to_itself(folder: Path) -> None:
    write(folder, "b", WRONG)
    done = check("--project", "leaflets", "--report", "sarif:-")
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "leaflets/articles/b.md"
    assert "[undefined-variable]" in done.stderr


def test_nothing_is_imported_that_lays_out_pages(folder: Path) -> None:
    heavy = "weasyprint", "pikepdf", "ebooklib", "distributed", "rich"
    code = f"{PREAMBLE}print(*(name for name in {heavy} if name in sys.modules))"
    command = [sys.executable, "-c", code, "check", "--project", "leaflets"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "\n"
