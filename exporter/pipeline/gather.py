"""Everything a job needs from outside, read through one door and frozen: from here on nothing else is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exporter.errors import ExporterError
from exporter.model import Article, Clinic, Diagnostic, ImageReference, Medium, Resource, Severity, Source

if TYPE_CHECKING:
    from exporter.layout import Layout
    from exporter.pipeline.job import Job
    from exporter.resources import Door

MEDIUM: Mapping[str, Medium] = {"screen": Medium.PRINT, "epub": Medium.BOOK, "html": Medium.WEB}
"""What each format is composed for; a new format is added here and in `produce`."""
MOST_PIXELS: Mapping[Medium, int] = {Medium.PRINT: 9_000_000, Medium.BOOK: 5_600_000, Medium.WEB: 2_400_000}
"""Pixels of a picture at most. Print: a full A4 page at 300 ppi is 8.7 million. Book: Apple Books Asset Guide, interior
images. Web: 1600 by 1500, twice the width of the text column."""
NOBODY = Clinic(name="")


@dataclass(frozen=True, slots=True)
class Materials:
    """The bytes of a job: it could be produced from them in another process or on another machine."""

    job: Job
    articles: Mapping[str, Article]
    """By format; formats for which the article reads the same share one value."""
    clinic: Clinic
    layout: Layout
    images: Mapping[Medium, Mapping[str, Resource]]
    """By medium and by the URL that names them in the article, the front matter or the clinic's file."""
    print_edition: Materials | None = None
    """What the page numbers of an ebook are taken from."""


def gather(job: Job) -> tuple[Materials, tuple[Diagnostic, ...]]:
    """Read a job's files and parse its article once for every format.

    Raises:
        ExporterError: a file is missing, unsafe or wrong; it carries all findings about all of them.
    """
    from exporter import layout, resources

    findings: list[Diagnostic] = []
    door = resources.Door(job.root, resources.Policy(hosts=job.hosts))
    clinic = _clinic(job, door, findings)
    chosen, found = layout.load(job.edition.layout, job.layouts)
    findings += found
    source = _source(job, door, findings)
    articles = _articles(job, source, clinic, findings)
    _refuse_errors(findings)
    images = _images(job, door, clinic, articles, findings)
    materials = Materials(job, articles, clinic, chosen, images)
    if job.pages_from is not None and "epub" in articles:
        paged, found = gather(job.pages_from)
        findings += found
        materials = replace(materials, print_edition=paged)
    _refuse_errors(findings)
    return materials, tuple(dict.fromkeys(findings))


def _refuse_errors(findings: Iterable[Diagnostic]) -> None:
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise ExporterError(dict.fromkeys(findings))


def _clinic(job: Job, door: Door, findings: list[Diagnostic]) -> Clinic:
    from exporter import config, resources

    if job.clinic is None:
        return NOBODY
    shown = job.shown(job.clinic)
    clinic, found = config.clinic(door.read(job.clinic, blame=resources.Place(shown)), shown)
    findings += found
    return clinic


def _source(job: Job, door: Door, findings: list[Diagnostic]) -> Source:
    from exporter import resources, source

    shown = job.shown(job.article)
    data = job.text if job.text is not None else door.read(job.article, blame=resources.Place(shown))
    value, found = source.read(data, shown)
    findings += found
    return value


def _articles(job: Job, source: Source, clinic: Clinic, findings: list[Diagnostic]) -> dict[str, Article]:
    """Parse for every format that is written; formats whose blocks are the same get one and the same article."""
    from exporter import article, checks

    known = frozenset({*MEDIUM, *job.names})
    parsed: dict[str, Article] = {}
    for name in job.outputs:
        if parsed and not article.is_selective(source):
            parsed[name] = next(iter(parsed.values()))
            continue
        selection = frozenset({name, job.edition.name, job.edition.layout})
        value, found = article.parse(source, clinic=clinic, selection=selection, known=known, variables=job.variables)
        findings += found
        same = next((other for other in parsed.values() if other.blocks == value.blocks), value)
        parsed[name] = same
        if same is value:
            findings += checks.check(value)
    return parsed


def _images(
    job: Job, door: Door, clinic: Clinic, articles: Mapping[str, Article], findings: list[Diagnostic]
) -> dict[Medium, dict[str, Resource]]:
    """Fetch every picture once, and scale it down for each medium."""
    from exporter import resources

    fetched: dict[str, Resource] = {}
    for reference, base, blame_path in _references(job, clinic, articles.values()):
        if reference.url in fetched:
            continue
        try:
            fetched[reference.url], found = door.image(reference, base=base, blame_path=blame_path)
        except ExporterError as error:
            findings += error.diagnostics
        else:
            findings += found
    return {
        medium: {url: resources.fitted(image, most_pixels=MOST_PIXELS[medium]) for url, image in fetched.items()}
        for medium in {MEDIUM[name] for name in articles}
    }


def _references(job: Job, clinic: Clinic, articles: Iterable[Article]) -> list[tuple[ImageReference, Path, str]]:
    """Every picture that is named, the folder its path is relative to, and the file that names it."""
    found: list[tuple[ImageReference, Path, str]] = []
    for article in articles:
        references = (*article.images, *((article.metadata.cover,) if article.metadata.cover else ()))
        found += [(reference, job.article.parent, article.path) for reference in references]
    if clinic.logo is not None and job.clinic is not None:
        found.append((clinic.logo, job.clinic.parent, clinic.path))
    return found
