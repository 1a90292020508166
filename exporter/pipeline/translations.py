"""Translations beside their originals: `article.es.md` is the Spanish of `article.md`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from exporter import language_tags
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Metadata, Severity

if TYPE_CHECKING:
    from exporter.pipeline.job import Job
    from exporter.resources import Door


def outdated(original: Metadata, translation: Metadata, *, path: str, original_path: str) -> Diagnostic | None:
    """Tell of a translation whose original has been changed since, by what the front matter of both says.

    The version that the translation says it is of decides, then the days of the last change, and where these are one
    or missing the versions. Times of files say nothing: a checkout sets them anew.
    """
    if translation.original_version and original.version:
        how = f"it is of version {translation.original_version}, and {original_path!r} is version {original.version}"
        return _warning(how, path) if original.version != translation.original_version else None
    changed, translated = _changed(original), _changed(translation)
    if changed and translated and changed != translated:
        how = f"it is of {translated.isoformat()}, and {original_path!r} was changed on {changed.isoformat()}"
        return _warning(how, path) if changed > translated else None
    if original.version and translation.version and original.version != translation.version:
        how = f"it is version {translation.version}, and {original_path!r} is version {original.version}"
        return _warning(how, path)
    return None


def _changed(metadata: Metadata) -> date | None:
    return metadata.modified or metadata.published or metadata.reviewed


def _warning(how: str, path: str) -> Diagnostic:
    hint = "translate what has changed; then set 'modified', or 'original_version' to the version translated"
    message = f"the translation is older than its original: {how}"
    return Diagnostic("outdated-translation", Severity.WARNING, message, hint, path, line=1)


def beside(job: Job, door: Door, translation: Metadata) -> Diagnostic | None:
    """Tell of a job's article that is an outdated translation of one that lies beside it."""
    from exporter import resources, source

    stem, language = language_tags.translation_of(job.article.stem)
    if not language:
        return None
    path = job.article.with_name(f"{stem}{job.article.suffix}")
    shown = job.shown(path)
    try:
        original, _ = source.read(door.read(path, blame=resources.Place(job.shown(job.article))), shown)
    except ExporterError:  # there is none, or it is wrong, which is told where it is exported itself
        return None
    return outdated(original.metadata, translation, path=job.shown(job.article), original_path=shown)
