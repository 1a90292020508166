"""Each fault in a sound press file is found, once, at its page and place: `cases.txt` has them all.

A case is a title, what is changed (`page N:` draws, in millimetres from the trim's lower left corner; `profile:` is a
line of a house's own profile; `change:` names a function below) and the findings. `UPDATE_GOLDEN=1` writes them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from press_file import Change, Sheets, drawn

from exporter.verify import preflight

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
