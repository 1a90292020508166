"""Fonts for ebooks and web pages: only the glyphs that a document needs, compressed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from exporter.layout import fonts
from exporter.layout.fonts import Selection
from exporter.model import FontFace, Resource

MEDIA_TYPE = "font/woff2"
"""A core media type of EPUB 3.3 (3.2)."""
SUFFIX = ".woff2"


def reduced(selection: Selection, characters: Iterable[str]) -> Selection:
    """Reduce each face of a selection to the characters of a document and those that style sheets write."""
    points = frozenset(map(ord, characters)) | frozenset(map(ord, fonts.COMMON))
    faces = {face: _renamed(face) for face in selection.faces}
    resources = {
        renamed.resource: _subset(selection.resources[face.resource].data, points) for face, renamed in faces.items()
    }
    return Selection(tuple(faces.values()), resources, selection.missing)


def _renamed(face: FontFace) -> FontFace:
    return FontFace(face.family, face.weight, face.style, face.resource.rpartition(".")[0] + SUFFIX)


@lru_cache(maxsize=16)
def _subset(data: bytes, points: frozenset[int]) -> Resource:
    """One font, its variations and typographic features kept; the same font and characters give the same bytes."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(Options(layout_features=["*"], notdef_outline=True))
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.flavor = "woff2"
    stream = BytesIO()
    font.save(stream)
    return Resource(stream.getvalue(), MEDIA_TYPE)
