from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from exporter.model import Diagnostic, Severity
from exporter.verify import content_kind, pdf, verify

Change = Callable[[pikepdf.Pdf], None]
UA_PART = '<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>'


def written(*changes: Change, encryption: pikepdf.Encryption | None = None) -> bytes:
    """A PDF of one page without faults, then changed."""
    with pikepdf.new() as file:
        file.add_blank_page(page_size=(420, 595))
        file.docinfo["/Title"] = "A title"
        file.Root.Lang = String("en")
        file.Root.MarkInfo = Dictionary(Marked=True)
        file.Root.StructTreeRoot = file.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        file.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        for change in changes:
            change(file)
        stream = BytesIO()
        file.save(stream, encryption=encryption or False, fix_metadata_version=False)
        return stream.getvalue()


def xmp(properties: str, attributes: str = "") -> Change:
    packet = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" {attributes}>{properties}</rdf:Description></rdf:RDF></x:xmpmeta>"""

    def change(file: pikepdf.Pdf) -> None:
        file.Root.Metadata = Stream(file, packet.encode(), Type=Name.Metadata, Subtype=Name.XML)

    return change


def entries_of(names: dict[str, object]) -> dict[str, object]:
    return {f"/{name}": value for name, value in names.items()}


def add(**entries: object) -> Change:
    """Add an object of its own."""

    def change(file: pikepdf.Pdf) -> None:
        held = file.Root.get("/Held", Array())
        held.append(file.make_indirect(Dictionary(entries_of(entries))))
        file.Root.Held = held

    return change


def drop(name: str) -> Change:
    def change(file: pikepdf.Pdf) -> None:
        del file.Root[name]

    return change


def rules(data: bytes) -> list[str]:
    return [diagnostic.rule for diagnostic in pdf.check(data, "a.pdf")]


def only(data: bytes) -> Diagnostic:
    (diagnostic,) = pdf.check(data, "a.pdf")
    assert diagnostic.path == "a.pdf"
    return diagnostic


def test_sound_file_has_no_findings() -> None:
    assert pdf.check(written(), "a.pdf") == ()


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (drop("/Lang"), "missing-language"),
        (drop("/MarkInfo"), "untagged"),
        (drop("/StructTreeRoot"), "untagged"),
        (drop("/ViewerPreferences"), "hidden-title"),
        (lambda file: file.docinfo.__delitem__("/Title"), "missing-title"),
        (lambda file: file.add_blank_page(page_size=(10, 595)), "implausible-page-size"),
        (lambda file: setattr(file.pages[0].obj, "MediaBox", Array([0, 0, 595, 14500])), "implausible-page-size"),
        (add(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Lost), "font-not-embedded"),
        (add(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Mute), "unreadable-text"),
        (add(Type=Name.XObject, Subtype=Name.Image), "no-text"),
        (add(S=Name.Figure, P=Dictionary()), "missing-alternative"),
    ],
)
def test_each_hindrance_is_one_warning(change: Change, rule: str) -> None:
    diagnostic = only(written(change))
    assert (diagnostic.rule, diagnostic.severity) == (rule, Severity.WARNING)
    assert diagnostic.hint


def test_title_in_the_xmp_alone_will_do() -> None:
    title = '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li>T</rdf:li></rdf:Alt></dc:title>'
    assert rules(written(xmp(title), lambda file: file.docinfo.__delitem__("/Title"))) == []


def test_headings_want_bookmarks() -> None:
    headings = [add(S=Name.H1, P=Dictionary()), add(S=Name.H2, P=Dictionary())]
    assert rules(written(*headings)) == ["missing-bookmarks"]
    assert rules(written(headings[0])) == []
    bookmarks = Dictionary(First=Dictionary(Title=String("x")))
    assert rules(written(*headings, lambda file: setattr(file.Root, "Outlines", bookmarks))) == []


def test_described_figures_and_embedded_fonts_are_sound() -> None:
    program = Dictionary(FontFile2=Dictionary())
    assert (
        rules(
            written(
                add(S=Name.Figure, P=Dictionary(), Alt=String("x")),
                add(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Here, FontDescriptor=program),
                add(Type=Name.XObject, Subtype=Name.Image),
            )
        )
        == []
    )


@pytest.mark.parametrize(
    ("change", "action"),
    [
        (add(S=Name.JavaScript, JS=String("app.alert(1)")), "JavaScript"),
        (add(Subtype=Name.Link, A=Dictionary(S=Name.Launch)), "Launch"),
        (add(AA=Dictionary(O=Dictionary(S=Name.SubmitForm))), "SubmitForm"),
        (lambda file: setattr(file.Root, "OpenAction", Dictionary(S=Name.JavaScript)), "JavaScript"),
        (lambda file: setattr(file.Root, "Names", Dictionary(JavaScript=Dictionary())), "JavaScript"),
    ],
)
def test_active_content_is_an_error(change: Change, action: str) -> None:
    diagnostic = only(written(change))
    assert (diagnostic.rule, diagnostic.severity) == ("active-content", Severity.ERROR)
    assert repr(action) in diagnostic.message


def test_links_are_no_active_content() -> None:
    assert rules(written(add(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org/"))))) == []


def test_file_without_pages_is_an_error() -> None:
    assert rules(written(lambda file: file.pages.__delitem__(0))) == ["no-pages"]


@pytest.mark.parametrize("data", [written()[:200], b"%PDF-1.7 and nothing more", written().replace(b"/Root", b"/Rood")])
def test_files_that_cannot_be_read_are_told(data: bytes) -> None:
    diagnostic = only(data)
    assert (diagnostic.rule, diagnostic.severity) == ("damaged-file", Severity.ERROR)
    assert pdf.claims(data) == frozenset()


def test_repaired_files_are_told() -> None:
    damaged = written().replace(b"startxref\n", b"startxref\n9")
    assert rules(damaged)[0] == "damaged-file"


def test_encrypted_files_are_told() -> None:
    locked = written(encryption=pikepdf.Encryption(owner="o", user="u"))
    assert (only(locked).rule, only(locked).severity) == ("encrypted-file", Severity.ERROR)
    assert pdf.claims(locked) == frozenset()
    restricted = written(encryption=pikepdf.Encryption(owner="o", user=""))
    assert (only(restricted).rule, only(restricted).severity) == ("encrypted-file", Severity.WARNING)


A_PARTS = '<a:part xmlns:a="http://www.aiim.org/pdfa/ns/id/">3</a:part><a:conformance xmlns:a="http://www.aiim.org/pdfa/ns/id/">A</a:conformance>'


@pytest.mark.parametrize(
    ("change", "claims"),
    [
        (xmp(""), set()),
        (xmp(UA_PART), {"PDF/UA-1"}),
        (xmp(A_PARTS + UA_PART), {"PDF/A-3a", "PDF/UA-1"}),
        (xmp("", 'xmlns:i="http://www.aiim.org/pdfa/ns/id/" i:part="2" i:conformance="B"'), {"PDF/A-2b"}),
        (xmp("", 'xmlns:i="http://www.aiim.org/pdfa/ns/id/" i:part="4"'), {"PDF/A-4"}),
        (xmp("", 'xmlns:x="http://www.npes.org/pdfx/ns/id/" x:GTS_PDFXVersion="PDF/X-4"'), {"PDF/X-4"}),
    ],
)
def test_claims_are_read_however_they_are_written(change: Change, claims: set[str]) -> None:
    assert pdf.claims(written(change)) == claims


@pytest.mark.parametrize("change", [lambda _: None, lambda file: setattr(file.Root, "Metadata", Dictionary())])
def test_file_without_metadata_claims_nothing(change: Change) -> None:
    assert pdf.claims(written(change)) == frozenset()


def test_metadata_that_is_no_xml_claims_nothing() -> None:
    assert pdf.claims(written(lambda file: setattr(file.Root, "Metadata", Stream(file, b"\0")))) == frozenset()


def test_broken_claim_is_an_error_for_each_requirement() -> None:
    broken = [found for found in pdf.check(written(xmp(UA_PART)), "a.pdf") if found.rule == "broken-claim"]
    assert broken
    assert {found.severity for found in broken} == {Severity.ERROR}
    assert all("PDF/UA-1" in found.message for found in broken)


def test_claim_that_cannot_be_checked_is_told() -> None:
    data = written(xmp("", 'xmlns:i="http://www.aiim.org/pdfa/ns/id/" i:part="4"'))
    assert [(found.rule, found.severity) for found in pdf.check(data, "a.pdf")] == [("unchecked-claim", Severity.INFO)]


def test_validator_that_gives_up_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import page

    def give_up(*_: object, **__: object) -> None:
        raise page.SafetyLimitError("too many objects")

    monkeypatch.setattr(page, "validate_pdf_bytes", give_up)
    diagnostic = only(written(xmp(UA_PART)))
    assert (diagnostic.rule, diagnostic.severity) == ("unchecked-claim", Severity.WARNING)
    assert "too many objects" in diagnostic.message


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (b"PK\x03\x04....mimetypeapplication/epub+zip", "epub"),
        (b"PK\x03\x04" + b"." * 2000 + b"META-INF/container.xml", "epub"),
        (b"PK\x03\x04 something else", ""),
        (b"<!DOCTYPE html><html>", "html"),
        (b"\xef\xbb\xbf\n<HTML>", "html"),
        (b"<?xml version='1.0'?><html/>", "html"),
        (b"# Markdown", ""),
        (b"", ""),
    ],
)
def test_kind_follows_from_the_content(data: bytes, kind: str) -> None:
    assert content_kind(data) == kind


def test_verify_checks_pdfs_as_pdfs() -> None:
    assert verify(written(drop("/Lang")), path="b.pdf") == pdf.check(written(drop("/Lang")), "b.pdf")


@pytest.mark.parametrize(("data", "what"), [(b"", "is empty"), (b"GIF89a", "b'GIF89a'")])
def test_verify_tells_what_it_does_not_know(data: bytes, what: str) -> None:
    (diagnostic,) = verify(data, path="c")
    assert (diagnostic.rule, diagnostic.severity, diagnostic.path) == ("unknown-file-type", Severity.ERROR, "c")
    assert what in diagnostic.message


def test_line_end_at_the_end_of_a_stream_is_no_fault() -> None:
    def change(file: pikepdf.Pdf) -> None:
        file.Root.Held = Stream(file, b"0 0 m\n")

    data = written(xmp(A_PARTS), change)
    assert b"0 0 m\n" not in data  # compressed, as a rule; the next one is not
    with pikepdf.open(BytesIO(data)) as file:
        stream = BytesIO()
        file.save(stream, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    plain = stream.getvalue()
    assert b"0 0 m\n\nendstream" in plain

    def lengths(data: bytes) -> list[str]:
        return [found.message for found in pdf.check(data, "a.pdf") if "STREAM-LENGTH" in found.message]

    assert lengths(plain) == []
    assert lengths(plain.replace(b"/Length 6 ", b"/Length 5 ")) != []
