"""`exporter build` and `exporter render`: what is planned, what is done, with which code they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.cli import planning
from exporter.cli.build import build
from exporter.cli.exits import Exit
from exporter.cli.program import program

ARTICLE = "---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\n## What it is\n\nA headache that comes back.\n"
PROJECT = """\
[editions.page]
layout = "brochure"
formats = ["html"]

[editions.book]
layout = "ebook"
formats = ["epub"]
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project of two articles and two editions, and go there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exporter.toml").write_text(PROJECT)
    articles = tmp_path / "source" / "articles"
    articles.mkdir(parents=True)
    (articles / "a.md").write_text(ARTICLE)
    (articles / "b.md").write_text(ARTICLE)
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(program, [*arguments], stdin, prog_name="exporter")


def built(project: Path) -> list[str]:
    """The outputs, without what exporter keeps beside them."""
    below = (path.relative_to(project / "build") for path in project.glob("build/**/*") if path.is_file())
    return sorted(str(path) for path in below if path.parts[0] not in {".cache", "manifest.json"})


def test_a_dry_run_prints_the_files_and_writes_none(project: Path) -> None:
    done = run("build", "--dry-run")
    assert done.exit_code == Exit.DONE
    assert done.stdout.splitlines() == [
        "build/a-page.html",
        "build/a-book.epub",
        "build/b-page.html",
        "build/b-book.epub",
    ]
    assert not (project / "build").exists()


@pytest.mark.parametrize(
    ("edition", "rule", "words"),
    [
        ('layout = "brochur"\nformats = ["html"]', "unknown-layout", "did you mean 'brochure'?"),
        (
            'layout = "ebook"\nformats = ["screen"]',
            "unsupported-format",
            "it makes epub, onix, cover, audiobook, podcast, html",
        ),
        ('layout = "brochure"\nformats = ["screen"]\npaper = "a44"', "unknown-paper", "did you mean 'a4'?"),
        ('layout = "brochure"\nformats = ["html"]\ntokens = { primry = "#000" }', "unknown-token", "'primary'"),
        ('layout = "brochure"\nformats = ["html"]\ntokens = { primary = "red" }', "invalid-value", "#rrggbb"),
        ('layout = "brochure"\nformats = ["html"]\ntokens = { text-size = "1pt" }', "invalid-value", "9pt to 40pt"),
        ('layout = "leaflet"\nformats = ["press"]\nfold = "trri"', "unknown-fold", "did you mean 'tri'?"),
        ('layout = "brochure"\nformats = ["press"]\nfold = "tri"', "unsupported-fold", "'leaflet'"),
        ('layout = "brochure"\nformats = ["press"]\npreflight = "pres-coated"', "unknown-profile", "'press-coated'"),
        ('layout = "brochure"\nformats = ["screen"]\ncopyfit = { min_pt = 9, max_pt = 9 }', "invalid-value", "'pages'"),
        ('layout = "brochure"\nformats = ["html"]\noptions = { covr = "art" }', "unknown-option", "'cover'"),
        ('layout = "brochure"\nformats = ["html"]\noptions = { cover = "arts" }', "invalid-value", "'art'"),
    ],
)
def test_what_a_layout_has_against_an_edition_names_its_place(
    project: Path, edition: str, rule: str, words: str
) -> None:
    (project / "exporter.toml").write_text(f"# Our editions\n\n[editions.wrong]\n{edition}\n")
    done = run("build")
    assert done.exit_code == Exit.CONFIGURATION
    assert done.stderr.count("error: ") == 1
    assert "exporter.toml:3: error: edition 'wrong': " in done.stderr
    assert f"[{rule}]" in done.stderr
    assert words in done.stderr


@pytest.mark.parametrize("setting", ["tokens.primary=red", "tokens.primry=#000", "options.cover=arts"])
def test_wrong_settings_on_the_command_line_end_alike(project: Path, setting: str) -> None:
    done = run("render", str(project / "source/articles/a.md"), "-o", "a.html", "--set", setting)
    assert done.exit_code == Exit.CONFIGURATION
    assert "hint: " in done.stderr


def test_articles_and_editions_can_be_chosen(project: Path) -> None:
    done = run("build", "--dry-run", "--edition", "page", "source/articles/b.md")
    assert done.stdout == "build/b-page.html\n"
    assert run("build", "-n").exit_code == Exit.USAGE
    assert (project / "exporter.toml").exists()


def test_the_environment_chooses_where_the_command_line_does_not(
    project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setenv("EXPORTER_PROJECT", str(project))
    monkeypatch.setenv("EXPORTER_EDITIONS", "page")
    assert run("build", "--dry-run").stdout == f"{project}/build/a-page.html\n{project}/build/b-page.html\n"
    assert run("build", "--dry-run", "--edition", "book").stdout.count(".epub\n") == 2


def test_a_project_is_found_from_below(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "source")
    assert run("build", "--dry-run").stdout.splitlines()[0] == f"{project}/build/a-page.html"


@pytest.mark.parametrize("option", ["--edition", "--clinic"])
def test_an_unknown_name_is_wrong_use(project: Path, option: str) -> None:
    (project / "source" / "clinics").mkdir()
    (project / "source" / "clinics" / "page.toml").write_text('name = "Example Clinic"\n')
    done = run("build", option, "paeg")
    assert done.exit_code == Exit.USAGE
    assert "'paeg'" in done.stderr
    assert "did you mean 'page'?" in done.stderr


def test_without_a_project_there_is_nothing_to_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("build")
    assert done.exit_code == Exit.CONFIGURATION
    assert done.stderr.startswith("error: there is no project in this folder: it has no exporter.toml [no-project]\n")
    assert "--project" in done.stderr


@pytest.mark.parametrize("key", ['preflight = "house.toml"', 'icc_profile = "house.icc"\ncondition = "FOGRA51"'])
def test_a_file_that_an_edition_names_is_told_with_the_place_of_the_edition(project: Path, key: str) -> None:
    (project / "exporter.toml").write_text(f'[editions.wrong]\nlayout = "brochure"\nformats = ["press"]\n{key}\n')
    done = run("build")
    assert done.exit_code == Exit.CONFIGURATION
    assert done.stderr.startswith("exporter.toml:1: error: 'house.")


def test_only_articles_are_built(project: Path) -> None:
    done = run("build", "exporter.toml", "page")
    assert done.exit_code == Exit.USAGE
    assert "error: 'exporter.toml' is no article [wrong-usage]" in done.stderr
    assert "error: 'page' is no article [wrong-usage]" in done.stderr
    (project / "c.MARKDOWN").write_text(ARTICLE)
    assert run("build", "--dry-run", "--edition", "page", "c.MARKDOWN").stdout == "build/c-page.html\n"


def test_a_wrong_cover_is_told_with_its_line(project: Path) -> None:
    (project / "fm.md").write_text("---\ntitle: Migraine\nlang: en\ncover: /etc/passwd\n---\n\nText.\n")
    done = run("render", "fm.md", "-o", "fm.html")
    assert done.exit_code == Exit.FAILED
    assert done.stderr.startswith("fm.md:4: error: ")


def test_a_name_with_a_line_break_takes_one_line_of_the_table(project: Path) -> None:
    done = run("render", "source/articles/a.md", "-o", "two\nlines.html")
    assert (project / "two\nlines.html").exists()
    head, row, *_ = done.stderr.splitlines()
    assert row.startswith("two\\x0alines.html ")
    assert head.index("size") + len("size") == row.index("B") + 1


def test_a_paper_for_what_has_no_pages_is_told(project: Path) -> None:
    done = run("render", "source/articles/a.md", "-o", "a.html", "--paper", "a3")
    assert done.exit_code == Exit.DONE
    assert "warning: --paper 'a3' changes nothing: none of the files has pages [unused-option]" in done.stderr
    (project / "a.html").unlink()
    assert run("render", "source/articles/a.md", "-o", "a.html", "--paper", "a3", "--strict").exit_code == Exit.WARNINGS
    assert not (project / "a.html").exists()
    common = CliRunner(env={"EXPORTER_PAPER": "a4"}).invoke(program, ["render", "source/articles/a.md", "-o", "a.html"])
    assert (common.exit_code, "warning" in common.stderr) == (Exit.DONE, False)


def test_what_is_not_known_leaves_no_empty_paragraph(project: Path) -> None:
    (project / "bare.md").write_text("# Migraine\n\nText.\n")
    assert run("render", "bare.md", "-o", "bare.html").exit_code == Exit.DONE
    assert '<p class="imprint">' not in (project / "bare.html").read_text()
    assert run("render", "source/articles/a.md", "-o", "a.html").exit_code == Exit.DONE
    assert (project / "a.html").read_text().count('<p class="imprint">') == 1


def test_a_wrong_configuration_is_told_with_its_place(project: Path) -> None:
    (project / "exporter.toml").write_text(PROJECT.replace('["epub"]', '["epbu"]').replace("layout =", "laoyut =", 1))
    done = run("build")
    assert done.exit_code == Exit.CONFIGURATION
    assert "exporter.toml:7:12: error: editions.book.formats.0: there is no such format, got 'epbu'" in done.stderr
    assert "did you mean 'epub'?" in done.stderr
    assert "exporter.toml:2:1: warning: unknown key 'editions.page.laoyut'" in done.stderr
    assert "did you mean 'layout'?" in done.stderr


@pytest.mark.slow
def test_everything_is_built_and_told(project: Path) -> None:
    done = run("build")
    assert done.exit_code == Exit.DONE, done.stderr
    assert built(project) == ["a-book.epub", "a-page.html", "b-book.epub", "b-page.html"]
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert lines[0].split() == ["file", "pages", "size", "conforms", "to", "time"]
    assert [line.split()[0] for line in lines[1:5]] == [
        "build/a-page.html",
        "build/a-book.epub",
        "build/b-page.html",
        "build/b-book.epub",
    ]
    assert lines[-1].startswith("4 files written in ")


@pytest.mark.slow
def test_one_bad_article_does_not_stop_the_others(project: Path) -> None:
    (project / "source" / "articles" / "a.md").write_text(ARTICLE + "\n{{ nobody }}\n")
    done = run("build", "--edition", "page")
    assert done.exit_code == Exit.FAILED
    assert built(project) == ["b-page.html"]
    assert "source/articles/a.md:11" in done.stderr
    assert "1 of 2 jobs failed; 1 error" in done.stderr


def test_fail_fast_stops_at_the_first(project: Path) -> None:
    (project / "source" / "articles" / "a.md").write_text(ARTICLE + "\n{{ nobody }}\n")
    done = run("build", "--edition", "page", "--fail-fast")
    assert done.exit_code == Exit.FAILED
    assert built(project) == []
    assert "1 of 1 job failed" in done.stderr


def test_an_article_can_come_through_a_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("render", "-", "-o", "a.html", "--set", "day=Monday", stdin=f"{ARTICLE}\nCome on {{{{ day }}}}.\n")
    assert done.exit_code == Exit.DONE, done.stderr
    assert "Come on Monday." in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_fault_in_a_pipe_is_told_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("render", "-", "-o", "a.html", stdin=f"{ARTICLE}\n{{{{ day }}}}\n")
    assert done.exit_code == Exit.FAILED
    assert done.stderr.startswith("-:11")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_written_through_and_a_device_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(ARTICLE)
    (tmp_path / "real").mkdir()
    (tmp_path / "link.html").symlink_to("real/a.html")
    assert run("render", "a.md", "-o", "link.html").exit_code == Exit.DONE
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real" / "a.html").is_file()
    done = run("render", "a.md", "--format", "html", "-o", "/dev/null")
    assert done.exit_code == Exit.USAGE
    assert "'/dev/null' is a device or a pipe" in done.stderr


def test_two_outputs_of_one_format_are_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(ARTICLE)
    done = run("render", "a.md", "-o", "a.html", "-o", "b.html")
    assert done.exit_code == Exit.USAGE
    assert "[output-collision]" in done.stderr


def test_a_plan_is_one_json_document(project: Path) -> None:
    done = run("build", "--dry-run", "json", "--edition", "page", "source/articles/b.md")
    assert (done.exit_code, done.stderr) == (
        Exit.DONE,
        f"1 job: 1 article {planning.TIMES} 1 clinic {planning.TIMES} 1 language {planning.TIMES} 1 edition\n",
    )
    plan = json.loads(done.stdout)
    (job,) = plan["jobs"]
    assert set(plan) == set(planning.schema()["required"])
    assert set(job) == set(planning.schema()["properties"]["jobs"]["items"]["required"])
    assert (job["name"], job["language"], job["outputs"]) == ("b page", "en", {"html": "build/b-page.html"})
    assert not (project / "build").exists()


def test_an_article_may_follow_dry_run() -> None:
    assert _arguments("--dry-run", "json", "b.md") == ("json", (Path("b.md"),))
    assert _arguments("--dry-run", "b.md") == ("text", (Path("b.md"),))
    assert _arguments("--dry-run") == ("text", ())
    assert _arguments("--", "--dry-run") == (None, (Path("--dry-run"),))


def _arguments(*given: str) -> tuple[str | None, tuple[Path, ...]]:
    parameters = build.make_context("build", [*given]).params
    return parameters["dry_run"], parameters["articles"]
