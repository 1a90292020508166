"""Has a job's book read aloud: its script comes from the book as it will be bound, its sound from a speech engine."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from exporter.model import Diagnostic, Medium, Narration, Pagination, Pronunciations, Recording, Script, Track
from exporter.pipeline import blame, produce, setting
from exporter.pipeline.gather import BOOKS, SPOKEN, Materials
from exporter.pipeline.job import Job, Settings
from exporter.pipeline.setting import Order
from exporter.pipeline.suitability import AUDIOBOOKS

if TYPE_CHECKING:
    from exporter.narration import Narrator


@dataclass(frozen=True, slots=True)
class Narrated:
    """Materials with their recordings, and what was found out on the way."""

    materials: Materials
    print_pages: Pagination | None
    """The pagination of the print edition: the page numbers that are read are those that are bound."""
    diagnostics: tuple[Diagnostic, ...]


def narrate(materials: Materials, settings: Settings, print_pages: Pagination | None) -> Narrated:
    """Put the recordings that a job asks for among its materials; most jobs ask for none.

    Raises:
        ExporterError: there is no such engine, or it fails.
    """
    job, wanted = materials.job, [name for name in materials.articles if name in SPOKEN]
    if job.edition.narration is None or not wanted:
        return Narrated(materials, print_pages, ())
    reader, found = _narrator(job, job.edition.narration)
    findings = [*found]
    recordings: dict[str, Recording] = {}
    audiobooks: dict[str, Track] = {}
    for name in wanted:
        order = Order(materials, materials.articles[name], settings)
        same = next((other for other in recordings if materials.articles[other] is order.article), None)
        if same and name in BOOKS:
            recordings[name] = recordings[same]
        elif name in BOOKS:
            print_pages = produce.paginated(order, print_pages)
            recordings[name], found = _record(_script(order, print_pages), reader, job.edition.narration.codec)
        else:
            audiobooks[name], found = _record_whole(_script(order, None), reader, AUDIOBOOKS[name])
        findings += found
    spoken = replace(materials, recordings=recordings, audiobooks=audiobooks)
    return Narrated(spoken, print_pages, tuple(dict.fromkeys(findings)))


def _narrator(job: Job, wanted: Narration) -> tuple[Narrator, tuple[Diagnostic, ...]]:
    from exporter import narration

    words, found = _pronunciations(job)
    with blame.on(job.edition):
        reader = narration.narrator(wanted, words, folder=job.root, store=narration.Store(job.audio_cache))
    return reader, found


def _pronunciations(job: Job) -> tuple[Pronunciations, tuple[Diagnostic, ...]]:
    from exporter import config, resources

    if job.pronunciations is None:
        return {}, ()
    shown = job.shown(job.pronunciations)
    folder = job.root if job.pronunciations.is_relative_to(job.root) else job.pronunciations.parent
    data = resources.Door(folder, resources.Policy()).read(job.pronunciations, blame=resources.Place(shown))
    return config.pronunciations(data, shown)


def _script(order: Order, pages: Pagination | None) -> Script:
    from exporter.backends import epub

    return epub.script(setting.compose(replace(order, findings=[]), Medium.BOOK), pages)


def _record(script: Script, reader: Narrator, codec: str) -> tuple[Recording, tuple[Diagnostic, ...]]:
    from exporter import narration

    return narration.record(script, reader, codec)


def _record_whole(script: Script, reader: Narrator, codec: str) -> tuple[Track, tuple[Diagnostic, ...]]:
    from exporter import narration

    return narration.record_whole(script, reader, codec)
