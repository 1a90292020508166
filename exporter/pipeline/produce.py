"""The pure middle of the pipeline: from everything a job read to its artifacts, without touching the outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from exporter.errors import ExporterError
from exporter.model import (
    FORMATS,
    Article,
    Artifact,
    Diagnostic,
    Document,
    ImageReference,
    Medium,
    PageStart,
    Severity,
    Typeset,
)
from exporter.pipeline.gather import Materials
from exporter.pipeline.job import Settings

COVER_WIDTH_PX = 1200
"""Shops ask for 1000 at least (KDP, cover image guidelines); a picture in a book may have 5.6 million pixels."""
DRAWN_COVER = "drawn:cover"
"""Stands for a URL, and cannot be one that an article names."""
NO_CLAIMS: frozenset[str] = frozenset()
Maker = Callable[[frozenset[str] | None], Artifact]
"""Makes one format; given claims, the file makes these and no others."""


@dataclass(frozen=True, slots=True)
class Product:
    """The artifacts of a job and the pages of its print edition."""

    artifacts: tuple[Artifact, ...]
    pagination: tuple[PageStart, ...] | None
    """None where nothing was typeset."""
    diagnostics: tuple[Diagnostic, ...]


def produce(materials: Materials, settings: Settings, *, print_pages: tuple[PageStart, ...] | None = None) -> Product:
    """Make every format of a job.

    Formats of one medium for which the article reads the same share one document, and so one typesetting.

    Args:
        materials: All that is needed.
        settings: The day that stands for today, and what to do with a file that does not pass.
        print_pages: The pagination of the print edition where it is known already; otherwise the edition that the
            job takes its page numbers from is typeset for them.

    Raises:
        ExporterError: something could not be made, or did not pass verification.
    """
    findings: list[Diagnostic] = []
    artifacts: list[Artifact] = []
    pagination: tuple[PageStart, ...] | None = None
    for formats in _groups(materials):
        article = materials.articles[formats[0]]
        medium = FORMATS[formats[0]].medium
        if medium is Medium.BOOK and article.metadata.cover is None:
            materials, article = _with_drawn_cover(materials, article, settings.today, findings)
        document = _compose(materials, article, medium, settings.today, findings)
        if document.medium is Medium.PRINT:
            master = _typeset(document, findings)
            pagination = master.pagination
            makers: dict[str, Maker] = {"screen": partial(_screen, master, document)}
        elif document.medium is Medium.BOOK:
            pages = _print_pages(materials, settings, print_pages, findings)
            makers = {"epub": partial(_epub, document, pages)}
        else:
            makers = {"html": partial(_html, document)}
        artifacts += [_verified(makers[name], settings, findings) for name in formats]
    return Product(tuple(artifacts), pagination, tuple(dict.fromkeys(findings)))


def _groups(materials: Materials) -> list[list[str]]:
    """Formats that can share a document."""
    groups: dict[tuple[Medium, int], list[str]] = {}
    for name in materials.articles:
        groups.setdefault((FORMATS[name].medium, id(materials.articles[name])), []).append(name)
    return list(groups.values())


def _compose(
    materials: Materials, article: Article, medium: Medium, today: date, findings: list[Diagnostic]
) -> Document:
    from exporter import layout

    edition = materials.job.edition
    request = layout.Request(
        medium=medium,
        today=today,
        images=materials.images[medium],
        paper=edition.paper if medium is Medium.PRINT else "",
        tokens=edition.tokens,
        options=edition.options,
        embed_fonts=edition.embed_fonts,
    )
    document, found = layout.compose(article, materials.clinic, materials.layout, request)
    findings += found
    return document


def _with_drawn_cover(
    materials: Materials, article: Article, today: date, findings: list[Diagnostic]
) -> tuple[Materials, Article]:
    """Give a book without a cover the one that its layout sets for print, as a picture."""
    from exporter.backends import raster

    covers = tuple(rule for rule in materials.layout.parts if rule.kind == "cover" and Medium.PRINT in rule.mediums)
    if not covers:
        return materials, article
    images = materials.images[Medium.BOOK]
    alone = replace(
        materials, layout=replace(materials.layout, parts=covers), images={**materials.images, Medium.PRINT: images}
    )
    master = _typeset(_compose(alone, article, Medium.PRINT, today, findings), findings)
    picture = raster.picture(master.pdf, page=0, width_px=COVER_WIDTH_PX)
    cover = ImageReference(DRAWN_COVER, f"{article.metadata.title} — {materials.clinic.name}".removesuffix(" — "))
    drawn = replace(materials, images={**materials.images, Medium.BOOK: {**images, DRAWN_COVER: picture}})
    return drawn, replace(article, metadata=replace(article.metadata, cover=cover))


def _typeset(document: Document, findings: list[Diagnostic]) -> Typeset:
    from exporter.backends import pdf

    master, found = pdf.typeset(document)
    findings += found
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        raise ExporterError(findings)
    return master


def _print_pages(
    materials: Materials, settings: Settings, known: tuple[PageStart, ...] | None, findings: list[Diagnostic]
) -> tuple[PageStart, ...]:
    """Where the pages of the print edition begin; none where the job takes its page numbers from nowhere."""
    if known is not None or materials.print_edition is None:
        return known or ()
    source = materials.print_edition
    article = source.articles["screen"]
    return _typeset(_compose(source, article, Medium.PRINT, settings.today, findings), findings).pagination


def _screen(master: Typeset, document: Document, claims: frozenset[str] | None) -> Artifact:
    from exporter.prepress import screen

    return screen.finish(master, document, claims=screen.CLAIMS if claims is None else claims)


def _epub(document: Document, pages: tuple[PageStart, ...], claims: frozenset[str] | None) -> Artifact:
    from exporter.backends import epub

    return epub.bind(document, pages, claims=epub.CLAIMS if claims is None else claims)


def _html(document: Document, _claims: frozenset[str] | None) -> Artifact:
    from exporter.backends import web

    return web.write(document)


def _verified(make: Maker, settings: Settings, findings: list[Diagnostic]) -> Artifact:
    """Make an artifact that has earned what it claims.

    Raises:
        ExporterError: it has not, and files without their labels are not allowed.
    """
    from exporter import verify

    artifact = make(None)
    found = verify.verify(artifact.data, path=artifact.format)
    if not any(finding.severity is Severity.ERROR for finding in found):
        findings += found
        return artifact
    if not settings.allow_unverified:
        raise ExporterError([*findings, *found])
    findings += [replace(finding, severity=Severity.WARNING) for finding in found]
    return make(NO_CLAIMS)
