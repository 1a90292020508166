"""Lines and pictures that are kept from one document to the next."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from weakref import WeakKeyDictionary

import pytest
from PIL import Image
from weasyprint.images import RasterImage
from weasyprint.text import fonts, line_break

from exporter.backends import pdf
from exporter.backends.pdf import lines, pictures
from exporter.kept import Kept
from exporter.model import Document, Resource

Make = Callable[..., Document]
TEXT = "<p>Some hyphenated considerations about nothing in particular, <b>twice</b> as long as a line.</p>" * 3


def test_a_line_is_told_by_all_that_it_depends_on() -> None:
    asked = re.findall(
        r"style\['(\w+)'\]", inspect.getsource(line_break) + inspect.getsource(fonts.get_font_description)
    )
    assert set(asked) - {"line_height"} == set(lines.PROPERTIES)  # which is for the height of lines alone


def test_lines_are_broken_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pdf.typeset(make(TEXT))

    def fail(*_: object) -> None:
        pytest.fail("a line was broken again")

    monkeypatch.setattr(line_break, "split_first_line", fail)
    assert pdf.typeset(make(TEXT)) == first


@pytest.mark.parametrize(
    "rule", ["font-size: 13pt", "letter-spacing: 1pt", "width: 3cm", "hyphens: auto", "direction: rtl"]
)
def test_another_style_breaks_other_lines(make: Make, rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    style = f"p {{ {rule} }}"
    monkeypatch.setattr(lines, "_lines", WeakKeyDictionary())
    alone = pdf.typeset(make(TEXT, style=style))
    monkeypatch.setattr(lines, "_lines", WeakKeyDictionary())
    pdf.typeset(make(TEXT))
    assert pdf.typeset(make(TEXT, style=style)) == alone


def test_pixels_are_packed_once(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: Kept[bytes] = Kept(pictures.KEPT_BYTES)
    monkeypatch.setattr(pictures, "_packed", kept)
    documents = [_with_dot(make, mode, colour) for mode in ("RGB", "RGBA") for colour in ("red", "blue")]
    masters = [pdf.typeset(document)[0].pdf for document in documents]
    assert len(set(masters)) == 4
    assert len(kept) == 5  # of those with transparency the pixels apart from how opaque they are, which is the same

    def fail(_: object) -> None:
        pytest.fail("pixels were packed again")

    monkeypatch.setattr(RasterImage, "_get_png_data", staticmethod(fail))
    assert [pdf.typeset(document)[0].pdf for document in documents] == masters


def _with_dot(make: Make, mode: str, colour: str) -> Document:
    stream = BytesIO()
    Image.new(mode, (4, 4), colour).save(stream, "PNG")
    document = make("<p><img src='dot.png' alt='A dot'/></p>")
    return replace(
        document, resources={**document.resources, "dot.png": Resource(stream.getvalue(), "image/png", 4, 4)}
    )
