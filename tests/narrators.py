"""A narrator for tests that lives in this process, and books read by it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event

import voice

from exporter.audio import Sound, sound
from exporter.backends import epub
from exporter.model import Document, Pagination, Pronunciations, Recording
from exporter.narration import Narrator, Store, record
from exporter.narration.engines import Engine, failure

HANGS_S = 5.0


class Voice:
    """An engine that notes what it is asked for, and breaks at `Fail.` and hangs at `Hang.`."""

    def __init__(self, languages: str = "en es", factor: float = 1.0) -> None:
        self.said: list[tuple[str, str, Mapping[str, str]]] = []
        self.languages = languages.split()
        self.factor = factor
        self.ended = Event()

    def speak(self, text: str, language: str, words: Mapping[str, str]) -> Sound:
        self.said.append((text, language, words))
        if text == "Fail.":
            raise failure("it broke", "mend it", text)
        if text == "Hang." and not self.ended.wait(HANGS_S):
            raise failure("it was late", "wake it", text)
        hummed = sound.trimmed(sound.from_wave(voice.hum(text)))
        return Sound(sound.amplified(hummed.samples, self.factor))

    def end(self) -> None:
        self.ended.set()

    def reader(self, folder: Path | None = None, table: Pronunciations | None = None) -> Narrator:
        engine = Engine("Voice", "voice 1", lambda tag: tag in self.languages, self.speak, self.end)
        return Narrator(engine, table or {}, Store(folder))


def recorded(document: Document, pagination: Pagination | None = None, codec: str = "mp3") -> Recording:
    """A document's book, read."""
    script = epub.script(document, pagination)
    languages = {one.language for chapter in script.chapters for one in chapter.utterances}
    recording, findings = record(script, Voice(" ".join(languages)).reader(), codec)
    assert findings == ()
    return recording
