"""A drawn cover: calm, overlapping hills of colour, another for each article and always the same for one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from hashlib import sha256

from exporter.layout import colours
from exporter.model import Resource

LAYERS = 5
KNOTS = 6
"""Points of a ridge, from edge to edge."""
GROUND_TOKEN, ACCENT_TOKEN = "primary", "accent"
FARTHEST, NEAREST = 0.86, 0.36
"""OKLCH lightness of the ridges."""

Size = tuple[float, float]


def cover(seed: str, tokens: Mapping[str, str], size: Size) -> Resource:
    """Draw a sky, a sun and ridges over a whole page, its upper half calm enough to bear a title.

    Args:
        seed: What the drawing follows from: the same text gives the same drawing.
        tokens: Values of the layout's tokens; `primary` and `accent` give the colours.
        size: Width and height, in units of the drawing.
    """
    width, height = size
    primary, accent = tokens[GROUND_TOKEN], tokens[ACCENT_TOKEN]
    chance = sha256(seed.encode()).digest()
    sky = f'<path fill="{colours.tint(primary, 0.965, 0.018)}" d="M0 0h{width:g}v{height:g}H0z"/>'
    return _drawing([sky, _sun(chance, size, accent), *_ridges(chance, size, (0.66, 0.93), primary)], size)


def hills(seed: str, tokens: Mapping[str, str], size: Size) -> Resource:
    """Draw the ridges alone, as a band along the foot of a page; the arguments are those of `cover`."""
    chance = sha256(f"{seed} hills".encode()).digest()
    return _drawing(_ridges(chance, size, (0.22, 0.80), tokens[GROUND_TOKEN]), size)


def _drawing(shapes: Iterable[str], size: Size) -> Resource:
    width, height = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" preserveAspectRatio="none">{"".join(shapes)}</svg>'
    ).encode()
    return Resource(svg, "image/svg+xml", round(width), round(height))


def _sun(chance: bytes, size: Size, accent: str) -> str:
    """A disc that rises behind the farthest ridge, left or right of the middle."""
    width, height = size
    radius = width * (0.105 + 0.035 * chance[0] / 255)
    side = 0.70 if chance[1] % 2 else 0.28
    x, y = width * (side + 0.05 * chance[2] / 255), height * 0.655
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colours.tint(accent, 0.80, 0.13)}"/>'


def _ridges(chance: bytes, size: Size, reach: tuple[float, float], primary: str) -> list[str]:
    """Waves across the whole width, lower and darker the nearer they are.

    Args:
        chance: 32 bytes.
        size: Of the drawing.
        reach: Heights of the farthest and the nearest ridge, from 0 at the top to 1.
        primary: Gives the hue.
    """
    width, height = size
    first, last = reach
    ridges = []
    for layer in range(LAYERS):
        depth = layer / (LAYERS - 1)
        swell, phase, length, tilt = (byte / 255 for byte in chance[4 + 4 * layer : 8 + 4 * layer])
        middle = height * (first + (last - first) * depth)
        rise = height * (last - first) * (0.10 + 0.12 * swell)
        turns = 2 * math.pi * (0.65 + 0.5 * length) / KNOTS
        points = [
            (
                knot / KNOTS * width,
                middle
                - rise * math.sin(2 * math.pi * phase + turns * knot)
                + rise * (tilt - 0.5) * (knot / KNOTS - 0.5),
            )
            for knot in range(-1, KNOTS + 2)
        ]
        fill = colours.tint(primary, FARTHEST + (NEAREST - FARTHEST) * depth, 0.05 + 0.035 * depth)
        ridges.append(f'<path fill="{fill}" d="{_curve(points)}V{height:g}H0z"/>')
    return ridges


def _curve(points: list[tuple[float, float]]) -> str:
    """A smooth line through all points but the outer two, as a Catmull-Rom spline in Bézier form."""
    commands = [f"M{points[1][0]:.1f} {points[1][1]:.1f}"]
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        commands.append(f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    return "".join(commands)
