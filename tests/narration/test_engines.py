"""Engines that work, and those that fail, hang, babble or are not there: each gets one clear finding."""

from __future__ import annotations

import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from pathlib import Path

import pytest
import voice

from exporter.errors import ExporterError
from exporter.model import Narration
from exporter.narration import Store, command, espeak, narrator, process
from exporter.narration.process import Programs

HERE = Path(__file__).parent
VOICES = frozenset({"en-gb", "en-us", "fr-fr", "pt", "pt-br", "es", "es-419", "cmn", "nb", "ar", "de"})


def running(code: str) -> tuple[str, ...]:
    return (sys.executable, "-SE", "-c", code)


def told(wanted: Narration) -> str:
    """Have an engine say something, and give the only finding."""
    with pytest.raises(ExporterError) as failure:
        narrator(wanted, {}, folder=HERE, store=Store()).engine.speak("Take 0.5 mg.", "en", {})
    (finding,) = failure.value.diagnostics
    assert finding.hint
    return f"{finding.message} [{finding.rule}]"


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en-gb"),
        ("en-US", "en-us"),
        ("en-AU", "en-gb"),
        ("fr-CA", "fr-fr"),
        ("pt-BR", "pt-br"),
        ("pt-PT", "pt"),
        ("es-ES", "es"),
        ("es-MX", "es-419"),
        ("zh-Hans-CN", "cmn"),
        ("nn", "nb"),
        ("ar", "ar"),
        ("tlh", ""),
    ],
)
def test_a_language_is_spoken_by_the_nearest_voice(tag: str, expected: str) -> None:
    assert espeak.voice(tag, VOICES) == expected


def test_an_edited_script_is_another_voice(tmp_path: Path) -> None:
    script = tmp_path / "say.py"
    script.write_text("one")
    wanted = (sys.executable, "say.py", "--language={language}")
    before = command.engine(wanted, tmp_path).identity
    assert command.engine(wanted, tmp_path).identity == before
    script.write_text("another")
    assert command.engine(wanted, tmp_path).identity != before


def test_any_command_can_speak() -> None:
    engine = command.engine(voice.COMMAND, HERE)
    assert engine.speaks("tlh")
    short, long = (engine.speak(text, "en", {}).duration_ms for text in ("Hi.", "Good morning."))
    assert 0 < short < long
    assert engine.speak("GP", "en", {"GP": "general practitioner"}).duration_ms > long


def test_a_command_is_told_the_language_and_runs_in_the_project(tmp_path: Path) -> None:
    code = "import sys, os; open(sys.argv[1], 'w').write(os.getcwd()); sys.exit('no voice')"
    with pytest.raises(ExporterError, match=r"ended with 1: no voice for 'Hola\.'"):
        command.engine((*running(code), "said-{language}"), tmp_path).speak("Hola.", "es-MX", {})
    assert (tmp_path / "said-es-MX").read_text() == str(tmp_path)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import sys; sys.exit(3)", "ended with 3 for 'Take 0.5 mg.' [speech-failed]"),
        ("raise ValueError('no model')", "ended with 1: ValueError: no model for 'Take 0.5 mg.' [speech-failed]"),
        ("", "gave nothing for 'Take 0.5 mg.' [speech-failed]"),
        ("print('hello')", "gave no WAV file for 'Take 0.5 mg.' [speech-failed]"),
        ("print('RIFF')", "gave a WAV file that cannot be read for 'Take 0.5 mg.' [speech-failed]"),
    ],
)
def test_a_command_that_fails_is_told_with_the_sentence(code: str, message: str) -> None:
    assert told(Narration(command=running(code))) == f"{Path(sys.executable).name!r} {message}"


def humming(sound: str) -> tuple[str, ...]:
    return running(
        f"import sys; sys.path.insert(0, {str(HERE.parent)!r}); import voice; sys.stdout.buffer.write({sound})"
    )


def test_a_command_that_gives_only_silence_is_told() -> None:
    assert "gave only silence for" in told(Narration(command=humming("voice.hum('')")))


def test_a_command_that_stops_in_the_middle_of_its_sound_is_told() -> None:
    message = told(Narration(command=humming("voice.hum('hello')[:5000]")))
    assert "gave a WAV file that is cut off, with 4956 of 16000 bytes of sound, for 'Take 0.5 mg.'" in message


def test_a_command_that_hangs_is_ended_with_all_that_it_started() -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    start = time.perf_counter()
    with pytest.raises(ExporterError, match=r"took more than 0\.5 s for 'Hi'"):
        Programs(HERE, "").run(running(code), "Hi", limit_s=0.5)
    assert time.perf_counter() - start < 10


def test_all_that_an_engine_runs_is_ended_at_once_and_nothing_runs_afterwards(tmp_path: Path) -> None:
    programs = Programs(tmp_path, "")
    code = "import subprocess, sys; open(sys.argv[1], 'w'); subprocess.run(['sleep', '60'])"
    start = time.perf_counter()
    with ThreadPoolExecutor() as pool:
        said = [pool.submit(programs.run, [*running(code), name], "Hi") for name in ("one", "two")]
        while len(list(tmp_path.iterdir())) < 2:
            time.sleep(0.01)
        programs.end()
    assert time.perf_counter() - start < 10
    assert all(isinstance(one.exception(), ExporterError) for one in said)
    with pytest.raises(CancelledError):
        programs.run([*running(code), "three"], "Hi")


def test_a_command_that_babbles_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "MOST_BYTES", 2**20)
    with pytest.raises(ExporterError, match="wrote more than 1 MB"):
        Programs(HERE, "").run(running("while True: print('RIFF' * 1000)"), "Hi", limit_s=20)


def test_a_program_that_cannot_be_run_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("no program")
    (tmp_path / "broken").chmod(0o755)
    with pytest.raises(ExporterError, match="cannot be run: exec format error"):
        Programs(tmp_path, "").run([str(tmp_path / "broken")], "Hi")


def test_an_engine_that_is_not_there_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        told(Narration(command=("no-such-tts",))) == "the speech engine 'no-such-tts' is not installed [missing-engine]"
    )
    monkeypatch.setenv("PATH", "/nowhere")
    assert told(Narration(engine="espeak-ng")) == "the speech engine 'espeak-ng' is not installed [missing-engine]"


@pytest.mark.parametrize(
    ("name", "hint"), [("espeak", "did you mean 'espeak-ng'? (a command"), ("tts", "use one of espeak-ng (a command")]
)
def test_an_unknown_engine_is_told_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(ExporterError) as failure:
        narrator(Narration(engine=name), {}, folder=HERE, store=Store())
    (finding,) = failure.value.diagnostics
    assert finding.rule == "unknown-engine"
    assert finding.hint.startswith(hint)


def test_without_what_encodes_audio_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.audio.is_available", lambda: False)
    assert told(Narration(engine="espeak-ng")).endswith("[missing-library]")


@pytest.mark.tools
def test_espeak_speaks_and_takes_phonemes_only_from_the_table() -> None:
    engine = espeak.engine(HERE)
    assert engine.name.startswith("eSpeak NG 1.")
    assert engine.speaks("en-GB")
    assert not engine.speaks("tlh-x-none")
    plain = engine.speak("Ketamine helps.", "en-GB", {})
    assert 500 < plain.duration_ms < 3_000
    assert engine.speak("Ketamine helps.", "en-GB", {}) == plain
    assert engine.speak("Ketamine helps.", "en-GB", {"ketamine": "[[k'Et@mi:n]]"}) != plain
    assert engine.speak("[[k'Et]] helps.", "en-GB", {}).duration_ms > 800
    assert engine.speak("<b>Salt</b> & -v", "de", {}).duration_ms > 500
