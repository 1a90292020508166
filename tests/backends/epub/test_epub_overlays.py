from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree
from narrators import recorded

from exporter.backends import epub
from exporter.backends.epub import overlays
from exporter.model import Document, Medium, PageStart, Pagination, Place

if TYPE_CHECKING:
    Compose = Callable[..., Document]

SMIL = "{http://www.w3.org/ns/SMIL}"
TYPE = "{http://www.idpf.org/2007/ops}type"
TEXTREF = "{http://www.idpf.org/2007/ops}textref"
OPF = {"o": "http://www.idpf.org/2007/opf"}
PAGES = Pagination("urn:isbn:9780000000019", (PageStart("7", (Place("_line-tip", 0, "tip"),)),))


@pytest.fixture(scope="module")
def document(compose: Compose) -> Document:
    return compose(Medium.BOOK)


@pytest.fixture(scope="module")
def data(document: Document) -> bytes:
    return epub.bind(epub.assemble(document, PAGES, recorded(document, PAGES))).data


def opened(data: bytes) -> tuple[dict[str, bytes], etree._Element]:
    with ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, etree.fromstring(files["EPUB/content.opf"])


def milliseconds(value: str) -> int:
    return round(float(value.removesuffix("s")) * 1000)


def test_every_clip_lights_up_an_element_and_follows_the_one_before(data: bytes) -> None:
    files, _ = opened(data)
    overlaid = sorted(name for name in files if name.endswith(".smil"))
    assert len(overlaid) >= 5
    for name in overlaid:
        chapter = name.replace(".smil", ".xhtml")
        ids = set(map(str, etree.fromstring(files[chapter]).xpath("//@id")))
        root, last = etree.fromstring(files[name]), 0
        for par in root.iter(f"{SMIL}par"):
            text, audio = par
            file, _, target = str(text.get("src")).partition("#")
            assert f"EPUB/{file}" == chapter
            assert target in ids
            assert f"EPUB/{audio.get('src')}" in files
            assert milliseconds(str(audio.get("clipBegin"))) == last
            last = milliseconds(str(audio.get("clipEnd")))
        assert last > 0
        for holder in root.iter(f"{SMIL}seq", f"{SMIL}body"):
            assert str(holder.get(TEXTREF)).partition("#")[2] in ids


def test_durations_add_up_and_belong_to_their_documents(data: bytes) -> None:
    _, package = opened(data)
    told = {
        str(entry.get("refines", "")): entry.text
        for entry in package.iterfind(".//o:meta[@property]", OPF)
        if entry.get("property") == "media:duration"
    }
    parts = {name: milliseconds(str(value)) for name, value in told.items() if name}
    assert milliseconds(str(told[""])) == sum(parts.values())
    items = {str(item.get("id")): item for item in package.iterfind(".//o:item", OPF)}
    overlaid = {f"#{item.get('media-overlay')}" for item in items.values() if item.get("media-overlay")}
    assert overlaid == set(parts)
    assert all(items[name[1:]].get("media-type") == "application/smil+xml" for name in parts)
    said = {str(entry.get("property")): entry.text for entry in package.iterfind(".//o:meta", OPF)}
    assert said["media:narrator"] == "Voice"
    assert said["media:active-class"] == overlays.ACTIVE


def test_pages_notes_and_structures_are_named(data: bytes) -> None:
    files, _ = opened(data)
    kinds = {
        str(element.get(TYPE))
        for name in files
        if name.endswith(".smil")
        for element in etree.fromstring(files[name]).iter()
        if element.get(TYPE)
    }
    assert kinds == {
        "pagebreak",
        "noteref",
        "footnote",
        "table",
        "table-row",
        "table-cell",
        "list",
        "list-item",
        "figure",
    }


def test_what_is_read_is_seen_in_every_theme(data: bytes) -> None:
    files, _ = opened(data)
    rule = files["EPUB/style.css"].decode().partition(f".{overlays.ACTIVE}")[2].partition("}")[0]
    assert "color: #000000" in rule
    assert "underline" in rule


def test_the_book_says_that_it_can_be_heard(data: bytes, document: Document) -> None:
    _, package = opened(data)
    said = [(str(entry.get("property")), entry.text) for entry in package.iterfind(".//o:meta", OPF)]
    assert ("schema:accessibilityFeature", "synchronizedAudioText") in said
    assert ("schema:accessMode", "auditory") in said
    assert ("schema:accessModeSufficient", "auditory") in said
    silent, package = opened(epub.bind(epub.assemble(document, PAGES)).data)
    assert not any("auditory" in str(entry.text) for entry in package.iterfind(".//o:meta", OPF))
    assert not any(name.endswith((".smil", ".mp3")) for name in silent)
    assert overlays.ACTIVE not in silent["EPUB/style.css"].decode()
    assert b"_say-" not in b"".join(silent.values())


def test_audio_is_packed_as_it_is_and_the_book_always_the_same(data: bytes, document: Document) -> None:
    with ZipFile(BytesIO(data)) as archive:
        packed = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert {packed[name] for name in packed if name.startswith("EPUB/audio/")} == {ZIP_STORED}
    assert epub.bind(epub.assemble(document, PAGES, recorded(document, PAGES))).data == data


def test_a_recording_of_another_book_is_refused(document: Document) -> None:
    recording = recorded(document)
    (name, track), *others = recording.tracks.items()
    longer = replace(track, clips=(*track.clips, track.clips[-1]))
    shorter = replace(track, clips=track.clips[:-1])
    for tracks in (
        {name: longer, **dict(others)},
        {name: shorter, **dict(others)},
        {**recording.tracks, "no-such-part": track},
        dict(others),
    ):
        with pytest.raises(ValueError, match="the recording is of another book"):
            epub.bind(epub.assemble(document, None, replace(recording, tracks=tracks)))
