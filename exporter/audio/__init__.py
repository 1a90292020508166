"""Sound as samples, and as files that readers play: PyAV brings FFmpeg, with the extra `audio` of this package."""

from __future__ import annotations

from exporter.audio.codecs import CODECS, Codec
from exporter.audio.sound import RATE, STEP_MS, Sound, UnreadableSoundError

__all__ = ["CODECS", "RATE", "STEP_MS", "Codec", "Sound", "UnreadableSoundError", "is_available"]


def is_available() -> bool:
    """Whether PyAV is installed."""
    from importlib.util import find_spec

    return find_spec("av") is not None
