"""`exporter build` to other storage, and what is refused of clusters before anything is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fsspec.implementations.memory import MemoryFileSystem

from exporter.cli.exits import Exit
from exporter.cli.program import program

ARTICLE = "---\ntitle: Flu\nlang: en\ndate: 2026-01-31\n---\n\nRest.\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "source" / "articles").mkdir(parents=True)
    (tmp_path / "source" / "articles" / "flu.md").write_text(ARTICLE)
    (tmp_path / "exporter.toml").write_text('[editions.page]\nlayout = "handout"\nformats = ["html"]\n')
    yield tmp_path
    MemoryFileSystem.store.clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, [*arguments], prog_name="exporter")


def test_files_go_to_the_url_and_the_cache_stays(project: Path) -> None:
    done = run("build", "-j", "0", "--build", "memory://leaflets/2026")
    assert done.exit_code == Exit.DONE, done.output
    assert "memory://leaflets/2026/flu-page.html" in done.output
    assert list(MemoryFileSystem.store) == ["/leaflets/2026/flu-page.html"]
    assert not (project / "build").exists()
    assert (project / ".exporter-cache").is_dir()


def test_a_project_names_its_url(project: Path) -> None:
    file = project / "exporter.toml"
    file.write_text(f'build = "memory://own"\n{file.read_text()}')
    assert run("build", "--dry-run").stdout == "memory://own/flu-page.html\n"
    assert run("build", "--dry-run", "--build", "elsewhere").stdout == "elsewhere/flu-page.html\n"


@pytest.mark.parametrize("url", ["https://example.org/a", "simplecache::s3://bucket/a", "s3://"])
def test_a_url_that_cannot_be_written_to_is_refused(project: Path, url: str) -> None:
    assert run("build", "--build", url).exit_code == Exit.USAGE
    file = project / "exporter.toml"
    file.write_text(f"build = {url!r}\n{file.read_text()}")
    done = run("build")
    assert done.exit_code == Exit.CONFIGURATION
    assert "exporter.toml:1:1: error: build" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--engine", "dask"],
        ["--scheduler", "tcp://127.0.0.1:8786"],
        ["--engine", "dask", "--scheduler", "127.0.0.1"],
        ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:8786", "--tls-key", "key.pem"],
    ],
)
@pytest.mark.usefixtures("project")
def test_what_does_not_fit_a_cluster_is_wrong_use(arguments: list[str]) -> None:
    assert run("build", *arguments).exit_code == Exit.USAGE
