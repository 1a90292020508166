"""QR codes as drawings."""

from __future__ import annotations

from functools import lru_cache

from exporter.model import Resource

QUIET_ZONE_MODULES = 4
"""On each side: ISO/IEC 18004:2015, 5.3.8."""
DARK = "#000000"


@lru_cache(maxsize=64)
def draw(text: str) -> Resource:
    """Draw a QR code of error correction level M or better as SVG, one unit a module, its quiet zone white.

    One path of horizontal runs: a PDF viewer shows no seams between modules of one shape.
    """
    import segno

    code = segno.make_qr(text, error="m", boost_error=True)
    runs: list[str] = []
    for y, row in enumerate(code.matrix, QUIET_ZONE_MODULES):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x + QUIET_ZONE_MODULES} {y}h{length}v1h-{length}z")
            x += length or 1
    side = len(code.matrix) + 2 * QUIET_ZONE_MODULES
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<path fill="#ffffff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="{DARK}" d="{"".join(runs)}"/></svg>'
    ).encode()
    return Resource(svg, "image/svg+xml", side, side)
