"""Functions that give colours, along a gradient or of a tint, as functions that give the target's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from exporter.prepress.colour import functions
from exporter.prepress.colour.spaces import Space, Values
from exporter.prepress.colour.targets import Target

if TYPE_CHECKING:
    import pikepdf

FINEST = 257
"""Samples of a curve that nothing is known of: one for every level that a renderer can show, and the end."""
STEPS = 64
"""Samples between two stops that are far apart: between two samples no ink changes by more than a few levels."""
GRIDS = {1: FINEST, 3: 17, 4: 9, 5: 6}
"""Samples on each axis of a function of several numbers; 3 for more."""
PLANES = (33, 65, 129)
"""The same for two, of which the first is taken that shows the function; `FINEST` for stripes and the like."""
CLOSE = 0.04
"""By how much a colour may stray from the straight line between two samples."""
MOST = 65535
"""Of 16-bit samples."""


def convert(pdf: pikepdf.Pdf, item: pikepdf.Object, space: Space, target: Target) -> pikepdf.Object:
    """The function that gives the target's colours where `item` gives those of `space`.

    What is stitched stays stitched at the same places, so that a hard edge in a gradient stays one.
    """
    samples = [sample for leaf in _leaves(item) for sample in _samples(leaf, 5)]
    ramp = Ramp(pdf, space, target, all(target.is_neutral(space, tuple(each)) for each in samples))
    return ramp.convert(item)


def _leaves(item: pikepdf.Object) -> Iterator[pikepdf.Object]:
    from pikepdf import Array

    if isinstance(item, Array) or int(item["/FunctionType"]) != 3:
        yield item
    else:
        for part in item["/Functions"]:
            yield from _leaves(part)


def _domain(item: pikepdf.Object) -> list[tuple[float, float]]:
    from pikepdf import Array

    return functions.pairs((item[0] if isinstance(item, Array) else item)["/Domain"])


def _is_smooth(item: pikepdf.Object, count: int) -> bool:
    """Tell whether so many samples on each of two axes show a function: in every eighth row and column, one cell."""
    function = functions.read(item)
    (left, right), (bottom, top) = _domain(item)
    wide, high = (right - left) / (count - 1), (top - bottom) / (count - 1)
    steps = range(0, count - 1, (count - 1) // 8)
    for column, row in product(steps, steps):
        x, y = left + column * wide, bottom + row * high
        corners = [function(place) for place in ([x, y], [x + wide, y], [x, y + high], [x + wide, y + high])]
        middle = function([x + wide / 2, y + high / 2])
        means = (sum(values) / 4 for values in zip(*corners, strict=True))
        if any(abs(value - mean) > CLOSE for value, mean in zip(middle, means, strict=True)):
            return False
    return True


def _samples(item: pikepdf.Object, count: int) -> list[list[float]]:
    """What a function gives at so many places on each axis, the first axis changing fastest."""
    function = functions.read(item)
    axes = [[low + (high - low) * step / (count - 1) for step in range(count)] for low, high in reversed(_domain(item))]
    return [function(place[::-1]) for place in product(*axes)]


@dataclass(frozen=True, slots=True)
class Ramp:
    """How one gradient is converted."""

    pdf: pikepdf.Pdf
    space: Space
    target: Target
    neutral: bool

    def convert(self, item: pikepdf.Object) -> pikepdf.Object:
        """The function, its parts converted each for itself."""
        from pikepdf import Array, Dictionary

        if isinstance(item, Array) or int(item["/FunctionType"]) != 3:
            return self._leaf(item)
        parts = Array([self.convert(part) for part in item["/Functions"]])
        return Dictionary(
            FunctionType=3, Domain=item["/Domain"], Bounds=item["/Bounds"], Encode=item["/Encode"], Functions=parts
        )

    def _leaf(self, item: pikepdf.Object) -> pikepdf.Object:
        domain = _domain(item)
        count = self._count(item, len(domain))
        colours = [tuple(each) for each in _samples(item, count)]
        convert = self.target.ramp if len(domain) == 1 else self.target.grid
        found = convert(self.space, colours, neutral=self.neutral)
        return sampled(self.pdf, domain, count, found)

    def _count(self, item: pikepdf.Object, inputs: int) -> int:
        """How many samples on each axis; few between colours that are near each other in a straight line."""
        from pikepdf import Array

        if inputs == 2:
            return next((count for count in PLANES if _is_smooth(item, count)), FINEST)
        if isinstance(item, Array) or inputs > 1 or int(item["/FunctionType"]) != 2:
            return GRIDS.get(inputs, 3)
        first, last = _samples(item, 2)
        if first == last:
            return 2
        return STEPS + 1 if float(item["/N"]) == 1 else FINEST


def sampled(pdf: pikepdf.Pdf, domain: list[tuple[float, float]], count: int, found: Sequence[Values]) -> pikepdf.Stream:
    """A function of type 0 that goes in straight lines between the colours given."""
    from pikepdf import Array, Stream

    data = b"".join(round(value * MOST).to_bytes(2, "big") for each in found for value in each)
    return Stream(
        pdf,
        data,
        FunctionType=0,
        Domain=Array([end for pair in domain for end in pair]),
        Range=Array([0, 1] * len(found[0])),
        Size=Array([count] * len(domain)),
        BitsPerSample=16,
    )


def tint(cmyk: Values) -> pikepdf.Dictionary:
    """From no ink to all of it."""
    from pikepdf import Array, Dictionary

    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array(list(cmyk)), N=1)
