"""`exporter verify`: finished files, anyone's."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from exporter.cli.exits import Exit
from exporter.cli.program import program


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["verify", "--fast", *arguments], prog_name="exporter")


def write_pdf(path: Path, *, script: bool = False) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if script:
            pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(path)


def test_warnings_are_data_and_no_failure(folder: Path) -> None:
    write_pdf(folder / "plain.pdf")
    done = verify("plain.pdf")
    assert done.exit_code == Exit.DONE
    assert "plain.pdf: warning: " in done.stdout
    assert "[untagged]\n  hint: " in done.stdout
    assert done.stderr.startswith("1 file checked: ")
    assert "warnings" in done.stderr


def test_an_error_in_one_file_fails_and_the_others_are_checked_too(folder: Path) -> None:
    write_pdf(folder / "scripted.pdf", script=True)
    write_pdf(folder / "plain.pdf")
    done = verify("scripted.pdf", "plain.pdf")
    assert done.exit_code == Exit.FAILED
    assert "scripted.pdf: error: " in done.stdout
    assert "plain.pdf: warning: " in done.stdout
    assert done.stderr.startswith("2 files checked: 1 error, ")


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("missing.pdf", "error: 'missing.pdf' cannot be read: no such file or directory [unreadable-file]"),
        ("folder.pdf", "error: 'folder.pdf' cannot be read: is a directory [unreadable-file]"),
        ("empty.pdf", "error: the file is empty"),
        ("text.pdf", "error: the file begins with b'Hello wo'"),
        ("cut.pdf", "error: the file cannot be read: "),
    ],
)
def test_what_is_no_finished_file_is_told(folder: Path, name: str, finding: str) -> None:
    (folder / "folder.pdf").mkdir()
    (folder / "empty.pdf").touch()
    (folder / "text.pdf").write_text("Hello world, I am no PDF")
    (folder / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    done = verify(name)
    assert done.exit_code == Exit.FAILED
    assert f"{name}: {finding}" in done.stdout
    assert "  hint: " in done.stdout


def test_quiet_prints_errors_alone(folder: Path) -> None:
    write_pdf(folder / "plain.pdf")
    done = verify("-q", "plain.pdf")
    assert (done.exit_code, done.output) == (Exit.DONE, "")
