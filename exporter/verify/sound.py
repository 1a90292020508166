"""Audio files: whether they can be played at all, how long they are, and what they say of themselves."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any, TypeAlias

from exporter.model import Diagnostic
from exporter.verify.findings import error, warning, within

Opened: TypeAlias = Any
"""A file of mutagen, whose types say that it holds nothing."""
BOX = b"ftyp"
"""Name of the first box of MP4, behind four bytes that say how long it is (ISO 14496-12, 4.3)."""
LAYER_3 = frozenset({0xE2, 0xE3, 0xF2, 0xF3, 0xFA, 0xFB})
"""Second byte of a frame of MP3; the first has all bits set (ISO 11172-3, 2.4.2.3)."""


class UnplayableError(Exception):
    """The data are no audio, or damaged."""


def is_sound(opening: bytes) -> bool:
    """Whether the first bytes are those of MP3 or MP4."""
    return opening[:3] == b"ID3" or opening[4:8] == BOX or _is_frame(opening)


def _is_frame(opening: bytes) -> bool:
    return len(opening) > 1 and opening[0] == 0xFF and opening[1] in LAYER_3


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

    kind: Opened = MP4 if data[4:8] == BOX else MP3
    if data[:4] == b"OggS":
        kind = OggOpus if b"OpusHead" in data[:100] else OggVorbis
    try:
        opened = kind(BytesIO(data))
    except (
        MutagenError,
        EOFError,
        ValueError,
        LookupError,
        TypeError,
        OverflowError,
        MemoryError,
        struct.error,
    ) as reason:
        raise UnplayableError(str(reason) or "it is damaged") from reason
    if not opened.info.length > 0:
        raise UnplayableError("it has no sound")
    return opened
