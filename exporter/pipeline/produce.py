"""The pure middle of the pipeline: from everything a job read to its artifacts, without touching the outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from exporter.errors import ExporterError
from exporter.model import (
    FORMATS,
    Artifact,
    Diagnostic,
    Document,
    Medium,
    Pagination,
    Recording,
    Severity,
    Typeset,
)
from exporter.pipeline import cover, setting
from exporter.pipeline.gather import BOOKS, SPOKEN, Materials
from exporter.pipeline.job import Settings
from exporter.pipeline.setting import Order
from exporter.pipeline.stopwatch import STOPPED, Stopwatch
from exporter.pipeline.suitability import AUDIOBOOKS

if TYPE_CHECKING:
    from exporter.backends.epub.package import Package

NO_CLAIMS: frozenset[str] = frozenset()
Maker = Callable[[frozenset[str] | None], Artifact]
"""Makes one format; given claims, the file makes these and no others."""


@dataclass(frozen=True, slots=True)
class Product:
    """The artifacts of a job and the pages of its print edition."""

    artifacts: tuple[Artifact, ...]
    pagination: Pagination | None
    """Of `screen`; None where that was not made."""
    diagnostics: tuple[Diagnostic, ...]


def produce(
    materials: Materials, settings: Settings, *, print_pages: Pagination | None = None, watch: Stopwatch = STOPPED
) -> Product:
    """Make every format of a job.

    Formats of one medium for which the article reads the same share one document, and so one typesetting.

    Args:
        materials: All that is needed.
        settings: The day that stands for today, and what to do with a file that does not pass.
        print_pages: The pagination of the print edition where it is known already; otherwise the edition that the
            job takes its page numbers from is typeset for them.
        watch: Takes down how long each stage takes.

    Raises:
        ExporterError: something could not be made, or did not pass verification.
    """
    findings: list[Diagnostic] = []
    artifacts: list[Artifact] = []
    pagination: Pagination | None = None
    for formats in _groups(materials):
        order = Order(materials, materials.articles[formats[0]], settings, findings, watch)
        medium = FORMATS[formats[0]].medium
        ready: dict[str, Artifact] = {}
        if medium is Medium.PRINT:
            document, master = setting.on_pages(order)
            pagination = master.pagination if "screen" in formats else pagination
            makers: dict[str, Maker] = {
                "screen": partial(_screen, master, document),
                "press": partial(_press, order, document, master),
                "office": partial(_office, order, document, master),
            }
        elif medium is Medium.BOOK:
            makers = {"cover": partial(_cover, order)}
            if not SPOKEN.isdisjoint(formats):
                document = setting.compose(cover.inside(order), medium)
                makers |= {name: partial(_audiobook, order, document, name) for name in AUDIOBOOKS}
            if not BOOKS.isdisjoint(formats):
                recording = next((materials.recordings[name] for name in formats if name in materials.recordings), None)
                book = _book(order, document, paginated(order, print_pages), recording)
                ready["epub"] = _verified("epub", partial(_epub, book), order)
                makers["onix"] = partial(_onix, book, ready["epub"])
        else:
            makers = {"html": partial(_html, setting.compose(order, medium))}
        artifacts += [ready.get(name) or _verified(name, makers[name], order) for name in formats]
    return Product(tuple(artifacts), pagination, tuple(dict.fromkeys(findings)))


def _groups(materials: Materials) -> list[list[str]]:
    """Formats that can share a document."""
    groups: dict[tuple[Medium, int], list[str]] = {}
    for name in materials.articles:
        groups.setdefault((FORMATS[name].medium, id(materials.articles[name])), []).append(name)
    return list(groups.values())


def paginated(order: Order, known: Pagination | None) -> Pagination | None:
    """Where the pages of the print edition begin; None where the job takes its page numbers from nowhere."""
    source = order.materials.print_edition
    if known is not None or source is None:
        return known
    return setting.on_pages(replace(order, materials=source, article=source.articles["screen"]))[1].pagination


def _screen(master: Typeset, document: Document, claims: frozenset[str] | None) -> Artifact:
    from exporter.prepress import screen

    return screen.finish(master, document, claims=screen.CLAIMS if claims is None else claims)


def _press(order: Order, document: Document, master: Typeset, claims: frozenset[str] | None) -> Artifact:
    from exporter.pipeline import printing

    return printing.press(order, document, master, claims)


def _office(order: Order, document: Document, master: Typeset, claims: frozenset[str] | None) -> Artifact:
    from exporter.pipeline import printing

    return printing.office(order, document, master, claims)


def _book(order: Order, document: Document, pages: Pagination | None, recording: Recording | None) -> Package:
    from exporter.backends import epub

    with order.watch.span("assemble"):
        return epub.assemble(document, pages, recording)


def _epub(book: Package, claims: frozenset[str] | None) -> Artifact:
    from exporter.backends import epub

    return epub.bind(book, claims=epub.CLAIMS if claims is None else claims)


def _audiobook(order: Order, document: Document, name: str, _claims: frozenset[str] | None) -> Artifact:
    from exporter.backends import audiobook

    return audiobook.write(document, order.materials.audiobooks[name], name)


def _onix(book: Package, bound: Artifact, _claims: frozenset[str] | None) -> Artifact:
    from exporter.backends import epub

    return epub.describe(book, bound)


def _cover(order: Order, _claims: frozenset[str] | None) -> Artifact:
    return cover.shop(order)


def _html(document: Document, _claims: frozenset[str] | None) -> Artifact:
    from exporter.backends import web

    return web.write(document)


def _verified(name: str, make: Maker, order: Order) -> Artifact:
    """Make an artifact that has earned what it claims.

    Raises:
        ExporterError: it has not, and files without their labels are not allowed.
    """
    with order.watch.span(f"make {name}"):
        artifact = make(None)
    with order.watch.span(f"verify {name}"):
        found = _checked(artifact, order.materials)
    if not any(finding.severity is Severity.ERROR for finding in found):
        order.findings.extend(found)
        return artifact
    if not order.settings.allow_unverified:
        raise ExporterError([*order.findings, *found])
    order.findings.extend(replace(finding, severity=Severity.WARNING) for finding in found)
    return make(NO_CLAIMS)


def _checked(artifact: Artifact, materials: Materials) -> tuple[Diagnostic, ...]:
    """What the checks find in a file: of print files too, whether they can be printed."""
    from exporter import verify
    from exporter.verify import preflight

    profile = {"press": materials.preflight, "office": preflight.OFFICE}.get(artifact.format)
    if profile is None:
        return verify.verify(artifact.data, path=artifact.format)
    return preflight.check(artifact.data, profile, path=artifact.format)
