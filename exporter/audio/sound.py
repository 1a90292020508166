"""Speech as samples, all of one kind: one channel, 24 kHz, 16 bits."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from io import BytesIO

RATE = 24_000
"""Samples a second: MP3, AAC and Opus all have this rate, and a millisecond is a whole number of samples."""
STEP_MS = 10
"""What every clip is a multiple of, so that its times can be written without rounding."""
SILENCE = 330
"""The loudest that counts as silence, of 32767: -40 dB."""
LEAD_MS, TAIL_MS = 40, 80
"""What is left of the silence before and after speech: attacks and endings are soft."""
LONGEST_S = 600
"""Of one utterance: beyond that an engine has gone astray."""

STREAMED = 0x7FFF_0000
"""Lengths from here on, and 0, are not meant: programs write them into a pipe before they know. eSpeak NG writes
0x7FFFF000, others 0x7FFFFFFF or 0xFFFFFFFF, or a little less."""


class UnreadableSoundError(Exception):
    """What should be sound is none."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of 16 bits, the lower byte first."""

    samples: bytes

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds, rounded down."""
        return len(self.samples) * 1000 // (2 * RATE)

    @property
    def peak(self) -> int:
        """The loudest sample, 0 to 32768."""
        values = array("h", self.samples)
        highest, lowest = max(values, default=0), min(values, default=0)
        return max(highest, -lowest)


def from_wave(data: bytes) -> Sound:
    """Read a WAV file of any rate and depth; channels are mixed.

    A header that does not know the length, as programs write it into a pipe, is good enough.

    Raises:
        UnreadableSoundError: it is none, cut off, or ten minutes long.
    """
    import av

    if not data.startswith((b"RIFF", b"RF64")):
        raise UnreadableSoundError("no WAV file" if data else "nothing")
    told, there = _length(data)
    if there < told < STREAMED:
        raise UnreadableSoundError(f"a WAV file that is cut off, with {there} of {told} bytes of sound,")
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    samples = bytearray()
    try:
        with av.open(BytesIO(data), "r", format="wav") as container:
            for frame in container.decode(audio=0):
                for made in resampler.resample(frame):
                    samples += bytes(made.planes[0])[: made.samples * 2]
                if len(samples) > LONGEST_S * RATE * 2:
                    raise UnreadableSoundError(f"more than {LONGEST_S // 60} minutes of sound")
        for made in resampler.resample(None):
            samples += bytes(made.planes[0])[: made.samples * 2]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise UnreadableSoundError("a WAV file that cannot be read") from error
    return Sound(bytes(samples))


def _length(data: bytes) -> tuple[int, int]:
    """How many bytes of sound a WAV file tells of, and how many there are; RIFF is chunks of name, length, content."""
    at = 12
    while at + 8 <= len(data):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            return length, len(data) - at
        at += length + length % 2
    return 0, 0


def trimmed(sound: Sound) -> Sound:
    """The sound without the silence around it, which engines leave at their own discretion."""
    values = array("h", sound.samples)
    count = len(values)
    first = next((at for at in range(count) if abs(values[at]) > SILENCE), count)
    last = next((at for at in range(count - 1, -1, -1) if abs(values[at]) > SILENCE), -1)
    start = max(0, first - LEAD_MS * RATE // 1000)
    return Sound(values[start : last + 1 + TAIL_MS * RATE // 1000].tobytes() if last >= 0 else b"")


def padded(sound: Sound, pause_ms: int) -> bytes:
    """Samples of the sound and of a pause after it, to the next multiple of `STEP_MS`."""
    step = STEP_MS * RATE // 1000 * 2
    length = len(sound.samples) + pause_ms * RATE // 1000 * 2
    return sound.samples + bytes(-(-length // step) * step - len(sound.samples))


def amplified(samples: bytes, gain: float) -> bytes:
    """Samples louder by a factor that none of them is too loud for."""
    return array("h", [int(value * gain) for value in array("h", samples)]).tobytes() if gain != 1 else samples
