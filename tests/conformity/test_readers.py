"""Books in real reading systems: everything can be found, seen and read, from the cover to the last page.

`--pictures FOLDER` keeps a picture of every page. Without `--articles` only two of the articles are read, because it
takes ten seconds a book; `./run conform FOLDER` reads them all.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from browser import Readings
from conformity.exported import Export
from lxml import etree

pytestmark = [pytest.mark.slow, pytest.mark.tools, pytest.mark.xdist_group("browser")]
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
"""What a reader of `broken_book` cannot see or read."""


@pytest.fixture(scope="session")
def broken_book() -> bytes:
    """A sound small book with what is wrong in its second chapter."""
    folder = Path(__file__).parents[1] / "verify" / "epub" / "book"
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for path in sorted(folder.rglob("*.*"), reverse=True):
            text = path.read_text(encoding="utf-8").replace("<p>Rest", f"{WRONG}<p>Rest")
            archive.writestr(path.relative_to(folder).as_posix(), text)
    return stream.getvalue()


def test_what_cannot_be_read_is_found(broken_book: bytes, readings: Readings) -> None:
    """The measure itself can fail: in both reading systems, on each size of screen, in both themes."""
    for each in readings(broken_book, "broken"):
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
