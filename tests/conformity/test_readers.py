"""Books in real reading systems: everything can be found, seen and read, from the cover to the last page.

`--pictures FOLDER` keeps a picture of every page. Without `--articles` only two of the articles are read, because it
takes ten seconds a book; `./run conform FOLDER` reads them all.
"""

from __future__ import annotations

import math
import posixpath
import struct
import wave
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from browser import Listener, Readings
from conformity.exported import Export
from lxml import etree

from exporter import pipeline
from exporter.model import Narration

pytestmark = [pytest.mark.slow, pytest.mark.tools, pytest.mark.xdist_group("browser")]
SAMPLE = Path(__file__).parents[2] / "source" / "articles" / "ketamine-migraine-treatment.md"
RATE_HZ = 8000
TYPE = "{http://www.idpf.org/2007/ops}type"


def inside(book: bytes) -> tuple[dict[str, list[str]], list[Any]]:
    """What the lists of the navigation document have, by `epub:type`, and the documents' roots in reading order."""
    with ZipFile(BytesIO(book)) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        order = [files[step.get("idref")] for step in package.iter("{*}itemref")]
        documents = [etree.fromstring(archive.read(f"EPUB/{name}")) for name in order]
        navigation = etree.fromstring(archive.read("EPUB/nav.xhtml"))
    lists = {
        nav.get(TYPE, ""): [" ".join("".join(link.itertext()).split()) for link in nav.iter("{*}a")]
        for nav in navigation.iter("{*}nav")
    }
    return lists, documents


def test_a_book_can_be_read_to_its_end(read_article: Path, export: Export, readings: Readings) -> None:
    book = export(read_article).epub
    read = readings(book, read_article.stem)
    lists, documents = inside(book)
    references = [link for root in documents for link in root.iter("{*}a") if link.get("role") == "doc-noteref"]
    assert [(each.reader, each.size) for each in read] == [
        (reader, size) for reader in ("foliate", "epubjs") for size in ("phone", "e-reader", "desktop")
    ]
    for each in read:
        assert each.faults == ()
        assert each.lost == ()
        assert each.has_cover
        assert list(each.contents) == lists["toc"]
        assert list(each.landmarks) == lists["landmarks"]
        assert list(each.pages) == lists.get("page-list", [])
        assert each.sections == len(documents)
        assert each.turned >= len(documents)
    for phone, *others in (read[:3], read[3:]):
        assert [note.type for note in phone.notes] == ["footnote"] * len(references)
        assert all(note.text for note in phone.notes)
        assert all(each.turned <= phone.turned for each in others)


WRONG = """<div style="width: 1500px">A wide box</div>
<p style="white-space: nowrap">One line that goes on and on, over the edge of any page and beyond, because nothing lets
it break and there are far more words in it than would ever fit beside one another, even on a large desktop.</p>
<p style="color: #777777; background: #888888">Grey on grey</p>
<div style="height: 20px; overflow: hidden">Cut<br/>off<br/>text</div>
<img src="none.png" alt="Not there"/>
<p style="line-height: 3000px">A line that is too high</p>"""
"""What cannot be seen or read."""


def small_book(changes: Mapping[str, str], **more: bytes) -> bytes:
    """A sound book of two chapters, with other text in its files, and more files in the folder of those."""
    folder = Path(__file__).parents[1] / "verify" / "epub" / "book"
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for path in sorted(folder.rglob("*.*"), reverse=True):
            text = path.read_text(encoding="utf-8")
            for old, new in changes.items():
                text = text.replace(old, new)
            archive.writestr(path.relative_to(folder).as_posix(), text)
        for name, data in more.items():
            archive.writestr(f"EPUB/{name.replace('_', '.')}", data)
    return stream.getvalue()


def test_what_cannot_be_read_is_found(readings: Readings) -> None:
    """The measure itself can fail: in both reading systems, on each size of screen, in both themes."""
    for each in readings(small_book({"<p>Rest": f"{WRONG}<p>Rest"}), "broken"):
        assert each.has_cover is False
        for theme in ("light", "dark"):
            told = [fault.removeprefix(f"{theme}: ") for fault in each.faults if fault.startswith(theme)]
            assert {
                "beyond the page: <p> 'One line that goes on and on, over the e'",
                "below the page: <p> 'A line that is too high'",
                "contrast 1.3: <p> 'Grey on grey'",
                "cut off: <div> 'Cutofftext'",
                "not shown: <img> 'Not there'",
            } <= {fault.partition(" px ")[2] or fault for fault in told}, (each.reader, each.size, told)


def tones(*lengths_s: float) -> bytes:
    """Record one tone after another."""
    stream = BytesIO()
    with wave.open(stream, "wb") as recording:
        recording.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        for number, length_s in enumerate(lengths_s):
            times = (index / RATE_HZ for index in range(round(length_s * RATE_HZ)))
            samples = [round(9000 * math.sin(math.tau * 220 * (number + 1) * time)) for time in times]
            recording.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return stream.getvalue()


def test_recordings_advance_with_the_text(listener: Listener) -> None:
    lengths_s = (1.4, 1.8, 1.4)
    pars = [
        f'<par><text src="second.xhtml#s{number}"/><audio src="second.wav" clipBegin="{sum(lengths_s[:number])}s" '
        f'clipEnd="{sum(lengths_s[: number + 1])}s"/></par>'
        for number in range(3)
    ]
    smil = f'<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0"><body>{"".join(pars)}</body></smil>'
    sentences = '<span id="s0">Rest.</span> <span id="s1">Drink.</span> <span id="s2">Sleep.</span>'
    changes = {
        "<p>Rest": f"<p>{sentences}</p><p>Rest",
        'id="second" href': 'id="second" media-overlay="smil" href',
        "</manifest>": '<item id="smil" href="second.smil" media-type="application/smil+xml"/></manifest>',
        "</metadata>": '<meta property="media:active-class">spoken</meta></metadata>',
        "p::before": ".spoken { text-decoration: underline } p::before",
    }
    heard = listener(small_book(changes, second_smil=smil.encode(), second_wav=tones(*lengths_s)), 3)
    assert heard is not None
    assert heard.failed == ()
    assert heard.spoken == tuple(f"EPUB/second.xhtml#s{number}" for number in range(3))
    assert (heard.lit, heard.differs) == ("s2", True)
    assert listener(small_book({}), 3) is None


def test_the_sample_can_be_listened_to(listener: Listener, tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    wanted = pipeline.OneOff(SAMPLE, [book], narration=Narration("espeak-ng"))
    list(pipeline.export_all(pipeline.one_off(wanted), pipeline.Settings(today=date(2026, 1, 2))))
    with ZipFile(book) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        items = {item.get("id"): item for item in package.iter("{*}item")}
        documents = [items[step.get("idref")] for step in package.iter("{*}itemref")]
        overlays = [items[item.get("media-overlay")].get("href") for item in documents if item.get("media-overlay")]
        texts = [text for name in overlays for text in etree.fromstring(archive.read(f"EPUB/{name}")).iter("{*}text")]
        places = [f"EPUB/{posixpath.basename(text.get('src', ''))}" for text in texts]
    heard = listener(book.read_bytes(), 4)
    assert heard is not None
    assert heard.failed == ()
    at = [places.index(place) for place in heard.spoken]
    assert len(at) == 4
    assert at[0] == 0
    assert at == sorted(at)
    assert heard.differs
