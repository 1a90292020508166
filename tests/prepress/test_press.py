"""The file for printing houses: boxes, what it says of itself, what must not be in it, what others make of it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from prepress import paper

from exporter import sheets
from exporter.backends import pdf
from exporter.model import Artifact, Document, Part, Typeset
from exporter.prepress import press, profiles
from exporter.prepress.colour import Inks
from exporter.prepress.press import Printing
from exporter.sheets import Sheet, Size, saddle
from exporter.verify import verify
from exporter.verify.pdf import claims

PAGE = Size(60, 80)
PRINTING = Printing(Inks(profiles.coated()), "FOGRA39")
BOOKLET = saddle.impose(saddle.Booklet(PAGE, 6, stock_gsm=100))
SINGLE = sheets.single([PAGE] * 6)
TEXT = """<main><h1 id="a">Leaves</h1><p>A <a href="https://example.org/">link</a> and <a href="#b">another</a></p>
<h2 id="b" style="break-before: page">Roots</h2><p style="background: linear-gradient(red, blue)">More</p></main>"""


def made(
    laid: tuple[Sheet, ...] = BOOKLET, printing: Printing = PRINTING, document: Document | None = None
) -> Artifact:
    return press.finish(paper.master(6, 60, 80), document or paper.document(), laid, printing)


@pytest.fixture(scope="module")
def booklet() -> Artifact:
    return made()


@pytest.fixture
def file(booklet: Artifact) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(booklet.data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def article() -> tuple[Document, Typeset]:
    """Give a tagged master with links, bookmarks and a gradient."""
    document = replace(
        paper.document(),
        parts=(Part("body", "body", "Leaves", TEXT),),
        stylesheet="@page { size: 60mm 80mm; bleed: 3mm; margin: 5mm } html { font: 9pt serif }",
    )
    master, findings = pdf.typeset(document)
    assert findings == ()
    return document, master


@pytest.fixture(scope="module")
def finished(article: tuple[Document, Typeset]) -> Artifact:
    document, master = article
    return press.finish(master, document, saddle.impose(saddle.Booklet(PAGE, 2)), PRINTING)


def box_mm(box: pikepdf.Object) -> list[float]:
    return [round(float(edge) / 72 * 25.4, 3) for edge in box]


@pytest.mark.parametrize(
    ("laid", "bleed_mm", "marks", "trim", "around_mm"),
    [
        (SINGLE, 3.0, True, (60, 80), 15),
        (SINGLE, 3.175, False, (60, 80), 3.175),
        (BOOKLET, 3.0, True, (120, 80), 15),
        (BOOKLET, 5.0, False, (120, 80), 5),
        (BOOKLET, 0.0, False, (120, 80), 0),
    ],
)
def test_page_boxes_lie_in_one_another_from_the_origin(
    laid: tuple[Sheet, ...],
    bleed_mm: float,
    marks: bool,  # noqa: FBT001 - a case of the table
    trim: tuple[float, float],
    around_mm: float,
) -> None:
    artifact = made(laid, replace(PRINTING, bleed_mm=bleed_mm, marks=marks))
    width, height = trim
    with pikepdf.open(BytesIO(artifact.data)) as file:
        assert artifact.pages == len(file.pages) == sum(len(sheet.sides) for sheet in laid)
        for page in file.pages:
            close = pytest.approx
            assert box_mm(page.MediaBox) == close([0, 0, width + 2 * around_mm, height + 2 * around_mm], abs=2e-3)
            assert box_mm(page.TrimBox) == close(
                [around_mm, around_mm, width + around_mm, height + around_mm], abs=2e-3
            )
            near, far = around_mm - bleed_mm, around_mm + bleed_mm
            assert box_mm(page.BleedBox) == close([near, near, width + far, height + far], abs=2e-3)
            assert "/CropBox" not in page
            assert "/ArtBox" not in page
            assert "/Rotate" not in page


def test_the_bleed_is_covered_and_ends_where_its_box_does() -> None:
    first = paper.pictures(made(SINGLE).data)[0]
    ground = first.at(15 + 30, 15 + 40)
    assert ground != paper.WHITE
    for x, y in ((12.4, 55), (77.6, 55), (45, 12.4), (45, 97.6), (12.4, 12.4), (77.6, 97.6)):
        assert paper.near(first.at(x, y), ground), (x, y)
    for x, y in ((11.6, 50), (78.4, 50), (45, 11.6), (40, 98.4)):
        assert first.at(x, y) == paper.WHITE, (x, y)


def test_artifact_says_what_it_is(booklet: Artifact) -> None:
    assert (booklet.format, booklet.media_type, booklet.pages) == ("press", "application/pdf", 4)
    assert booklet.claims == claims(booklet.data) == {"PDF/X-4"}
    assert booklet.data.startswith(b"%PDF-1.6\n")


def test_a_file_that_did_not_pass_makes_no_claim() -> None:
    artifact = press.finish(paper.master(6, 60, 80), paper.document(), SINGLE, PRINTING, claims=frozenset())
    assert artifact.claims == claims(artifact.data) == frozenset()
    assert b"GTS_PDFXVersion" not in artifact.data


def test_the_printing_condition_is_named_and_its_profile_embedded(file: pikepdf.Pdf) -> None:
    (intent,) = file.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert intent.OutputConditionIdentifier == "FOGRA39"
    assert intent.RegistryName == "http://www.color.org"
    assert intent.Info == "FOGRA39"
    assert intent.DestOutputProfile.N == 4
    assert intent.DestOutputProfile.read_bytes() == profiles.coated()


def test_metadata_is_what_pdf_x_asks_for(file: pikepdf.Pdf) -> None:
    information = {str(name): str(value) for name, value in file.docinfo.items()}
    assert information == {
        "/Title": "Leaves",
        "/Creator": "exporter",
        "/Producer": "exporter",
        "/CreationDate": "D:20250304000000Z",
        "/ModDate": "D:20250304000000Z",
        "/Trapped": "/False",
    }
    assert isinstance(file.docinfo.Trapped, pikepdf.Name)
    assert "/Filter" not in file.Root.Metadata
    with file.open_metadata() as packet:
        assert packet["{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"] == "PDF/X-4"
        assert packet["pdf:Trapped"] == "False"
        assert packet["dc:title"] == "Leaves"
        assert packet["xmp:CreateDate"] == packet["xmp:ModifyDate"] == packet["xmp:MetadataDate"]
        assert packet["xmpMM:DocumentID"].startswith("uuid:")
        assert packet["xmpMM:VersionID"] == "1"
        assert packet["xmpMM:RenditionClass"] == "default"


def test_documents_have_identifiers_of_their_own() -> None:
    found = set()
    for document in (paper.document(), paper.document(title="Roots"), paper.document(version="2")):
        with pikepdf.open(BytesIO(made(document=document).data)) as file, file.open_metadata() as packet:
            found.add((packet["xmpMM:DocumentID"], bytes(file.trailer.ID[0])))
    assert len({document for document, _ in found}) == len({identifier for _, identifier in found}) == 3


def test_same_values_give_the_same_bytes(booklet: Artifact) -> None:
    assert made() == booklet
    with pikepdf.open(BytesIO(booklet.data)) as file:
        first, second = file.trailer.ID
        assert bytes(first) == bytes(second)
    later = made(document=replace(paper.document(), modified=date(2026, 1, 1)))
    assert later.data != booklet.data


def test_nothing_but_pages_is_left(article: tuple[Document, Typeset], finished: Artifact) -> None:
    with pikepdf.open(BytesIO(article[1].pdf)) as master:
        assert {"/StructTreeRoot", "/Outlines"} <= set(master.Root.keys())
        assert "/Annots" in master.pages[0]
    with pikepdf.open(BytesIO(finished.data)) as file:
        assert set(file.Root.keys()) == {"/Type", "/Pages", "/Lang", "/Metadata", "/OutputIntents"}
        for page in file.pages:
            assert set(page.obj.keys()) <= {
                *("/Type", "/Parent", "/MediaBox", "/BleedBox", "/TrimBox", "/Resources", "/Contents", "/Group"),
            }
        kinds = {str(item.get("/Type", "")) for item in file.objects if isinstance(item, pikepdf.Dictionary)}
        assert not kinds & {"/Annot", "/StructElem", "/Action", "/Filespec", "/Outlines"}
        assert not file.is_encrypted
        assert file.check_pdf_syntax() == []


def test_the_slug_line_names_file_date_and_version() -> None:
    assert press.slug(paper.document()) == ("leaves.md", "2025-03-04", "version 1.2")
    assert press.slug(paper.document(version="")) == ("leaves.md", "2025-03-04", "")


def test_marks_can_be_left_out(booklet: Artifact) -> None:
    plain = made(printing=replace(PRINTING, marks=False))
    for artifact, marked in ((booklet, True), (plain, False)):
        with pikepdf.open(BytesIO(artifact.data)) as file:
            assert all(("/Marks" in page.Resources.XObject) is marked for page in file.pages)


def test_built_in_checks_find_no_error(finished: Artifact) -> None:
    assert [finding for finding in verify(finished.data, path="a.pdf") if finding.severity == "error"] == []


@pytest.mark.tools
@pytest.mark.parametrize(
    "command",
    [
        ("qpdf", "--check", "FILE"),
        ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dPDFSTOPONWARNING", "-sDEVICE=tiff32nc", "-r30", "-o", "OUT", "FILE"),
        ("pdftocairo", "-r", "30", "-png", "FILE", "OUT"),
        ("pdftoppm", "-r", "30", "FILE", "OUT"),
    ],
    ids=lambda command: command[0],
)
def test_others_have_nothing_to_say(command: tuple[str, ...], finished: Artifact, tmp_path: Path) -> None:
    path = tmp_path / "press.pdf"
    path.write_bytes(finished.data)
    words = {"FILE": str(path), "OUT": str(tmp_path / "out-%d")}
    done = subprocess.run([words.get(word, word) for word in command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    if command[0] == "qpdf":
        assert "No syntax or stream encoding errors found" in done.stdout
    else:
        assert done.stdout == ""
        assert len(list(tmp_path.iterdir())) > 1
