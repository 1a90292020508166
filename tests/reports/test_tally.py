"""A run folded up: sums, names of failures, and what clinics have in common once."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.batch import Ended, State
from exporter.cli import summary
from exporter.cli.output import Output
from exporter.cli.progress import Pace, lines
from exporter.model import Diagnostic, Edition, Severity
from exporter.pipeline import Job, Result, Written
from exporter.reports.tally import FEW, Tally

ROOT = Path("/project")


def ended(clinic: str, state: State = State.BUILT, *findings: Diagnostic, edition: str = "page") -> Ended:
    place = ROOT / "build" / clinic / "knee.pdf"
    job = Job(
        f"{clinic}/knee {edition}",
        ROOT,
        ROOT / "knee.md",
        Edition(edition, "brochure", ("screen",)),
        {"screen": place},
        (),
        clinic=ROOT / f"{clinic}.toml",
    )
    files = () if state is State.FAILED else (Written(str(place), "screen", 4, 1000, (), 0.5),)
    return Ended(job, state, Result(job.name, files, findings, 0.5))


def pale(clinic: str, severity: Severity = Severity.WARNING) -> Diagnostic:
    return Diagnostic("overset", severity, f"the address of {clinic} is too long", path="knee.md", line=3)


def test_what_clinics_have_in_common_is_told_once() -> None:
    tally = Tally()
    for number in range(400):
        tally.add(ended(f"c{number}", State.BUILT, pale(f"c{number}")))
    assert tally.findings() == {pale("c0"): 399}


def test_two_findings_at_one_place_of_one_job_are_both_told() -> None:
    tally = Tally()
    tally.add(ended("north", State.BUILT, pale("north"), pale("south")))
    tally.add(ended("east", State.BUILT, pale("east")))
    assert tally.findings() == {pale("north"): 1, pale("south"): 0}


def test_editions_share_a_finding_without_being_alike() -> None:
    tally = Tally()
    for edition in ("page", "book"):
        tally.add(ended("north", State.BUILT, pale("north"), edition=edition))
    assert tally.findings() == {pale("north"): 0}


def test_many_files_are_summed_up_and_failures_named(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    for number in range(FEW + 1):
        tally.add(ended(f"c{number}"))
    tally.add(ended("fresh", State.FRESH))
    tally.add(ended("north", State.FAILED, pale("north", Severity.ERROR)))
    tally.add(ended("south", State.FAILED, pale("south", Severity.ERROR)))
    summary.tell(Output(), tally, (), 12.0)
    told = capsys.readouterr().err.splitlines()
    assert tally.files == []
    assert [line.split() for line in told[:2]] == [
        ["edition", "format", "files", "pages", "size", "built", "up", "to", "date", "failed"],
        ["page", "screen", "22", "88", "22.0", "kB", "21", "1", "2"],
    ]
    assert "knee.md:3: error: the address of north is too long, and 1 more like it [overset]" in told
    assert ["north", "1", "1"] in [line.split() for line in told]
    assert told[-3:-1] == ["failed: north/knee page", "failed: south/knee page"]
    assert told[-1] == "21 files written in 12.0 s; 1 file up to date; 2 of 24 jobs failed; 1 error"


@pytest.mark.parametrize("every", [False, True])
def test_files_are_told_one_by_one_while_they_are_few_or_all_of_them_with_v(every: bool) -> None:  # noqa: FBT001
    tally = Tally(every_file=every)
    for number in range(FEW):
        tally.add(ended(f"c{number}"))
    assert len(tally.files) == FEW
    tally.add(ended("more"))
    assert len(tally.files) == (FEW + 1 if every else 0)


def test_a_log_gets_a_line_a_second_at_most() -> None:
    said: list[str] = []
    now = iter(number * 0.25 for number in range(1000))
    heard = lines(100, said.append, lambda: next(now))
    for number in range(40):
        heard(ended(f"c{number}", State.FAILED if number == 3 else State.BUILT))
    assert len(said) == 9
    assert said[0].startswith("8/100 documents, 1 failed, 14.0 pages/s, ")
    assert said[0].endswith(" left")


def test_a_few_documents_are_waited_for_in_silence() -> None:
    said: list[str] = []
    now = iter(range(1000))
    heard = lines(3, said.append, lambda: float(next(now)))
    for number in range(3):
        heard(ended(f"c{number}"))
    assert said == []


def test_what_is_not_made_is_told_apart() -> None:
    pace = Pace(4, 0.0)
    for state in (State.FRESH, State.RESTORED, State.FAILED):
        pace.add(ended("north", state))
    assert pace.line(3.0) == "3/4 documents, 1 failed, 1 up to date, 1 restored, 1.00 s left"
