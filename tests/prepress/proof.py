"""Soft proofs: what a press would print, on the screens of four renderers, and how far two pictures are apart."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from io import BytesIO
from math import dist
from pathlib import Path

from PIL import Image, ImageCms

from exporter.prepress import profiles

DPI = 50
Render = Callable[[Path, int], Image.Image]
"""Draws a page, counted from 1, in sRGB."""
RELATIVE = ImageCms.Intent.RELATIVE_COLORIMETRIC
BPC = ImageCms.Flags.BLACKPOINTCOMPENSATION


def _transform(source: object, target: object, modes: tuple[str, str]) -> ImageCms.ImageCmsTransform:
    return ImageCms.ImageCmsTransform(source, target, *modes, RELATIVE, flags=BPC)  # type: ignore[arg-type]


PRESS = ImageCms.ImageCmsProfile(BytesIO(profiles.coated()))
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
SEPARATED = _transform(SRGB, PRESS, ("RGB", "CMYK"))
SHOWN = _transform(PRESS, SRGB, ("CMYK", "RGB"))
MEASURED = _transform(SRGB, LAB, ("RGB", "LAB"))


def printed(picture: Image.Image) -> Image.Image:
    """How a press would print an sRGB picture, seen on a screen."""
    return SHOWN.apply(SEPARATED.apply(picture))


def ghostscript(path: Path, page: int) -> Image.Image:
    """Ghostscript: plates, seen through the profile."""
    data = _ghostscript(path, page, "tiff32nc")
    return SHOWN.apply(_opened(data))


def ghostscript_rgb(path: Path, page: int) -> Image.Image:
    """Ghostscript on the master."""
    return _opened(_ghostscript(path, page, "png16m"))


def _ghostscript(path: Path, page: int, device: str) -> bytes:
    pages = [f"-dFirstPage={page}", f"-dLastPage={page}"]
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", f"-sDEVICE={device}", f"-r{DPI}", "-dOverprint=/enable"]
    command += ["-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", *pages, "-o", str(path.parent / "gs"), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    return (path.parent / "gs").read_bytes()


def poppler(path: Path, page: int) -> Image.Image:
    """Poppler, which shows inks through the profile itself."""
    folder = path.parent
    profile = folder / "press.icc"
    profile.write_bytes(profiles.coated())
    at = ["-f", str(page), "-l", str(page), "-singlefile"]
    command = [
        "pdftoppm",
        "-r",
        str(DPI),
        "-png",
        *at,
        "-defaultcmykprofile",
        str(profile),
        str(path),
        str(folder / "p"),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return _opened((folder / "p.png").read_bytes())


def mupdf(path: Path, page: int) -> Image.Image:
    """MuPDF: plates, seen through the profile."""
    import pymupdf

    with pymupdf.open(path) as document:
        pixels = document[page - 1].get_pixmap(dpi=DPI, colorspace=pymupdf.csCMYK)
        picture = Image.frombytes("CMYK", (pixels.width, pixels.height), pixels.samples)
    return SHOWN.apply(picture)


def mupdf_rgb(path: Path, page: int) -> Image.Image:
    """MuPDF on the master."""
    import pymupdf

    with pymupdf.open(path) as document:
        pixels = document[page - 1].get_pixmap(dpi=DPI)
        return Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples)


def pdfium(path: Path, page: int) -> Image.Image:
    """Pdfium, which knows no profile of a press."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        drawn: Image.Image = document[page - 1].render(scale=DPI / 72).to_pil().convert("RGB")
    return drawn


def pdfium_printed(picture: Image.Image) -> Image.Image:
    """How pdfium, by its own idea of inks, shows the plates of an sRGB picture."""
    import pikepdf
    import pypdfium2

    plates = SEPARATED.apply(picture)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=plates.size)
        item = pikepdf.Stream(pdf, plates.tobytes(), Subtype=pikepdf.Name.Image, BitsPerComponent=8)
        item.Width, item.Height = plates.size
        item.ColorSpace = pikepdf.Name.DeviceCMYK
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=item))
        page.obj.Contents = pikepdf.Stream(pdf, b"%d 0 0 %d 0 0 cm /X Do" % plates.size)
        stream = BytesIO()
        pdf.save(stream)
    with pypdfium2.PdfDocument(stream) as document:
        drawn: Image.Image = document[0].render().to_pil().convert("RGB")
    return drawn


def _opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as picture:
        return picture.convert("RGB") if picture.mode not in {"RGB", "CMYK"} else picture.copy()


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean distance of two sRGB pictures in Lab: ΔE of 1976."""
    size = (min(one.width, other.width), min(one.height, other.height))
    assert max(abs(one.width - other.width), abs(one.height - other.height)) <= 1
    pairs = []
    for picture in (one, other):
        lab = MEASURED.apply(picture.crop((0, 0, *size)))
        lightness, a, b = lab.split()
        pairs.append(list(zip(lightness.tobytes(), a.tobytes(), b.tobytes(), strict=True)))
    scaled = ((((l1 - l2) / 2.55, a1 - a2, b1 - b2)) for (l1, a1, b1), (l2, a2, b2) in zip(*pairs, strict=True))
    return sum(dist((0, 0, 0), each) for each in scaled) / len(pairs[0])
