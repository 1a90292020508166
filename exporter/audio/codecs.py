"""What audio is encoded as: the core media types of EPUB 3.3, 3.2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BIT_RATE = 48_000
"""Bits a second. Speech in one channel at 24 kHz is clear at this rate with each of the encoders."""


@dataclass(frozen=True, slots=True)
class Codec:
    """A kind of audio file."""

    name: str
    media_type: str
    suffix: str
    """Of its files, without a full stop."""
    container: str
    """FFmpeg's name for the file format."""
    encoder: str
    """FFmpeg's name."""
    effort: str = ""
    """FFmpeg's `compression_level`; empty leaves it to the encoder."""


CODECS: Mapping[str, Codec] = {
    one.name: one
    for one in (
        Codec("mp3", "audio/mpeg", "mp3", "mp3", "libmp3lame", effort="7"),  # half the time, and nobody hears it
        Codec("opus", "audio/ogg; codecs=opus", "opus", "ogg", "libopus"),
        Codec("aac", "audio/mp4", "m4b", "ipod", "aac"),
    )
}
"""Every kind, by name."""
