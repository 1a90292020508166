"""Fonts for ebooks and web pages: only the glyphs that a document needs, compressed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from exporter.layout.fonts import Selection
from exporter.model import FontFace, Medium, Resource

FLAVOURS = {Medium.BOOK: "woff", Medium.WEB: "woff2"}
"""How fonts are compressed. Both are core media types of EPUB 3.3 (3.2), but Kobo reads no WOFF 2 (Kobo EPUB
guidelines, "Supported Fonts")."""
ALL_FEATURES = ("*",)


def reduced(
    selection: Selection, characters: Iterable[str], medium: Medium, features: tuple[str, ...] = ALL_FEATURES
) -> Selection:
    """Reduce each face of a selection to some characters and typographic features."""
    points, flavour = frozenset(map(ord, characters)), FLAVOURS[medium]
    faces = {face: _renamed(face, flavour) for face in selection.faces}
    resources = {
        renamed.resource: _subset(selection.resources[face.resource].data, points, features, flavour)
        for face, renamed in faces.items()
    }
    return Selection(tuple(faces.values()), resources, selection.missing)


def _renamed(face: FontFace, flavour: str) -> FontFace:
    return FontFace(face.family, face.weight, face.style, f"{face.resource.rpartition('.')[0]}.{flavour}")


@lru_cache(maxsize=16)
def _subset(data: bytes, points: frozenset[int], features: tuple[str, ...], flavour: str) -> Resource:
    """One font, its variations kept; the same font, characters and features give the same bytes."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(Options(layout_features=list(features), notdef_outline=True))
    subsetter.populate(unicodes=points)
    subsetter.subset(font)
    font.flavor = flavour
    stream = BytesIO()
    font.save(stream)
    return Resource(stream.getvalue(), f"font/{flavour}")
