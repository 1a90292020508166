"""Lines that end before an emphasis or a link, which WeasyPrint 70 breaks after their first word.

Where a text goes on in another element, it ends with a space. If the text fits the line and the space does not,
WeasyPrint takes the text for a word that is too long: the line keeps nothing but the first word of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from weasyprint.layout import inline

COLLAPSING = ("normal", "pre-line")
"""Values of `white-space` with which a space at the end of a line takes no room."""


@contextmanager
def mended() -> Iterator[None]:
    """Let lines that are broken meanwhile end with a space that has no room; WeasyPrint has no hook at this point."""
    original = inline.split_first_line

    def split_first_line(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401 - untyped
        line = original(text, style, context, max_width, *rest, **named)
        _, length, resume_at, *_ = line
        bare = text.rstrip(" ")
        is_broken = resume_at is not None and length < len(bare.encode())
        if not is_broken or bare == text or max_width is None or style["white_space"] not in COLLAPSING:
            return line
        layout, length, resume_at, width, *metrics = original(bare, style, context, max_width, *rest, **named)
        if resume_at is None and width <= max_width:
            return (layout, length, len(text.encode()), width, *metrics)
        return line

    inline.split_first_line = split_first_line
    try:
        yield
    finally:
        inline.split_first_line = original
