"""Short texts as outlines of a packaged font, for what is printed beside a page and needs no font in the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

PACKAGE, FILE = "fontpkg_atkinson_hyperlegible", "files/AtkinsonHyperlegible-Regular.ttf"


@dataclass(frozen=True, slots=True)
class Lettering:
    """A text of size 1, drawn from the origin along the x axis."""

    operators: str
    """They fill it and leave the coordinate system changed: to be put between `q` and `Q`."""
    width: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """The outline of a character, in units of the font."""

    operators: str
    advance: int


def outline(text: str) -> Lettering:
    """Set a text in one line, without kerning; a character that the font lacks shows as its empty box."""
    scale = 1 / _font()["head"].unitsPerEm
    glyphs = [_glyph(character) for character in text]
    drawn = "\n".join(f"{glyph.operators}1 0 0 1 {glyph.advance} 0 cm" for glyph in glyphs)
    return Lettering(f"{scale:g} 0 0 {scale:g} 0 0 cm\n{drawn}", sum(glyph.advance for glyph in glyphs) * scale)


@lru_cache(maxsize=1)
def _font() -> Any:  # noqa: ANN401 - fontTools has no types
    from fontTools.ttLib import TTFont

    return TTFont(BytesIO((files(PACKAGE) / FILE).read_bytes()), lazy=True)


@lru_cache(maxsize=512)
def _glyph(character: str) -> Glyph:
    from fontTools.pens.basePen import BasePen

    glyphs = _font().getGlyphSet()
    operators: list[str] = []

    class Pen(BasePen):  # type: ignore[misc]  # fontTools has no types
        """Writes content stream operators; the base class makes cubic curves of quadratic ones."""

        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - fontTools' names
            operators.append(f"{point[0]:.0f} {point[1]:.0f} m")

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            operators.append(f"{point[0]:.0f} {point[1]:.0f} l")

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            operators.append(" ".join(f"{x:.0f} {y:.0f}" for x, y in points) + " c")

        def _closePath(self) -> None:  # noqa: N802
            operators.append("h")

    glyph = glyphs[_font().getBestCmap().get(ord(character), ".notdef")]
    glyph.draw(Pen(glyphs))
    return Glyph("\n".join([*operators, "f\n"]) if operators else "", round(glyph.width))
