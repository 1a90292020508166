"""Files that draw with everything, before and after, as four renderers see them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image
from prepress import drawn, proof, torture

from exporter.backends import pdf as typesetter
from exporter.model import Severity
from exporter.prepress import colour

pytestmark = pytest.mark.slow
RENDERERS = {
    "ghostscript": (proof.ghostscript_rgb, proof.printed, proof.ghostscript),
    "poppler": (proof.poppler, proof.printed, proof.poppler),
    "mupdf": (proof.mupdf_rgb, proof.printed, proof.mupdf),
    "pdfium": (proof.pdfium, proof.pdfium_printed, proof.pdfium),
}
"""How each shows the master, what of that a press would print, and how it shows the press's file."""
MOST = 3.0
"""ΔE that an eye that compares two sheets side by side begins to see."""
LEFT = frozenset(("/DeviceRGB", "/CalRGB", "/CalGray", "/Lab", "/DefaultRGB", "/DefaultGray", "/DefaultCMYK"))
COLOURED = frozenset(("rg", "RG", "g", "G"))


@pytest.fixture(scope="module")
def masters() -> dict[str, bytes]:
    stream = BytesIO()
    torture.by_hand().save(stream)
    made, findings = typesetter.typeset(torture.typeset())
    assert [finding for finding in findings if finding.severity is Severity.ERROR] == []
    return {"by hand": stream.getvalue(), "typeset": made.pdf}


@pytest.fixture(scope="module")
def pressed(masters: dict[str, bytes]) -> dict[str, bytes]:
    return {name: press(data) for name, data in masters.items()}


def press(data: bytes) -> bytes:
    with pikepdf.open(BytesIO(data)) as pdf:
        colour.convert(pdf, drawn.INKS)
        stream = BytesIO()
        if "/StructTreeRoot" in pdf.Root:
            del pdf.Root["/StructTreeRoot"]
        pdf.save(stream, deterministic_id=True)
        return stream.getvalue()


def reachable(item: Object, seen: set[tuple[int, int]]) -> Iterator[Object]:
    if item.is_indirect:
        if item.objgen in seen:
            return
        seen.add(item.objgen)
    yield item
    if isinstance(item, Dictionary | Stream):
        for key in item.keys():  # noqa: SIM118 - pikepdf gives keys only
            yield Name(key)
            if key != "/Parent" and isinstance(item[key], Object):
                yield from reachable(item[key], seen)
    elif isinstance(item, Array):
        for each in item:
            if isinstance(each, Object):
                yield from reachable(each, seen)


def contents(pdf: Pdf, masks: set[tuple[int, int]]) -> Iterator[Object]:
    """Every content stream that is not a mask's."""
    for page in pdf.pages:
        yield page.obj.Contents
    for item in pdf.objects:
        if isinstance(item, Stream) and item.objgen not in masks:
            if item.get("/Subtype") == "/Form" or "/PatternType" in item:
                yield item
        elif isinstance(item, Dictionary) and "/CharProcs" in item:
            yield from (item.CharProcs[name] for name in item.CharProcs.keys())  # noqa: SIM118 - as above


def in_masks(pdf: Pdf) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for item in pdf.objects:
        for part in reachable(item, set()):
            if isinstance(part, Dictionary) and part.get("/S") == "/Luminosity":
                reached: set[tuple[int, int]] = set()
                list(reachable(part.G, reached))
                found |= reached
    return found


@pytest.mark.parametrize("name", ["by hand", "typeset"])
def test_no_colour_of_a_screen_is_left(pressed: dict[str, bytes], name: str) -> None:
    with pikepdf.open(BytesIO(pressed[name])) as pdf:
        for item in reachable(pdf.Root, set()):
            if isinstance(item, Name):
                assert str(item) not in LEFT
            elif isinstance(item, Stream):
                assert int(item.get("/N", 4)) != 3 or "/Type" in item
        masks = in_masks(pdf)
        streams = list(contents(pdf, masks))
        assert len(streams) > 3
        for stream in streams:
            operators = {str(instruction.operator) for instruction in pikepdf.parse_content_stream(stream)}
            assert not operators & COLOURED
            assert "INLINE IMAGE" not in operators


@pytest.mark.tools
@pytest.mark.parametrize("name", ["by hand", "typeset"])
def test_qpdf_finds_nothing(pressed: dict[str, bytes], name: str, tmp_path: Path) -> None:
    path = tmp_path / "after.pdf"
    path.write_bytes(pressed[name])
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.tools
@pytest.mark.parametrize("renderer", RENDERERS)
@pytest.mark.parametrize("name", ["by hand", "typeset"])
def test_renderers_show_what_the_profile_promises(
    masters: dict[str, bytes], pressed: dict[str, bytes], name: str, renderer: str, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(masters[name])
    after.write_bytes(pressed[name])
    on_screen, printed, on_paper = RENDERERS[renderer]
    for page in range(1, 3 if name == "typeset" else 2):
        promised = printed(on_screen(before, page))
        assert proof.difference(promised, on_paper(after, page)) < MOST, (renderer, page)


@pytest.mark.tools
def test_body_text_is_on_the_black_plate_alone(tmp_path: Path) -> None:
    from dataclasses import replace

    text = torture.typeset()
    plain = (
        "<main><p>Text, a <b style='color: #333'>bold</b> word and <code>code</code>.</p><hr/>"
        "<table border='1'><tr><td>1</td></tr></table></main>"
    )
    part = replace(text.parts[0], html=plain)
    path = tmp_path / "text.pdf"
    path.write_bytes(press(typesetter.typeset(replace(text, parts=(part,)))[0].pdf))
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=inkcov", "-o", "-", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    plates = [float(number) for number in re.findall(r"\d\.\d+", said)]
    assert plates[:3] == [0, 0, 0]
    assert plates[3] > 0.001


@pytest.mark.tools
def test_the_plates_below_black_text_are_printed_and_those_below_white_are_not(tmp_path: Path) -> None:
    drawing = "0.090196 0.376471 0.431373 rg 0 0 200 200 re f BT /F 150 Tf {} rg 60 40 Td (I) Tj ET"
    plates = {}
    for name, text in (("black", "0 0 0"), ("white", "1 1 1")):
        pdf = drawn.page(drawing.format(text))
        drawn.add(pdf, "Font", F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold")))
        colour.convert(pdf, drawn.INKS)
        path = tmp_path / f"{name}.pdf"
        pdf.save(path)
        command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiff32nc", "-r36", "-dOverprint=/enable"]
        subprocess.run([*command, "-o", str(tmp_path / "plates"), str(path)], check=True)
        with Image.open(tmp_path / "plates") as picture:
            plates[name] = [sorted(set(band.tobytes())) for band in picture.split()]
    cyan, black = round(0.85 * 255), round(0.25 * 255)
    assert plates["black"][0] == [pytest.approx(cyan, abs=1)]
    assert plates["black"][3] == [pytest.approx(black, abs=1), 255]
    assert plates["white"][0] == [0, pytest.approx(cyan, abs=1)]


def test_the_same_master_gives_the_same_bytes(masters: dict[str, bytes], pressed: dict[str, bytes]) -> None:
    for name, data in masters.items():
        assert press(data) == pressed[name]
