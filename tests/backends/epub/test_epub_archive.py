from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from lxml import etree

from exporter.backends import epub
from exporter.errors import ExporterError
from exporter.model import Document, Medium, PageStart, Pagination, Place, Resource

Compose = Callable[..., Document]
OPF = {"o": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
HTML = {"h": "http://www.w3.org/1999/xhtml"}
OTHER_PROCESS = """
import pickle, sys
from exporter.backends import epub
sys.stdout.buffer.write(epub.bind(epub.assemble(pickle.load(sys.stdin.buffer))).data)
"""


def files(data: bytes) -> Mapping[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(data: bytes) -> etree._Element:
    return etree.fromstring(files(data)["EPUB/content.opf"])


def test_the_archive_is_packed_as_reading_systems_want_it(compose: Compose) -> None:
    artifact = epub.bind(epub.assemble(compose(Medium.BOOK)))
    with ZipFile(BytesIO(artifact.data)) as archive:
        entries = archive.infolist()
    assert (artifact.format, artifact.media_type) == ("epub", "application/epub+zip")
    assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", ZIP_STORED, b"")
    assert artifact.data[38:58] == b"application/epub+zip"
    assert [entry.filename for entry in entries[1:]] == sorted(entry.filename for entry in entries[1:])
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr for entry in entries} == {0o644 << 16}


def test_every_file_is_in_the_manifest_and_every_item_is_there(compose: Compose) -> None:
    data = epub.bind(epub.assemble(compose(Medium.BOOK))).data
    listed = {f"EPUB/{item.get('href')}" for item in package(data).iterfind(".//o:item", OPF)}
    assert listed == set(files(data)) - {"mimetype", "META-INF/container.xml", "EPUB/content.opf"}


def test_the_package_has_language_direction_and_only_the_metadata_that_it_was_given(compose: Compose) -> None:
    root = package(epub.bind(epub.assemble(compose(Medium.BOOK, language="ar"))).data)
    assert (root.get("{http://www.w3.org/XML/1998/namespace}lang"), root.get("dir")) == ("ar", "rtl")
    assert root.find("o:spine", OPF).get("page-progression-direction") == "rtl"  # type: ignore[union-attr]
    assert root.get("prefix") is None
    names = {(meta.get("name"), meta.get("content")) for meta in root.iterfind(".//o:meta[@name]", OPF)}
    assert names == {("cover", "cover-image")}
    assert root.findtext(".//o:meta[@property='dcterms:modified']", namespaces=OPF) == "2026-01-31T00:00:00Z"


def test_the_spine_is_the_reading_order_with_the_contents_behind_the_front_matter(compose: Compose) -> None:
    root = package(epub.bind(epub.assemble(compose(Medium.BOOK))).data)
    assert [item.get("idref") for item in root.iterfind(".//o:itemref", OPF)] == [
        "cover", "title-page", "nav", "chapter-00", "chapter-01", "chapter-02", "notes", "colophon",
    ]  # fmt: skip


def test_properties_say_what_is_in_a_file(small: Compose) -> None:
    drawing = '<section><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>x</title></svg></section>'
    document = small(
        ("cover", "", "<section><p>x</p></section>"), ("body", "", drawing), cover_image="images/leaf.png"
    )  # fmt: skip
    items = package(epub.bind(epub.assemble(document)).data).iterfind(".//o:item", OPF)
    assert {item.get("id"): item.get("properties") for item in items} == {
        "nav": "nav", "ncx": None, "style": None, "cover-1": None, "body-2": "svg", "cover-image": "cover-image",
    }  # fmt: skip


def test_the_cover_stands_alone_in_its_document(compose: Compose) -> None:
    tree = etree.fromstring(files(epub.bind(epub.assemble(compose(Medium.BOOK))).data)["EPUB/cover.xhtml"])
    body = tree.find("h:body", HTML)
    assert body is not None
    assert [(etree.QName(e).localname, e.get("role")) for e in body.iterdescendants(etree.Element)] == [
        ("section", None),
        ("img", "doc-cover"),
    ]
    assert "".join(body.itertext()).strip() == ""
    assert body.find(".//h:img", HTML).get("alt") == "A leaf on a table"  # type: ignore[union-attr]


def test_notes_pop_up(compose: Compose) -> None:
    """What Apple Books, Kindle and Kobo need: an aside of this type, its back link first, a reference of text alone."""
    book = files(epub.bind(epub.assemble(compose(Medium.BOOK))).data)
    kind = "{http://www.idpf.org/2007/ops}type"
    reference = etree.fromstring(book["EPUB/chapter-00.xhtml"]).find(".//h:a[@role='doc-noteref']", HTML)
    assert reference is not None
    assert (reference.get(kind), reference.get("href")) == ("noteref", "notes.xhtml#_fn-1")
    assert (reference.text, len(reference)) == ("1", 0)
    notes = etree.fromstring(book["EPUB/notes.xhtml"])
    assert notes.find(".//h:aside", HTML) is None, "Apple Books shows an aside in its pop-up only"
    note = notes.find(".//h:div[@id='_fn-1']", HTML)
    assert note is not None
    assert (note.get(kind), note.get("role")) == ("footnote", "doc-footnote")
    first = next(note.iter(f"{{{HTML['h']}}}a"))
    assert (first.get("role"), first.get("href")) == ("doc-backlink", "chapter-00.xhtml#_fnref-1")
    assert "".join(note.itertext()).split()[0] == first.text == "1"


def test_fonts_are_in_the_book_on_request(compose: Compose) -> None:
    root = package(epub.bind(epub.assemble(compose(Medium.BOOK, fonts=True))).data)
    kinds = {str(item.get("media-type")) for item in root.iterfind(".//o:item", OPF)}
    assert {kind for kind in kinds if "font" in kind} == {"font/woff"}
    bare = files(epub.bind(epub.assemble(compose(Medium.BOOK))).data)
    assert not any("fonts/" in name for name in bare)
    assert b"@font-face" not in bare["EPUB/style.css"]


def test_no_theme_of_a_reading_system_is_spoilt(compose: Compose) -> None:
    book = files(epub.bind(epub.assemble(compose(Medium.BOOK))).data)
    css = (book["EPUB/style.css"] + book["EPUB/newer.css"]).decode()
    white = ".title-page .logo img { height: 3em; width: auto; max-width: 60%; padding: 0.5em 0.7em; "
    assert f"{white}border-radius: 0.35em; background-color: #ffffff }}" in css
    assert re.findall(r"background(?:-color)?: [^;} ]+", css) == ["background-color: #ffffff"], "but under a logo"
    assert re.findall(r"(?<![\w-])color: (?!inherit)[^;} ]+", css) == []
    assert "font-family: inherit" in css
    assert not re.search(r'font-family: "', css), "the reader's own typeface, where the book has none"
    assert not re.search(r"\d(?:px|pt|mm|cm)\b(?! solid)", css), "no fixed sizes, but of hairlines"


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_in_any_process(compose: Compose, tmp_path: Path) -> None:
    import pickle

    document = compose(Medium.BOOK)
    ours = epub.bind(epub.assemble(document)).data
    for seed in ("1", "2"):
        theirs = subprocess.run(
            [sys.executable, "-c", OTHER_PROCESS],
            input=pickle.dumps(document),
            capture_output=True,
            check=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"},
        )
        assert theirs.stdout == ours


def test_all_missing_files_are_told(small: Compose) -> None:
    style = "p { background: url('images/b.png') } q { background: url(data:image/png;base64,) }"
    document = small(("body", "", '<div><img src="images/a.png" alt="a"/></div>'), stylesheet=style, resources={})
    with pytest.raises(ExporterError) as caught:
        epub.bind(epub.assemble(document))
    assert [(found.rule, found.message) for found in caught.value.diagnostics] == [
        ("missing-resource", "the document refers to 'images/a.png', which is not among its resources"),
        ("missing-resource", "the document refers to 'images/b.png', which is not among its resources"),
    ]


def test_print_pages_are_in_the_metadata_the_text_and_the_lists(compose: Compose) -> None:
    starts = (PageStart("3", (Place("contents"),)), PageStart("4", (Place("_table"),)))
    book = files(epub.bind(epub.assemble(compose(Medium.BOOK), Pagination("urn:isbn:9780000000002", starts))).data)
    assert (
        b'<div role="doc-pagebreak" id="_page-3" aria-label=" 3 " epub:type="pagebreak"></div>\n<h2 id="contents">'
        in (book["EPUB/chapter-01.xhtml"])
    )
    assert b'<dc:source id="print">urn:isbn:9780000000002</dc:source>' in book["EPUB/content.opf"]
    assert b"pageBreakMarkers" in book["EPUB/content.opf"]
    assert b"chapter-01.xhtml#_page-4" in book["EPUB/nav.xhtml"]
    assert b"chapter-01.xhtml#_page-4" in book["EPUB/toc.ncx"]


def test_pictures_are_stored_as_they_are(small: Compose) -> None:
    data = bytes(range(256)) * 20
    document = small(("body", "", "<div>x</div>"), resources={"images/a.png": Resource(data, "image/png")})
    with ZipFile(BytesIO(epub.bind(epub.assemble(document)).data)) as archive:
        assert archive.read("EPUB/images/a.png") == data
        assert archive.getinfo("EPUB/images/a.png").compress_type == ZIP_STORED
