"""Audiobooks and podcasts, opened again by other readers than made them: FFmpeg for one, mutagen for the other."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import av
import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4
from narrators import Voice

from exporter.backends import audiobook, epub
from exporter.model import Document, Medium, Track
from exporter.narration import record_whole
from exporter.pipeline.suitability import AUDIOBOOKS
from exporter.verify import verify

Compose = Callable[..., Document]


@pytest.fixture(scope="module")
def document(compose: Compose) -> Document:
    return compose(Medium.BOOK)


@pytest.fixture(scope="module")
def tracks(document: Document) -> dict[str, Track]:
    script = epub.script(document)
    languages = " ".join({one.language for chapter in script.chapters for one in chapter.utterances})
    return {name: record_whole(script, Voice(languages).reader(), codec)[0] for name, codec in AUDIOBOOKS.items()}


@pytest.mark.parametrize("name", sorted(AUDIOBOOKS))
def test_chapters_are_those_of_the_contents(name: str, document: Document, tracks: dict[str, Track]) -> None:
    made = audiobook.write(document, tracks[name], name)
    with av.open(BytesIO(made.data), "r") as file:
        chapters = sorted(
            file.chapters(), key=lambda chapter: chapter["start"]
        )  # ID3 frames have an order of their own
        duration_ms = (file.duration or 0) // 1000
    titles = [part.title for part in document.parts if part.title and part.kind != "cover"]
    assert [chapter["metadata"]["title"] for chapter in chapters] == titles
    starts = [round(chapter["start"] * float(chapter["time_base"] or 0) * 1000) for chapter in chapters]
    assert starts == [mark.begin_ms for mark in tracks[name].marks]
    assert abs(duration_ms - tracks[name].duration_ms) < 200
    assert verify(made.data, path="a") == ()


def test_an_audiobook_has_title_people_and_cover(document: Document, tracks: dict[str, Track]) -> None:
    made = audiobook.write(document, tracks["audiobook"], "audiobook")
    assert made.media_type == "audio/mp4"
    tags = MP4(BytesIO(made.data))
    assert tags["\xa9nam"] == [document.metadata.title]
    assert tags["\xa9ART"] == ["Example Clinic"]
    assert tags["desc"] == [document.metadata.description]
    assert bytes(tags["covr"][0]) == document.resources[document.cover_image].data


def test_a_podcast_has_title_people_cover_and_a_table_of_contents(document: Document, tracks: dict[str, Track]) -> None:
    made = audiobook.write(document, tracks["podcast"], "podcast")
    assert made.media_type == "audio/mpeg"
    tags = ID3(BytesIO(made.data))
    assert tags["TIT2"].text == [document.metadata.title]
    assert tags["APIC:"].data == document.resources[document.cover_image].data
    assert tags["CTOC:contents"].child_element_ids == [f"chapter-{n + 1}" for n in range(len(tracks["podcast"].marks))]
    assert tags["TLEN"].text == [str(tracks["podcast"].duration_ms)]


@pytest.mark.parametrize("name", sorted(AUDIOBOOKS))
def test_the_same_values_give_the_same_bytes(name: str, document: Document, tracks: dict[str, Track]) -> None:
    assert audiobook.write(document, tracks[name], name) == audiobook.write(document, tracks[name], name)


@pytest.mark.parametrize("name", sorted(AUDIOBOOKS))
def test_a_text_without_anything_else_is_enough(name: str, small: Compose) -> None:
    document = small(("chapter", "One", "<section><p>Hello.</p></section>"))
    track, _ = record_whole(epub.script(document), Voice().reader(), AUDIOBOOKS[name])
    assert verify(audiobook.write(document, track, name).data, path="a") == ()
