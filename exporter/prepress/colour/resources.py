"""The resources of one content stream: those of old looked up, those in use taken over, converted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from exporter.prepress.colour import fonts, spaces, states
from exporter.prepress.colour.content import Scope
from exporter.prepress.colour.placements import UNIT, Drawing, Matrix
from exporter.prepress.colour.spaces import Space
from exporter.prepress.colour.targets import Paint, Target

if TYPE_CHECKING:
    import pikepdf

    from exporter.prepress.colour.conversion import Conversion

DEFAULTS = {"/DeviceGray": "/DefaultGray", "/DeviceRGB": "/DefaultRGB"}
"""ISO 32000-1, 8.6.5.6. What is CMYK is taken as the press's own."""


@dataclass(slots=True)
class Resources(Scope):
    """Of one stream, for one target."""

    conversion: Conversion
    old: pikepdf.Dictionary
    target: Target
    drawing: Drawing
    images: Mapping[str, pikepdf.Stream]
    """Those that stood inline."""
    _new: dict[str, dict[str, pikepdf.Object]] = field(default_factory=dict)
    _spaces: dict[str, Space] = field(default_factory=dict)

    def dictionary(self) -> pikepdf.Dictionary:
        """The new resources: what the stream uses and nothing else."""
        from pikepdf import Dictionary

        made = Dictionary({category: Dictionary(entries) for category, entries in sorted(self._new.items())})
        if "/Properties" in self.old:
            made.Properties = self.old.Properties
        return made

    def space(self, name: str) -> Space:
        """A space by name: a device's, with the default that stands in for it, or one of the resources."""
        if name not in self._spaces:
            listed = self._listed("/ColorSpace")
            default = DEFAULTS.get(name, "")
            if default in listed:
                self._spaces[name] = spaces.read(listed[default])
            elif name in spaces.DEVICE:
                self._spaces[name] = spaces.DEVICE[name]
            else:
                self._spaces[name] = spaces.read(self._old("/ColorSpace", name))
        return self._spaces[name]

    def described(self, item: pikepdf.Object) -> Space:
        """The space that an image or a shading names or brings along."""
        from pikepdf import Name

        return self.space(ABBREVIATED.get(str(item), str(item))) if isinstance(item, Name) else spaces.read(item)

    def take_space(self, name: str, space: Space) -> None:
        """A space that stays."""
        if not self._has("/ColorSpace", name):
            self._add("/ColorSpace", name, self.conversion.space(self._old("/ColorSpace", name), space, self.target))

    def take_pattern(self, name: str) -> None:
        """A tiling pattern, or one of a shading."""
        from pikepdf import Stream

        if self._has("/Pattern", name):
            return
        item = self._old("/Pattern", name)
        if isinstance(item, Stream):
            form, drawing = self.conversion.form(item, self.old, self.target)
            self.drawing.placements.append((drawing, UNIT))
            self._add("/Pattern", name, form)
        else:
            made = self.conversion.once(item, self.target, lambda: self._shading_pattern(item))
            self._add("/Pattern", name, made)

    def _shading_pattern(self, item: pikepdf.Object) -> pikepdf.Object:
        from pikepdf import Dictionary

        made = Dictionary({key: item[key] for key in item.keys()})  # noqa: SIM118 - pikepdf's dictionaries give keys only
        made.Shading = self._shading(item.Shading)
        if "/ExtGState" in item:
            made.ExtGState = states.convert(self, item.ExtGState, UNIT)
        return self.conversion.pdf.make_indirect(made)

    def take_shading(self, name: str) -> None:
        """A shading that `sh` paints."""
        if not self._has("/Shading", name):
            self._add("/Shading", name, self._shading(self._old("/Shading", name)))

    def _shading(self, item: pikepdf.Object) -> pikepdf.Object:
        return self.conversion.shading(item, self.described(item.ColorSpace), self.target)

    def take_font(self, name: str) -> None:
        """A font; the glyphs of one of type 3 are drawn."""
        if not self._has("/Font", name):
            self._add("/Font", name, fonts.convert(self, self._old("/Font", name)))

    def take_object(self, name: str, matrix: Matrix) -> None:
        """An image or a form, and where it stands."""
        item = self.images.get(name) or self._old("/XObject", name)
        if item.get("/Subtype") == "/Form":
            made, drawing = self.conversion.form(cast("pikepdf.Stream", item), self.old, self.target)
        else:
            space = self.described(item.ColorSpace) if "/ColorSpace" in item else None
            picture = self.conversion.picture(cast("pikepdf.Stream", item), space, self.target)
            made, drawing = picture.made, picture.drawing
        self.drawing.placements.append((drawing, matrix))
        self._add("/XObject", name, made)

    def take_state(self, name: str, matrix: Matrix) -> None:
        """A graphics state; its mask, if it has one, stands where it is set."""
        self._add("/ExtGState", name, states.convert(self, self._old("/ExtGState", name), matrix))

    def spot(self, paint: Paint) -> str:
        """The space of an ink of its own."""
        name, space = self.conversion.spot(paint)
        self._add("/ColorSpace", name, space)
        return name

    def overprint(self, name: str) -> None:
        """One of the two states for black text."""
        if not self._has("/ExtGState", name):
            self._add("/ExtGState", name, self.conversion.overprint(name))

    def _has(self, category: str, name: str) -> bool:
        return name in self._new.get(category, ())

    def _add(self, category: str, name: str, item: pikepdf.Object) -> None:
        self._new.setdefault(category, {})[name] = item

    def _old(self, category: str, name: str) -> pikepdf.Object:
        listed = self._listed(category)
        if name not in listed:
            raise ValueError(f"a content stream draws with {name!r}, which its resources do not have")
        return listed[name]

    def _listed(self, category: str) -> pikepdf.Object:
        from pikepdf import Dictionary

        return self.old.get(category) or Dictionary()


ABBREVIATED = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK"}
"""Of inline images."""
