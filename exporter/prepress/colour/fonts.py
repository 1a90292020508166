"""Fonts of type 3, whose glyphs are content streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from exporter.prepress.colour.placements import UNIT, Drawing, Matrix

if TYPE_CHECKING:
    import pikepdf

    from exporter.prepress.colour.resources import Resources


GLYPH: Matrix = (1e6, 0, 0, 1e6, 0, 0)
"""Nobody knows how large a glyph will be set: its pictures stay as they are."""


def convert(resources: Resources, item: pikepdf.Object) -> pikepdf.Object:
    """A font with its glyphs in the target's colours; the same one where it has no colours."""
    if item.get("/Subtype") != "/Type3":
        return item
    return resources.conversion.once(item, resources.target, lambda: _glyphs(resources, item))


def _glyphs(resources: Resources, item: pikepdf.Object) -> pikepdf.Object:
    """All glyphs draw with the font's resources, or else the page's; each gets its own part of them."""
    from pikepdf import Dictionary, Stream

    conversion, target = resources.conversion, resources.target
    old = cast("pikepdf.Dictionary", item.get("/Resources", resources.old))
    drawing = Drawing(GLYPH)
    resources.drawing.placements.append((drawing, UNIT))
    glyphs, used = {}, Dictionary()
    for name in item.CharProcs.keys():  # noqa: SIM118 - pikepdf's dictionaries give keys only
        data, own = conversion.contents(item.CharProcs[name].read_bytes(), old, target, drawing)
        glyphs[name] = Stream(conversion.pdf, data)
        for category in own.keys():  # noqa: SIM118 - as above
            listed = used.get(category, Dictionary())
            for key in own[category].keys():  # noqa: SIM118 - as above
                listed[key] = own[category][key]
            used[category] = listed
    made = Dictionary({key: item[key] for key in item.keys() if key not in {"/CharProcs", "/Resources"}})  # noqa: SIM118
    made.CharProcs, made.Resources = Dictionary(glyphs), used
    return conversion.pdf.make_indirect(made)
