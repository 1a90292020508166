"""Where pictures come to stand, through forms, patterns and masks, and so how large they are drawn at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1, 0, 0, 1, 0, 0)


def multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix of one transformation followed by another."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


@dataclass(slots=True, eq=False)
class Drawing:
    """A stream that is drawn, or a picture, and what it draws."""

    matrix: Matrix = UNIT
    """Its own, from its space to that in which it is drawn."""
    placements: list[tuple[Drawing, Matrix]] = field(default_factory=list)
    width_pt: float = 0.0
    """The greatest width at which the unit square of its space is drawn; a picture fills that square."""
    height_pt: float = 0.0
    _seen: set[tuple[float, ...]] = field(default_factory=set)

    def place(self, matrix: Matrix = UNIT) -> None:
        """Measure it and all that it draws, drawn with a matrix; may be said for every place at which it stands."""
        inner = multiply(self.matrix, matrix)
        shape = tuple(round(value, 6) for value in inner[:4])
        if shape in self._seen:
            return
        self._seen.add(shape)
        self.width_pt = max(self.width_pt, hypot(inner[0], inner[1]))
        self.height_pt = max(self.height_pt, hypot(inner[2], inner[3]))
        for drawing, placed in self.placements:
            drawing.place(multiply(placed, inner))
