"""Shadings (ISO 32000-1, 8.7.4.5): gradients by their functions, meshes by their corners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exporter.prepress.colour import functions, meshes, ramps
from exporter.prepress.colour.spaces import Space
from exporter.prepress.colour.targets import Target

if TYPE_CHECKING:
    import pikepdf

DROPPED = frozenset(("/ColorSpace", "/Background", "/Function", "/Length", "/Filter", "/DecodeParms"))


@dataclass(frozen=True, slots=True)
class Colours:
    """The space of a shading, the one that it gets, and what its colours become."""

    space: Space
    made: pikepdf.Object
    target: Target


def convert(pdf: pikepdf.Pdf, item: pikepdf.Object, colours: Colours) -> pikepdf.Object:
    """The shading in its new space; geometry, domain and extent stay.

    Raises:
        ValueError: its functions or its mesh cannot be read.
    """
    from pikepdf import Array, Dictionary, Stream

    stays = colours.target.keeps(colours.space)
    kept = {key: item[key] for key in item.keys() if key not in DROPPED}  # noqa: SIM118 - pikepdf gives keys only
    if isinstance(item, Stream):
        data = item.read_bytes() if stays or "/Function" in item else meshes.convert(item, kept, colours)
        made: pikepdf.Object = Stream(pdf, data)
        for key, value in kept.items():
            made[key] = value
    else:
        made = pdf.make_indirect(Dictionary(kept))
    made.ColorSpace = colours.made
    if "/Function" in item:
        made.Function = item.Function if stays else ramps.convert(pdf, item.Function, colours.space, colours.target)
    if "/Background" in item:
        values = functions.numbers(item.Background)
        made.Background = Array(list(values if stays else colours.target.paint(colours.space, values).values))
    return made
