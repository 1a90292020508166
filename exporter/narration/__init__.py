"""Reading aloud: a script goes to a speech engine, sentence by sentence, and comes back as audio files with times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exporter.narration.narrator import Narrator, narrator
from exporter.narration.store import Store

if TYPE_CHECKING:
    from exporter.model import Diagnostic, Recording, Script, Track

__all__ = ["Narrator", "Store", "narrator", "record", "record_whole"]


def record(script: Script, reader: Narrator, codec: str) -> tuple[Recording, tuple[Diagnostic, ...]]:
    """Have a script read: a track for each chapter, and in it a clip for each utterance.

    Args:
        script: What to read.
        reader: Who reads.
        codec: Name in `audio.CODECS`.

    Raises:
        ExporterError: the engine fails, or cannot speak the script's language.
    """
    from exporter.narration import recording

    return recording.chapters(script, reader, codec)


def record_whole(script: Script, reader: Narrator, codec: str) -> tuple[Track, tuple[Diagnostic, ...]]:
    """Have a script read in one track with a mark for each chapter, without what listeners may skip.

    Raises:
        ExporterError: as for `record`.
    """
    from exporter.narration import recording

    return recording.whole(script, reader, codec)
