"""Fonts: only the document's own, and one static subset for each weight of a variable font, made by HarfBuzz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import Any

import weasyprint.pdf.fonts
import weasyprint.pdf.stream
from fontTools.ttLib import TTFont
from weasyprint.pdf.fonts import Font
from weasyprint.text.ffi import ffi, fontconfig, gobject, harfbuzz, harfbuzz_subset, pangoft2
from weasyprint.text.fonts import FontConfiguration

ffi.cdef(
    """
    FcConfig * FcConfigCreate (void);
    int hb_subset_input_pin_axis_location (
        hb_subset_input_t *input, hb_face_t *face, hb_tag_t axis_tag, float axis_value);
    """
)

VARIATION_TABLES = frozenset({"avar", "cvar", "fvar", "gvar", "HVAR", "MVAR", "STAT", "VVAR"})
WORD_JOINER = "\N{WORD JOINER}"
OBLIQUE, ITALIC = 1, 2
"""Pango's styles."""


class PackagedFonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint has no types
    """Fonts of the document alone, so that every machine sets the same lines, whatever fonts are installed on it."""

    def __init__(self) -> None:
        # Without the parent's: it loads the system's configuration and fonts.
        self._config = fontconfig.FcConfigCreate()
        self.font_map = ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(ffi.cast("PangoFcFontMap *", self.font_map), self._config)
        fontconfig.FcConfigDestroy(self._config)
        self._folder = None
        self.strut_layouts: dict[object, object] = {}
        self.font_features: dict[object, object] = {}


class GlyphTexts(dict[int, str]):
    """What each glyph reads.

    Of several glyphs for one letter WeasyPrint gives all but one an empty text, which a map to Unicode cannot hold;
    they read as a word joiner, which is no character to the eye, until more is known.
    """

    def __contains__(self, glyph: object) -> bool:
        return isinstance(glyph, int) and self.get(glyph, WORD_JOINER) != WORD_JOINER

    def __setitem__(self, glyph: int, text: str) -> None:
        super().__setitem__(glyph, text or WORD_JOINER)


class InstancedFont(Font):  # type: ignore[misc]  # WeasyPrint has no types
    """A font whose variations are fixed by HarfBuzz: fontTools takes a hundred times as long for the same outlines."""

    def __init__(self, pango_font: object, description: object, font_size: float) -> None:
        self.hb_face: Any
        self.tables: list[str]
        super().__init__(pango_font, description, font_size)
        self.to_unicode = GlyphTexts()

    def clean(self, to_unicode: Mapping[int, str], hinting: bool) -> None:  # noqa: FBT001 - WeasyPrint's signature
        """Fix the variations, then let WeasyPrint drop all glyphs that are not used."""
        if "fvar" in self.tables and "glyf" in self.tables and to_unicode:
            self._fix_variations(to_unicode)
        super().clean(to_unicode, hinting)

    def _fix_variations(self, to_unicode: Mapping[int, str]) -> None:
        plan = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
        glyphs = sorted(to_unicode)
        harfbuzz.hb_set_add_sorted_array(
            harfbuzz_subset.hb_subset_input_glyph_set(plan), ffi.new("hb_codepoint_t[]", glyphs), len(glyphs)
        )
        flags = harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS | harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
        harfbuzz_subset.hb_subset_input_set_flags(plan, flags)
        for tag, value in self._location().items():
            axis = harfbuzz.hb_tag_from_string(tag.encode(), -1)
            harfbuzz_subset.hb_subset_input_pin_axis_location(plan, self.hb_face, axis, value)
        face = harfbuzz_subset.hb_subset_or_fail(self.hb_face, plan)
        if face != ffi.NULL:  # else WeasyPrint instantiates it by fontTools
            self.hb_face = ffi.gc(face, harfbuzz.hb_face_destroy)
            self.tables = [table for table in self.tables if table not in VARIATION_TABLES]

    def _location(self) -> dict[str, float]:
        """Where on each axis the text was set: as CSS said, else as Pango chose by weight, size and style."""
        chosen: dict[str, float] = {"wght": self.weight, "opsz": self.font_size, "ital": int(self.style == ITALIC)}
        location = {}
        for axis in TTFont(BytesIO(self.file_content), fontNumber=self.index, lazy=True)["fvar"].axes:
            slant = axis.minValue if axis.maxValue == 0 else axis.maxValue
            named = {**chosen, "slnt": slant if self.style == OBLIQUE else 0, **self.variations}
            value = named.get(axis.axisTag, axis.defaultValue)
            location[axis.axisTag] = min(max(value, axis.minValue), axis.maxValue)
        return location


@contextmanager
def instanced() -> Iterator[None]:
    """Let PDFs that are written meanwhile have `InstancedFont`s, and no time of day in any font."""
    stream, fonts = weasyprint.pdf.stream, weasyprint.pdf.fonts
    originals = stream.Font, fonts.TTFont
    stream.Font = InstancedFont
    fonts.TTFont = partial(TTFont, recalcTimestamp=False)
    try:
        yield
    finally:
        stream.Font, fonts.TTFont = originals
