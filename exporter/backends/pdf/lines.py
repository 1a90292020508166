"""Lines that were broken before: a job's text stands in it several times, and again in that of the next clinic.

WeasyPrint asks Pango for the same line whenever it lays a page out anew, measures the cells of a table or the items of
a flexible box, and in every document that has the same text. What comes out follows from the text, its style and the
room there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any
from weakref import WeakKeyDictionary

from weasyprint.layout import inline, preferred
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from exporter.kept import Kept

MOST_BYTES = 16 * 2**20
"""For each set of fonts; some dozens of articles."""
ENTRY_BYTES = 1200
"""What a line takes besides its text, measured with `tracemalloc` on articles of prose."""
PROPERTIES = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
"""All that `weasyprint.text.line_break` and `get_font_description` ask a style for; a test holds that."""

_lines: WeakKeyDictionary[FontConfiguration, Kept[tuple[Any, ...]]] = WeakKeyDictionary()


@contextmanager
def kept() -> Iterator[None]:
    """Let documents that are laid out meanwhile take lines that were broken before."""
    originals = inline.split_first_line, preferred.split_first_line, line_break._font_style_cache_key  # noqa: SLF001 - no hook
    inline.split_first_line = preferred.split_first_line = _split_first_line
    line_break._font_style_cache_key = _font_key  # noqa: SLF001 - as above
    try:
        yield
    finally:
        inline.split_first_line, preferred.split_first_line, line_break._font_style_cache_key = originals  # noqa: SLF001 - as above


def _split_first_line(text: str, style: Any, context: Any, *rest: Any, **named: Any) -> tuple[Any, ...]:  # noqa: ANN401 - WeasyPrint has no types
    lines = _lines.get(style.font_config)
    if lines is None:
        lines = _lines[style.font_config] = Kept(MOST_BYTES)
    key = (text, _look(style), rest, *named.items())
    found = lines.get(key)
    if found is not None:
        return (copy(found[0]), *found[1:])  # whoever draws it gives it a layout of Pango's
    broken: tuple[Any, ...] = line_break.split_first_line(text, style, context, *rest, **named)
    lines.put(key, (copy(broken[0]), *broken[1:]), ENTRY_BYTES + 2 * len(text))
    return broken


def _look(style: Any) -> str:  # noqa: ANN401 - untyped
    """All of a style that a line depends on; styles no longer change when there are boxes to lay out."""
    known: str | None = style.__dict__.get("_look")
    if known is None:
        known = style._look = str([style[name] for name in PROPERTIES])  # noqa: SLF001 - our own attribute
    return known


_font_style_cache_key = line_break._font_style_cache_key  # noqa: SLF001 - wrapped below


def _font_key(style: Any, include_size: bool = False) -> str:  # noqa: ANN401, FBT001, FBT002 - WeasyPrint's signature
    """The key by which WeasyPrint keeps heights of lines: it is put together for every line, and is long."""
    keys: dict[bool, str] = style.__dict__.setdefault("_font_keys", {})
    if include_size not in keys:
        keys[include_size] = _font_style_cache_key(style, include_size)
    return keys[include_size]
