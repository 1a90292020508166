"""A drawn cover: calm, overlapping hills of colour, another for each article and always the same for one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from hashlib import sha256

from exporter.layout import colours
from exporter.model import Resource

LAYERS = 5
GROUND_TOKEN, ACCENT_TOKEN = "primary", "accent"


def draw(seed: str, tokens: Mapping[str, str], size: tuple[float, float]) -> Resource:
    """Draw a cover in the tokens' `primary` and `accent` colours as SVG.

    Args:
        seed: What the drawing follows from: the same text gives the same drawing.
        tokens: Values of the layout's tokens.
        size: Width and height, in units of the drawing.
    """
    width, height = size
    chance = sha256(seed.encode()).digest()
    primary = tokens.get(GROUND_TOKEN, "#1b5e6b")
    accent = tokens.get(ACCENT_TOKEN, "#d9a441")
    shapes = [_sun(chance, width, height, accent)]
    shapes += [_hill(chance[4 + 4 * layer : 8 + 4 * layer], layer, size, primary) for layer in range(LAYERS)]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" preserveAspectRatio="xMidYMid slice">'
        f'<path fill="{colours.tint(primary, 0.93, 0.05)}" d="M0 0h{width:g}v{height:g}H0z"/>{"".join(shapes)}</svg>'
    ).encode()
    return Resource(svg, "image/svg+xml", round(width), round(height), sha256(svg).hexdigest())


def _sun(chance: bytes, width: float, height: float, accent: str) -> str:
    radius = width * (0.13 + 0.05 * chance[0] / 255)
    x = width * (0.22 + 0.56 * chance[1] / 255)
    y = height * (0.30 + 0.10 * chance[2] / 255)
    halo = colours.tint(accent, 0.90, 0.06)
    body = colours.tint(accent, 0.82, 0.13)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * 1.45:.1f}" fill="{halo}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{body}"/>'
    )


def _hill(chance: bytes, layer: int, size: tuple[float, float], primary: str) -> str:
    """One wave across the whole width, lower and darker the nearer it is."""
    width, height = size
    depth = layer / (LAYERS - 1)
    base = height * (0.46 + 0.42 * depth)
    swell = height * (0.035 + 0.045 * chance[0] / 255)
    phase = 2 * math.pi * chance[1] / 255
    waves = 0.7 + 0.6 * chance[2] / 255
    points = [
        (
            x / 6 * width,
            base - swell * math.sin(phase + waves * 2 * math.pi * x / 6) - height * 0.03 * (chance[3] / 255),
        )
        for x in range(-1, 8)
    ]
    colour = colours.tint(primary, 0.84 - 0.50 * depth, 0.11)
    return f'<path fill="{colour}" d="{_curve(points)}V{height:g}H{points[1][0]:.1f}z"/>'


def _curve(points: list[tuple[float, float]]) -> str:
    """A smooth line through all points but the outer two, as a Catmull-Rom spline in Bézier form."""
    commands = [f"M{points[1][0]:.1f} {points[1][1]:.1f}"]
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        commands.append(f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f} {end[0]:.1f} {end[1]:.1f}")
    return "".join(commands)
