"""What an engine's output must be."""

from __future__ import annotations

from exporter.audio import Sound, UnreadableSoundError, sound
from exporter.narration.engines import failure


def sound_of(data: bytes, program: str, text: str) -> Sound:
    """Read a WAV file that an engine gave, without the silence around it.

    Raises:
        ExporterError: it is none, or nothing can be heard.
    """
    try:
        made = sound.trimmed(sound.from_wave(data))
    except UnreadableSoundError as error:
        hint = "it must write one whole WAV file to its standard output"
        raise failure(f"{program!r} gave {error}", hint, text) from error
    if not made.samples:
        raise failure(f"{program!r} gave only silence", "respell what it cannot say in 'pronunciations'", text)
    return made
