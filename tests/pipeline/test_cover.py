"""The cover as a picture, in the book and for shops: its size, and that every title is whole on it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from PIL import Image

from exporter import layout, verify
from exporter.backends import pdf
from exporter.model import Article, Clinic, ImageReference, Medium, Metadata, Resource
from exporter.pipeline import OneOff, Result, Settings, export_together, one_off

SETTINGS = Settings(today=date(2026, 1, 2))
LONG = "Living with pain after an operation on the knee, or on both of them: what helps, what does not, and whom to ask"
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
ARABIC = "بعد العملية الجراحية البسيطة: ما الذي يمكن توقعه في الأسبوع الأول"


def picture(size: tuple[int, int]) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, (0, 128, 0)).save(stream, "PNG")
    return stream.getvalue()


def export(folder: Path, *names: str, cover: tuple[int, int] | None = None) -> list[Result]:
    named = "cover: {image: cover.png, alt: A green field}\n" if cover else ""
    (folder / "a.md").write_text(f"---\ntitle: Your scan\n{named}---\n\nText.\n", encoding="utf-8")
    if cover:
        (folder / "cover.png").write_bytes(picture(cover))
    jobs = one_off(OneOff(folder / "a.md", [folder / name for name in names]))
    return list(export_together(jobs, SETTINGS))


def opened(path: Path) -> Image.Image:
    image = Image.open(path)
    image.load()
    return image


@pytest.mark.parametrize("name", ["a.jpg", "a.jpeg", "b.cover.jpg"])
def test_the_cover_for_shops_is_as_large_as_they_ask(tmp_path: Path, name: str) -> None:
    (result,) = export(tmp_path, name)
    assert result.ok
    assert result.diagnostics == ()
    image = opened(tmp_path / name)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 2560))
    assert image.info["dpi"][0] >= 72
    assert verify.verify((tmp_path / name).read_bytes(), path=name) == ()


def test_book_and_cover_are_made_together(tmp_path: Path) -> None:
    (result,) = export(tmp_path, "a.epub", "a.jpg")
    assert result.ok
    with ZipFile(tmp_path / "a.epub") as archive:
        name = next(name for name in archive.namelist() if name.endswith(".jpg"))
        assert Image.open(archive.open(name)).size == (1000, 1600)
    assert opened(tmp_path / "a.jpg").size == (1600, 2560)


def test_a_picture_of_the_shape_of_a_cover_is_all_of_it_on_the_clinics_colour(tmp_path: Path) -> None:
    (result,) = export(tmp_path, "a.jpg", cover=(2000, 2560))
    assert result.diagnostics == ()
    image = opened(tmp_path / "a.jpg")
    assert image.size == (1600, 2560)
    green, ground = image.getpixel((800, 1280)), image.getpixel((800, 20))
    assert green == pytest.approx((0, 128, 0), abs=3)
    assert ground == pytest.approx((0x17, 0x60, 0x6E), abs=3)
    column = [level > 112 for level in image.getchannel("G").crop((800, 0, 801, 2560)).tobytes()]
    edges = [y for y in range(1, 2560) if column[y] != column[y - 1]]
    assert edges == pytest.approx([256, 2304], abs=3), "4:5 is not distorted"


def test_a_picture_of_another_shape_stands_below_the_title(tmp_path: Path) -> None:
    (result,) = export(tmp_path, "a.jpg", cover=(1600, 800))
    assert result.diagnostics == ()
    image = opened(tmp_path / "a.jpg")
    assert image.getpixel((800, 2500)) == pytest.approx((0, 128, 0), abs=3)
    lettering = image.getchannel("R").crop((160, 400, 900, 1600)).tobytes()
    assert min(lettering) < 90, "the title is above it"


def test_a_picture_that_has_too_few_pixels_is_told(tmp_path: Path) -> None:
    (result,) = export(tmp_path, "a.jpg", cover=(800, 1280))
    (finding,) = result.diagnostics
    assert (finding.rule, finding.severity, finding.line) == ("small-cover", "warning", 3)
    assert "800 × 1280 pixels and is enlarged 2 times" in finding.message  # noqa: RUF001 - as read
    assert result.ok


def test_the_cover_inside_stays_under_four_megapixels(tmp_path: Path) -> None:
    export(tmp_path, "a.epub", cover=(2000, 2800))
    with ZipFile(tmp_path / "a.epub") as archive:
        name = next(name for name in archive.namelist() if name.endswith(".png"))
        width, height = Image.open(archive.open(name)).size
    assert width * height <= 4_000_000
    assert width / height == pytest.approx(2000 / 2800, abs=0.01)


@pytest.mark.slow
@pytest.mark.parametrize("logo", [True, False], ids=["logo", "no clinic"])
@pytest.mark.parametrize("subtitle", ["", LONG], ids=["", "subtitle"])
@pytest.mark.parametrize(
    ("title", "language"),
    [("Pain", "en"), (LONG, "en"), (f"{LONG}. {LONG}. {LONG}", "en"), (WORD, "de"), (ARABIC, "ar")],
    ids=["short", "long", "very long", "one word", "right to left"],
)  # fmt: skip
def test_every_title_is_whole_and_above_the_hills(title: str, language: str, subtitle: str, *, logo: bool) -> None:
    metadata = Metadata(title, subtitle=subtitle, language=language)
    clinic = Clinic("Example Clinic", logo=ImageReference("logo.png", "")) if logo else Clinic("")
    images = {"logo.png": Resource(picture((800, 200)), "image/png", 800, 200)}
    article = Article("a.md", metadata, (), (), (), (), (), b"")
    request = layout.Request(Medium.PRINT, date(2026, 1, 2), images)
    document, _ = layout.compose(article, clinic, layout.load("ebook", [])[0], request)
    master, findings = pdf.typeset(document)
    assert findings == ()
    page = pypdfium2.PdfDocument(master.pdf)[0]
    text = page.get_textpage()
    boxes = [text.get_rect(number) for number in range(text.count_rects())]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    width, height = page.get_size()
    assert left >= 0.09 * width
    assert right <= 0.92 * width
    assert top <= 0.95 * height
    assert bottom >= 0.40 * height, "the hills rise to a third, and the sun to two fifths"
    kept = "".join(text.get_text_range().split()).replace("\ufffe", "").replace("-", "")
    assert language == "ar" or "".join(title.split()).replace("-", "") in kept


def test_a_cover_that_is_not_set_anew_is_told_of_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Your \U000f0000 scan\n---\n\nText.\n", encoding="utf-8")
    jobs = one_off(OneOff(tmp_path / "a.md", [tmp_path / "a.epub", tmp_path / "a.jpg"]))
    first, second = (list(export_together(jobs, SETTINGS)) for _ in range(2))
    assert [[str(finding) for finding in result.diagnostics] for result in first] == [
        [str(finding) for finding in result.diagnostics] for result in second
    ]
    assert any(finding.rule == "missing-glyph" for result in second for finding in result.diagnostics)
