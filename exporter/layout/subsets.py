"""Fonts for ebooks and web pages: only the glyphs that a document needs, compressed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from exporter.layout.fonts import Selection
from exporter.model import FontFace, Resource

MEDIA_TYPE = "font/woff2"
"""A core media type of EPUB 3.3 (3.2)."""
SUFFIX = ".woff2"


def reduced(selection: Selection, characters: Iterable[str], features: tuple[str, ...] = ("*",)) -> Selection:
    """Reduce each face of a selection to some characters and typographic features, `*` for all of them."""
    points = frozenset(map(ord, characters))
    faces = {face: _renamed(face) for face in selection.faces}
    resources = {
        renamed.resource: _subset(selection.resources[face.resource].data, points, features)
        for face, renamed in faces.items()
    }
    return Selection(tuple(faces.values()), resources, selection.missing)


def _renamed(face: FontFace) -> FontFace:
    return FontFace(face.family, face.weight, face.style, face.resource.rpartition(".")[0] + SUFFIX)


@lru_cache(maxsize=16)
def _subset(data: bytes, points: frozenset[int], features: tuple[str, ...]) -> Resource:
    """One font, its variations kept; the same font, characters and features give the same bytes."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(Options(layout_features=list(features), notdef_outline=True))
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.flavor = "woff2"
    stream = BytesIO()
    font.save(stream)
    return Resource(stream.getvalue(), MEDIA_TYPE)
