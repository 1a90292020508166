"""A time in the samples is the same time in the file: decoded by FFmpeg, as in browsers and most players."""

from __future__ import annotations

from array import array
from io import BytesIO

import av
import pytest
import voice

from exporter.audio import CODECS, RATE, encoding, sound
from exporter.model import Mark

PIECES = [sound.trimmed(sound.from_wave(voice.hum("x" * length))) for length in (40, 15, 60, 25)]
PADDED = [sound.padded(piece, 300) for piece in PIECES]
SAMPLES = b"".join(PADDED)
STARTS_MS = [sum(map(len, PADDED[:number])) * 1000 // (2 * RATE) for number in range(len(PADDED))]


def decoded(data: bytes) -> array[int]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = array("h")
    with av.open(BytesIO(data), "r") as container:
        for frame in container.decode(audio=0):
            for made in resampler.resample(frame):
                samples.frombytes(bytes(made.planes[0])[: made.samples * 2])
    return samples


def energy(samples: array[int], start_ms: int, end_ms: int) -> float:
    part = samples[start_ms * RATE // 1000 : end_ms * RATE // 1000]
    return sum(abs(value) for value in part) / len(part)


@pytest.mark.parametrize("codec", sorted(CODECS))
def test_clips_begin_and_end_where_their_times_say(codec: str) -> None:
    data = encoding.encode(SAMPLES, CODECS[codec])
    samples = decoded(data)
    assert abs(len(samples) - len(SAMPLES) // 2) < RATE // 20
    for start_ms, piece in zip(STARTS_MS, PIECES, strict=True):
        begin_ms, end_ms = start_ms + sound.LEAD_MS, start_ms + piece.duration_ms - sound.TAIL_MS
        assert energy(samples, begin_ms + 5, begin_ms + 25) > 5_000
        assert energy(samples, end_ms - 25, end_ms - 5) > 5_000
        assert energy(samples, end_ms + 30, end_ms + 300) < 300
        assert start_ms == 0 or energy(samples, start_ms - 200, start_ms + 10) < 300


@pytest.mark.parametrize("codec", sorted(CODECS))
def test_the_same_samples_give_the_same_bytes(codec: str) -> None:
    data = encoding.encode(SAMPLES, CODECS[codec])
    assert data == encoding.encode(SAMPLES, CODECS[codec])
    seconds = len(SAMPLES) / 2 / RATE
    assert 20_000 < len(data) * 8 / seconds < 70_000


def test_chapters_are_written_into_the_file() -> None:
    marks = [Mark("One", 0, STARTS_MS[2]), Mark("Two & more", STARTS_MS[2], len(SAMPLES) * 1000 // (2 * RATE))]
    with av.open(BytesIO(encoding.encode(SAMPLES, CODECS["aac"], marks)), "r") as container:
        chapters = container.chapters()
    assert [chapter["metadata"]["title"] for chapter in chapters] == ["One", "Two & more"]
    assert [chapter["start"] * (chapter["time_base"] or 0) * 1000 for chapter in chapters] == [0, STARTS_MS[2]]
