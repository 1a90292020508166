from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest

from exporter.model import Diagnostic, Severity
from exporter.verify import epub, verify

if TYPE_CHECKING:
    from verify.conftest import Fault, Pack

Files = dict[str, bytes]


def told(found: tuple[Diagnostic, ...]) -> list[str]:
    """Findings as `faults.txt` writes them."""
    places = [one.path.removeprefix("a.epub").removeprefix("/") + (f":{one.line}" if one.line else "") for one in found]
    return [f"{one.severity} {place} {one.rule}" for one, place in zip(found, places, strict=True)]


def only(data: bytes) -> Diagnostic:
    (found,) = epub.check(data, "a.epub")
    return found


def test_a_sound_book_has_no_findings(book: Files, pack: Pack) -> None:
    assert epub.check(pack(book), "a.epub") == ()


def test_each_fault_is_found_and_nothing_else(book: Files, pack: Pack, fault: Fault) -> None:
    found = epub.check(pack(fault.damage(book)), "a.epub")
    assert told(found) == fault.found
    assert all(one.hint for one in found)


def test_the_type_of_the_file_must_come_first_and_uncompressed(book: Files, pack: Pack) -> None:
    last = {**{name: data for name, data in book.items() if name != "mimetype"}, "mimetype": book["mimetype"]}
    assert only(pack(last)).rule == "misplaced-mimetype"
    assert only(pack({name: data for name, data in book.items() if name != "mimetype"})).rule == "misplaced-mimetype"
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in book.items():
            archive.writestr(name, data)
    assert only(stream.getvalue()).rule == "misplaced-mimetype"


def test_claims_say_what_is_claimed_and_why_it_is_untrue(book: Files, pack: Pack) -> None:
    package = book["EPUB/package.opf"].replace(b">ARIA<", b">MathML<")
    found = only(pack({**book, "EPUB/package.opf": package}))
    assert found.message == "the book claims the feature 'MathML', but there is no formula in MathML"


def test_roles_and_headings_are_claimed_and_not_there(book: Files, pack: Pack) -> None:
    plain = {
        name: data.replace(b"h1", b"p").replace(b'role="', b'class="') if name.endswith(".xhtml") else data
        for name, data in book.items()
    }
    plain["EPUB/nav.xhtml"] = book["EPUB/nav.xhtml"].replace(b'role="', b'class="')
    messages = [found.message for found in epub.check(pack(plain), "a.epub")]
    assert messages == [
        "the book claims the feature 'ARIA', but no element has a role",
        "the book claims the feature 'structuralNavigation', but there is no heading in its text",
    ]


NCX = b"""<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>
<navPoint id="a"><navLabel><text>A</text></navLabel><content src="first.xhtml"/></navPoint></navMap></ncx>"""


def of_version_2(book: Mapping[str, bytes]) -> Files:
    package = book["EPUB/package.opf"]
    metadata = package[package.index(b"<dc:source") : package.index(b"</metadata>")]
    package = package.replace(metadata, b'<meta name="schema:accessMode" content="textual"/>')
    package = package.replace(b'version="3.0"', b'version="2.0"').replace(b' properties="nav"', b"")
    item = b'<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
    return {**book, "EPUB/package.opf": package.replace(b"</manifest>", item), "EPUB/toc.ncx": NCX}


def test_books_of_version_2_have_an_ncx(book: Files, pack: Pack) -> None:
    old = of_version_2(book)
    assert told(epub.check(pack(old), "a.epub")) == [
        "error EPUB/package.opf broken-claim",  # of text alone
        "warning EPUB/package.opf missing-metadata",
    ]
    empty = {**old, "EPUB/toc.ncx": NCX.replace(b"navPoint", b"navTarget")}
    assert "missing-navigation" in [found.rule for found in epub.check(pack(empty), "a.epub")]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/passwd", "EPUB/../../evil.txt", "C:/evil.txt", "EPUB\\evil.txt"])
def test_paths_that_lead_out_are_refused(book: Files, pack: Pack, name: str) -> None:
    found = only(pack({**book, name: b"x"}))
    assert (found.rule, found.severity, found.path) == ("unsafe-archive", Severity.ERROR, "a.epub")
    assert repr(name) in found.message


def test_archives_that_unpack_to_too_much_are_refused(book: Files, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    assert only(pack({**book, "EPUB/zeros.css": bytes(5 * 2**20)})).rule == "unsafe-archive"
    assert only(pack({**book, **{f"EPUB/{number}": b"" for number in range(10_001)}})).rule == "unsafe-archive"
    monkeypatch.setattr("exporter.verify.archive.MOST_BYTES", 1000)
    assert "would unpack to" in only(pack(book)).message


def test_documents_that_are_too_long_are_refused(book: Files, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporter.verify.archive.LARGEST_TEXT_BYTES", 2000)
    assert "'EPUB/package.opf' is larger than" in only(pack(book)).message


def test_archives_that_cannot_be_read_are_told(book: Files, pack: Pack) -> None:
    whole = pack(book)
    assert only(whole[:-100]).rule == "damaged-file"
    place = whole.index(b"EPUB/package.opf") + len("EPUB/package.opf") + 20
    damaged = whole[:place] + b"\xff\xff\xff\xff" + whole[place + 4 :]
    assert (only(damaged).rule, only(damaged).severity) == ("damaged-file", Severity.ERROR)


def test_archives_of_another_make_are_told(book: Files, pack: Pack) -> None:
    stream = BytesIO(pack(book))
    with ZipFile(stream, "a") as archive:
        archive.writestr("EPUB/more.css", b"p {}", ZIP_LZMA)
    assert only(stream.getvalue()).rule == "damaged-file"
    stream = BytesIO(pack(book))
    with ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("EPUB/style.css", b"p {}")
    assert "'EPUB/style.css' is in it twice" in only(stream.getvalue()).message


def test_archives_with_a_password_are_told(book: Files, pack: Pack) -> None:
    data = bytearray(pack(book))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1  # general purpose flags of the first entry in the central directory
    assert only(bytes(data)).rule == "encrypted-file"


def test_archives_with_flags_that_nobody_understands_are_told(book: Files, pack: Pack) -> None:
    data = bytearray(pack(book))
    entry = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[entry + 8] |= 0x40  # strong encryption (APPNOTE.TXT, 4.4.4)
    assert only(bytes(data)).rule == "damaged-file"


def test_folders_are_no_files(book: Files, pack: Pack) -> None:
    stream = BytesIO(pack(book))
    with ZipFile(stream, "a") as archive:
        archive.writestr(ZipInfo("EPUB/images/"), b"")
    assert epub.check(stream.getvalue(), "a.epub") == ()


def test_verify_checks_books_as_books(book: Files, pack: Pack) -> None:
    assert verify(pack(book), path="b") == ()
    del book["EPUB/drip.svg"]
    assert {found.path for found in verify(pack(book), path="b")} == {
        "b/EPUB/package.opf",
        "b/EPUB/first.xhtml",
        "b/EPUB/style.css",
    }
