"""From a script to tracks: every utterance is spoken once, laid end to end, and encoded."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from hashlib import sha256

from exporter.audio import CODECS, Sound, encoding, sound
from exporter.errors import ExporterError
from exporter.model import Chapter, Clip, Diagnostic, Mark, Recording, Script, Severity, Track, Utterance
from exporter.narration import pronunciations
from exporter.narration.narrator import Narrator
from exporter.narration.store import key

SPEECH, TRACK = "speech 1", "track 1"
"""What an entry of the store is; a higher number when the same input is to sound otherwise."""
QUIET, LOUD = 16_000, 29_000
"""Peaks, of 32768: a voice that stays under the first is amplified to the second, for all chapters alike."""
MOST_GAIN = 16.0
HEARD_AFTER_S = 0.2
"""How long an interruption may go unheard."""
CHAPTER_PAUSE_MS = 1_500
"""Between the chapters of one track."""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Everything that a script says, as sound."""

    sounds: Mapping[tuple[str, str], Sound]
    """By text and language."""
    gain: float


def chapters(script: Script, reader: Narrator, codec: str) -> tuple[Recording, tuple[Diagnostic, ...]]:
    """A track for each chapter in which something is said."""
    script, findings = _in_voices(script, reader)
    spoken = _spoken(script, reader)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:  # the encoders let others run meanwhile
        tracks = list(pool.map(lambda chapter: _track(reader, codec, spoken, chapter.utterances), script.chapters))
    reader.store.prune()
    names = (chapter.name for chapter in script.chapters)
    return Recording(reader.engine.name, dict(zip(names, tracks, strict=True))), findings


def whole(script: Script, reader: Narrator, codec: str) -> tuple[Track, tuple[Diagnostic, ...]]:
    """One track of all chapters that are listed, with what is said before the first and between them."""
    script, findings = _in_voices(_without_asides(script), reader)
    spoken = _spoken(script, reader)
    utterances = tuple(one for chapter in script.chapters for one in chapter.utterances)
    track = _track(reader, codec, spoken, utterances, script.chapters)
    reader.store.prune()
    return track, findings


def _without_asides(script: Script) -> Script:
    kept = []
    for chapter in script.chapters:
        said = [one for one in chapter.utterances if not one.aside]
        if said:
            last = replace(said[-1], pause_ms=CHAPTER_PAUSE_MS)
            kept.append(replace(chapter, utterances=(*said[:-1], last)))
    return replace(script, chapters=tuple(kept))


def _in_voices(script: Script, reader: Narrator) -> tuple[Script, tuple[Diagnostic, ...]]:
    """The script with the document's language wherever the engine has no voice for another.

    Raises:
        ExporterError: it has none for the document's either.
    """
    languages = dict.fromkeys(one.language for chapter in script.chapters for one in chapter.utterances)
    unspoken = [language for language in languages if not reader.engine.speaks(language)]
    found = [_no_voice(reader.engine.name, language, script.language) for language in unspoken]
    if script.language in unspoken:
        raise ExporterError(replace(one, severity=Severity.ERROR) for one in found)
    if unspoken:
        spoken = tuple(
            replace(chapter, utterances=_in(script.language, chapter, unspoken)) for chapter in script.chapters
        )
        script = replace(script, chapters=spoken)
    return script, tuple(found)


def _in(language: str, chapter: Chapter, unspoken: Iterable[str]) -> tuple[Utterance, ...]:
    return tuple(replace(one, language=language) if one.language in unspoken else one for one in chapter.utterances)


def _no_voice(engine: str, language: str, main: str) -> Diagnostic:
    message = f"{engine} has no voice for the language {language!r}"
    hint = "name another engine in 'narration'"
    if language != main:
        message, hint = f"{message} and reads it as {main!r}", f"{hint}, or write those words in {main!r}"
    return Diagnostic("unspoken-language", Severity.WARNING, message, hint)


def _spoken(script: Script, reader: Narrator) -> _Spoken:
    """Say everything once, a few sentences at a time: most engines use one processor.

    At the first failure, and where the run is interrupted, what is being said is ended: it could hang for a minute.

    Raises:
        ExporterError: the engine fails; the first failure is told, since the others are most often the same.
    """
    wanted = dict.fromkeys((one.text, one.language) for chapter in script.chapters for one in chapter.utterances)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        try:
            futures = [pool.submit(_say, reader, text, language) for text, language in wanted]
            _await(futures)
            sounds = [future.result() for future in futures if future.done()]  # all of them, or up to a failure
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            reader.engine.end()
            raise
    return _Spoken(dict(zip(wanted, sounds, strict=True)), _gain(sounds))


def _await(futures: Iterable[Future[Sound]]) -> None:
    """Wait until all are done or one has failed, in short steps: a signal just before a wait is heard only after it."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, HEARD_AFTER_S, FIRST_EXCEPTION)
        if any(one.exception() for one in done):
            return


def _gain(sounds: Sequence[Sound]) -> float:
    """What a quiet voice is multiplied by; most are loud enough in the first sentence."""
    if any(one.peak >= QUIET for one in sounds):
        return 1.0
    return min(MOST_GAIN, LOUD / max((one.peak for one in sounds), default=LOUD))


def _say(reader: Narrator, text: str, language: str) -> Sound:
    words = pronunciations.relevant(text, language, reader.pronunciations)
    name = key(SPEECH, reader.engine.identity, language, text, *sorted(words.items()))
    return Sound(reader.store.get(name, lambda: reader.engine.speak(text, language, words).samples))


def _track(
    reader: Narrator,
    codec: str,
    spoken: _Spoken,
    utterances: Sequence[Utterance],
    marked: Sequence[Chapter] = (),
) -> Track:
    """Lay utterances end to end; `marked` are the chapters that they come from, where these are to be found again."""
    pieces = [sound.padded(spoken.sounds[one.text, one.language], one.pause_ms) for one in utterances]
    clips: list[Clip] = []
    for piece in pieces:
        begin_ms = clips[-1].end_ms if clips else 0
        clips.append(Clip(begin_ms, begin_ms + Sound(piece).duration_ms))
    marks = _marks(marked, clips)
    samples = b"".join(pieces)
    kind = CODECS[codec]
    name = key(TRACK, kind, spoken.gain, marks, sha256(samples).hexdigest())
    data = reader.store.get(name, lambda: encoding.encode(sound.amplified(samples, spoken.gain), kind, marks))
    return Track(kind.media_type, kind.suffix, data, tuple(clips), marks)


def _marks(marked: Sequence[Chapter], clips: Sequence[Clip]) -> tuple[Mark, ...]:
    """A mark for each chapter with a title; what has none belongs to the one before, or opens the first."""
    marks: list[Mark] = []
    begin_ms, at = 0, 0
    for chapter in marked:
        at += len(chapter.utterances)
        if chapter.title:
            marks.append(Mark(chapter.title, begin_ms, clips[at - 1].end_ms))
        elif marks:
            marks[-1] = replace(marks[-1], end_ms=clips[at - 1].end_ms)
        else:
            continue
        begin_ms = clips[at - 1].end_ms
    return tuple(marks)
