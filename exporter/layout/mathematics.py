"""The font of formulas in ebooks and web pages.

Roots, brackets and accents grow and move by the tables of a font for mathematics (OpenType, MATH), which many
telephones and e-readers lack. So a document that has formulas brings the glyphs that they need, whatever else it
embeds.
"""

# ruff: noqa: RUF001  # Greek letters are this module's matter

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from exporter.layout import fonts, subsets
from exporter.layout.fonts import Family, File, Selection
from exporter.model import Medium, Part

FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
FAMILY = Family("STIX Two Math", "ziamath", (File("fonts/STIXTwoMath-Regular.ttf", "400"),))
STYLE = f'math {{ font-family: "{FAMILY.name}", math; }}'
FEATURES = ("ssty",)
"""Of the font: the forms of letters that are indices."""
ROOT = "√"
"""What `msqrt` and `mroot` are drawn with, though no text says so."""

_TAG = re.compile(r"<[^>]*>")
_ALPHABETS = ((("A", "Z"), 0x1D434), (("a", "z"), 0x1D44E), (("Α", "Ω"), 0x1D6E2), (("α", "ω"), 0x1D6FC))
"""Letters that stand alone are set in mathematical italics (MathML Core, appendix C.1): from where."""
_PLANCK = 0x210E
"""Stands in for an italic h, which was in Unicode before the others."""


def font(parts: Sequence[Part], medium: Medium) -> Selection:
    """The face of the formulas in a document's parts, with the glyphs that they need; none where there are none."""
    formulas = [match.group() for part in parts if "<math" in part.html for match in FORMULA.finditer(part.html)]
    if not formulas:
        return fonts.NONE
    return subsets.reduced(fonts.whole(FAMILY), set(_signs(formulas)), medium, FEATURES)


def _signs(formulas: Sequence[str]) -> Iterator[str]:
    for formula in formulas:
        for sign in unescape(_TAG.sub("", formula)):
            yield sign
            for (first, last), start in _ALPHABETS:
                if first <= sign <= last:
                    yield chr(_PLANCK if sign == "h" else start + ord(sign) - ord(first))
    if any("<msqrt" in formula or "<mroot" in formula for formula in formulas):
        yield ROOT
