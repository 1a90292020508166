"""Pages written by hand, for tests of what becomes of their colours."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image

from exporter.prepress import colour, profiles

INKS = colour.Inks(
    profiles.coated(),
    {"#17606e": colour.Ink((0.85, 0.35, 0.4, 0.25)), "#c8742a": colour.Ink((0.1, 0.6, 0.9, 0.1), "EXAMPLE 158 C")},
)
"""A primary colour with exact ink, an accent with an ink of its own."""
OPEN: list[Pdf] = []
"""Pikepdf's objects die with their file, so the files stay."""
SPACES = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}


def page(content: str | bytes, **resources: Mapping[str, object]) -> Pdf:
    """A file of one page, 200 points square; keywords are its resources by category."""
    pdf = pikepdf.new()
    OPEN.append(pdf)
    added = pdf.add_blank_page(page_size=(200, 200))
    added.obj.Contents = Stream(pdf, content if isinstance(content, bytes) else content.encode())
    added.obj.Resources = Dictionary({f"/{category}": Dictionary(entries) for category, entries in resources.items()})
    return pdf


def add(pdf: Pdf, category: str, **entries: object) -> None:
    """Give the page more resources, which must belong to its file."""
    listed = pdf.pages[0].obj.Resources.get(f"/{category}", Dictionary())
    for name, item in entries.items():
        listed[f"/{name}"] = item
    pdf.pages[0].obj.Resources[f"/{category}"] = listed


def converted(pdf: Pdf) -> list[str]:
    """Convert a file in place and give the lines of its page."""
    colour.convert(pdf, INKS)
    return pdf.pages[0].Contents.read_bytes().decode("latin-1").split("\n")


def image(pdf: Pdf, picture: Image.Image, *, data: bytes = b"", **entries: object) -> Stream:
    """An image XObject without loss, of other data if given; keywords are entries of its dictionary."""
    return _image(pdf, data or picture.tobytes(), picture, entries)


def jpeg(pdf: Pdf, picture: Image.Image, **entries: object) -> Stream:
    """An image XObject as JPEG."""
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=95)
    return _image(pdf, stream.getvalue(), picture, {"Filter": Name.DCTDecode, **entries})


def _image(pdf: Pdf, data: bytes, picture: Image.Image, entries: Mapping[str, object]) -> Stream:
    fields = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": picture.width,
        "Height": picture.height,
        "BitsPerComponent": 8,
        "ColorSpace": SPACES.get(picture.mode),
        **entries,
    }
    made = Stream(pdf, data)
    for name, value in fields.items():
        if value is not None:
            made[f"/{name}"] = value
    return pdf.make_indirect(made)


def photo(width: int = 120, height: int = 80) -> Image.Image:
    """Soft shapes in many colours."""
    red = Image.linear_gradient("L").resize((width, height))
    green = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (red, green, red.transpose(Image.Transpose.ROTATE_180)))


def form(pdf: Pdf, content: str, **entries: object) -> Stream:
    """A form XObject of the page's size."""
    made = Stream(pdf, content.encode())
    fields = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 200, 200]), **entries}
    for name, value in fields.items():
        made[f"/{name}"] = value
    return pdf.make_indirect(made)


def fade(first: list[float], last: list[float], power: float = 1) -> Dictionary:
    """The function from one colour to another."""
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(first), C1=Array(last), N=power)


def axial(function: object, space: object = Name.DeviceRGB) -> Dictionary:
    """A gradient from left to right over a page, which extends at both ends."""
    return Dictionary(
        ShadingType=2, ColorSpace=space, Coords=Array([0, 0, 200, 0]), Function=function, Extend=Array([True, True])
    )
