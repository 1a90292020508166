"""Text on its ground, in light and in dark, whatever colours a clinic has (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import re
from datetime import date

import pytest

from exporter import layout
from exporter.layout import colours
from exporter.model import Article, Block, Clinic, Colour, Medium, Metadata

KINDS = ("urgent", "warning", "info", "tip", "do", "dont")
PAIRS = (
    *((text, ground) for text in ("ink", "ink-soft", "primary-text") for ground in ("paper", "primary-tint")),
    *((text, f"{kind}-tint") for kind in KINDS for text in ("ink", f"{kind}-text")),
    *((text, ground) for text in ("night-ink", "night-soft", "primary-night") for ground in ("night", "night-raised")),
    *((f"{kind}-night", "night-raised") for kind in KINDS),
    ("on-primary", "primary-strong"),
    ("paper", "emergency"),
)
"""Tokens of text, and of what is behind it in `screens.css` and `page.css`."""


@pytest.mark.parametrize("colour", ["#17606e", "#ffdd00", "#ff9900", "#0a0a3c", "#808080", "#ffffff", "#e6007e"])
def test_text_can_be_read(colour: str) -> None:
    clinic = Clinic("Example Clinic", colours={"primary": Colour(colour), "accent": Colour(colour)})
    article = Article("a.md", Metadata("A title"), (Block("<p>x</p>", "paragraph", "a", 1),), (), (), (), (), b"")
    request = layout.Request(Medium.WEB, date(2026, 1, 1))
    document, _ = layout.compose(article, clinic, layout.load("brochure", [])[0], request)
    tokens = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", document.stylesheet))
    pale = {
        pair: round(contrast, 2)
        for pair in PAIRS
        if (contrast := colours.contrast(tokens[pair[0]], tokens[pair[1]])) < 4.5
    }
    assert pale == {}
