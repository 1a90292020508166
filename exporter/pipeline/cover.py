"""The cover as a picture: drawn as the layout sets it for print, for the book itself and for shops."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from exporter.model import Artifact, Diagnostic, Document, ImageReference, Medium, Resource, Severity, Typeset
from exporter.pipeline import setting
from exporter.pipeline.setting import Order

if TYPE_CHECKING:
    from exporter.layout.values import PartRule

INSIDE_WIDTH_PX = 1000
"""With the height that follows, 1600, as high as the screens of most e-readers; wider ones enlarge it a little. At 1200
drawing it would take half as long again, a fifth of an ebook's whole time."""
MOST_PIXELS_INSIDE = 4_000_000
"""Of a given cover; Apple Books allows 5.6 million (Asset Guide, "Interior images"), and old readers are slow then."""
SHOP_WIDTH_PX, SHOP_HEIGHT_PX = 1600, 2560
"""What KDP calls ideal, in RGB ("Cover image guidelines"); Apple, Kobo and Google Play take it too."""
MEDIA_TYPE = "image/jpeg"
DRAWN = "drawn:cover"
"""Stands for a URL, and cannot be one that an article names."""


def inside(order: Order) -> Order:
    """Give a book its cover: the article's own, not larger than it may be, or the drawn one."""
    from exporter import resources

    article, cover = order.article, order.article.metadata.cover
    if cover is not None:
        picture = order.materials.images[Medium.BOOK].get(cover.url)
        if picture is None:
            return order
        return _with(order, cover.url, resources.fitted(picture, most_pixels=MOST_PIXELS_INSIDE))
    if not _rules(order):
        return order
    drawn = _with(order, DRAWN, _drawn(order, INSIDE_WIDTH_PX))
    alternative = f"{article.metadata.title} — {order.materials.clinic.name}".removesuffix(" — ")
    metadata = replace(article.metadata, cover=ImageReference(DRAWN, alternative))
    return replace(drawn, article=replace(article, metadata=metadata))


def shop(order: Order) -> Artifact:
    """Draw the cover for shops; a picture that has too few pixels for it is told.

    Raises:
        ExporterError: the layout sets no cover for print.
    """
    cover = order.article.metadata.cover
    picture = order.materials.images[Medium.BOOK].get(cover.url) if cover else None
    if cover is not None and picture is not None:
        order.findings.extend(_enlarged(order, cover, picture))
    return Artifact("cover", MEDIA_TYPE, _drawn(order, SHOP_WIDTH_PX).data, frozenset())


@dataclass(frozen=True, slots=True)
class _Look:
    """A cover to be set; equal to every other that looks the same."""

    shown: Hashable
    document: Document = field(compare=False)


def _rules(order: Order) -> tuple[PartRule, ...]:
    parts = order.materials.layout.parts
    return tuple(rule for rule in parts if rule.kind == "cover" and Medium.PRINT in rule.mediums)


def _drawn(order: Order, width_px: int) -> Resource:
    from exporter.backends import raster

    materials = order.materials
    alone = replace(
        materials,
        layout=replace(materials.layout, parts=_rules(order)),
        images={**materials.images, Medium.PRINT: materials.images[Medium.BOOK]},
    )
    setter = replace(order, materials=alone)
    with order.watch.span("draw cover"):
        master = setting.accepted(setter, _set(_look(setting.compose(setter, Medium.PRINT))))
        return raster.picture(master.pdf, page=0, width_px=width_px)


def _look(document: Document) -> _Look:
    resources = tuple((name, resource.sha256) for name, resource in document.resources.items())
    shown = (document.parts, document.stylesheet, document.fonts, document.language, document.direction, resources)
    return _Look((shown, document.source_name), document)


@lru_cache(maxsize=8)
def _set(cover: _Look) -> tuple[Typeset, tuple[Diagnostic, ...]]:
    """Set a cover once: the book and the shops have the same one, and so has the next export of the article."""
    from exporter.backends import pdf

    return pdf.typeset(cover.document)


def _with(order: Order, url: str, picture: Resource) -> Order:
    images = order.materials.images
    book = {**images[Medium.BOOK], url: picture}
    return replace(order, materials=replace(order.materials, images={**images, Medium.BOOK: book}))


def _enlarged(order: Order, cover: ImageReference, picture: Resource) -> tuple[Diagnostic, ...]:
    if picture.media_type == "image/svg+xml":
        return ()
    factor = min(SHOP_WIDTH_PX / picture.width_px, SHOP_HEIGHT_PX / picture.height_px)
    if factor <= 1:
        return ()
    finding = Diagnostic(
        rule="small-cover",
        severity=Severity.WARNING,
        message=(
            f"the cover {cover.url!r} has {picture.width_px} × {picture.height_px} pixels and is enlarged "  # noqa: RUF001 - a sign of multiplication
            f"{factor:.2g} times"
        ),
        hint=f"use a picture of {SHOP_WIDTH_PX} × {SHOP_HEIGHT_PX} pixels",  # noqa: RUF001 - a sign of multiplication
        path=order.article.path,
        line=cover.line,
    )
    return (finding,)
