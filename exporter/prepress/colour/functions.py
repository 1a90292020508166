"""PDF functions (ISO 32000-1, 7.10) as Python functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING

from exporter.prepress.colour import calculator

if TYPE_CHECKING:
    import pikepdf

Function = Callable[[Sequence[float]], list[float]]
"""Takes as many numbers as its domain has pairs, gives as many as its range has."""


def read(item: pikepdf.Object) -> Function:
    """The function of a dictionary or stream, or of an array of functions with one result each.

    Raises:
        ValueError: it is of no known type.
    """
    from pikepdf import Array

    if isinstance(item, Array):
        several = [read(each) for each in item]
        return lambda values: [function(values)[0] for function in several]
    makers = {0: _sampled, 2: _exponential, 3: _stitched, 4: _calculated}
    kind = int(item.get("/FunctionType", -1))
    if kind not in makers:
        raise ValueError(f"a function is of the unknown type {kind}")
    function = makers[kind](item)
    domain = pairs(item["/Domain"])
    bounds = pairs(item["/Range"]) if "/Range" in item else None

    def clipped(values: Sequence[float]) -> list[float]:
        found = function([clip(value, *ends) for value, ends in zip(values, domain, strict=True)])
        if bounds is None:
            return found
        return [clip(value, *ends) for value, ends in zip(found, bounds, strict=True)]

    return clipped


def pairs(item: pikepdf.Object) -> list[tuple[float, float]]:
    """The pairs of an array of numbers."""
    flat = numbers(item)
    return list(zip(flat[::2], flat[1::2], strict=True))


def numbers(item: pikepdf.Object) -> list[float]:
    """The numbers of an array."""
    return [float(each) for each in item]


def clip(value: float, low: float, high: float) -> float:
    """The nearest number within an interval."""
    return min(max(value, low), high)


def between(value: float, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Where a number of one interval lies in another."""
    width = start[1] - start[0]
    return end[0] + (value - start[0]) * (end[1] - end[0]) / width if width else end[0]


def _exponential(item: pikepdf.Object) -> Function:
    first = numbers(item["/C0"]) if "/C0" in item else [0.0]
    last = numbers(item["/C1"]) if "/C1" in item else [1.0]
    power = float(item["/N"])

    def function(values: Sequence[float]) -> list[float]:
        share = 1.0 if power == 0 else values[0] ** power
        return [start + share * (end - start) for start, end in zip(first, last, strict=True)]

    return function


def _stitched(item: pikepdf.Object) -> Function:
    parts = [read(each) for each in item["/Functions"]]
    domain = pairs(item["/Domain"])[0]
    bounds = numbers(item["/Bounds"])
    spans = list(pairwise([domain[0], *bounds, domain[1]]))
    encode = pairs(item["/Encode"])

    def function(values: Sequence[float]) -> list[float]:
        index = sum(values[0] >= bound for bound in bounds)
        return parts[index]([between(values[0], spans[index], encode[index])])

    return function


def _sampled(item: pikepdf.Object) -> Function:
    sizes = [int(size) for size in numbers(item["/Size"])]
    domain = pairs(item["/Domain"])
    encode = pairs(item["/Encode"]) if "/Encode" in item else [(0.0, size - 1.0) for size in sizes]
    decode = pairs(item["/Decode"]) if "/Decode" in item else pairs(item["/Range"])
    bits = int(item["/BitsPerSample"])
    count = len(decode)
    samples = unpack(item.read_bytes(), bits)
    most = (1 << bits) - 1

    def function(values: Sequence[float]) -> list[float]:
        places = [
            clip(between(value, inside, outside), 0, size - 1)
            for value, inside, outside, size in zip(values, domain, encode, sizes, strict=True)
        ]
        found = [0.0] * count
        for corner in product((0, 1), repeat=len(places)):
            weight, index, stride = 1.0, 0, 1
            for place, far, size in zip(places, corner, sizes, strict=True):
                low = min(int(place), max(size - 2, 0))
                weight *= place - low if far else 1 - (place - low)
                index += min(low + far, size - 1) * stride
                stride *= size
            if weight:
                for channel in range(count):
                    found[channel] += weight * samples[index * count + channel]
        return [between(value, (0, most), ends) for value, ends in zip(found, decode, strict=True)]

    return function


def unpack(data: bytes, bits: int) -> Sequence[int]:
    """Numbers of so many bits each, packed one after the other, highest bit first."""
    if bits == 8:
        return data
    if bits in {16, 24, 32}:
        step = bits // 8
        return [int.from_bytes(data[start : start + step], "big") for start in range(0, len(data) - step + 1, step)]
    whole = int.from_bytes(data, "big")
    count = len(data) * 8 // bits
    rest = len(data) * 8
    return [(whole >> (rest - (number + 1) * bits)) & ((1 << bits) - 1) for number in range(count)]


def _calculated(item: pikepdf.Object) -> Function:
    program = calculator.parse(item.read_bytes())
    count = len(pairs(item["/Range"]))

    def function(values: Sequence[float]) -> list[float]:
        stack: list[float] = list(values)
        calculator.run(program, stack)
        return [float(value) for value in stack[-count:]]

    return function
