"""Meshes (ISO 32000-1, 8.7.4.5.5 to 8.7.4.5.8): triangles and patches, whose corners have colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exporter.prepress.colour import functions
from exporter.prepress.colour.spaces import Values

if TYPE_CHECKING:
    import pikepdf

    from exporter.prepress.colour.shadings import Colours

POINTS = {6: (12, 8), 7: (16, 12)}
"""Points of a patch, and of one that shares an edge with the patch before it."""
BITS = 16
"""Of each new component: finer than any that comes."""


def convert(item: pikepdf.Stream, kept: dict[str, pikepdf.Object], colours: Colours) -> bytes:
    """The mesh's data with new colours; `kept`, the entries of its dictionary, gets their new shape.

    Raises:
        ValueError: a flag of an edge is none.
    """
    from pikepdf import Array

    reader = Reader(item.read_bytes())
    decode = functions.pairs(item.Decode)
    shape = Shape(
        kind=int(item.ShadingType),
        flag=int(item.get("/BitsPerFlag", 0)),
        coordinate=int(item.BitsPerCoordinate),
        component=int(item.BitsPerComponent),
        ranges=decode[2:],
    )
    writer = Writer()
    while reader.left() >= shape.shortest:
        _element(reader, writer, shape, colours)
        reader.align()
        writer.align()
    count = len(_converted(colours, colours.space.initial))
    kept["/BitsPerComponent"] = BITS  # type: ignore[assignment]  # pikepdf turns numbers into objects
    kept["/Decode"] = Array([end for pair in decode[:2] for end in pair] + [0, 1] * count)
    return writer.data()


@dataclass(frozen=True, slots=True)
class Shape:
    """How a mesh is written: bits of each number, and what the components of its colours range over."""

    kind: int
    flag: int
    coordinate: int
    component: int
    ranges: list[tuple[float, float]]

    @property
    def shortest(self) -> int:
        """Bits of a vertex, or of a patch that shares an edge."""
        points, corners = (POINTS[self.kind][1], 2) if self.kind in POINTS else (1, 1)
        return self.flag + points * 2 * self.coordinate + corners * len(self.ranges) * self.component


def _element(reader: Reader, writer: Writer, shape: Shape, colours: Colours) -> None:
    points, corners = 1, 1
    if shape.kind != 5:
        flag = reader.take(shape.flag)
        writer.put(flag, shape.flag)
        if shape.kind in POINTS:
            new = flag & 3 == 0
            points, corners = (POINTS[shape.kind][0], 4) if new else (POINTS[shape.kind][1], 2)
    for _ in range(points * 2):
        writer.put(reader.take(shape.coordinate), shape.coordinate)
    most = (1 << shape.component) - 1
    for _ in range(corners):
        values = [functions.between(reader.take(shape.component), (0, most), ends) for ends in shape.ranges]
        for value in _converted(colours, tuple(values)):
            writer.put(round(value * ((1 << BITS) - 1)), BITS)


def _converted(colours: Colours, values: Values) -> Values:
    return colours.target.grid(colours.space, [values], neutral=False)[0]


class Reader:
    """Takes numbers of any bits from bytes."""

    def __init__(self, data: bytes) -> None:
        self._whole = int.from_bytes(data, "big")
        self._length = len(data) * 8
        self._position = 0

    def left(self) -> int:
        """Bits that are left."""
        return self._length - self._position

    def take(self, bits: int) -> int:
        """The next number."""
        self._position += bits
        return (self._whole >> max(self._length - self._position, 0)) & ((1 << bits) - 1)

    def align(self) -> None:
        """Go to the next whole byte."""
        self._position = -(-self._position // 8) * 8


class Writer:
    """Writes numbers of any bits to bytes."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._length = 0

    def put(self, value: int, bits: int) -> None:
        """Write a number."""
        if bits:
            self._words.append(f"{value:0{bits}b}")
            self._length += bits

    def align(self) -> None:
        """Fill the byte up."""
        self.put(0, -self._length % 8)

    def data(self) -> bytes:
        """All that was written."""
        self.align()
        return int("".join(self._words) or "0", 2).to_bytes(self._length // 8, "big")
