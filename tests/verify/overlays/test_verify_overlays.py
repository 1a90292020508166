"""Books that are read aloud, and what breaks them; `faults.txt` has a case each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from exporter.audio import CODECS, RATE, encoding
from exporter.model import Diagnostic, Severity
from exporter.verify import epub, epub_contents, sound, verify
from exporter.verify.overlay_facts import clock_ms

if TYPE_CHECKING:
    from verify.conftest import Fault, Pack

Files = dict[str, bytes]
SMIL = b"""<?xml version="1.0" encoding="utf-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body epub:textref="first.xhtml">
<par><text src="first.xhtml#page-1"/><audio src="one.mp3" clipBegin="0s" clipEnd="0.5s"/></par>
<par><text src="first.xhtml#page-1"/><audio src="one.mp3" clipBegin="0.5s" clipEnd="1s"/></par>
</body>
</smil>
"""
SAID = (
    '<meta property="schema:accessibilityFeature">synchronizedAudioText</meta>'
    '<meta property="schema:accessMode">auditory</meta>'
)
DURATIONS = (
    '<meta property="media:duration" refines="#first-overlay">1s</meta><meta property="media:duration">0:00:01</meta>'
)
ITEMS = """<item id="first-overlay" href="first.smil" media-type="application/smil+xml"/>
<item id="one" href="one.mp3" media-type="audio/mpeg"/></manifest>"""


def told(found: tuple[Diagnostic, ...]) -> list[str]:
    places = [one.path.removeprefix("a.epub").removeprefix("/") + (f":{one.line}" if one.line else "") for one in found]
    return [f"{one.severity} {place} {one.rule}" for one, place in zip(found, places, strict=True)]


@pytest.fixture(scope="module")
def audio() -> bytes:
    return encoding.encode(bytes(2 * RATE), CODECS["mp3"])


@pytest.fixture
def narrated(book: Files, audio: bytes) -> Files:
    """The sound book, with an overlay of its first chapter."""
    package = book["EPUB/package.opf"].decode()
    package = package.replace("</metadata>", f"{SAID}{DURATIONS}</metadata>").replace("</manifest>", ITEMS)
    package = package.replace('href="first.xhtml"', 'href="first.xhtml" media-overlay="first-overlay"')
    return {**book, "EPUB/package.opf": package.encode(), "EPUB/first.smil": SMIL, "EPUB/one.mp3": audio}


def test_a_sound_book_that_is_read_aloud_has_no_findings(narrated: Files, pack: Pack) -> None:
    assert epub.check(pack(narrated), "a.epub") == ()


def test_each_fault_is_found_and_nothing_else(narrated: Files, pack: Pack, fault: Fault) -> None:
    found = epub.check(pack(fault.damage(narrated)), "a.epub")
    assert told(found) == fault.found
    assert all(one.hint for one in found)


def test_findings_say_what_does_not_add_up(narrated: Files, pack: Pack) -> None:
    package = narrated["EPUB/package.opf"].replace(b">1s<", b">9s<")
    messages = [found.message for found in epub.check(pack({**narrated, "EPUB/package.opf": package}), "a.epub")]
    assert messages == [
        "the overlay 'first-overlay' says that it takes 9s, and its clips take 1.0s",
        "the book says that its overlays take 0:00:01, and they add up to 9.0s",
    ]


@pytest.mark.parametrize("damage", [b"", b"ID3\4", b"\xff\xfb" + bytes(500)])
def test_audio_that_cannot_be_played_is_found(narrated: Files, pack: Pack, damage: bytes) -> None:
    found = epub.check(pack({**narrated, "EPUB/one.mp3": damage}), "a.epub")
    assert "error EPUB/one.mp3 damaged-file" in told(found)


def test_audio_whose_head_is_too_short_is_found() -> None:
    """Its first page holds 19 bytes behind a head of 28 (RFC 7845, 5.1)."""
    data = encoding.encode(bytes(2 * RATE), CODECS["opus"])
    with pytest.raises(sound.UnplayableError):
        sound.length_ms(data[:27] + bytes([12]) + data[28:40] + data[47:])


def test_audio_that_is_too_large_is_not_measured(narrated: Files, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epub_contents, "MOST_AUDIO_BYTES", 100)
    assert epub.check(pack({**narrated, "EPUB/one.mp3": b"ID3" + bytes(200)}), "a.epub") == ()


@pytest.mark.parametrize("codec", sorted(CODECS))
def test_audio_is_as_long_as_its_samples(codec: str) -> None:
    length_ms, is_exact = sound.length_ms(encoding.encode(bytes(2 * RATE * 3), CODECS[codec]))
    assert length_ms == pytest.approx(3_000, abs=100)
    assert is_exact


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12.345s", 12_345),
        ("12", 12_000),
        ("1500ms", 1_500),
        ("2min", 120_000),
        ("0.5h", 1_800_000),
        ("1:02:03.5", 3_723_500),
        ("02:03", 123_000),
        ("", None),
        ("-1s", None),
        ("1 s", None),
        ("1:60", None),
        ("9" * 60, None),
    ],
)
def test_clock_values(value: str, expected: int | None) -> None:
    assert clock_ms(value) == expected


def test_audio_files_are_checked_for_themselves(audio: bytes) -> None:
    (untitled,) = verify(audio, path="a.mp3")
    assert (untitled.rule, untitled.severity, untitled.path) == ("missing-title", Severity.WARNING, "a.mp3")
    (damaged,) = verify(b"ID3" + bytes(100), path="a.mp3")
    assert (damaged.rule, damaged.severity) == ("damaged-file", Severity.ERROR)
