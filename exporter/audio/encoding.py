"""Samples to files, with nothing in them that changes from one run to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, cast

from exporter.audio.codecs import BIT_RATE, Codec
from exporter.audio.sound import RATE

if TYPE_CHECKING:
    import av

    from exporter.model import Mark

FRAME = RATE * 2
"""Bytes that are handed to the encoder at once: a second."""
MILLISECOND = Fraction(1, 1000)


def encode(samples: bytes, codec: Codec, marks: Sequence[Mark] = ()) -> bytes:
    """Encode samples at a constant bit rate; the same ones give the same bytes.

    What an encoder puts before the first sample is told by each of the formats, so that players leave it out: a time
    in the file is the same time in the samples.

    Args:
        samples: As in `Sound`.
        codec: What to make.
        marks: Chapters to be written into the file, for containers that have them.
    """
    import av
    from av.codec.context import Flags

    stream = BytesIO()
    options = {"compression_level": codec.effort} if codec.effort else {}
    with av.open(stream, "w", format=codec.container, container_options={"fflags": "+bitexact"}) as container:
        track = cast("av.AudioStream", container.add_stream(codec.encoder, options=options, rate=RATE, layout="mono"))
        track.bit_rate = BIT_RATE
        track.codec_context.flags |= Flags.bitexact
        if marks:
            container.set_chapters(
                [
                    {
                        "id": number,
                        "start": mark.begin_ms,
                        "end": mark.end_ms,
                        "time_base": MILLISECOND,
                        "metadata": {"title": mark.title},
                    }
                    for number, mark in enumerate(marks)
                ]
            )
        for frame in _frames(samples):
            container.mux(track.encode(frame))
        container.mux(track.encode(None))
    return stream.getvalue()


def _frames(samples: bytes) -> Iterator[av.AudioFrame]:
    import av

    for start in range(0, len(samples), FRAME):
        piece = samples[start : start + FRAME]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece) // 2)
        frame.planes[0].update(piece)
        frame.sample_rate, frame.pts, frame.time_base = RATE, start // 2, Fraction(1, RATE)
        yield frame
