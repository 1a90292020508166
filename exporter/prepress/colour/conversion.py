"""All objects that pages draw with, each converted once for pages and, where masks use it too, once for masks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from exporter.prepress.colour import Inks, content, functions, pictures, profile, ramps, shadings, spaces, tokens
from exporter.prepress.colour.pictures import Picture
from exporter.prepress.colour.placements import UNIT, Drawing
from exporter.prepress.colour.resources import Resources
from exporter.prepress.colour.targets import Mask, Paint, Press, Target

if TYPE_CHECKING:
    import pikepdf

PAGE_BEGINS = b"0 0 0 1 k 0 0 0 1 K\n"
"""The colour that a page begins with is black in DeviceGray, which does not overprint."""
Made = TypeVar("Made")
STALE = ("/Length", "/Filter", "/DecodeParms", "/Resources", "/Group", "/Metadata", "/LastModified")
UNSTRUCTURED = ("/StructParent", "/StructParents", "/PieceInfo", "/OPI", "/Ref")
DROPPED = frozenset((*STALE, *UNSTRUCTURED))
"""Entries of a form that are its old stream's, or mean nothing without the structure."""


@dataclass(slots=True)
class Conversion:
    """One file's."""

    pdf: pikepdf.Pdf
    inks: Inks
    jpeg_quality: int
    press: Target = field(init=False)
    mask: Target = field(init=False)
    memories: dict[str, content.Memory] = field(default_factory=dict)
    done: dict[tuple[tuple[int, int], str], object] = field(default_factory=dict)
    """By the old object and the target: the new one, and the drawing where it is drawn."""
    begun: set[tuple[tuple[int, int], str]] = field(default_factory=set)
    waiting: list[Picture] = field(default_factory=list)
    spots: dict[Paint, tuple[str, pikepdf.Object]] = field(default_factory=dict)
    """Spaces of inks of their own, and the names they have in resources."""
    overprints: dict[str, pikepdf.Object] = field(default_factory=dict)
    """Graphics states that begin and end overprinting, by the same."""

    def __post_init__(self) -> None:
        table = profile.read(self.inks.profile)
        self.press = Press(table, self.inks.exact, self.inks.most_ink_percent)
        self.mask = Mask(table)

    def run(self) -> None:
        """Convert every page, then the pictures, whose sizes are known by then."""
        drawings = [self.page(page) for page in self.pdf.pages]
        for drawing in drawings:
            drawing.place()
        pictures.convert(self.waiting, self.pdf, self.jpeg_quality)
        if "/OutputIntents" in self.pdf.Root:
            del self.pdf.Root["/OutputIntents"]

    def page(self, page: pikepdf.Page) -> Drawing:
        """Give a page new contents and resources."""
        from pikepdf import Array, Dictionary, Stream

        contents = page.obj.get("/Contents", Array())
        parts = [contents] if isinstance(contents, Stream) else list(contents)
        data = b"\n".join(part.read_bytes() for part in parts)
        drawing = Drawing()
        old = page.resources if "/Resources" in page else Dictionary()
        made, resources = self.contents(data, old, self.press, drawing, begins=PAGE_BEGINS)
        page.obj.Contents = Stream(self.pdf, made)
        page.obj.Resources = resources
        for key in ("/Annots", "/Thumb", "/PieceInfo"):
            if key in page.obj:
                del page.obj[key]
        if "/Group" in page.obj:
            page.obj.Group = group(page.obj.Group, self.press)
        _disinherit(page.obj)
        return drawing

    def contents(
        self,
        data: bytes,
        old: pikepdf.Dictionary,
        target: Target,
        drawing: Drawing,
        *,
        begins: bytes = b"",
    ) -> tuple[bytes, pikepdf.Dictionary]:
        """A content stream and its resources."""
        tidy, images = tokens.tidy(self.pdf, data)
        scope = Resources(self, old, target, drawing, images)
        memory = self.memories.setdefault(target.name, content.Memory())
        return content.rewrite(tidy, scope, memory, begins=begins), scope.dictionary()

    def once(self, item: pikepdf.Object, target: Target, make: Callable[[], Made]) -> Made:
        """Make the new object of an old one only the first time.

        Raises:
            ValueError: it is drawn by itself.
        """
        key = (item.objgen, target.name)
        if not item.is_indirect:
            return make()
        if key in self.begun:
            raise ValueError(f"object {item.objgen[0]} is drawn by itself")
        if key not in self.done:
            self.begun.add(key)
            self.done[key] = make()
            self.begun.remove(key)
        return cast("Made", self.done[key])

    def form(self, item: pikepdf.Stream, outer: pikepdf.Dictionary, target: Target) -> tuple[pikepdf.Stream, Drawing]:
        """A form XObject or a tiling pattern; `outer` are the resources of one that has none."""
        return self.once(item, target, lambda: self._form(item, outer, target))

    def _form(self, item: pikepdf.Stream, outer: pikepdf.Dictionary, target: Target) -> tuple[pikepdf.Stream, Drawing]:
        from pikepdf import Stream

        a, b, c, d, e, f = functions.numbers(item.Matrix) if "/Matrix" in item else UNIT
        drawing = Drawing((a, b, c, d, e, f))
        data, resources = self.contents(
            item.read_bytes(), cast("pikepdf.Dictionary", item.get("/Resources", outer)), target, drawing
        )
        made = Stream(self.pdf, data)
        for key in item.keys():  # noqa: SIM118 - a stream's items cannot be iterated
            if key not in DROPPED:
                made[key] = item[key]
        made.Resources = resources
        if "/Group" in item:
            made.Group = group(item.Group, target)
        return made, drawing

    def picture(self, item: pikepdf.Stream, space: spaces.Space | None, target: Target) -> Picture:
        """An image XObject, to be converted at the end."""
        from pikepdf import Name

        def make() -> Picture:
            picture = Picture(item, space, target, self.pdf.make_stream(b""))
            if "/ColorSpace" in item and space is not None:
                picture.kept = self.space(item.ColorSpace, space, target)
            self.waiting.append(picture)
            if "/SMask" in item:
                alpha = Picture(
                    cast("pikepdf.Stream", item.SMask),
                    spaces.GREY,
                    self.mask,
                    self.pdf.make_stream(b""),
                    Name.DeviceGray,
                    picture.drawing,
                )
                self.waiting.append(alpha)
                picture.made.SMask = alpha.made
            return picture

        return self.once(item, target, make)

    def space(self, item: pikepdf.Object, space: spaces.Space, target: Target) -> pikepdf.Object:
        """A space that stays, built on the target's."""
        from pikepdf import Array, Name

        device = Name(f"/{target.name}")
        if isinstance(space, spaces.Pattern):
            return Array([Name.Pattern, device])
        if not isinstance(space, spaces.Tint) or space.alternate == spaces.CMYK:
            return item if target.keeps(space) else device
        if not target.keeps(space):
            return device
        function = self.once(item[3], target, lambda: ramps.convert(self.pdf, item[3], space.alternate, target))
        return Array([item[0], item[1], device, function])

    def shading(self, item: pikepdf.Object, space: spaces.Space, target: Target) -> pikepdf.Object:
        """A shading dictionary or stream."""

        def make() -> pikepdf.Object:
            kept = self.space(item.ColorSpace, space, target)
            return shadings.convert(self.pdf, item, shadings.Colours(space, kept, target))

        return self.once(item, target, make)

    def spot(self, paint: Paint) -> tuple[str, pikepdf.Object]:
        """The space of an ink of its own, and the name it has in resources."""
        from pikepdf import Array, Name

        if paint not in self.spots:
            name = f"/_Spot{len(self.spots) + 1}"
            ink = Name("/" + paint.spot)
            space = Array([Name.Separation, ink, Name.DeviceCMYK, ramps.tint(paint.values)])
            self.spots[paint] = (name, self.pdf.make_indirect(space))
        return self.spots[paint]

    def overprint(self, name: str) -> pikepdf.Object:
        """The graphics state that begins or ends overprinting."""
        from pikepdf import Dictionary, Name

        if name not in self.overprints:
            on = name == content.OVERPRINT[True]
            state = Dictionary(Type=Name.ExtGState, OP=on, op=on, OPM=1)
            self.overprints[name] = self.pdf.make_indirect(state)
        return self.overprints[name]


def group(item: pikepdf.Object, target: Target) -> pikepdf.Dictionary:
    """A transparency group's attributes: it is blended in the target's space."""
    from pikepdf import Dictionary, Name

    made = Dictionary({key: item[key] for key in item.keys() if key != "/CS"})  # noqa: SIM118 - as above
    made.CS = Name(f"/{target.name}")
    return made


def _disinherit(page: pikepdf.Dictionary) -> None:
    """Take resources off the nodes above a page, which has its own now."""
    node = page.get("/Parent")
    while node is not None:
        if "/Resources" in node:
            del node["/Resources"]
        node = node.get("/Parent")
