"""A document as a layout would make it, small, with a font and a picture of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import fontpkg
import pytest
from PIL import Image

from exporter.model import Document, FontFace, Medium, Metadata, Part, Person, Resource

STYLE = """
@font-face { font-family: Body; src: url(fonts/body.ttf); font-weight: 200 900 }
@page {
  size: 120mm 160mm; margin: 15mm;
  @top-left { content: "Running head" }
  @bottom-center { content: "Page " counter(page) " of " counter(pages) }
}
@page :first { @bottom-center { content: none } }
html { font: 12pt/16pt Body }
img, svg { image-rendering: crisp-edges }
.break { break-before: page }
.note { float: footnote }
"""

Make = Callable[..., Document]


@pytest.fixture(scope="session")
def resources() -> dict[str, Resource]:
    stream = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(stream, "PNG")
    font = Path(fontpkg.path("source-sans-3")).read_bytes()
    return {
        "fonts/body.ttf": Resource(font, "font/ttf"),
        "images/leaf.png": Resource(stream.getvalue(), "image/png", 30, 20),
    }


@pytest.fixture
def make(resources: dict[str, Resource]) -> Make:
    def document(html: str, *, style: str = "", language: str = "en", direction: str = "ltr") -> Document:
        return Document(
            medium=Medium.PRINT,
            metadata=Metadata(
                "Leaves & roots",
                description="All about plants",
                language=language,
                authors=(Person("Ada Green"), Person("Bo Brown")),
                keywords=("leaf", "root"),
            ),
            publisher="Example Clinic",
            parts=(Part("body", "body", "Leaves & roots", f"<main>{html}</main>"),),
            stylesheet=STYLE + style,
            resources=resources,
            fonts=(FontFace("Body", "200 900", "normal", "fonts/body.ttf"),),
            outline=(),
            footnotes=(),
            language=language,
            direction=direction,
            modified=date(2025, 3, 4),
            source_name="leaves.md",
            source=b"# Leaves & roots\n",
        )

    return document
