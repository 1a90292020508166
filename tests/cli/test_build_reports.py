"""`exporter build --report`: what is written when a build succeeds, fails, stops or is interrupted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lxml import etree

from exporter import batch
from exporter.cli.exits import Exit
from exporter.cli.program import program

ARTICLE = "---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\n## What it is\n\nA headache that comes back.\n"
WRONG = f"{ARTICLE}\nIt lasts {{{{ duration }}}}.\n"
PROJECT = '[editions.page]\nlayout = "brochure"\nformats = ["html"]\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    articles = tmp_path / "leaflets" / "source" / "articles"
    articles.mkdir(parents=True)
    (tmp_path / "leaflets" / "exporter.toml").write_text(PROJECT)
    for name, text in (("a", ARTICLE), ("b", WRONG), ("c", ARTICLE)):
        (articles / f"{name}.md").write_text(text)
    return tmp_path


def build(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["build", "--project", "leaflets", "-j", "0", *arguments], prog_name="exporter")


def states(path: Path) -> dict[str, str]:
    return {job["name"]: job["state"] for job in json.loads(path.read_text())["jobs"]}


def test_a_build_with_a_failure_writes_every_report(project: Path) -> None:
    words = [f"--report={name}:out/{name}" for name in ("json", "junit", "sarif", "markdown")]
    done = build(*words, "--report", "github:-", "--timings", "out/trace")
    assert done.exit_code == Exit.FAILED
    assert states(project / "out/json") == {"a page": "built", "b page": "failed", "c page": "built"}
    (failure,) = etree.parse(project / "out/junit").findall(".//failure")
    assert failure.get("type") == "undefined-variable"
    (found,) = json.loads((project / "out/sarif").read_text())["runs"][0]["results"]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "leaflets/source/articles/b.md"
    assert place["region"]["startLine"] == 11
    assert "| page | 2 |" in (project / "out/markdown").read_text()
    assert done.stdout.startswith("::error file=leaflets/source/articles/b.md,line=11,")
    spans = [event["name"] for event in json.loads((project / "out/trace").read_text())["traceEvents"]]
    assert {"build", "a page", "c page", "failed: b page"} <= set(spans)
    assert "failed: b page\n" in done.stderr


def test_timings_tell_the_stages_of_each_job(project: Path) -> None:
    build("--timings", "trace", "--edition", "page", "leaflets/source/articles/a.md")
    events = json.loads((project / "trace").read_text())["traceEvents"]
    whole, job, *stages = (event for event in events if event["ph"] == "X")
    assert (whole["name"], job["name"]) == ("build", "a page")
    assert [one["name"] for one in stages] == ["gather", "lay out web", "make html", "verify html", "store"]
    begun, ended = job["ts"], job["ts"] + job["dur"]
    for stage in stages:
        assert begun <= stage["ts"] <= stage["ts"] + stage["dur"] <= ended + 1, stage["name"]
        begun = stage["ts"] + stage["dur"] - 1  # a microsecond: no finer than what the clock gives as a float


def test_a_job_that_fails_tells_how_far_it_came(project: Path) -> None:
    build("--timings", "trace", "leaflets/source/articles/b.md")
    names = [one["name"] for one in json.loads((project / "trace").read_text())["traceEvents"] if one["ph"] == "X"]
    assert names == ["build", "b page", "gather", "store"]


def test_a_build_that_stops_at_its_first_failure_tells_what_was_done(project: Path) -> None:
    assert build("--report", "json:r.json", "--fail-fast").exit_code == Exit.FAILED
    assert states(project / "r.json")["b page"] == "failed"
    assert json.loads((project / "r.json").read_text())["planned"] == 3


def test_a_build_that_cannot_be_planned_is_reported(project: Path) -> None:
    assert build("--report", "json:r.json", "--edition", "paeg").exit_code == Exit.USAGE
    (finding,) = json.loads((project / "r.json").read_text())["findings"]
    assert finding["rule"] == "unknown-edition"


def test_an_interrupted_build_reports_what_was_done(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = batch.run

    def interrupted(*arguments: object) -> Iterator[batch.Ended]:
        yield next(iter(real(*arguments)))  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "run", interrupted)
    assert build("--report", "json:r.json").exit_code == Exit.INTERRUPTED
    assert states(project / "r.json") == {"a page": "built"}


def test_a_report_that_cannot_be_written_costs_no_build(project: Path) -> None:
    (project / "taken").write_text("")
    done = build("--report", "json:taken/r.json", "--report", "json:r.json", "leaflets/source/articles/a.md")
    assert done.exit_code == Exit.FAILED
    assert "[cannot-write]" in done.stderr
    assert (project / "leaflets/build/a-page.html").exists()
    assert states(project / "r.json") == {"a page": "built"}


@pytest.mark.parametrize("value", ["json", "json:", "xml:a", ":a"])
def test_a_wrong_report_is_wrong_use(project: Path, value: str) -> None:
    done = build("--report", value)
    assert done.exit_code == Exit.USAGE
    assert "is no FORMAT:FILE" in done.stderr
    assert not (project / "leaflets/build").exists()
