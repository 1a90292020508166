"""`exporter clean`, and what a build says of files that nothing makes any more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli.program import program

CONFIGURATION = '[editions.web]\nlayout = "brochure"\nformats = ["html"]\n'


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(program, arguments, prog_name="exporter")


def outputs() -> list[str]:
    return sorted(str(path) for path in Path("build").rglob("*.html"))


@pytest.fixture
def _built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("exporter.toml").write_text(CONFIGURATION)
    Path("source/articles/deep").mkdir(parents=True)
    for name in ("first", "deep/second"):
        Path(f"source/articles/{name}.md").write_text(f"---\ntitle: {name}\nmodified: 2026-01-02\n---\n\nText.\n")
    assert ran("build", "-j", "0").exit_code == 0
    Path("build/README").write_text("what comes out")


@pytest.mark.usefixtures("_built")
def test_what_no_job_makes_any_more_is_told_and_removed_on_request() -> None:
    Path("source/articles/deep/second.md").unlink()
    part = ran("build", "-j", "0", "--edition", "web")
    assert "stale-output" not in part.output
    whole = ran("build", "-j", "0")
    assert whole.exit_code == 0
    assert "build/deep/second-web.html: warning" in whole.output
    assert len(outputs()) == 2
    assert ran("clean", "--stale").stdout == "build/deep/second-web.html\n"
    assert outputs() == ["build/first-web.html"]
    assert not Path("build/deep").exists()
    assert ran("verify", "--manifest", "build/manifest.json").exit_code == 0
    assert "stale-output" not in ran("build", "-j", "0").output


@pytest.mark.usefixtures("_built")
def test_all_that_was_written_goes_and_nothing_else() -> None:
    Path("build/mine.html").write_text("mine")
    Path("build/first-web.html").write_text("edited")
    assert ran("clean", "--dry-run").exit_code == 0
    assert len(outputs()) == 3
    done = ran("clean")
    assert "build/first-web.html: warning" in done.output
    assert outputs() == ["build/first-web.html", "build/mine.html"]
    assert sorted(path.name for path in Path("build").iterdir()) == ["README", "first-web.html", "mine.html"]


@pytest.mark.usefixtures("_built")
def test_the_cache_alone_goes() -> None:
    assert ran("clean", "--cache").stdout == "build/.cache\n"
    assert len(outputs()) == 2
    assert not Path("build/.cache").exists()
    assert ran("clean", "--cache").stdout == ""


@pytest.mark.usefixtures("_built")
def test_a_file_that_was_tampered_with_is_told() -> None:
    Path("build/first-web.html").write_text("edited")
    done = ran("verify", "--manifest", "build/manifest.json")
    assert done.exit_code == 1
    assert "build/first-web.html: error" in done.stdout


def test_there_must_be_something_to_verify() -> None:
    assert ran("verify").exit_code == 2


@pytest.mark.usefixtures("_built")
def test_a_build_of_what_is_there_gives_the_same_manifest_and_touches_nothing() -> None:
    paths = [*map(Path, outputs()), Path("build/manifest.json")]
    text, before = paths[-1].read_text(), [(path.stat().st_mtime_ns, path.stat().st_ino) for path in paths]
    assert '"source/articles/first.md"' in text
    assert ran("build", "-j", "0").exit_code == 0
    assert [(path.stat().st_mtime_ns, path.stat().st_ino) for path in paths] == before
    assert ran("build", "-j", "0", "--force").exit_code == 0
    assert paths[-1].read_text() == text


@pytest.mark.usefixtures("_built")
def test_it_is_explained_what_went_in_and_what_has_changed() -> None:
    fresh = ran("explain", "build/first-web.html")
    assert fresh.stdout.endswith("it is up to date\n")
    assert "source/articles/first.md" in fresh.stdout
    Path("source/articles/first.md").write_text("---\ntitle: first\nmodified: 2026-01-02\n---\n\nOther text.\n")
    Path("exporter.toml").write_text(f"{CONFIGURATION}embed_fonts = true\n")
    Path("layouts/brochure").mkdir(parents=True)
    Path("layouts/brochure/note.txt").write_text("a new folder")
    Path("build/first-web.html").unlink()
    told = json.loads(ran("explain", "--json", "build/first-web.html").stdout)
    changed = {(one["kind"], Path(one["name"]).name, one["before"] == "", one["now"] == "") for one in told["changes"]}
    assert changed == {
        ("input", "first.md", False, False),
        ("input", "brochure", True, False),
        ("option", "edition.embed_fonts", False, False),
        ("output", "first-web.html", False, True),
    }
    assert "second.md" not in str(told["inputs"])
    assert ran("explain", "build/README").exit_code == 2
