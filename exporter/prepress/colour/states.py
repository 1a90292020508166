"""Graphics states: their soft masks keep their light; what they say of overprinting is ours to say."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from exporter.prepress.colour import functions, spaces
from exporter.prepress.colour.placements import Matrix

if TYPE_CHECKING:
    import pikepdf

    from exporter.prepress.colour.resources import Resources

OVERPRINTING = ("/OP", "/op", "/OPM")


def convert(resources: Resources, item: pikepdf.Object, matrix: Matrix) -> pikepdf.Object:
    """A graphics state; the same one where nothing in it has to do with colour."""
    from pikepdf import Dictionary

    mask = item.get("/SMask")
    if not isinstance(mask, Dictionary) and not any(key in item for key in OVERPRINTING):
        return item
    made = Dictionary({key: item[key] for key in item.keys() if key not in OVERPRINTING})  # noqa: SIM118 - as pikepdf has it
    if isinstance(mask, Dictionary):
        made.SMask = _mask(resources, mask, matrix)
    return made


def _mask(resources: Resources, item: pikepdf.Dictionary, matrix: Matrix) -> pikepdf.Dictionary:
    """A soft-mask dictionary (ISO 32000-1, 11.6.5.3): of light, or of how much its group covers."""
    from pikepdf import Array, Dictionary

    of_light = item.S == "/Luminosity"
    target = resources.conversion.mask if of_light else resources.conversion.press
    form, drawing = resources.conversion.form(cast("pikepdf.Stream", item.G), resources.old, target)
    resources.drawing.placements.append((drawing, matrix))
    made = Dictionary({key: item[key] for key in item.keys() if key not in {"/G", "/BC"}})  # noqa: SIM118 - as above
    made.G = form
    if "/BC" in item and of_light:
        group = item.G.get("/Group", Dictionary())
        space = resources.described(group.CS) if "/CS" in group else spaces.GREY
        made.BC = Array(list(target.paint(space, functions.numbers(item.BC)).values))
    return made
