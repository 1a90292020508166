"""Each fault in a sound press file is found, once, at its page and place: `cases.txt` has them all.

A case is a title, what is changed (`page N:` draws, in millimetres from the trim's lower left corner; `profile:` is a
line of a house's own profile; `change:` names a function below) and the findings. `UPDATE_GOLDEN=1` writes them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image
from verify.preflight.press_file import Change, Sheets, drawn

from exporter.model import Severity
from exporter.verify import pdf as pdf_checks
from exporter.verify import preflight
from exporter.verify.preflight import markup

CASES = Path(__file__).with_name("cases.txt")
ORDERS = ("page ", "profile:", "change:")


class Case(NamedTuple):
    title: str
    orders: list[str]
    expected: list[str]


def cases() -> Iterator[Case]:
    for text in CASES.read_text(encoding="utf-8").strip().split("\n\n"):
        title, *lines = text.splitlines()
        orders = [line for line in lines if line.startswith(ORDERS)]
        yield Case(title.removeprefix("# "), orders, [line for line in lines if line not in orders])


def no_trim_box(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].obj.TrimBox
    del pdf.pages[1].obj.BleedBox


def art_box(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.ArtBox = pdf.pages[1].obj.TrimBox
    del pdf.pages[1].obj.TrimBox


def no_claim(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def large_bleed_box(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.BleedBox = Array([-20, 0, 330, 480])


def small_bleed_box(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.BleedBox = Array([50, 50, 200, 200])


def shifted_origin(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1].obj
    page.MediaBox = Array([-10, -20, *list(page.MediaBox)[2:]])


def small_page(pdf: pikepdf.Pdf) -> None:
    left, bottom, right, top = (float(edge) for edge in pdf.pages[1].obj.TrimBox)
    pdf.pages[1].obj.TrimBox = Array([left, bottom, right - 72 / 25.4, top])


def turned(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Rotate = 90


def large_units(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        page.obj.UserUnit = 2


def cropped(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].obj.CropBox = Array([100, 100, 200, 200])


def three_pages(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[3]


def one_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1:]


def no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents
    del pdf.Root.Metadata


def unknown_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].OutputConditionIdentifier = String("Custom")


def bare_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents[0].DestOutputProfile


def screen_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.pages[0].obj.Resources.ColorSpace.Screen[1]


def link(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.URI, URI=String("https://example.org/"))
    pdf.pages[3].obj.Annots = Array([Dictionary(Subtype=Name.Link, Rect=Array([60, 80, 120, 90]), A=action)])


def far_link(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].obj.Annots = Array([Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 15, 15]))])


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def bare_metadata(pdf: pikepdf.Pdf) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b'xmpMM:VersionID="1"', b"").replace(b"dc:title", b"dc:rights")
    pdf.Root.Metadata = Stream(pdf, packet, Type=Name.Metadata, Subtype=Name.XML)
    del pdf.docinfo["/Trapped"]


def transfer(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.ArtBox = pdf.pages[0].obj.TrimBox
    pdf.pages[0].obj.Resources.ExtGState.Half.TR2 = Name.Identity


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (
        no_trim_box,
        art_box,
        no_claim,
        large_bleed_box,
        small_bleed_box,
        shifted_origin,
        small_page,
        turned,
        large_units,
        cropped,
        three_pages,
        one_page,
        no_intent,
        unknown_intent,
        bare_intent,
        screen_intent,
        link,
        far_link,
        script,
        bare_metadata,
        transfer,
    )
}


def found(case: Case, sheets: Sheets) -> list[str]:
    changes, profile = [], preflight.PRESS_COATED
    for order in case.orders:
        head, _, rest = order.partition(": ")
        if head == "profile":
            profile, faults = preflight.parse(rest.encode(), "house.toml")
            assert faults == ()
        else:
            changes.append(CHANGES[rest] if head == "change" else drawn(rest, int(head.removeprefix("page "))))
    return [
        f"{one.severity} {one.rule}: {one.message}" for one in preflight.check(sheets(*changes), profile, path="a.pdf")
    ]


@pytest.mark.parametrize("case", list(cases()), ids=lambda case: case.title)
def test_each_fault_is_found_at_its_place(case: Case, sheets: Sheets) -> None:
    actual = found(case, sheets)
    if "UPDATE_GOLDEN" in os.environ:
        old = "\n".join([f"# {case.title}", *case.orders, *case.expected]) + "\n"
        new = "\n".join([f"# {case.title}", *case.orders, *actual]) + "\n"
        CASES.write_text(CASES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        return
    assert actual == case.expected


@pytest.mark.parametrize("profile", [preflight.PRESS_COATED])
def test_a_sound_file_has_no_findings(sound: bytes, profile: preflight.Profile) -> None:
    assert preflight.check(sound, profile, path="a.pdf") == ()


def test_findings_name_the_file_and_say_what_to_do(sheets: Sheets) -> None:
    (finding,) = preflight.check(sheets(no_intent), preflight.PRESS_COATED, path="dir/a.pdf")
    assert finding.path == "dir/a.pdf"
    assert finding.hint


def test_encrypted_files_are_told(sheets: Sheets) -> None:
    restricted = sheets(encryption=pikepdf.Encryption(owner="o", user=""))
    assert "encrypted-file" in {one.rule for one in preflight.check(restricted, preflight.PRESS_COATED, path="a.pdf")}
    locked = sheets(encryption=pikepdf.Encryption(owner="o", user="u"))
    (finding,) = preflight.check(locked, preflight.PRESS_COATED, path="a.pdf")
    assert (finding.rule, finding.path) == ("encrypted-file", "a.pdf")
    assert preflight.pictures(locked, preflight.PRESS_COATED) == {}


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and nothing more"])
def test_files_that_cannot_be_read_are_told(data: bytes) -> None:
    (finding,) = preflight.check(data, preflight.OFFICE, path="a.pdf")
    assert (finding.rule, finding.severity, finding.path) == ("damaged-file", Severity.ERROR, "a.pdf")


def test_repaired_files_are_told(sound: bytes) -> None:
    damaged = sound.replace(b"startxref\n", b"startxref\n9")
    assert [one.rule for one in preflight.check(damaged, preflight.PRESS_COATED, path="a.pdf")] == ["damaged-file"]


def test_a_file_without_pages_is_told(sheets: Sheets) -> None:
    empty = sheets(lambda pdf: pdf.pages.__delitem__(slice(0, 4)))
    assert [one.rule for one in preflight.check(empty, preflight.PRESS_COATED, path="a.pdf")] == ["no-pages"]


def test_a_page_of_nonsense_is_read_as_far_as_it_goes(sheets: Sheets) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.MediaBox, page.TrimBox, page.Rotate = Array([1, 2]), Array([String("x")] * 4), 45
        page.Contents, page.Annots = Array([Name.Nothing]), Array([Dictionary()])

    found = {one.rule for one in preflight.check(sheets(spoil), preflight.PRESS_COATED, path="a.pdf")}
    assert found == {"damaged-file", "uneven-page-sizes", "misplaced-box"}


def test_a_mistake_of_ours_is_not_swallowed_by_mupdf(sound: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    from exporter.verify.preflight import tracing

    def fail(_matrix: object) -> float:
        raise LookupError("a mistake")

    monkeypatch.setattr(tracing, "_scale", fail)
    with pytest.raises(LookupError, match="a mistake"):
        preflight.check(sound, preflight.PRESS_COATED, path="a.pdf")


def test_pictures_show_the_pages_with_the_places_marked(sheets: Sheets) -> None:
    faulty = sheets(drawn("1 0 0 rg 70 80 20 20 re f", 3), no_trim_box)
    pictures = preflight.pictures(faulty, preflight.PRESS_COATED)
    assert set(pictures) == {2, 3}
    with Image.open(BytesIO(pictures[3])) as picture:
        pixels_per_mm = picture.width / 120
        left, top = (70 + 10) * pixels_per_mm, (150 - 100 + 10) * pixels_per_mm
        assert picture.getpixel((round(left - 2), round(top + 20))) == markup.COLOURS[Severity.ERROR]
        assert picture.getpixel((round(left - 8), round(top + 20))) == (255, 255, 255)
    assert preflight.pictures(sheets(), preflight.PRESS_COATED) == {}


def test_a_claim_is_checked_among_the_usual_checks(sound: bytes, sheets: Sheets) -> None:
    assert pdf_checks.check(sound, "a.pdf") == ()
    (finding,) = pdf_checks.check(sheets(drawn("1 0 0 rg 40 60 20 20 re f", 3)), "a.pdf")
    assert (finding.rule, finding.severity, finding.path) == ("broken-claim", Severity.ERROR, "a.pdf")
    assert finding.message == (
        "the file says it conforms to PDF/X-4, but page 3, 40 mm from the left, 60 mm from the bottom: "
        "a surface is drawn in RGB without a profile"
    )
    (finding,) = pdf_checks.check(sheets(bare_intent), "a.pdf")
    assert finding.message.endswith("PDF/X-4, but the output intent 'FOGRA39' has no profile")
    assert [one.rule for one in pdf_checks.check(sheets(script), "a.pdf")] == ["active-content"]


JUNK: tuple[Change, ...] = (
    lambda pdf: setattr(pdf.pages[3].obj.Resources, "Font", Array([])),
    lambda pdf: setattr(pdf.pages[3].obj.Resources, "XObject", 7),
    lambda pdf: setattr(pdf.pages[3].obj.Resources.ExtGState, "Half", Name.Junk),
    lambda pdf: setattr(pdf.pages[3].obj.Resources.Font.Sans, "FontDescriptor", 7),
    lambda pdf: setattr(pdf.pages[3].obj, "Group", Name.Junk),
    lambda pdf: setattr(pdf.pages[3].obj, "Annots", Array([7])),
    lambda pdf: setattr(pdf.pages[3].obj, "UserUnit", Name.Junk),
    lambda pdf: setattr(pdf.Root, "OutputIntents", Array([7])),
    lambda pdf: setattr(pdf.Root, "OutputIntents", Dictionary()),
    lambda pdf: setattr(pdf.Root, "AcroForm", Name.Junk),
)


@pytest.mark.parametrize("change", JUNK)
def test_what_is_not_what_it_should_be_is_passed_over(change: Change, sheets: Sheets) -> None:
    found = {one.rule for one in preflight.check(sheets(change), preflight.PRESS_COATED, path="a.pdf")}
    assert found <= {"broken-claim", "damaged-file", "font-not-embedded", "missing-output-intent", "screen-colour"}
