from __future__ import annotations

import wave
from array import array
from io import BytesIO

import pytest
import voice

from exporter.audio import RATE, STEP_MS, Sound, UnreadableSoundError, sound


def test_sound_of_any_rate_becomes_one_kind() -> None:
    made = sound.from_wave(voice.hum("x" * 50))
    assert made.duration_ms == pytest.approx(50 * voice.MS_PER_CHARACTER + 2 * voice.SILENCE_MS, abs=2)
    assert 19_000 < made.peak < 21_000


def test_channels_are_mixed_and_depths_made_alike() -> None:
    stream = BytesIO()
    with wave.open(stream, "wb") as file:
        file.setparams((2, 1, 8_000, 0, "NONE", ""))
        file.writeframes(bytes([128 + 60, 128 - 60]) * 8_000)
    made = sound.from_wave(stream.getvalue())
    assert made.duration_ms == pytest.approx(1_000, abs=2)
    assert made.peak < 700


def test_a_header_without_length_is_good_enough() -> None:
    data = voice.hum("hello")
    assert sound.from_wave(voice.without_length(data)) == sound.from_wave(data)


@pytest.mark.parametrize("length", [0, 0x7FFF_F000, 0x7FFF_FFFF, 0x7FFF_FFFF - 36, 0xFFFF_FFFF, 0xFFFF_FFFF - 36])
def test_lengths_that_are_written_into_a_pipe_are_not_meant(length: int) -> None:
    data = voice.hum("hello")
    assert sound.from_wave(data[:40] + length.to_bytes(4, "little") + data[44:]) == sound.from_wave(data)


@pytest.mark.parametrize("before", [b"", b"junk\3\0\0\0abc\0"], ids=["", "after another chunk"])
def test_a_sound_that_is_cut_off_is_told(before: bytes) -> None:
    whole = voice.hum("hello")
    data = whole[:36] + before + whole[36:]
    assert sound.from_wave(data) == sound.from_wave(whole)
    told = f"cut off, with {len(whole) - 44 - 100} of {len(whole) - 44} bytes of sound"
    with pytest.raises(UnreadableSoundError, match=told):
        sound.from_wave(data[:-100])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "nothing"),
        (b"ID3 and so on", "no WAV file"),
        (b"RIFF\x24\0\0\0WAVE", "a WAV file that cannot be read"),
        (b"RIFF" + bytes(40), "a WAV file that cannot be read"),
    ],
)
def test_what_is_no_sound_is_told(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableSoundError, match=told):
        sound.from_wave(data)


def test_an_engine_that_goes_astray_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "LONGEST_S", 1)
    with pytest.raises(UnreadableSoundError, match="minutes of sound"):
        sound.from_wave(voice.hum("x" * 100))


def test_silence_around_speech_goes_and_its_edges_stay() -> None:
    made = sound.trimmed(sound.from_wave(voice.hum("x" * 50)))
    assert made.duration_ms == pytest.approx(50 * voice.MS_PER_CHARACTER + sound.LEAD_MS + sound.TAIL_MS, abs=5)
    assert sound.trimmed(Sound(bytes(RATE))) == Sound(b"")


def test_what_is_padded_is_a_whole_number_of_steps() -> None:
    for count in (1, 239, 240, 241, 12_345):
        padded = Sound(sound.padded(Sound(bytes(2 * count)), 300))
        assert padded.duration_ms % STEP_MS == 0
        assert padded.duration_ms * RATE // 1000 * 2 == len(padded.samples)
        assert 0 <= padded.duration_ms - 300 - count * 1000 // RATE <= STEP_MS


def test_quiet_samples_are_amplified() -> None:
    quiet = array("h", [100, -200, 300]).tobytes()
    assert array("h", sound.amplified(quiet, 2.0)).tolist() == [200, -400, 600]
    assert sound.amplified(quiet, 1.0) is quiet
