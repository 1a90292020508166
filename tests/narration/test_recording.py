from __future__ import annotations

import time
from pathlib import Path

import pytest
from narrators import HANGS_S, Voice

from exporter.errors import ExporterError
from exporter.model import Chapter, Clip, Mark, Script, Utterance
from exporter.narration import record, record_whole


def script(*chapters: tuple[str, tuple[str, ...]]) -> Script:
    """Chapters by title; an utterance that begins with `(` is an aside."""
    return Script(
        "en",
        tuple(
            Chapter(f"chapter-{n}", title, tuple(Utterance(text, "en", 300, text.startswith("(")) for text in texts))
            for n, (title, texts) in enumerate(chapters, start=1)
        ),
    )


TALK = script(("", ("The title.",)), ("One", ("Hello.", "(page 2)", "Hello.")), ("Two", ("Good-bye.",)))


def test_a_chapter_is_a_track_and_its_clips_follow_one_another() -> None:
    heard = Voice()
    recording, findings = record(TALK, heard.reader(), "mp3")
    assert findings == ()
    assert recording.narrator == "Voice"
    assert list(recording.tracks) == ["chapter-1", "chapter-2", "chapter-3"]
    track = recording.tracks["chapter-2"]
    assert (track.media_type, track.suffix) == ("audio/mpeg", "mp3")
    assert [clip.begin_ms for clip in track.clips] == [0, *(clip.end_ms for clip in track.clips[:-1])]
    assert track.duration_ms == track.clips[-1].end_ms
    assert all(clip.end_ms - clip.begin_ms > 300 for clip in track.clips)
    assert sorted(text for text, _, _ in heard.said) == ["(page 2)", "Good-bye.", "Hello.", "The title."]


def test_one_changed_sentence_is_the_only_one_spoken_again(tmp_path: Path) -> None:
    record(TALK, Voice().reader(tmp_path), "mp3")
    heard = Voice()
    again = script(("", ("The title.",)), ("One", ("Hello.", "(page 2)", "Hello there.")), ("Two", ("Good-bye.",)))
    changed, _ = record(again, heard.reader(tmp_path), "mp3")
    assert [text for text, _, _ in heard.said] == ["Hello there."]
    first, _ = record(TALK, heard.reader(tmp_path), "mp3")
    assert first.tracks["chapter-3"] == changed.tracks["chapter-3"]
    assert first.tracks["chapter-2"].data != changed.tracks["chapter-2"].data


def test_only_sentences_with_a_word_follow_its_pronunciation(tmp_path: Path) -> None:
    record(TALK, Voice().reader(tmp_path), "mp3")
    heard = Voice()
    record(TALK, heard.reader(tmp_path, {"en": {"hello": "heh-LOW", "absent": "x"}}), "mp3")
    assert heard.said == [("Hello.", "en", {"hello": "heh-LOW"})]


def test_the_same_script_gives_the_same_recording() -> None:
    assert record(TALK, Voice().reader(), "opus") == record(TALK, Voice().reader(), "opus")


def test_a_quiet_voice_is_amplified_alike_in_all_chapters(tmp_path: Path) -> None:
    loud, _ = record(TALK, Voice().reader(tmp_path / "a"), "mp3")
    quiet, _ = record(TALK, Voice(factor=0.1).reader(tmp_path / "b"), "mp3")
    for name, track in quiet.tracks.items():
        assert track.clips == loud.tracks[name].clips
        assert len(track.data) == len(loud.tracks[name].data)
        assert track.data != loud.tracks[name].data


def test_what_has_no_voice_is_read_in_the_main_language_with_a_warning() -> None:
    mixed = Script("en", (Chapter("a", "A", (Utterance("Hola.", "es", 0), Utterance("nuqneH", "tlh", 0))),))
    heard = Voice()
    _, findings = record(mixed, heard.reader(), "mp3")
    assert [f"{one.severity} {one.message} {one.rule}" for one in findings] == [
        "warning Voice has no voice for the language 'tlh' and reads it as 'en' unspoken-language"
    ]
    assert sorted((text, language) for text, language, _ in heard.said) == [("Hola.", "es"), ("nuqneH", "en")]


def test_a_document_in_a_language_without_voice_is_refused() -> None:
    with pytest.raises(ExporterError, match="error: Voice has no voice for the language 'en'"):
        record(TALK, Voice("de").reader(), "mp3")


def test_the_first_failure_is_told_alone(tmp_path: Path) -> None:
    with pytest.raises(ExporterError) as failed:
        record(script(("One", ("Fail.", "Fail again.", "Fail."))), Voice().reader(tmp_path), "mp3")
    assert [one.message for one in failed.value.diagnostics] == ["it broke for 'Fail.'"]


def test_after_a_failure_nothing_goes_on_and_nothing_is_started() -> None:
    heard = Voice()
    talk = script(("One", ("Hang.", "Fail.", *(f"Sentence {number}." for number in range(200)))))
    start = time.perf_counter()
    with pytest.raises(ExporterError, match=r"it broke for 'Fail\.'"):
        record(talk, heard.reader(), "mp3")
    assert time.perf_counter() - start < HANGS_S / 2
    assert heard.ended.is_set()
    assert len(heard.said) < 100


def test_an_audiobook_is_one_track_with_marks_and_without_asides() -> None:
    heard = Voice()
    track, _ = record_whole(TALK, heard.reader(), "aac")
    assert "(page 2)" not in [text for text, _, _ in heard.said]
    assert len(track.clips) == 4
    assert [mark.title for mark in track.marks] == ["One", "Two"]
    assert track.marks[0].begin_ms == 0
    assert track.marks[0].end_ms == track.marks[1].begin_ms == track.clips[2].end_ms
    assert track.marks[1] == Mark("Two", track.clips[3].begin_ms, track.duration_ms)


def test_a_chapter_without_title_belongs_to_the_one_before() -> None:
    talk = script(("One", ("Hello.",)), ("", ("More.",)), ("Silent", ("(page 3)",)))
    track, _ = record_whole(talk, Voice().reader(), "mp3")
    assert track.marks == (Mark("One", 0, track.duration_ms),)
    assert track.clips[-1] == Clip(track.clips[0].end_ms, track.duration_ms)
