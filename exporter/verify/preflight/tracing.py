"""What is drawn on a page, as MuPDF interprets it: every mark with its place, colour and size.

MuPDF reads a page into a display list once; the list is then run into a device of our own, which notes what passes,
and drawn by `plates`. So forms, patterns, rotation, fonts and inherited graphics state are as a renderer sees them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeAlias

import pymupdf
from pymupdf import mupdf

from exporter.sheets import MILLIMETRES_PER_POINT
from exporter.verify.preflight.facts import Kind, Mark, Paint
from exporter.verify.preflight.pages import Frame
from exporter.verify.preflight.places import Area
from exporter.verify.preflight.profile import Colour

Native: TypeAlias = Any
"""A structure of MuPDF's, valid only while it calls us."""
Callback: TypeAlias = Callable[..., int | None]
PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
EVERYWHERE = Area(-math.inf, -math.inf, math.inf, math.inf)
UNKNOWN = Paint(None, None)
GLYPH_MARGIN_PT = 1.0
"""`fz_bound_text` adds this on all sides, for the positions at which glyphs are cached."""
FLAT_PX = 2
"""A picture of no more pixels is a plain colour: its resolution says nothing."""
COLOURS: Mapping[int, tuple[Colour, Colour]] = {
    1: ("grey", "icc-grey"),
    2: ("rgb", "icc-rgb"),
    3: ("rgb", "icc-rgb"),
    4: ("cmyk", "icc-cmyk"),
    5: ("lab", "lab"),
    7: ("spot", "spot"),
}
"""MuPDF's `enum fz_colorspace_type`: of a device, and with a profile."""
INDEXED = 6

pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003 - its signature
pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003 - they go to the terminal; `pdf_facts` tells of damage


def marks(drawing: Native, frame: Frame, *, is_group: bool) -> tuple[Mark, ...]:
    """Note all that a display list draws.

    Args:
        drawing: The display list.
        frame: How its page lies.
        is_group: Whether the page itself is a transparency group that names its colour space.
    """
    device = Tracer(frame, is_group=is_group)
    everything = mupdf.FzRect(mupdf.FzRect.Fixed_INFINITE)
    mupdf.fz_run_display_list(drawing, device, mupdf.FzMatrix(), everything, mupdf.FzCookie())
    mupdf.fz_close_device(device)
    if device.failure is not None:
        raise device.failure
    return tuple(device.marks)


def _noted(call: Callback) -> Callback:
    """Keep what a callback raises for `marks`: MuPDF would print it and go on."""

    @wraps(call)
    def noted(tracer: Tracer, *arguments: Native) -> int:
        try:
            return call(tracer, *arguments) or 0
        except Exception as failure:  # noqa: BLE001 - it is raised again
            tracer.failure = tracer.failure or failure
            return 0

    return noted


class Tracer(mupdf.FzDevice2):  # type: ignore[misc]  # MuPDF has no types
    """A device that draws nothing: MuPDF calls it for each mark."""

    CALLS = (
        "fill_path",
        "stroke_path",
        "clip_path",
        "clip_stroke_path",
        "fill_text",
        "stroke_text",
        "clip_text",
        "clip_stroke_text",
        "fill_shade",
        "fill_image",
        "fill_image_mask",
        "clip_image_mask",
        "pop_clip",
        "begin_mask",
        "end_mask",
        "begin_group",
        "begin_tile",
        "end_tile",
    )

    def __init__(self, frame: Frame, *, is_group: bool) -> None:
        super().__init__()
        for call in self.CALLS:
            getattr(self, f"use_virtual_{call}")()
        self.frame = frame
        self.marks: list[Mark] = []
        self.clips = [EVERYWHERE]
        self.is_group = is_group
        self.groups = 0
        self.tiled: list[list[Area]] = []
        """The clips that stood when each tiling pattern began that is being drawn."""
        self.masks = 0
        """How many soft masks are being made: what is drawn in them is no ink."""
        self.failure: Exception | None = None
        """The first thing that a callback raised."""

    def _add(self, kind: Kind, area: Area, paint: Paint, size: float = 0.0, *, is_transparent: bool = False) -> None:
        seen = self.tiled[0][-1] if self.tiled else area.within(self.clips[-1])
        if not (self.masks or seen.is_empty or paint.opacity <= 0):
            self.marks.append(Mark(kind, seen, paint, size, is_transparent or paint.opacity < 1))

    def _clip(self, area: Area) -> None:
        self.clips.append(area.within(self.clips[-1]))

    def _path(self, path: Native, stroke: Native, matrix: Native) -> Area:
        box = mupdf.ll_fz_bound_path(path, stroke, matrix)
        return self.frame.drawn(box.x0, box.y0, box.x1, box.y1)

    def _words(self, text: Native, stroke: Native, matrix: Native) -> Area | None:
        """The place of glyphs; None where they are only spaces.

        For a stroke `fz_bound_text` adds what the sharpest corner could take: half the line is nearer the truth.
        """
        box = mupdf.ll_fz_bound_text(text, None, matrix)
        margin = GLYPH_MARGIN_PT
        if box.x1 - box.x0 <= 2 * margin or box.y1 - box.y0 <= 2 * margin:
            return None
        line = stroke.linewidth * _scale(matrix) / 2 if stroke else 0.0
        margin -= line
        return self.frame.drawn(box.x0 + margin, box.y0 + margin, box.x1 - margin, box.y1 - margin)

    def _text(self, text: Native, stroke: Native, matrix: Native, paint: Paint) -> None:
        area = self._words(text, stroke, matrix)
        if area is not None:
            letters = text.head.trm
            size = math.sqrt(abs(letters.a * letters.d - letters.b * letters.c)) * _scale(matrix)
            self._add("text", area, paint, size)

    @_noted
    def fill_path(self, *call: Native) -> None:
        """Colour is laid on inside a path."""
        _context, path, _even_odd, matrix, space, values, opacity, parameters = call
        area = self._path(path, None, matrix)
        box = min(area.right - area.left, area.top - area.bottom) / MILLIMETRES_PER_POINT
        self._add("fill", area, _paint(space, values, opacity, parameters), box)

    @_noted
    def stroke_path(self, *call: Native) -> None:
        """Colour is laid on along a path."""
        _context, path, stroke, matrix, space, values, opacity, parameters = call
        paint = _paint(space, values, opacity, parameters)
        self._add("line", self._path(path, stroke, matrix), paint, stroke.linewidth * _scale(matrix))

    @_noted
    def fill_text(self, *call: Native) -> None:
        """Text is set."""
        _context, text, matrix, space, values, opacity, parameters = call
        self._text(text, None, matrix, _paint(space, values, opacity, parameters))

    @_noted
    def stroke_text(self, *call: Native) -> None:
        """The outlines of text are drawn."""
        _context, text, stroke, matrix, space, values, opacity, parameters = call
        self._text(text, stroke, matrix, _paint(space, values, opacity, parameters))

    @_noted
    def fill_shade(self, *call: Native) -> None:
        """A gradient is drawn."""
        _context, shade, matrix, opacity, parameters = call
        box = mupdf.ll_fz_bound_shade(shade, matrix)
        paint = Paint(_colour(shade.colorspace), None, opacity, bool(parameters.op))
        self._add("shading", self.frame.drawn(box.x0, box.y0, box.x1, box.y1), paint)

    @_noted
    def fill_image(self, *call: Native) -> None:
        """A picture is drawn."""
        _context, image, matrix, opacity, parameters = call
        paint = Paint(_colour(image.colorspace), None, opacity, bool(parameters.op))
        kind: Kind = "bitmap" if image.bpc == 1 and image.n == 1 else "picture"
        self._add(kind, self._square(matrix), paint, _ppi(image, matrix))

    @_noted
    def fill_image_mask(self, *call: Native) -> None:
        """Colour is laid on through a picture."""
        _context, image, matrix, space, values, opacity, parameters = call
        paint = _paint(space, values, opacity, parameters)
        self._add("bitmap", self._square(matrix), paint, _ppi(image, matrix))

    @_noted
    def clip_path(self, *call: Native) -> None:
        """What follows shows only inside a path."""
        self._clip(self._path(call[1], None, call[3]))

    @_noted
    def clip_stroke_path(self, *call: Native) -> None:
        """What follows shows only along a path."""
        self._clip(self._path(call[1], call[2], call[3]))

    @_noted
    def clip_text(self, *call: Native) -> None:
        """What follows shows only inside glyphs."""
        self._clip(self._words(call[1], None, call[2]) or EVERYWHERE)

    @_noted
    def clip_stroke_text(self, *call: Native) -> None:
        """What follows shows only along the outlines of glyphs."""
        self._clip(self._words(call[1], call[2], call[3]) or EVERYWHERE)

    @_noted
    def clip_image_mask(self, *call: Native) -> None:
        """What follows shows only through a picture; through one with more than two levels, partly."""
        _context, image, matrix, _scissor = call
        self._clip(self._square(matrix))
        if image.bpc > 1:
            self._add("group", self._square(matrix), UNKNOWN, is_transparent=True)

    @_noted
    def pop_clip(self, _context: Native) -> None:
        """The last clip, or the last soft mask, ends."""
        if len(self.clips) > 1:
            self.clips.pop()

    @_noted
    def begin_mask(self, *call: Native) -> None:
        """What is drawn now makes a soft mask."""
        box = call[1]
        self._add("group", self.frame.drawn(box.x0, box.y0, box.x1, box.y1), UNKNOWN, is_transparent=True)
        self.masks += 1

    @_noted
    def end_mask(self, *_call: Native) -> None:
        """What follows shows only through the soft mask, until a clip is popped."""
        self.masks = max(0, self.masks - 1)
        self._clip(EVERYWHERE)

    @_noted
    def begin_group(self, *call: Native) -> None:
        """What follows is blended as one."""
        _context, box, space, _isolated, _knockout, blend_mode, opacity = call
        is_named = self.is_group or self.groups  # else MuPDF has put it round the page, in the output intent's colours
        self.groups += 1
        paint = Paint(_colour(space) if is_named else None, None, opacity)
        area = self.frame.drawn(box.x0, box.y0, box.x1, box.y1)
        self._add("group", area, paint, is_transparent=blend_mode != mupdf.FZ_BLEND_NORMAL)

    @_noted
    def begin_tile(self, *_call: Native) -> int:
        """What follows is repeated: it lies wherever the pattern shows. Returns that it has to be drawn."""
        self.tiled.append(self.clips)
        self.clips = [EVERYWHERE]
        return 0

    @_noted
    def end_tile(self, _context: Native) -> None:
        """The pattern ends."""
        self.clips = self.tiled.pop()

    def _square(self, matrix: Native) -> Area:
        """Where a picture lies: the square of side 1, transformed."""
        across = sorted((matrix.e, matrix.e + matrix.a, matrix.e + matrix.c, matrix.e + matrix.a + matrix.c))
        down = sorted((matrix.f, matrix.f + matrix.b, matrix.f + matrix.d, matrix.f + matrix.b + matrix.d))
        return self.frame.drawn(across[0], down[0], across[-1], down[-1])


def _scale(matrix: Native) -> float:
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))


def _ppi(image: Native, matrix: Native) -> float:
    """Pixels an inch, in the direction that has fewer; infinite for a picture that is a plain colour."""
    wide, high = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    if min(image.w, image.h) <= FLAT_PX or not (wide and high):
        return math.inf
    return float(min(image.w / wide, image.h / high)) * 72


def _colour(space: Native) -> Colour | None:
    if space is None:
        return None
    if space.type == INDEXED:
        return _colour(mupdf.ll_fz_base_colorspace(space))
    kinds = COLOURS.get(space.type)
    return kinds and kinds[not space.flags & mupdf.FZ_COLORSPACE_IS_DEVICE]


def _paint(space: Native, values: Native, opacity: float, parameters: Native) -> Paint:
    colour = _colour(space)
    amounts = [mupdf.floats_getitem(values, number) for number in range(space.n)] if space else []
    return Paint(colour, _inks(space, colour, amounts), opacity, bool(parameters.op))


def _inks(space: Native, colour: Colour | None, amounts: Sequence[float]) -> tuple[tuple[str, float], ...] | None:
    if colour in {"cmyk", "icc-cmyk"}:
        return tuple(zip(PROCESS, amounts, strict=True))
    if colour in {"grey", "icc-grey"}:
        return (("Black", 1 - amounts[0]),)
    if colour == "spot":
        names = [mupdf.ll_fz_colorspace_colorant(space, number) for number in range(space.n)]
        return tuple(zip(names, amounts, strict=True))
    return None
