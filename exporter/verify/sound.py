"""Audio files: whether they can be played at all, how long they are, and what they say of themselves."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any, TypeAlias

from exporter.model import Diagnostic
from exporter.verify.file_kinds import begins_as
from exporter.verify.findings import error, warning, within

Opened: TypeAlias = Any
"""A file of mutagen, whose types say that it holds nothing."""
FAULTS = (EOFError, ValueError, LookupError, TypeError, OverflowError, MemoryError, struct.error)
"""What mutagen raises for broken files besides its own errors."""


class UnplayableError(Exception):
    """The data are no audio, or damaged."""


def is_sound(opening: bytes) -> bool:
    """Whether the first bytes are those of MP3 or MP4."""
    return begins_as("audio/mpeg", opening) or begins_as("audio/mp4", opening)


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Check an audiobook.

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    try:
        opened = _opened(data)
    except UnplayableError as reason:
        return within(path, [error("damaged-file", f"the audio cannot be read: {reason}", "export or copy it again")])
    if not (opened.tags and (opened.tags.get("\xa9nam") or opened.tags.get("TIT2"))):
        return within(path, [warning("missing-title", "the audio has no title", "give it a title")])
    return ()


def length_ms(data: bytes) -> tuple[int, bool]:
    """How long audio takes, and whether that is written down, or only guessed from its first frames.

    Raises:
        UnplayableError: it cannot be read.
    """
    from mutagen.mp3 import BitrateMode

    info = _opened(data).info
    return round(info.length * 1000), getattr(info, "bitrate_mode", None) != BitrateMode.UNKNOWN


def _opened(data: bytes) -> Opened:
    from mutagen import MutagenError
    from mutagen.mp3 import MP3
    from mutagen.mp4 import MP4
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    kind: Opened = MP4 if begins_as("audio/mp4", data) else MP3
    if begins_as("audio/ogg", data):
        kind = OggOpus if b"OpusHead" in data[:100] else OggVorbis
    try:
        opened = kind(BytesIO(data))
    except (MutagenError, *FAULTS) as reason:
        raise UnplayableError(str(reason) or "it is damaged") from reason
    if not opened.info.length > 0:
        raise UnplayableError("it has no sound")
    return opened
