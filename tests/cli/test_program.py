"""The command as a whole: how it starts, what it tells when something goes wrong, with which code it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from exporter.cli.exits import Exit
from exporter.cli.options import output_options
from exporter.cli.program import Program, program
from exporter.engines import garbage
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity


def command_that(action: Callable[[], None]) -> Program:
    """Give a program with one command, `act`."""

    @click.group(cls=Program)
    @output_options
    def group() -> None:
        pass

    @group.command()
    @output_options
    def act() -> None:
        action()

    return group


def run(action: Callable[[], None], *arguments: str) -> Result:
    return CliRunner().invoke(command_that(action), [*arguments])


def fail_with(error: BaseException) -> Callable[[], None]:
    def action() -> None:
        raise error

    return action


def test_the_process_searches_for_garbage_seldom() -> None:
    code = (
        "import gc, sys\n"
        "from exporter.cli import main\n"
        "sys.argv = ['exporter', '--version']\n"
        "try:\n    main()\n"
        "finally:\n    print(gc.isenabled(), *gc.get_threshold(), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.split() == ["True", *map(str, garbage.THRESHOLDS)]


def test_every_command_says_what_it_does() -> None:
    for name, command in program.commands.items():
        shown = CliRunner().invoke(program, [name, "--help"])
        assert shown.exit_code == 0
        assert command.help
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name != "help":
                assert parameter.help, f"{name} {parameter.name}"


def test_without_a_command_the_help_is_shown() -> None:
    shown = CliRunner().invoke(program, [])
    assert shown.exit_code == Exit.USAGE
    assert "Commands:" in shown.stderr
    assert "build" in shown.stderr


def test_an_unknown_command_names_the_nearest() -> None:
    done = CliRunner().invoke(program, ["biuld"])
    assert done.exit_code == Exit.USAGE
    assert done.stderr == (
        "error: no such command 'biuld' [wrong-usage]\n  hint: did you mean 'build'? see 'exporter --help'\n"
    ).replace("exporter --help", "program --help")


def test_an_unknown_option_names_the_nearest() -> None:
    done = CliRunner().invoke(program, ["build", "--strickt"])
    assert done.exit_code == Exit.USAGE
    assert "no such option '--strickt'" in done.stderr
    assert "did you mean '--strict'" in done.stderr
    assert "build --help" in done.stderr


def test_a_wrong_value_is_told_like_a_finding() -> None:
    done = CliRunner().invoke(program, ["--color", "purple", "doctor"])
    assert done.exit_code == Exit.USAGE
    assert done.stderr.startswith("error: invalid value for '--color'")
    assert "'purple' is not one of 'auto', 'always', 'never'" in done.stderr
    assert done.stdout == ""


def test_findings_that_a_stage_raises_are_all_told() -> None:
    found = [
        Diagnostic("x", Severity.ERROR, "wrong", "do right", "exporter.toml", 2, 3),
        Diagnostic("y", Severity.WARNING, "odd"),
    ]
    done = run(fail_with(ExporterError(found)), "act")
    assert done.exit_code == Exit.CONFIGURATION
    assert done.stderr == "warning: odd [y]\nexporter.toml:2:3: error: wrong [x]\n  hint: do right\n"


def test_a_mistake_of_ours_is_told_without_a_traceback() -> None:
    done = run(fail_with(KeyError("page")), "act")
    assert done.exit_code == Exit.INTERNAL
    assert "sorry" in done.stderr
    assert "KeyError: 'page'" in done.stderr
    assert "with -v" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("-v", "act"), ("act", "-v")])
def test_a_mistake_of_ours_shows_its_traceback_to_those_who_ask(arguments: tuple[str, ...]) -> None:
    done = run(fail_with(KeyError("page")), *arguments)
    assert done.exit_code == Exit.INTERNAL
    assert "Traceback" in done.stderr


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_an_interrupt_is_told_in_one_line(error: BaseException) -> None:
    done = run(fail_with(error), "act")
    assert done.exit_code == Exit.INTERRUPTED
    assert done.stderr.startswith("interrupted: ")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_went_away_is_no_news() -> None:
    done = run(fail_with(BrokenPipeError()), "act")
    assert done.exit_code == Exit.BROKEN_PIPE
    assert done.output == ""


def test_a_closed_pipe_ends_a_real_command_quietly() -> None:
    shell = f"{sys.executable} -m exporter schema article | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == ""
    assert done.stdout.strip() in {str(Exit.DONE.value), str(Exit.BROKEN_PIPE.value)}


@contextmanager
def started(code: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process


def test_being_terminated_unwinds_so_that_drafts_are_removed(tmp_path: Path) -> None:
    draft = tmp_path / "x.part"
    code = (
        "import time, pathlib\n"
        "from exporter.cli.signals import leave_on_termination\n"
        "leave_on_termination()\n"
        f"draft = pathlib.Path({str(draft)!r})\n"
        "draft.touch()\n"
        "try:\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "finally:\n    draft.unlink()\n"
    )
    with started(code) as process:
        process.terminate()
        assert process.wait(timeout=30) == 128 + 15
    assert not draft.exists()
