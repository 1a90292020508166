"""The folder of outputs against its manifest: keeping the one true to the other, comparing them, and clearing up."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any, TextIO

from exporter.batch import manifest as manifests
from exporter.batch.ledger import FINDING, Adopted, Ledger
from exporter.batch.manifest import Manifest
from exporter.batch.records import Output, Row
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
        return Manifest({}, {}, {})
    except (OSError, UnicodeDecodeError) as error:
        message = f"{str(path)!r} cannot be read: {error}"
        hint = "remove it and run 'exporter build', which writes it anew"
        raise ExporterError([Diagnostic("invalid-manifest", Severity.ERROR, message, hint, str(path))]) from error


def write(build: Path, ledger: Ledger) -> None:
    """Write the manifest from the ledger; another run waits meanwhile. One that would be the same is not touched.

    Raises:
        ExporterError: it cannot be written.
    """
    with _lock(build / CACHE / "manifest.lock") as held:
        path, draft = build / manifests.NAME, Path(f"{held.name}.part")
        try:
            with draft.open("w", encoding="utf-8") as stream:
                stream.writelines(_lines(build, ledger))
            if _digest(draft) != _digest(path):
                publish({path: draft})
        except OSError as error:
            raise ExporterError([_unwritten(path, error)]) from error
        finally:
            draft.unlink(missing_ok=True)


def adopt(build: Path, ledger: Ledger) -> None:
    """Take over from the manifest what a new ledger does not know: what was kept between runs may be deleted."""
    if next(iter(ledger.records.outputs()), None) is not None:
        return
    with suppress(ExporterError):  # a manifest that cannot be read is written anew
        manifest = read(build)
        prefix = ledger.shown(build)
        files: dict[str, dict[str, Any]] = {name: {} for name in manifest.jobs}
        for path, one in manifest.outputs.items():
            files.setdefault(one["job"], {})[f"{prefix}/{path}"] = one
        for name, job in manifest.jobs.items():
            ledger.adopt(Adopted(name, job, manifest.versions.get(job["versions"], {}), files[name]))


def _lines(build: Path, ledger: Ledger) -> Iterator[str]:
    sets = [json.loads(one) for one in ledger.records.published_by()]
    prefix = f"{ledger.shown(build)}/"
    yield from manifests.lines(
        {manifests.named(one): one for one in sets},
        (_job(row, versions, ledger.root) for row, versions in ledger.records.published()),
        (
            (output.path.removeprefix(prefix), _output(output, row))
            for output, row in ledger.records.whole_outputs()
            if output.path.startswith(prefix)
        ),
    )


def _job(row: Row, versions: str, root: Path) -> manifests.Made:
    read = {path: digest for _, path, digest in json.loads(row.inputs)}
    findings = [
        dict(zip(FINDING, [*one[:4], _near(one[4], root), *one[5:]], strict=True))
        for one in json.loads(row.outcome)["findings"]
    ]
    return manifests.Made(row.job, read, findings, manifests.named(json.loads(versions)))


def _output(output: Output, row: Row) -> dict[str, Any]:
    size, pages, claims = next(
        (tuple(rest) for name, _, *rest in json.loads(row.outcome)["files"] if name == output.format)
    )
    return {
        "sha256": output.digest,
        "size_bytes": size,
        "format": output.format,
        "pages": pages,
        "claims": claims,
        "job": row.job,
    }


def _near(path: str, root: Path) -> str:
    """A path seen from the project, so that it is the same wherever the project lies."""
    return Path(os.path.relpath(path, root)).as_posix() if os.path.isabs(path) else path  # noqa: PTH117


def _lock(path: Path) -> TextIO:
    """An open file that no other run has locked; closing it lets the next one in."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = path.open("a")  # which leaves its time as it is
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError as error:
        raise ExporterError([_unwritten(path, error)]) from error
    return held


def _unwritten(path: Path, error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    hint = "make room, or choose a folder you may write to"
    return Diagnostic("cannot-write", Severity.ERROR, f"{str(path)!r} cannot be written: {reason}", hint, str(path))


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


def names(build: Path, ledger: Ledger) -> list[str]:
    """All outputs that were written, by their paths below the folder."""
    prefix = f"{ledger.shown(build)}/"
    return [one.path.removeprefix(prefix) for one in ledger.records.outputs() if one.path.startswith(prefix)]


def stale(build: Path, ledger: Ledger, wanted: Iterable[Path]) -> list[str]:
    """Outputs that no job makes any more, by their paths below the folder; those that are gone are forgotten.

    Of what jobs make only hashes of the paths are kept: fifty thousand jobs take a few megabytes.
    """
    prefix = f"{ledger.shown(build)}/"
    made = {hash(ledger.shown(path)) for path in wanted}
    unmade = [
        one.path for one in ledger.records.outputs() if one.path.startswith(prefix) and hash(one.path) not in made
    ]
    gone = [path for path in unmade if not (ledger.root / path).exists()]
    ledger.records.remove_outputs(gone)
    return [path.removeprefix(prefix) for path in unmade if path not in gone]


def tell_stale(build: Path, ledger: Ledger, wanted: Iterable[Path]) -> tuple[Diagnostic, ...]:
    """Tell of outputs that no job makes any more."""
    hint = "run 'exporter clean --stale', which removes such files"
    message = "no article, clinic and edition make this file any more"
    return tuple(
        Diagnostic("stale-output", Severity.WARNING, message, hint, str(build / name))
        for name in stale(build, ledger, wanted)
    )


def clear(build: Path, ledger: Ledger, names: Iterable[str], *, dry_run: bool) -> Cleared:
    """Remove outputs that are still as they were written; those changed since are kept, and told of.

    Raises:
        ExporterError: a file cannot be removed.
    """
    removed: list[Path] = []
    findings: list[Diagnostic] = []
    for name in sorted(names):
        place = build / name
        digest, output = _digest(place), ledger.records.output(ledger.shown(place))
        if output is None or (digest and digest != output.digest):
            hint = "remove it yourself if nobody needs it"
            message = "the file was changed since it was written, and is kept"
            findings.append(Diagnostic("changed-output", Severity.WARNING, message, hint, str(place)))
            continue
        if digest:
            removed.append(place)
        if not dry_run:
            _remove(place, build)
            ledger.records.remove_outputs([ledger.shown(place)])
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
