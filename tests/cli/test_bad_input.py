"""Bad input through the command line: each time the place, the fault, the advice, and nothing half done."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from exporter.backends.pdf import sources
from exporter.cli.exits import Exit
from exporter.cli.program import program

EARLIER = b"what an earlier run wrote"
GOOD = "---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\n## What it is\n\nA headache that comes back.\n"
HEAD = GOOD.partition("## ")[0]


@dataclass(frozen=True)
class Bad:
    """An article that cannot be written, and what the user is told."""

    name: str
    text: str | bytes
    finding: str
    """Regular expression of the whole line."""

    @property
    def data(self) -> bytes:
        return self.text.encode() if isinstance(self.text, str) else self.text


def bomb(levels: int = 12) -> str:
    """Write YAML in which each level names the one before nine times ("billion laughs")."""
    lines = ["a0: &a0 [lol]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(lines)


ERRORS = [
    Bad("empty", b"", r"article\.md(:1:1)?: error: .* \[empty-file\]"),
    Bad("binary", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), r"article\.md.*: error: .*"),
    Bad("latin-1", HEAD.encode() + "Migräne".encode("latin-1"), r"article\.md:7:5: error: .*"),
    Bad("broken YAML", "---\ntitle: [Migraine\n---\n\nText.\n", r"article\.md:\d+:\d+: error: .*"),
    Bad("wrong type", GOOD.replace("2026-01-31", "soon"), r"article\.md:4:7: error: date: .*'soon' .*"),
    Bad("alias bomb", f"---\ntitle: x\n{bomb()}\n---\n\nText.\n", r"article\.md:\d+:\d+: error: .*alias.*"),
    Bad("missing image", HEAD + "![A drop](drop.png)\n", r"article\.md:7(:\d+)?: error: .*'drop\.png'.*"),
    Bad("undefined variable", HEAD + "Call {{ clinic.fone }}.\n", r"article\.md:7(:\d+)?: error: .*fone.*"),
    Bad("escape from the sandbox", HEAD + "{{ ''.__class__ }}\n", r"article\.md:7(:\d+)?: error: .*__class__.*"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty current folder with the output of an earlier run."""
    monkeypatch.chdir(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    for name in ("article.html", "article.epub", "article.pdf"):
        (out / name).write_bytes(EARLIER)
    return tmp_path


def render(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(program, ["render", *arguments], stdin, prog_name="exporter")


def assert_nothing_changed(folder: Path) -> None:
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["article.epub", "article.html", "article.pdf"]
    assert all(path.read_bytes() == EARLIER for path in (folder / "out").iterdir())


def assert_told(result: Result, finding: str) -> None:
    """Expect the finding as a line of its own, followed by its hint, and no traceback."""
    lines = result.stderr.splitlines()
    places = [number for number, line in enumerate(lines) if re.fullmatch(finding, line)]
    assert places, result.stderr
    assert lines[places[0] + 1].startswith("  hint: "), result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("bad", ERRORS, ids=lambda bad: bad.name)
def test_an_article_that_cannot_be_written(folder: Path, bad: Bad) -> None:
    (folder / "article.md").write_bytes(bad.data)
    done = render("article.md", "-o", "out/article.html", "-o", "out/article.epub")
    assert_told(done, bad.finding)
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


def test_an_article_that_is_not_there(folder: Path) -> None:
    (folder / "artikel.md").write_text(GOOD)
    done = render("article.md", "-o", "out/article.html")
    assert_told(done, r"article\.md: error: .*")
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


def test_a_folder_in_place_of_an_article(folder: Path) -> None:
    (folder / "article.md").mkdir()
    done = render("article.md", "-o", "out/article.html")
    assert_told(done, r"article\.md: error: .*folder.*")
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


def written(folder: Path, data: bytes) -> bytes:
    (folder / "article.md").write_bytes(data)
    done = render("article.md", "-o", "out/article.html")
    assert done.exit_code == Exit.DONE, done.stderr
    assert "error" not in done.stderr
    return (folder / "out" / "article.html").read_bytes()


def test_a_byte_order_mark_and_other_line_ends_change_nothing(folder: Path) -> None:
    plain = written(folder, GOOD.encode())
    assert written(folder, b"\xef\xbb\xbf" + GOOD.encode()) == plain
    assert written(folder, GOOD.replace("\n", "\r\n").encode()) == plain
    assert written(folder, GOOD.replace("\n", "\r").encode()) == plain


def test_other_line_ends_keep_their_line_numbers(folder: Path) -> None:
    text = (HEAD + "Text.\n\nCall {{ clinic.fone }}.\n").replace("\n", "\r\n")
    (folder / "article.md").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert_told(render("article.md", "-o", "out/article.html"), r"article\.md:9(:\d+)?: error: .*fone.*")


WARNINGS = [
    Bad("broken internal link", HEAD + "See [below](#nowhere).\n", r"article\.md:7(:\d+)?: warning: .*nowhere.*"),
    Bad("duplicate id", HEAD + "## A {#x}\n\n## B {#x}\n\nText.\n", r"article\.md:9(:\d+)?: warning: .*'x'.*"),
    Bad("unknown key", HEAD.replace("lang:", "langs:") + "Text.\n", r"article\.md:3:1: warning: .*'langs'.*"),
]


@pytest.mark.parametrize("bad", WARNINGS, ids=lambda bad: bad.name)
def test_what_can_be_degraded_is_a_warning(folder: Path, bad: Bad) -> None:
    (folder / "article.md").write_bytes(bad.data)
    done = render("article.md", "-o", "out/article.html")
    assert_told(done, bad.finding)
    assert done.exit_code == Exit.DONE
    assert (folder / "out" / "article.html").read_bytes() != EARLIER


@pytest.mark.parametrize("bad", WARNINGS, ids=lambda bad: bad.name)
def test_strict_takes_a_warning_for_an_error(folder: Path, bad: Bad) -> None:
    (folder / "article.md").write_bytes(bad.data)
    done = render("article.md", "-o", "out/article.html", "--strict")
    assert_told(done, bad.finding)
    assert done.exit_code == Exit.WARNINGS
    assert_nothing_changed(folder)


def test_html_that_is_not_closed_comes_out_well_formed(folder: Path) -> None:
    from lxml import etree

    page = written(folder, (HEAD + "<div><p>One <b>two <i>three</b>\n\n<table><tr><td>four\n\n## Five\n").encode())
    root = etree.HTML(page)
    text = " ".join("".join(root.itertext()).split())
    assert all(word in text for word in ("One", "two", "three", "four", "Five"))


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        (["--layout", "brochur"], r"error: .*'brochur'.*"),
        (["--format", "scren"], r"error: .*'scren'.*"),
        (["--paper", "a44"], r"error: .*'a44'.*"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(folder: Path, arguments: list[str], finding: str) -> None:
    (folder / "article.md").write_text(GOOD)
    done = render("article.md", "-o", "out/article.pdf", *arguments)
    assert_told(done, finding)
    assert f"did you mean '{ {'brochur': 'brochure', 'scren': 'screen', 'a44': 'a4'}[arguments[1]] }'" in done.stderr
    assert done.exit_code in {Exit.USAGE, Exit.CONFIGURATION}
    assert_nothing_changed(folder)


def test_a_suffix_that_says_no_format(folder: Path) -> None:
    (folder / "article.md").write_text(GOOD)
    done = render("article.md", "-o", "out/article.docx")
    assert_told(done, r"error: .*'\.docx'.*")
    assert done.exit_code == Exit.USAGE
    assert_nothing_changed(folder)


def test_characters_that_no_font_has_are_told_once_with_their_line(folder: Path) -> None:
    (folder / "article.md").write_text("# Cough\n\nText\n\n你好")
    done = render("article.md", "-o", "out/article.pdf")
    assert_told(
        done, r"article\.md:5: error: no font has 2 characters: '你' \(U\+4F60 CJK .*\), '好' \(U\+597D CJK .*\) .*"
    )
    assert done.stderr.count("no font has") == 1
    assert done.exit_code == Exit.FAILED


def test_characters_of_the_clinic_that_no_font_has_are_told_in_its_file(folder: Path) -> None:
    (folder / "article.md").write_text(GOOD)
    (folder / "clinic.toml").write_text('name = "Example Clinic"\nhours = ["9 to 5 你"]\n')
    done = render("article.md", "--clinic", "clinic.toml", "-o", "out/article.pdf")
    assert_told(done, r"clinic\.toml: error: no font has the character '你' \(U\+4F60 CJK UNIFIED IDEOGRAPH-4F60\).*")
    assert done.stderr.count("no font has") == 1
    assert done.exit_code == Exit.CONFIGURATION


@pytest.mark.parametrize("assignment", ["phone", "=1"])
def test_a_variable_without_name_or_value(folder: Path, assignment: str) -> None:
    (folder / "article.md").write_text(GOOD)
    done = render("article.md", "-o", "out/article.html", "--set", assignment)
    assert_told(done, rf"error: .*'{assignment}' is no KEY=VALUE.*")
    assert done.exit_code == Exit.USAGE
    assert_nothing_changed(folder)


def test_a_day_that_is_no_number(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    (folder / "article.md").write_text(GOOD)
    done = render("article.md", "-o", "out/article.html")
    assert_told(done, r"error: .*SOURCE_DATE_EPOCH.*'yesterday'.*")
    assert done.exit_code == Exit.USAGE
    assert_nothing_changed(folder)


NESTED = {
    "quotes": ">" * 3000 + " deep",
    "lists": "\n".join("  " * level + "- deep" for level in range(300)),
    "elements": "<div>" * 3000 + "deep" + "</div>" * 3000,
    "brackets": "[" * 20_000 + "deep" + "]" * 20_000,
    "emphasis": "*" * 20_000 + "deep" + "*" * 20_000,
    "YAML": "---\ntitle: deep\nextra: " + "[" * 5000 + "]" * 5000 + "\n---\n\ndeep\n",
}


@pytest.mark.slow
@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", NESTED)
def test_deep_nesting_is_written_or_told_and_never_crashes(folder: Path, kind: str) -> None:
    (folder / "article.md").write_text(NESTED[kind] if kind == "YAML" else f"# Deep\n\n{NESTED[kind]}\n")
    done = render("article.md", "-o", "out/article.html")
    assert done.exit_code in {Exit.DONE, Exit.FAILED}, done.stderr
    if done.exit_code == Exit.FAILED:
        assert_told(done, r"article\.md:\d+(:\d+)?: error: .*")
        assert_nothing_changed(folder)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_ten_megabytes_of_text_are_told(folder: Path) -> None:
    paragraph = "A headache that comes back. " * 20
    (folder / "article.md").write_text("# Long\n\n" + f"{paragraph}\n\n" * (10_000_000 // len(paragraph)))
    done = render("article.md", "-o", "out/article.html")
    assert_told(done, r"article\.md(:\d+)*: error: .*")
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


@pytest.mark.slow
def test_a_pipe_that_never_ends_is_told(folder: Path) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [sys.executable, "-m", "exporter", "render", "-", "-o", "out/article.html"],
            stdin=endless,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert done.returncode == Exit.FAILED
    assert re.match(r"-: error: .* \[too-large\]\n  hint: ", done.stderr)
    assert_nothing_changed(folder)


def test_a_file_where_the_output_folder_should_be(folder: Path) -> None:
    (folder / "article.md").write_text(GOOD)
    done = render("article.md", "-o", "article.md/article.html")
    assert_told(done, r"article\.md/article\.html: error: .*cannot be written.*")
    assert done.exit_code == Exit.FAILED
    assert (folder / "article.md").read_text() == GOOD


def test_an_output_folder_in_which_nobody_may_write(folder: Path) -> None:
    (folder / "article.md").write_text(GOOD)
    done = render("article.md", "-o", "out/article.html", "-o", "/proc/article.epub")  # not even for root
    assert_told(done, r"/proc/article\.epub: error: .*cannot be written.*")
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


@contextmanager
def room_for(size_bytes: int) -> Iterator[None]:
    """Let the system refuse to make any file larger than this, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk(folder: Path) -> None:
    (folder / "article.md").write_text(GOOD)
    assert render("article.md", "-o", "first.html", "-o", "first.epub").exit_code == 0, "fonts are known now"
    with room_for(2048):
        done = render("article.md", "-o", "out/article.html", "-o", "out/article.epub")
    assert_told(done, r"out/article\.(html|epub): error: .*cannot be written.*")
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


def test_a_full_temporary_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "article.md").write_text(GOOD)
    monkeypatch.setattr(sources, "_fonts", OrderedDict())  # those that are known are not written down again
    with room_for(2048):
        done = render("article.md", "-o", "out/article.pdf")
    assert_told(done, r"error: the temporary folder.* cannot be written: file too large.*")
    assert done.exit_code == Exit.FAILED
    assert_nothing_changed(folder)


def test_a_template_error_names_the_template(folder: Path) -> None:
    own = folder / "layouts" / "ours"
    own.mkdir(parents=True)
    (own / "layout.toml").write_text('name = "ours"\ndescription = "Ours"\nextends = "brochure"\n')
    (own / "cover.html.j2").write_text("<section>\n{{ meta.titel }}\n</section>\n")
    (folder / "exporter.toml").write_text('[editions.ours]\nlayout = "ours"\nformats = ["screen"]\n')
    (folder / "source" / "articles").mkdir(parents=True)
    (folder / "source" / "articles" / "article.md").write_text(GOOD)
    done = CliRunner().invoke(program, ["build"], prog_name="exporter")
    assert_told(done, r".*layouts/ours/cover\.html\.j2:2(:\d+)?: error: .*titel.*")
    assert done.exit_code == Exit.CONFIGURATION
    assert [path.name for path in (folder / "build").iterdir()] == [".cache"]


def test_a_real_process_tells_the_same_and_shows_no_traceback(folder: Path) -> None:
    (folder / "article.md").write_bytes(b"")
    done = subprocess.run(
        [sys.executable, "-m", "exporter", "render", "article.md", "-o", "out/article.pdf"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == Exit.FAILED
    assert done.stdout == ""
    assert re.match(r"article\.md(:1:1)?: error: .* \[[a-z-]+\]\n  hint: ", done.stderr)
    assert_nothing_changed(folder)


@pytest.mark.slow
def test_a_library_that_is_missing_is_no_mistake_of_the_program(folder: Path) -> None:
    (folder / "article.md").write_text(GOOD)
    code = (
        "import cffi\n"
        "load = cffi.FFI.dlopen\n"
        "def refuse(ffi, name, *flags):\n"
        "    if 'pango' in str(name):\n"
        "        raise OSError(f'cannot load library {name!r}')\n"
        "    return load(ffi, name, *flags)\n"
        "cffi.FFI.dlopen = refuse\n"
        "from exporter.cli import main\n"
        "main()\n"
    )
    command = [sys.executable, "-c", code, "render", "article.md", "-o", "article.pdf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, timeout=60)
    assert done.returncode == Exit.MISSING
    assert done.stdout == ""
    assert re.search(r"^error: .*libpango.* \[missing-library\]\n  hint: run 'exporter doctor'", done.stderr)
    assert not (folder / "article.pdf").exists()
