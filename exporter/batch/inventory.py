"""The folder of outputs against its manifest: keeping the one true to the other, comparing them, and clearing up."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TextIO

from exporter.batch import manifest as manifests
from exporter.batch.manifest import Manifest
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity
from exporter.pipeline.publish import publish

CACHE = ".cache"
"""Folder in that of the outputs."""
OTHERS = frozenset({manifests.NAME, "README", "README.md"})
"""What may lie among outputs and is none."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was removed, or would be, and what was not."""

    removed: tuple[Path, ...]
    findings: tuple[Diagnostic, ...]


def read(build: Path) -> Manifest:
    """The manifest of a folder; an empty one where there is none.

    Raises:
        ExporterError: it cannot be read, or is no manifest.
    """
    path = build / manifests.NAME
    try:
        return manifests.parse(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return manifests.empty()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{str(path)!r} cannot be read: {error}"
        hint = "remove it and run 'exporter build', which writes it anew"
        raise ExporterError([Diagnostic("invalid-manifest", Severity.ERROR, message, hint, str(path))]) from error


@contextmanager
def changing(build: Path) -> Iterator[Manifest]:
    """Read the manifest, and write it when the caller has changed it; another run waits meanwhile.

    A manifest that cannot be read is written anew. One that would be the same is not touched.

    Raises:
        ExporterError: it cannot be written.
    """
    with _lock(build / CACHE / "manifest.lock"):
        try:
            manifest = read(build)
        except ExporterError:
            manifest = manifests.empty()
        yield manifest
        path, data = build / manifests.NAME, manifest.text().encode()
        before = b""
        with suppress(OSError):
            before = path.read_bytes()
        if data != before:
            publish({path: data})


def _lock(path: Path) -> TextIO:
    """An open file that no other run has locked; closing it lets the next one in."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.open("a")  # which leaves its time as it is
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "make room, or choose a folder you may write to"
        raise ExporterError(
            [Diagnostic("cannot-write", Severity.ERROR, f"{str(path)!r} cannot be written: {reason}", hint, str(path))]
        ) from error
    return held


def compare(path: Path) -> tuple[Diagnostic, ...]:
    """Tell which files beside a manifest are not what it says, are missing, or are not in it.

    Raises:
        ExporterError: there is no such file, or it is no manifest.
    """
    if not path.is_file():
        message = f"there is no manifest {str(path)!r}"
        hint = "name the manifest.json in the folder of outputs; 'exporter build' writes it"
        raise ExporterError([Diagnostic("invalid-manifest", Severity.ERROR, message, hint, str(path))])
    folder = path.parent
    manifest = manifests.parse(path.read_text(encoding="utf-8", errors="replace"), str(path))
    return tuple(_differences(folder, manifest))


def _differences(folder: Path, manifest: Manifest) -> Iterator[Diagnostic]:
    for name, output in sorted(manifest.outputs.items()):
        place = folder / name
        digest = _digest(place)
        if not digest:
            hint = "run 'exporter build', which puts it back"
            yield Diagnostic("missing-output", Severity.ERROR, "the file is missing or unreadable", hint, str(place))
        elif digest != output["sha256"]:
            hint = "find out who changed it; 'exporter build' puts back what was made"
            message = "the file is not what was written: its hash is another"
            yield Diagnostic("changed-output", Severity.ERROR, message, hint, str(place))
    for place in _files(folder):
        if place.relative_to(folder).as_posix() not in manifest.outputs:
            hint = "remove it, or keep your own files elsewhere"
            message = "the file is not in the manifest: exporter did not write it"
            yield Diagnostic("unlisted-output", Severity.WARNING, message, hint, str(place))


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        below = path.relative_to(folder).parts
        if any(part.startswith(".") for part in below) or (len(below) == 1 and path.name in OTHERS) or path.is_dir():
            continue
        yield path


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def tell_stale(build: Path, manifest: Manifest, wanted: Iterable[str]) -> tuple[Diagnostic, ...]:
    """Tell of outputs that no job makes any more; those that are gone are struck from the manifest."""
    found = []
    for name in manifests.stale(manifest, wanted):
        if (build / name).exists():
            hint = "run 'exporter clean --stale', which removes such files"
            message = "no article, clinic and edition make this file any more"
            found.append(Diagnostic("stale-output", Severity.WARNING, message, hint, str(build / name)))
        else:
            del manifest.outputs[name]
    return tuple(found)


def clear(build: Path, manifest: Manifest, names: Iterable[str], *, dry_run: bool) -> Cleared:
    """Remove outputs that are still as they were written; those changed since are kept, and told of.

    Raises:
        ExporterError: a file cannot be removed.
    """
    removed: list[Path] = []
    findings: list[Diagnostic] = []
    for name in sorted(names):
        place = build / name
        digest = _digest(place)
        if digest and digest != manifest.outputs[name]["sha256"]:
            hint = "remove it yourself if nobody needs it"
            message = "the file was changed since it was written, and is kept"
            findings.append(Diagnostic("changed-output", Severity.WARNING, message, hint, str(place)))
            continue
        if digest:
            removed.append(place)
        if not dry_run:
            _remove(place, build)
            del manifest.outputs[name]
    return Cleared(tuple(removed), tuple(findings))


def clear_cache(build: Path, *, dry_run: bool) -> tuple[Path, ...]:
    """Remove what is kept between runs.

    Raises:
        ExporterError: it cannot be removed.
    """
    folder = build / CACHE
    if not folder.is_dir():
        return ()
    if not dry_run:
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise ExporterError([_stuck(folder, error)]) from error
    return (folder,)


def _remove(place: Path, build: Path) -> None:
    try:
        place.unlink(missing_ok=True)
    except OSError as error:
        raise ExporterError([_stuck(place, error)]) from error
    for folder in place.parents:
        if folder == build:
            break
        with suppress(OSError):  # it is not empty, or not there
            folder.rmdir()


def _stuck(path: Path, error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    hint = "check who may write to its folder; what was removed before it stays removed"
    return Diagnostic("cannot-remove", Severity.ERROR, f"it cannot be removed: {reason}", hint, str(path))
