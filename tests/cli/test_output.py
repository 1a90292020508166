"""Where things are printed, how loud, and in which colours."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from exporter.cli import report
from exporter.cli.output import Colour, Output
from exporter.model import Diagnostic, Severity
from exporter.pipeline.job import Result, Written

ERROR = Diagnostic("bad", Severity.ERROR, "an error", path="a.md")
WARNING = Diagnostic("odd", Severity.WARNING, "a warning", path="a.md")
INFO = Diagnostic("fine", Severity.INFO, "a note", path="a.md")


class Terminal(io.StringIO):
    """A stream that says somebody watches it."""

    def isatty(self) -> bool:
        return True


def watched(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Stand in for standard error, in an environment that says nothing; pytest puts its own back for each phase."""
    for name in ("NO_COLOR", "CI", "EXPORTER_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (Output(), "a.md: warning: a warning [odd]\na.md: error: an error [bad]\n"),
        (Output(quiet=True), "a.md: error: an error [bad]\n"),
        (
            Output(verbose=True),
            "a.md: info: a note [fine]\na.md: warning: a warning [odd]\na.md: error: an error [bad]\n",
        ),
    ],
)
def test_how_loud_findings_are(output: Output, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    output.findings([ERROR, WARNING, INFO, WARNING])
    assert capsys.readouterr() == ("", expected)


def test_findings_that_were_asked_for_are_data(capsys: pytest.CaptureFixture[str]) -> None:
    Output().findings_as_data([ERROR])
    assert capsys.readouterr() == ("a.md: error: an error [bad]\n", "")


def test_quiet_leaves_data_and_messages(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(quiet=True)
    out.data("data")
    out.note("note")
    out.message("message")
    assert capsys.readouterr() == ("data\n", "message\n")


def test_a_terminal_gets_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    Output().findings([ERROR])
    assert "\x1b[31m\x1b[1merror\x1b[0m" in terminal.getvalue()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_the_environment_can_refuse_colours(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    terminal = watched(monkeypatch)
    monkeypatch.setenv(name, value)
    Output().findings([ERROR])
    Output(colour=Colour.ALWAYS).findings([WARNING])
    plain, coloured = terminal.getvalue().splitlines()
    assert plain == str(ERROR)
    assert "\x1b[" in coloured


def test_no_colour_where_nobody_watches_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    Output().findings([ERROR])
    Output(colour=Colour.ALWAYS).findings([ERROR])
    plain, coloured = capsys.readouterr().err.splitlines()
    assert plain == str(ERROR)
    assert "\x1b[" in coloured


def test_never_is_never(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    Output(colour=Colour.NEVER).findings([ERROR])
    assert terminal.getvalue() == f"{ERROR}\n"


def test_progress_is_drawn_for_those_who_watch(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    with Output().progress(2) as step:
        step("first [article]")
        step("second")
    assert "0/2" in terminal.getvalue()
    assert "\x1b[?25h" in terminal.getvalue(), "the cursor is shown again"


@pytest.mark.parametrize(
    ("output", "total", "expected"),
    [(Output(), 1, ""), (Output(quiet=True), 2, ""), (Output(verbose=True), 2, "first\nsecond\n")],
)
def test_progress_is_not_drawn_where_it_would_disturb(
    monkeypatch: pytest.MonkeyPatch, output: Output, total: int, expected: str
) -> None:
    terminal = watched(monkeypatch)
    with output.progress(total) as step:
        step("first")
        step("second")
    assert terminal.getvalue() == expected


def test_progress_is_not_drawn_in_continuous_integration(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watched(monkeypatch)
    monkeypatch.setenv("CI", "true")
    with Output().progress(2) as step:
        step("first")
    assert terminal.getvalue() == ""


def test_a_run_ends_with_its_files_its_findings_and_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    pdf = Written(str(tmp_path / "build" / "a.pdf"), "screen", 12, 1_400_000, ("PDF/A-3a", "PDF/UA-1"), 0.349)
    epub = Written("/elsewhere/a.epub", "epub", None, 92_000, ("EPUB 3.3",), 0.05)
    results = [
        Result("a-brochure", (pdf,), (WARNING,), 0.5),
        Result("a-ebook", (epub,), (WARNING,), 0.25),
        Result("b-ebook", (), (ERROR,), 0.25),
    ]
    found = report.tell(Output(), results, [INFO])
    assert set(found) == {ERROR, WARNING, INFO}
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "file               pages     size  conforms to           time\n"
        "build/a.pdf           12   1.4 MB  PDF/A-3a, PDF/UA-1  0.35 s\n"
        "/elsewhere/a.epub         92.0 kB  EPUB 3.3            0.05 s\n"
        "a.md: warning: a warning [odd]\n"
        "a.md: error: an error [bad]\n"
        "2 files written in 1.00 s; 1 of 3 jobs failed; 1 error, 1 warning\n"
    )


def test_nothing_written_gives_no_table(capsys: pytest.CaptureFixture[str]) -> None:
    report.tell(Output(), [Result("b-ebook", (), (ERROR,), 0.25)], [])
    assert capsys.readouterr().err == (
        "a.md: error: an error [bad]\n0 files written in 0.25 s; 1 of 1 job failed; 1 error\n"
    )
