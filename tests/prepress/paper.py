"""Pages made by hand, each of one colour to the edge of its bleed, and what is seen of them on sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
from PIL import Image

from exporter.model import Document, Medium, Metadata, Pagination, Typeset

Colour = tuple[int, int, int]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
COLOURS: tuple[Colour, ...] = (
    (255, 0, 0),
    (0, 153, 0),
    (0, 0, 255),
    (255, 204, 0),
    (0, 204, 204),
    (204, 0, 204),
    (153, 102, 51),
    (102, 102, 102),
)
CORNER_MM = 10
"""A page has a black square of this size in the upper left corner of its trim."""
SCALE = 4
"""Pixels a millimetre."""
POINTS_PER_MM = 72 / 25.4


def document(**metadata: str) -> Document:
    """Give a document that says what goes into a file's metadata, and has no text."""
    return Document(
        medium=Medium.PRINT,
        metadata=Metadata(**{"title": "Leaves", "version": "1.2", **metadata}),  # type: ignore[arg-type]
        publisher="Example Clinic",
        parts=(),
        stylesheet="",
        resources={},
        fonts=(),
        outline=(),
        footnotes=(),
        language="en-GB",
        direction="ltr",
        modified=date(2025, 3, 4),
        source_name="leaves.md",
        source=b"# Leaves\n",
    )


def pdf(count: int, width_mm: float, height_mm: float, bleed_mm: float = 3.0) -> pikepdf.Pdf:
    """Make pages as WeasyPrint does: the trim begins at 0, 0, and the bleed is outside of it."""
    made = pikepdf.new()
    width, height, bleed = (length * POINTS_PER_MM for length in (width_mm, height_mm, bleed_mm))
    corner = CORNER_MM * POINTS_PER_MM
    for number in range(count):
        media = pikepdf.Array([round(edge, 6) for edge in (-bleed, -bleed, width + bleed, height + bleed)])
        red, green, blue = (level / 255 for level in COLOURS[number % len(COLOURS)])
        content = (
            f"{red} {green} {blue} rg {-2 * bleed} {-2 * bleed} {width + 4 * bleed} {height + 4 * bleed} re f\n"
            f"0 g 0 {height - corner} {corner} {corner} re f"
        )
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=media,
            BleedBox=media,
            TrimBox=pikepdf.Array([0, 0, round(width, 6), round(height, 6)]),
            Resources=pikepdf.Dictionary(),
            Contents=pikepdf.Stream(made, content.encode()),
        )
        made.pages.append(pikepdf.Page(page))
    return made


def master(count: int, width_mm: float, height_mm: float, bleed_mm: float = 3.0) -> Typeset:
    stream = BytesIO()
    with pdf(count, width_mm, height_mm, bleed_mm) as made:
        made.save(stream)
    return Typeset(stream.getvalue(), ((width_mm, height_mm),) * count, {}, Pagination("", ()))


@dataclass(frozen=True)
class Picture:
    """A page as it is seen, by millimetres from the lower left corner of its media."""

    image: Image.Image

    def at(self, x_mm: float, y_mm: float) -> Colour:
        pixel = self.image.getpixel((int(x_mm * SCALE), self.image.height - 1 - int(y_mm * SCALE)))
        assert isinstance(pixel, tuple)
        red, green, blue = pixel
        return red, green, blue

    def inked(self, left_mm: float, bottom_mm: float, right_mm: float, top_mm: float) -> bool:
        """Tell whether anything but white is in a rectangle."""
        height = self.image.height
        box = (left_mm * SCALE, height - top_mm * SCALE, right_mm * SCALE, height - bottom_mm * SCALE)
        return any(self.image.crop(box).convert("L").histogram()[:250])


def pictures(data: bytes) -> Sequence[Picture]:
    with pypdfium2.PdfDocument(data) as document:
        return [
            Picture(page.render(scale=SCALE / POINTS_PER_MM, no_smoothpath=True).to_pil().convert("RGB"))
            for page in document
        ]


def near(one: Colour, other: Colour, *, levels: int = 3) -> bool:
    """Tell whether two colours differ by no more than so many of 255 levels."""
    return all(abs(a - b) <= levels for a, b in zip(one, other, strict=True))
