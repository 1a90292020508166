"""What need not be made again, and what must."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.batch.freshness import RACY_NS
from exporter.cli.program import program

CONFIGURATION = """\
[editions.page]
layout = "brochure"
formats = ["html"]

[editions.book]
layout = "ebook"
formats = ["epub"]
"""
ARTICLE = "---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\n![A drop](drop.svg)\n\nA headache.\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>'
Write = Callable[[str, str], None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two articles, one clinic and two editions, built once."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "exporter.toml": CONFIGURATION,
        "source/articles/a.md": ARTICLE,
        "source/articles/b.md": ARTICLE.replace("![A drop](drop.svg)\n\n", ""),
        "source/articles/drop.svg": DRAWING,
        "source/clinics/example.toml": 'name = "Example Clinic"\n',
    }.items():
        write(tmp_path / name, text)
    assert build().exit_code == 0
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def build(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["build", "-v", *arguments], prog_name="exporter")


def times(project: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every output."""
    files = [path for path in sorted((project / "build").iterdir()) if path.is_file()]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def rebuilt(project: Path, *arguments: str) -> list[str]:
    """The outputs that a build puts into place anew."""
    before = times(project)
    done = build(*arguments)
    assert done.exit_code == 0, done.output
    return sorted(name for name, each in times(project).items() if before.get(name) != each)


EVERYTHING = ["a-book.epub", "a-page.html", "b-book.epub", "b-page.html"]


def outputs(names: list[str]) -> list[str]:
    return [name for name in names if name != "manifest.json"]


def test_nothing_is_made_again_where_nothing_has_changed(project: Path) -> None:
    assert rebuilt(project) == []
    assert rebuilt(project) == []


def test_workers_get_ready_only_where_an_article_was_changed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr("exporter.engines.get_ready", lambda: calls.append("ready"))
    build("-j", "2")
    assert not calls
    (project / "source" / "articles" / "a.md").touch()
    build("-j", "0")
    (project / "source" / "articles" / "b.md").touch()
    build("-j", "2", "--dry-run")
    assert not calls
    time.sleep(2 * RACY_NS / 1e9)  # or its hash would not be written down, since it might change once more
    build("-j", "2")
    build("-j", "2")
    assert calls == ["ready"]


def test_force_makes_everything_again_and_the_files_are_the_same(project: Path) -> None:
    before = {name: (project / "build" / name).read_bytes() for name in EVERYTHING}
    rebuilt(project, "--force")
    assert {name: (project / "build" / name).read_bytes() for name in EVERYTHING} == before


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "source/articles/b.md",
            ARTICLE.replace("headache", "pain").replace("![A drop](drop.svg)", ""),
            EVERYTHING[2:],
        ),
        ("source/articles/drop.svg", DRAWING.replace("M0 0", "M1 1"), EVERYTHING[:2]),
        ("source/clinics/example.toml", 'name = "Other Clinic"\n', EVERYTHING),
        (
            "exporter.toml",
            CONFIGURATION.replace('["html"]', '["html"]\ntokens = { primary = "#004488" }'),
            ["a-page.html", "b-page.html"],
        ),
        (
            "layouts/brochure/layout.toml",
            'name = "brochure"\ndescription = "Ours"\nextends = "brochure"\ntokens = { primary = "#004488" }\n',
            ["a-page.html", "b-page.html"],
        ),
    ],
)
def test_a_change_is_felt_where_it_matters_and_its_undoing_costs_nothing(
    project: Path, name: str, text: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / name
    before = path.read_text() if path.exists() else None
    first = {one: (project / "build" / one).read_bytes() for one in EVERYTHING}
    write(path, text)
    assert outputs(rebuilt(project)) == expected
    if before is None:
        path.unlink()
        path.parent.rmdir()
    else:
        path.write_text(before)

    def never(*_: object) -> None:
        raise AssertionError("it was made before")

    monkeypatch.setattr("exporter.pipeline.make", never)
    assert outputs(rebuilt(project)) == expected
    assert {one: (project / "build" / one).read_bytes() for one in EVERYTHING} == first


@pytest.mark.parametrize("harm", ["deleted", "changed"])
def test_an_output_that_somebody_touched_is_put_back(project: Path, harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    output = project / "build" / "a-page.html"
    before = output.read_bytes()
    output.unlink()
    if harm == "changed":
        output.write_bytes(b"mine")
    monkeypatch.setattr("exporter.pipeline.make", lambda *_: pytest.fail("it is in the store"))
    assert outputs(rebuilt(project)) == ["a-page.html"]
    assert output.read_bytes() == before


def test_an_output_changed_in_its_place_is_made_again(project: Path) -> None:
    output = project / "build" / "a-page.html"
    before = output.read_bytes()
    with output.open("ab") as stream:  # which changes what the store has too: they are one file
        stream.write(b"mine")
    build()
    assert output.read_bytes() == before


def test_a_job_that_failed_is_done_again(project: Path) -> None:
    write(project / "source/articles/b.md", "---\ntitle: [\n---\n")
    kept = (project / "build" / "b-page.html").read_bytes()
    for _ in range(2):
        done = build()
        assert done.exit_code == 1
        assert "invalid-yaml" in done.output
    assert (project / "build" / "b-page.html").read_bytes() == kept


def test_warnings_are_told_again(project: Path) -> None:
    text = ARTICLE.replace("lang: en\n", "lang: en\ntitel: B\n").replace("![A drop](drop.svg)", "")
    write(project / "source/articles/b.md", text)
    told = [[line for line in build().stderr.splitlines() if "warning: " in line] for _ in range(2)]
    assert told[0]
    assert told[0] == told[1]


def test_a_day_counts_only_where_an_article_has_none(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    assert outputs(rebuilt(project)) == []
    write(project / "source/articles/b.md", "---\ntitle: B\nlang: en\n---\n\nText.\n")
    build()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    assert set(outputs(rebuilt(project))) <= set(EVERYTHING[2:])
    assert rebuilt(project) == []


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + bytes(200)])
def test_a_damaged_ledger_is_set_aside(project: Path, data: bytes) -> None:
    cache = project / "build" / ".cache"
    for path in cache.glob("ledger*"):
        path.unlink()
    (cache / "ledger-1.sqlite").write_bytes(data)
    assert build().exit_code == 0
    assert rebuilt(project) == []


def test_a_cache_that_cannot_be_written_is_told(project: Path) -> None:
    shutil.rmtree(project / "build" / ".cache")
    (project / "build" / ".cache").write_text("a file in the way")
    done = build()
    assert done.exit_code != 0
    assert "[cannot-write]" in done.output
    assert "internal-error" not in done.output


def test_what_cannot_be_written_down_is_made_all_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("exporter.batch.records.Records.add_result", full)
    write(project / "source/articles/b.md", ARTICLE.replace("![A drop](drop.svg)", "It hurts."))
    assert outputs(rebuilt(project)) == EVERYTHING[2:]
    done = build()
    assert done.exit_code == 0
    assert done.output.count("cannot be remembered") == 1


def test_two_builds_at_once_do_not_harm_each_other(project: Path) -> None:
    expected = {one: (project / "build" / one).read_bytes() for one in EVERYTHING}
    shutil.rmtree(project / "build")
    command = [sys.executable, "-m", "exporter", "build", "-q", "-j", "0"]
    builds = [subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    builds[1].kill()
    told = [one.communicate(timeout=120)[1] for one in builds]
    assert [builds[0].returncode, builds[2].returncode] == [0, 0], told
    assert {one: (project / "build" / one).read_bytes() for one in EVERYTHING} == expected
    assert rebuilt(project) == []
    done = CliRunner().invoke(program, ["verify", "--manifest", "build/manifest.json"], prog_name="exporter")
    assert done.exit_code == 0, done.output
