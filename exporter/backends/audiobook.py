"""From a recording to an audiobook or a podcast: one file with the chapters marked, tagged with mutagen."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

from exporter.model import Artifact, Document, Track

if TYPE_CHECKING:
    from mutagen.id3 import Frame


def write(document: Document, track: Track, name: str) -> Artifact:
    """Tag a recording of a whole document; the same values give the same bytes.

    Args:
        document: Title, people, language and cover.
        track: With its chapters.
        name: The format, `audiobook` or `podcast`.
    """
    tag: Callable[[Document, Track], bytes] = _m4b if name == "audiobook" else _mp3
    return Artifact(name, track.media_type, tag(document, track), frozenset())


def _people(document: Document) -> str:
    return ", ".join(person.name for person in document.metadata.authors) or document.publisher


def _cover(document: Document) -> tuple[bytes, str]:
    """The cover and its media type, where it is a picture that players show."""
    picture = document.resources.get(document.cover_image)
    if picture is None or picture.media_type not in {"image/jpeg", "image/png"}:
        return b"", ""
    return picture.data, picture.media_type


def _m4b(document: Document, track: Track) -> bytes:
    """Tags as iTunes has them; the chapters are in the file already."""
    from mutagen.mp4 import MP4, MP4Cover

    stream = BytesIO(track.data)
    book = MP4(stream)
    if book.tags is None:
        book.add_tags()
    metadata = document.metadata
    tags = {
        "\xa9nam": metadata.title,
        "\xa9alb": metadata.title,
        "\xa9ART": _people(document),
        "aART": document.publisher,
        "\xa9day": document.modified.isoformat(),
        "\xa9gen": "Audiobook",
        "desc": metadata.description,
    }
    for key, value in tags.items():
        if value:
            book[key] = [value]
    data, media_type = _cover(document)
    if data:
        book["covr"] = [MP4Cover(data, MP4Cover.FORMAT_PNG if media_type == "image/png" else MP4Cover.FORMAT_JPEG)]
    stream.seek(0)
    book.save(stream)
    return stream.getvalue()


def _mp3(document: Document, track: Track) -> bytes:
    """Tags of ID3v2.4, with its addendum for chapters (id3.org, ID3v2 Chapter Frame Addendum 1.0)."""
    from mutagen.id3 import ID3

    tags = ID3()
    for frame in _frames(document, track):
        tags.add(frame)
    stream = BytesIO(track.data)
    tags.save(stream, v1=0, v2_version=4)
    return stream.getvalue()


def _frames(document: Document, track: Track) -> list[Frame]:
    from mutagen import id3

    metadata, utf8 = document.metadata, id3.Encoding.UTF8
    texts = {
        id3.TIT2: metadata.title,
        id3.TALB: metadata.title,
        id3.TPE1: _people(document),
        id3.TPUB: document.publisher,
        id3.TDRC: document.modified.isoformat(),
        id3.TCON: "Podcast",
        id3.TLEN: str(track.duration_ms),
    }
    frames: list[Frame] = [kind(encoding=utf8, text=[text]) for kind, text in texts.items() if text]  # type: ignore[no-untyped-call]  # mutagen's types are partial
    data, media_type = _cover(document)
    if data:
        frames.append(id3.APIC(encoding=utf8, mime=media_type, type=id3.PictureType.COVER_FRONT, desc="", data=data))
    names = [f"chapter-{number}" for number in range(1, len(track.marks) + 1)]
    for name, mark in zip(names, track.marks, strict=True):
        title = id3.TIT2(encoding=utf8, text=[mark.title])
        frames.append(
            id3.CHAP(
                element_id=name,
                start_time=mark.begin_ms,
                end_time=mark.end_ms,
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[title],
            )
        )
    flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
    frames.append(id3.CTOC(element_id="contents", flags=flags, child_element_ids=names, sub_frames=[]))
    return frames
