"""What a picture's file says besides its pixels is left out, and the compressed pixels stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT"})
"""What a decoder needs (PNG, third edition, clause 11.2) and transparency; times, texts, Exif and the rest go."""
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"

# Markers of a JPEG: ITU-T T.81, table B.1; APP0: JFIF 1.02; APP14: Adobe Technical Note 5116.
FIRST_MARKER, START_OF_IMAGE, END_OF_IMAGE, START_OF_SCAN, JFIF = 0xC0, 0xD8, 0xD9, 0xDA, 0xE0
PRIVATE = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})
"""Applications' data and comments, but for Adobe's, which says how colours are coded."""
IN_SCAN = frozenset({0x00, *range(0xD0, 0xD8)})
"""What may follow FF within compressed data: a stuffed zero, a restart."""


def png(data: bytes) -> bytes:
    """A readable PNG with no more chunks than are needed to draw it."""
    return b"".join(_png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    position = 8
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kind = data[position + 4 : position + 8]
        if kind in PNG_CHUNKS:
            yield data[position : position + 12 + length]
        position += 12 + length
        if kind == b"IEND":
            break
    yield PNG_END


def jpeg(data: bytes) -> bytes | None:
    """A readable JPEG without private segments, previews, and whatever follows its end, such as videos.

    None where something stands between the segments or one is cut short: decoders guess then, and not all the same.
    """
    try:
        return b"".join(_jpeg_segments(data))
    except ValueError:
        return None


def _jpeg_segments(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    position = 2
    has_scan = False
    while position + 4 <= len(data):
        marker = data[position + 1]
        if data[position] == marker == 0xFF:  # a fill byte
            position += 1
            continue
        if marker == END_OF_IMAGE:
            break
        if data[position] != 0xFF or marker < FIRST_MARKER or marker in IN_SCAN or marker == START_OF_IMAGE:
            raise ValueError("no marker of a segment")
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if end > len(data):
            raise ValueError("cut short")
        if marker == START_OF_SCAN:
            end, has_scan = _end_of_scan(data, end), True
        if marker == JFIF:
            yield from _without_preview(data[position:end])
        elif marker not in PRIVATE:
            yield data[position:end]
        position = end
    if not has_scan:
        raise ValueError("no scan")
    yield bytes((0xFF, END_OF_IMAGE))


def _end_of_scan(data: bytes, position: int) -> int:
    """Where the next marker stands after compressed data."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            return len(data)
        if data[position + 1] not in IN_SCAN:
            return position
        position += 2


def _without_preview(segment: bytes) -> Iterator[bytes]:
    """A JFIF header whose thumbnail has no extent; nothing of the extension that holds only one (JFXX)."""
    if segment[4:9] == b"JFIF\0" and len(segment) >= 18:
        yield b"\xff\xe0\x00\x10" + segment[4:16] + b"\0\0"
