"""How much ink there is where: as MuPDF draws it for us, and as Ghostscript does."""

from __future__ import annotations

import subprocess
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops
from verify.preflight.press_file import MARGIN_MM, POINTS_PER_MM, Sheets, drawn

from exporter.verify.preflight import inspection
from exporter.verify.preflight.facts import Page
from exporter.verify.preflight.plates import Plates

COLOURS = (0.0, 0.1, 0.5, 0.75, 0.99, 1.0)
PATCHES = "".join(
    f"{cyan} {magenta} {1 - cyan} {black} k {10 + 4 * row} {10 + 4 * column} 4 4 re f\n"
    for column, (cyan, magenta) in enumerate(product(COLOURS[::2], COLOURS[1::2]))
    for row, black in enumerate(COLOURS)
)
OVERPRINT = "1 0 0 0 k 50 100 20 20 re f /Overprint gs 0 0.5 0 1 k 60 110 20 20 re f /Knockout gs"
BLEND = "0.2 0.9 0 0.1 k 10 60 40 40 re f /Half gs 0 0.4 1 0 k 30 80 40 40 re f /Whole gs"


def last_page(data: bytes) -> Page:
    with inspection.opened(data) as (_file, pages):
        return list(pages)[3]


def plates(data: bytes) -> Plates:
    return last_page(data).plates


def ink(sheet: Plates, x_mm: float, y_mm: float) -> list[int]:
    """Give the percentages of cyan, magenta, yellow, black and the spot colour in a place."""
    across, down = ((x_mm + MARGIN_MM) * POINTS_PER_MM, (150 + MARGIN_MM - y_mm) * POINTS_PER_MM)
    return [round(int(plate.tobytes()[int(down) * plate.width + int(across)]) / 2.55) for plate in sheet.plates]


@pytest.mark.parametrize("intent", ["with", "without"])
def test_values_in_cmyk_come_through_unchanged(sheets: Sheets, intent: str) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        if intent == "without":
            del pdf.Root.OutputIntents

    sheet = plates(sheets(drawn(PATCHES, 4), change))
    assert ink(sheet, 12, 12) == [0, 10, 100, 0, 0]
    assert ink(sheet, 10 + 4 * 3 + 2, 10 + 4 * 4 + 2) == [50, 75, 50, 75, 0]


def test_a_spot_colour_has_a_plate_of_its_own(sheets: Sheets) -> None:
    sheet = plates(sheets(drawn("/Spot cs 0.4 scn 10 50 20 20 re f /All cs 0.3 scn 50 50 20 20 re f", 4)))
    assert ink(sheet, 20, 60) == [0, 0, 0, 0, 40]
    assert ink(sheet, 60, 60) == [30, 30, 30, 30, 30]


def test_overprint_adds_and_knockout_replaces(sheets: Sheets) -> None:
    sheet = plates(sheets(drawn(OVERPRINT, 4)))
    assert ink(sheet, 65, 115) == [100, 50, 0, 100, 0]
    assert ink(sheet, 75, 125) == [0, 50, 0, 100, 0]


def test_a_large_page_is_drawn_small(sheets: Sheets) -> None:
    def enlarge(pdf: pikepdf.Pdf) -> None:
        pdf.pages[3].obj.UserUnit = 20

    sheet = plates(sheets(drawn("0.9 0.8 0.8 0.9 k 20 60 10 5 re f", 4), enlarge))
    assert sheet.plates[0].width * sheet.plates[0].height <= 4_100_000
    most, (place,) = sheet.excess(300, last_page(sheets(enlarge)).boxes.trim)
    assert most == pytest.approx(340, abs=1)
    assert place == pytest.approx((400, 1200, 600, 1300), abs=2 * sheet.pixel_mm)


@pytest.mark.tools
@pytest.mark.parametrize("content", [PATCHES, OVERPRINT, BLEND], ids=["patches", "overprint", "blend"])
def test_ghostscript_lays_the_same_ink(sheets: Sheets, tmp_path: Path, content: str) -> None:
    data = sheets(drawn(content, 4))
    (tmp_path / "press.pdf").write_bytes(data)
    options = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc", "-r72", "-dFirstPage=4", "-dLastPage=4"]
    subprocess.run(["gs", *options, "-sOutputFile=ink.tif", "press.pdf"], cwd=tmp_path, check=True, timeout=60)
    with Image.open(tmp_path / "ink.tif") as drawn_by_ghostscript:
        theirs = drawn_by_ghostscript.split()
    ours = plates(data).plates
    for our_plate, their_plate in zip(ours[:4], theirs, strict=True):
        assert max(abs(our_plate.width - their_plate.width), abs(our_plate.height - their_plate.height)) <= 1
        difference = ImageChops.difference(our_plate, their_plate).point(lambda value: 255 * (value > 4))
        edges = sum(difference.histogram()[1:])
        assert edges / (difference.width * difference.height) < 0.02, "more than the edges of shapes differ"
        inside = _without_edges(our_plate)
        assert ImageChops.darker(difference, inside).getbbox() is None


def _without_edges(plate: Image.Image) -> Image.Image:
    """Give a mask of the places that are of one tone: at edges every program smooths in its own way."""
    from PIL import ImageFilter

    spread = ImageChops.difference(plate.filter(ImageFilter.MaxFilter(5)), plate.filter(ImageFilter.MinFilter(5)))
    return spread.point(lambda value: 255 * (value < 3))
