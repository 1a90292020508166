"""Projects that are read aloud, from the configuration to the files."""

from __future__ import annotations

import json
import os
import select
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import voice
from click.testing import CliRunner

from exporter import config, pipeline
from exporter.cli.exits import Exit
from exporter.cli.program import program
from exporter.model import Severity
from exporter.pipeline import Choice, Result, Settings

ARTICLE = """---
title: After your visit
lang: en
---
Rest today. Take 0.5 mg of salve.[^1]

## At home

Drink water. Call us.

[^1]: A study.
"""
Make = Callable[..., list[Result]]


def configuration(command: object, formats: str = '"epub"', more: str = "") -> str:
    return f'[editions.talk]\nlayout = "ebook"\nformats = [{formats}]\nnarration = {json.dumps(command)}\n{more}'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "source" / "articles").mkdir(parents=True)
    (tmp_path / "source" / "articles" / "visit.md").write_text(ARTICLE)
    return tmp_path


def build(folder: Path, text: str) -> Result:
    (folder / "exporter.toml").write_text(text)
    project, findings = config.load(folder)
    assert findings == ()
    (result,) = pipeline.export_all(pipeline.plan(project, Choice()), Settings(today=date(2026, 2, 3)))
    return result


def told(result: Result) -> list[str]:
    return [f"{one.rule}: {one.message}" for one in result.diagnostics if one.severity is Severity.ERROR]


def test_a_book_is_read_and_only_what_changed_is_read_again(project: Path) -> None:
    log = project / "said"
    text = configuration([*voice.COMMAND, str(log)])
    (written,) = build(project, text).written
    said = log.read_text().splitlines()
    assert {"Rest today.", "Take 0.5 mg of salve.", "Note 1", "At home", "A study."} < set(said)
    assert len(said) == len(set(said))
    first = Path(written.path).read_bytes()
    log.unlink()
    assert build(project, text).ok
    assert not log.exists()
    assert Path(written.path).read_bytes() == first
    article = project / "source" / "articles" / "visit.md"
    article.write_text(ARTICLE.replace("Drink water.", "Drink tea."))
    assert build(project, text).ok
    assert log.read_text() == "Drink tea.\n"
    (project / "say.toml").write_text('[en]\nsalve = "sahv"\n')
    log.unlink()
    assert build(project, f'pronunciations = "say.toml"\n{text}').ok
    assert log.read_text() == "Take 0.5 mg of sahv.\n"


def test_audio_is_encoded_as_the_edition_asks(project: Path) -> None:
    (written,) = build(project, configuration(list(voice.COMMAND), more='audio = "opus"\n')).written
    with ZipFile(written.path) as book:
        package = book.read("EPUB/content.opf").decode()
        assert any(name.endswith(".opus") for name in book.namelist())
    assert 'media-type="audio/ogg; codecs=opus"' in package


def test_an_audiobook_and_a_podcast_come_beside_the_book(project: Path) -> None:
    result = build(project, configuration(list(voice.COMMAND), '"epub", "audiobook", "podcast"'))
    assert result.diagnostics == ()
    assert [Path(one.path).suffix for one in result.written] == [".epub", ".m4b", ".mp3"]
    assert (project / "build" / ".cache" / "audio").is_dir()


def test_the_numbers_of_printed_pages_are_read(project: Path) -> None:
    log = project / "said"
    more = 'pages_from = "print"\n[editions.print]\nlayout = "brochure"\nformats = ["screen"]\n'
    (project / "exporter.toml").write_text(configuration([*voice.COMMAND, str(log)], more=more))
    jobs = pipeline.plan(config.load(project)[0], Choice(editions=["talk"]))
    (result,) = pipeline.export_all(jobs, Settings(today=date(2026, 2, 3)))
    assert result.ok
    with ZipFile(BytesIO(Path(result.written[0].path).read_bytes())) as book:
        listed = book.read("EPUB/nav.xhtml").decode().partition("doc-pagelist")[2].count("<li>")
        overlays = b"".join(book.read(name) for name in book.namelist() if name.endswith(".smil")).decode()
    assert overlays.count('epub:type="pagebreak"') >= 1
    assert 1 <= sum(line.startswith("Page ") for line in log.read_text().splitlines()) <= listed


def test_nothing_is_written_where_the_engine_fails(project: Path) -> None:
    result = build(project, configuration([sys.executable, "-c", "raise SystemExit('no voice')"]))
    assert not result.written
    assert told(result) == [told(result)[0]]
    assert "ended with 1: no voice for" in told(result)[0]
    assert not list((project / "build").glob("*.epub"))


@pytest.mark.parametrize(
    ("text", "rule", "code"),
    [
        (configuration("espeak"), "unknown-engine", Exit.CONFIGURATION),
        (configuration(["no-such-tts"]), "missing-engine", Exit.MISSING),
        (configuration("", '"audiobook"'), "missing-narration", Exit.CONFIGURATION),
        (configuration(["a", 1]), "invalid-value", Exit.CONFIGURATION),
        (configuration([]), "invalid-value", Exit.CONFIGURATION),
        ('pronunciations = "../x.toml"\n' + configuration(["cat"]), "invalid-value", Exit.CONFIGURATION),
        ('pronunciations = "x.toml"\n' + configuration(["cat"]), "missing-file", Exit.CONFIGURATION),
    ],
)
def test_what_is_wrong_is_told_once_with_its_place(project: Path, text: str, rule: str, code: Exit) -> None:
    (project / "exporter.toml").write_text(text)
    done = CliRunner().invoke(program, ["build", "--project", str(project)])
    assert done.stderr.count(f"[{rule}]") == 1
    assert done.exit_code == code
    assert not list((project / "build").rglob("*.epub"))


def test_one_article_is_read_without_a_project(project: Path) -> None:
    article, book = project / "source" / "articles" / "visit.md", project / "visit.epub"
    command = " ".join([*voice.COMMAND[:2], f"'{voice.COMMAND[2]}'"])
    done = CliRunner().invoke(program, ["render", str(article), "-o", str(book), "--narration", command])
    assert done.exit_code == 0, done.output
    with ZipFile(book) as archive:
        assert "EPUB/chapter-1.smil" in archive.namelist() or any(n.endswith(".smil") for n in archive.namelist())
    unknown = CliRunner().invoke(program, ["render", str(article), "-o", str(book), "--narration", "espeak"])
    assert (unknown.exit_code, "[unknown-engine]" in unknown.stderr) == (Exit.USAGE, True)
    unbalanced = CliRunner().invoke(program, ["render", str(article), "-o", str(book), "--narration", "a 'b"])
    assert unbalanced.exit_code == Exit.USAGE
    page = CliRunner().invoke(program, ["render", str(article), "-o", str(project / "a.html"), "--narration", command])
    assert (page.exit_code, "[unused-option]" in page.stderr) == (0, True)
    cover = CliRunner().invoke(
        program, ["render", str(article), "-o", str(project / "a.jpg"), "--narration", command, "--audio", "opus"]
    )
    assert (cover.exit_code, cover.stderr.count("[unused-option]")) == (0, 2)
    silent = CliRunner().invoke(program, ["render", str(article), "-o", str(project / "a.m4b")])
    assert (silent.exit_code, "[missing-narration]" in silent.stderr) == (Exit.USAGE, True)


def test_pronunciations_may_lie_in_a_folder_beside_the_article(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "say.toml").write_text('[en]\nsalve = "sahv"\n')
    log = project / "said"
    monkeypatch.chdir(project / "source" / "articles")
    command = shlex.join([*voice.COMMAND, str(log)])
    asked = ["visit.md", "-o", "visit.epub", "--narration", command, "--pronunciations", "../../say.toml"]
    done = CliRunner().invoke(program, ["render", *asked])
    assert done.exit_code == 0, done.output
    assert "Take 0.5 mg of sahv." in log.read_text().splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 128 + signal.SIGHUP)],
)
def test_a_run_with_hanging_engines_is_ended_at_once_and_they_with_it(
    project: Path, number: signal.Signals, code: int
) -> None:
    pipe, script = project / "pipe", project / "hang.sh"
    os.mkfifo(pipe)
    script.write_text(f"exec 3>'{pipe}'\necho here >&3\nsleep 1000 &\nsleep 500\n")
    article = project / "source" / "articles" / "visit.md"
    command = [sys.executable, "-m", "exporter", "render", str(article), "-o", str(project / "visit.epub")]
    alive = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # gives an end of file when all that hold the other end are gone
    before = signal.signal(number, signal.SIG_DFL)  # a suite under nohup ignores it, and so would what it starts
    try:
        started = subprocess.Popen([*command, "--narration", f"sh '{script}'"], start_new_session=True)
    finally:
        signal.signal(number, before)
    with started as run:
        while not select.select([alive], [], [], 0.05)[0]:
            assert run.poll() is None
        start = time.perf_counter()
        run.send_signal(number)
        assert run.wait(30) == code
        assert time.perf_counter() - start < 5
    said = b""
    while select.select([alive], [], [], 5)[0] and (more := os.read(alive, 100)):
        said += more
    assert set(said.split()) == {b"here"}
    assert os.read(alive, 1) == b""
    os.close(alive)


@pytest.mark.tools
@pytest.mark.slow
def test_espeak_reads_a_book(project: Path) -> None:
    result = build(project, configuration("espeak-ng"))
    assert result.diagnostics == ()
    with ZipFile(result.written[0].path) as book:
        package = book.read("EPUB/content.opf").decode()
    assert 'property="media:narrator">eSpeak NG 1.' in package
