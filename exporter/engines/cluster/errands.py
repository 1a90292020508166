"""What child processes do for a job that is made elsewhere: one reads it here, another makes it there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from exporter import pipeline
from exporter.batch import Outcome, Store, Task, work
from exporter.engines.cluster import parcel
from exporter.pipeline import Gathered, Made, Stopwatch

FINISHED = "finished"
"""Folder of what is made, in that of the parcel."""


@dataclass(frozen=True, slots=True)
class Errand(Task):
    """A task, and the folder of its parcel."""

    folder: Path = Path()


def read(errand: Task, store: Store) -> Outcome:
    """Pack all that a job is made of; where it cannot be read there is no parcel, and the outcome says why.

    Raises:
        MemoryError: it needs more than it may have.
    """

    def collect(watch: Stopwatch) -> Made:
        gathered = pipeline.collect(errand.job, errand.settings, errand.print_pages, watch)
        if isinstance(gathered, Made):
            return gathered
        with watch.span("pack"):
            parcel.pack(gathered, _folder(errand))
        return Made(pipeline.Result(errand.job.name, (), (), gathered.seconds))

    return work.kept(errand.job.name, collect, store)


def make(errand: Task, _store: Store) -> Outcome:
    """Make the files of a parcel beside it.

    Raises:
        MemoryError: it needs more than it may have.
    """

    def complete(watch: Stopwatch) -> Made:
        with watch.span("unpack"):
            gathered = parcel.unpack(_folder(errand))
        assert isinstance(gathered, Gathered)  # noqa: S101 - as `read` packs it
        return pipeline.complete(gathered, errand.settings, watch)

    return work.kept(errand.job.name, complete, Store(_folder(errand) / FINISHED))


def _folder(errand: Task) -> Path:
    assert isinstance(errand, Errand)  # noqa: S101 - an engine for these gives no others
    return errand.folder
