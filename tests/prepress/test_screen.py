from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import md5
from io import BytesIO
from pathlib import Path

import fontpkg
import page
import pikepdf
import pytest

from exporter.backends import pdf
from exporter.model import Document, FontFace, Medium, Metadata, Part, Person, Resource, Subject, Typeset
from exporter.prepress import metadata, screen

BODY = """<main><h1>Leaves &amp; roots</h1><p style="break-before: page">A <a href="https://example.org/">link</a></p>
<h2 style="break-before: page">Roots</h2><p>More</p></main>"""
STYLE = """
@font-face { font-family: Body; src: url(fonts/body.ttf) }
@page { size: A6; bleed: 3mm; counter-increment: page; @bottom-center { content: counter(page) } }
@page :first { counter-increment: none; counter-reset: page 0; @bottom-center { content: none } }
html { font: 12pt Body }
"""


@pytest.fixture(scope="session")
def document() -> Document:
    return Document(
        medium=Medium.PRINT,
        metadata=Metadata(
            "Leaves & roots",
            description="All <about> plants",
            language="en-GB",
            authors=(Person("Ada Green"), Person("Bo Brown")),
            reviewers=(Person("Cy Clay"),),
            keywords=("leaf", "root"),
            identifier="urn:example:leaves",
        ),
        publisher="Example Clinic",
        parts=(Part("body", "body", "Leaves", BODY),),
        stylesheet=STYLE,
        resources={"fonts/body.ttf": Resource(Path(fontpkg.path("source-sans-3")).read_bytes(), "font/ttf")},
        fonts=(FontFace("Body", "400", "normal", "fonts/body.ttf"),),
        outline=(),
        footnotes=(),
        language="en-GB",
        direction="ltr",
        modified=date(2025, 3, 4),
        source_name="leaves.md",
        source="# Leaves & röots\n".encode(),
    )


@pytest.fixture(scope="session")
def typeset(document: Document) -> Typeset:
    master, diagnostics = pdf.typeset(document)
    assert diagnostics == ()
    return master


@pytest.fixture
def file(typeset: Typeset, document: Document) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(screen.finish(typeset, document).data)) as opened:
        yield opened


def test_artifact_says_what_it_is(typeset: Typeset, document: Document) -> None:
    artifact = screen.finish(typeset, document)
    assert artifact.format == "screen"
    assert artifact.media_type == "application/pdf"
    assert artifact.claims == {"PDF/UA-1", "PDF/A-3a"}
    assert artifact.pages == 3


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_finished_file_keeps_its_claims(typeset: Typeset, document: Document, profile: str) -> None:
    report = page.validate_pdf_bytes(screen.finish(typeset, document).data, profile=profile)
    assert [failure.rule_id for failure in report.failures] == []


def test_same_values_give_the_same_bytes(typeset: Typeset, document: Document) -> None:
    assert screen.finish(typeset, document) == screen.finish(typeset, document)


def test_another_date_gives_another_identifier(typeset: Typeset, document: Document) -> None:
    other = replace(document, modified=document.modified.replace(year=2026))
    identifiers = set()
    for each in (document, other):
        with pikepdf.open(BytesIO(screen.finish(typeset, each).data)) as file:
            first, second = file.trailer.ID
            assert bytes(first) == bytes(second)
            identifiers.add(bytes(first))
    assert len(identifiers) == 2


@pytest.mark.parametrize(
    ("claims", "parts"),
    [(frozenset[str](), []), (frozenset({"PDF/UA-1"}), ["pdfuaid"]), (frozenset({"PDF/A-3a"}), ["pdfaid"])],
)
def test_only_the_given_claims_are_made(
    typeset: Typeset, document: Document, claims: frozenset[str], parts: list[str]
) -> None:
    artifact = screen.finish(typeset, document, claims=claims)
    assert artifact.claims == claims
    packet = metadata.xmp(document, claims)
    assert [name for name in ("pdfaid", "pdfuaid") if f"<{name}:part>" in packet] == parts
    with pikepdf.open(BytesIO(artifact.data)) as file:
        assert file.Root.Metadata.read_bytes() == packet.encode()


def test_information_and_xmp_agree(file: pikepdf.Pdf) -> None:
    information = {str(name): str(value) for name, value in file.docinfo.items()}
    assert information == {
        "/Title": "Leaves & roots",
        "/Author": "Ada Green, Bo Brown",
        "/Subject": "All <about> plants",
        "/Keywords": "leaf, root",
        "/Creator": "exporter",
        "/Producer": "exporter",
        "/CreationDate": "D:20250304000000Z",
        "/ModDate": "D:20250304000000Z",
    }
    with file.open_metadata() as packet:
        assert packet["dc:title"] == information["/Title"]
        assert packet["dc:creator"] == ["Ada Green", "Bo Brown"]
        assert packet["dc:contributor"] == {"Cy Clay"}
        assert packet["dc:description"] == information["/Subject"]
        assert packet["dc:language"] == {"en-GB"}
        assert packet["dc:identifier"] == "urn:example:leaves"
        assert packet["pdf:Keywords"] == information["/Keywords"]
        assert packet["xmp:ModifyDate"] == packet["xmp:CreateDate"] == "2025-03-04T00:00:00Z"


def test_rights_subjects_and_contributors_are_told(typeset: Typeset, document: Document) -> None:
    subjects = (Subject("MeSH", "D010944", "Plants"), Subject("Thema", "PST"))
    changed = replace(
        document.metadata, rights="CC BY", subjects=subjects, contributors=(Person("Di Dale", relator="ill"),)
    )
    data = screen.finish(typeset, replace(document, metadata=changed)).data
    with pikepdf.open(BytesIO(data)) as file, file.open_metadata() as packet:
        assert packet["dc:rights"] == "CC BY"
        assert packet["dc:subject"] == {"leaf", "root", "Plants"}
        assert packet["dc:contributor"] == {"Cy Clay", "Di Dale"}


def test_what_is_not_known_is_left_out(typeset: Typeset, document: Document) -> None:
    bare = replace(document, metadata=Metadata("T"), publisher="")
    with pikepdf.open(BytesIO(screen.finish(typeset, bare).data)) as file:
        assert "/Author" not in file.docinfo
        assert b"dc:creator" not in file.Root.Metadata.read_bytes()
        assert b"dc:publisher" not in file.Root.Metadata.read_bytes()


def test_metadata_is_readable_without_pdf_software(file: pikepdf.Pdf) -> None:
    assert "/Filter" not in file.Root.Metadata


def test_source_is_attached_as_written(file: pikepdf.Pdf, document: Document) -> None:
    (attachment,) = file.Root.AF
    assert attachment.AFRelationship == "/Source"
    assert attachment.UF == "leaves.md"
    stream = attachment.EF.F
    assert stream.Subtype == "/text/markdown"
    assert stream.read_bytes() == document.source
    assert bytes(stream.Params.CheckSum) == md5(document.source, usedforsecurity=False).digest()
    assert file.attachments["leaves.md"].get_file().read_bytes() == document.source


def test_links_still_lead_where_they_led_beside_the_attachment(file: pikepdf.Pdf) -> None:
    (annotation,) = file.pages[1].Annots
    assert annotation.A.URI == "https://example.org/"


def test_nothing_is_attached_without_a_source(typeset: Typeset, document: Document) -> None:
    with pikepdf.open(BytesIO(screen.finish(typeset, replace(document, source=b"")).data)) as file:
        assert "/AF" not in file.Root


def test_pages_are_labelled_as_printed(file: pikepdf.Pdf, typeset: Typeset) -> None:
    assert typeset.labels == ("i", "1", "2")
    assert [str(each.label) for each in file.pages] == ["i", "1", "2"]


def test_bleed_is_cut_off(file: pikepdf.Pdf) -> None:
    for each in file.pages:
        width, height = (float(edge) / 72 * 25.4 for edge in each.mediabox[2:])
        assert (width, height) == pytest.approx((105, 148), abs=0.1)
        assert each.trimbox == each.mediabox
        assert "/BleedBox" not in each


def test_viewers_show_title_bookmarks_and_first_page(file: pikepdf.Pdf) -> None:
    assert file.Root.ViewerPreferences.DisplayDocTitle
    assert file.Root.PageMode == "/UseOutlines"
    assert file.Root.OpenAction[0].objgen == file.pages[0].objgen
    assert file.Root.Lang == "en-GB"
    with file.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Leaves & roots"]
        assert [item.title for item in outline.root[0].children] == ["Roots"]


def test_enlarged_images_are_not_smoothed(document: Document) -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
    image = f'<main><img alt="dot" src="data:image/png;base64,{dot}" style="image-rendering: auto"/></main>'
    smooth = replace(document, parts=(Part("body", "body", "", image),))
    master, diagnostics = pdf.typeset(smooth)
    assert diagnostics == ()
    finished = screen.finish(master, smooth).data
    for data, interpolated in ((master.pdf, [True]), (finished, [False])):
        with pikepdf.open(BytesIO(data)) as file:
            found = [
                bool(item.Interpolate)
                for item in file.objects
                if isinstance(item, pikepdf.Stream) and "/Interpolate" in item
            ]
        assert found == interpolated
    assert page.validate_pdf_bytes(finished, profile="3a").is_compliant


def test_right_to_left_documents_turn_their_pages_so(typeset: Typeset, document: Document) -> None:
    with pikepdf.open(BytesIO(screen.finish(typeset, replace(document, direction="rtl")).data)) as file:
        assert file.Root.ViewerPreferences.Direction == "/R2L"


def test_output_intent_has_its_registered_name(file: pikepdf.Pdf) -> None:
    (intent,) = file.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.OutputConditionIdentifier == "sRGB IEC61966-2.1"
    assert intent.DestOutputProfile.N == 3
