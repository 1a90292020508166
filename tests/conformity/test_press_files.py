"""Press files of whole articles: nothing is left that is no ink, and other programs see in them what was meant."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from conformity.exported import Export

from exporter.verify import preflight

pytestmark = [pytest.mark.slow, pytest.mark.tools, pytest.mark.xdist_group("jvm")]
NO_INK = re.compile(r"DeviceRGB|CalRGB|ICCBased.*sRGB")
RGB_OPERATOR = {"rg", "RG"}


def test_preflight_finds_nothing_but_pictures_of_few_pixels(article: Path, export: Export) -> None:
    """How fine a picture is, is the article's own affair, and told to its author as a warning."""
    found = preflight.check(export(article).press, preflight.PRESS_COATED, path="press")
    assert [str(finding) for finding in found if finding.rule != "low-resolution"] == []


def test_no_colour_is_left_that_is_no_ink(article: Path, export: Export) -> None:
    with pikepdf.open(BytesIO(export(article).press)) as pdf:
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFX"
        for item in pdf.objects:
            assert not NO_INK.search(str(item.get("/ColorSpace", "")) if isinstance(item, pikepdf.Stream) else "")
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form":
                used = {str(instruction.operator) for instruction in pikepdf.parse_content_stream(item)}
                assert not used & RGB_OPERATOR


def test_text_is_printed_in_black_alone(article: Path, export: Export, tmp_path: Path) -> None:
    """A page of text without call-outs or pictures uses little but black: its headings are in the clinic's colour."""
    path = tmp_path / "article.press.pdf"
    path.write_bytes(export(article).press)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    plates = [list(map(float, line.split()[:4])) for line in run("gs", *INKCOV, path).splitlines() if "CMYK" in line]
    with pikepdf.open(path) as pdf:
        assert len(plates) == len(pdf.pages)
    assert all(black > 0 for _, _, _, black in plates)


INKCOV = ("-q", "-dNOPAUSE", "-dBATCH", "-dNOSAFER", "-sDEVICE=inkcov", "-o", "-")


def run(*command: object) -> str:
    """Run a program that must neither fail nor complain."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
