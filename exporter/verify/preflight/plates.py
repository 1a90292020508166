"""How much of each ink lies where: a page drawn small, plate by plate, as the press would print it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias, cast

from PIL import Image, ImageChops, ImageMath
from pymupdf import mupdf

from exporter.sheets import MILLIMETRES_PER_POINT
from exporter.verify.preflight.pages import Frame
from exporter.verify.preflight.places import Area

Native: TypeAlias = Any
"""A structure of MuPDF's."""
LARGEST_PX = 4_000_000
"""Larger pages are drawn at less than one pixel a point."""
FULL = 255
"""Of one ink, in a plate."""
PROCESS_INKS = 4
GAP_PX = 6
"""Places nearer to each other than this are one."""
ROUNDING_PX = 0.05
"""A pixel that sticks out of an area by less lies in it."""
Run: TypeAlias = tuple[int, int]
"""First index, and the one after the last."""


@dataclass(frozen=True, slots=True)
class Plates:
    """The plates of a page; a plate has one byte a pixel, 0 without ink."""

    frame: Frame
    plates: tuple[Image.Image, ...]
    """Cyan, magenta, yellow, black, then the spot colours."""
    scale: float
    """Pixels a point."""

    @property
    def pixel_mm(self) -> float:
        """Side of a pixel."""
        return MILLIMETRES_PER_POINT / self.scale

    def excess(self, percent: float, inside: Area) -> tuple[float, list[Area]]:
        """The most ink in one place, in percent, and the places that are over a limit; 0 where nothing is.

        Plates have 8 bits, so that less than 1 % over the limit may be rounding.
        """
        limit = math.floor(min(percent + 1, 100 * len(self.plates)) / 100 * FULL)
        box = self._pixels(inside)
        if box[0] >= box[2] or box[1] >= box[3]:
            return 0.0, []
        plates = tuple(plate.crop(box) for plate in self.plates)
        if len(plates) == PROCESS_INKS and _at_most(plates) <= limit:
            return 0.0, []
        total = reduce(_added, (plate.convert("I") for plate in plates))
        most = cast("tuple[int, int]", total.getextrema())[1]
        if most <= limit:
            return 0.0, []
        over = ImageMath.lambda_eval(lambda images: images["total"] > limit, total=total).convert("L")
        return most / FULL * 100, [self._area(place, box[:2]) for place in _places(over)]

    def strip(self, area: Area) -> bytes:
        """The ink along a strip, from left to right or from bottom to top; empty where none of it is on the page."""
        left, top, right, bottom = self._pixels(area)
        if right <= left or bottom <= top:
            return b""
        strip = self._cover((left, top, right, bottom))
        if right - left < bottom - top:
            strip = strip.transpose(Image.Transpose.ROTATE_270)
        return strip.resize((strip.width, 1), Image.Resampling.BOX).tobytes()

    def inked(self, inside: Area) -> Area | None:
        """The smallest rectangle round all ink in an area; None where there is none."""
        box = self._pixels(inside)
        found = self._cover(box).getbbox() if box[0] < box[2] and box[1] < box[3] else None
        return self._area(found, box[:2]) if found else None

    def _cover(self, box: tuple[int, int, int, int]) -> Image.Image:
        """The most that any ink has in each pixel of a part of the page."""
        return reduce(ImageChops.lighter, (plate.crop(box) for plate in self.plates))

    def _pixels(self, area: Area) -> tuple[int, int, int, int]:
        """Left, top, right and bottom of the pixels that lie wholly in an area."""
        wide, high = self.plates[0].size
        left, top, right, bottom = (edge * self.scale for edge in self.frame.points(area))
        return (
            max(0, math.ceil(left - ROUNDING_PX)),
            max(0, math.ceil(top - ROUNDING_PX)),
            min(wide, math.floor(right + ROUNDING_PX)),
            min(high, math.floor(bottom + ROUNDING_PX)),
        )

    def _area(self, box: tuple[int, int, int, int], corner: tuple[int, int]) -> Area:
        (left, top, right, bottom), (across, down) = box, corner
        shares = (left + across, top + down, right + across, bottom + down)
        return self.frame.drawn(*(share / self.scale for share in shares))


def draw(drawing: Native, page: Native, condition: Native, frame: Frame) -> Plates:
    """Draw a display list of a page in the colours of its printing condition, so that CMYK values stay as they are."""
    size = mupdf.fz_bound_display_list(drawing)
    points = max(1.0, (size.x1 - size.x0) * (size.y1 - size.y0))
    scale = min(1.0, math.sqrt(LARGEST_PX / points))
    separations = mupdf.fz_page_separations(page)
    if separations.m_internal:
        for number in range(mupdf.fz_count_separations(separations)):
            mupdf.fz_set_separation_behavior(separations, number, mupdf.FZ_SEPARATION_SPOT)
    pixmap = mupdf.fz_new_pixmap_from_display_list_with_separations(
        drawing, mupdf.FzMatrix(scale, 0, 0, scale, 0, 0), condition, separations, 0
    )
    return Plates(frame, _split(pixmap), scale)


def _split(pixmap: Native) -> tuple[Image.Image, ...]:
    """One picture for each ink."""
    inks, size = pixmap.n(), (pixmap.w(), pixmap.h())
    samples = bytes(mupdf.fz_pixmap_samples_memoryview(pixmap))
    if inks == PROCESS_INKS:
        return Image.frombytes("CMYK", size, samples).split()
    return tuple(Image.frombytes("L", size, samples[ink::inks]) for ink in range(inks))


def _at_most(plates: Sequence[Image.Image]) -> int:
    """No less than the most ink of four plates in one place, and hardly more: quick, since it is reckoned in bytes."""
    cyan, magenta, yellow, black = plates
    quarter = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    return 4 * cast("tuple[int, int]", quarter.getextrema())[1] + 8


def _added(one: Image.Image, other: Image.Image) -> Image.Image:
    return cast(
        "Image.Image", ImageMath.lambda_eval(lambda images: images["one"] + images["other"], one=one, other=other)
    )


def _places(mask: Image.Image) -> Iterator[tuple[int, int, int, int]]:
    """Rectangles round what is not 0: rows of it, cut into pieces where nothing lies between."""
    for top, bottom in _runs(mask.getprojection()[1]):
        row = mask.crop((0, top, mask.width, bottom))
        for left, right in _runs(row.getprojection()[0]):
            piece = row.crop((left, 0, right, row.height)).getbbox()
            if piece is not None:
                yield left, top + piece[1], right, top + piece[3]


def _runs(line: Sequence[int]) -> Iterator[Run]:
    """Where values other than 0 stand together, small gaps included."""
    start = end = -1
    for index, value in enumerate(line):
        if not value:
            continue
        if start >= 0 and index - end > GAP_PX:
            yield start, end
            start = index
        elif start < 0:
            start = index
        end = index + 1
    if start >= 0:
        yield start, end
