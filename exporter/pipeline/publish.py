"""The only writer: all files of a job appear together, or none does and what was there stays."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity

FILE_MODE = 0o644
DRAFT_NAME = 40
"""Characters of a file's name in its draft's: a name may have 255 bytes in all, four of them a character."""


def publish(files: Mapping[Path, bytes | Path]) -> None:
    """Write each file beside its place, flush it to the disk, then move all of them into place.

    A file is given as its bytes, or as the path of a file that is on the disk already and never written again: that one
    is linked, which takes no room, or copied where a link cannot be made.

    A file that is already there is replaced in one step, so no reader ever sees half of it. Until every new file is
    safely on the disk no old one is touched.

    Raises:
        ExporterError: a folder cannot be made or written to, or the disk is full; nothing has changed then.
    """
    made: list[Path] = []
    drafts: dict[Path, Path] = {}
    place = Path()
    try:
        for place, data in files.items():
            made += _make_folders(place.parent)
            _refuse_folder(place)
            drafts[place] = _draft(place, data)
        for place, draft in drafts.items():
            draft.replace(place)
            draft.unlink(missing_ok=True)  # two names of one file stay as they are (POSIX.1-2024, rename)
        for folder in {place.parent for place in files}:
            _flush_folder(folder)
    except BaseException as error:  # an interrupt must not leave drafts behind either
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
        _remove_empty(made)
        if isinstance(error, OSError):
            raise ExporterError([_unwritable(place, error)]) from error
        raise


def _draft(place: Path, data: bytes | Path) -> Path:
    """Put `data` into a temporary file in the folder of `place`, the only folder from which a move is atomic."""
    handle, name = tempfile.mkstemp(prefix=f".{place.name[:DRAFT_NAME]}.", suffix=".part", dir=place.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            if isinstance(data, Path):
                if _linked(data, draft):
                    return draft
                with data.open("rb") as kept:
                    shutil.copyfileobj(kept, stream)
            else:
                stream.write(data)
            stream.flush()
            os.fchmod(stream.fileno(), FILE_MODE)
            os.fsync(stream.fileno())
    except BaseException:  # also an interrupt must not leave the draft behind
        draft.unlink(missing_ok=True)
        raise
    return draft


def _linked(kept: Path, draft: Path) -> bool:
    """Put a second name for a file in the place of a draft; False where the file system has none to give."""
    draft.unlink()
    try:
        draft.hardlink_to(kept)
    except FileNotFoundError:
        raise
    except OSError:  # other disks, file systems without links, too many links of one file
        draft.touch()
        return False
    return True


def _make_folders(folder: Path) -> list[Path]:
    """Make `folder` and its parents; give those that were made, innermost first."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
    return missing


def _remove_empty(folders: list[Path]) -> None:
    for folder in folders:
        with suppress(OSError):  # another job has put a file there meanwhile, which is why it stays
            folder.rmdir()


def _refuse_folder(place: Path) -> None:
    if place.is_dir():
        raise IsADirectoryError(EISDIR, "a folder of that name is in the way")


def _flush_folder(folder: Path) -> None:
    """Make the moves themselves last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(place: Path, error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    return Diagnostic(
        rule="cannot-write",
        severity=Severity.ERROR,
        message=f"{str(place)!r} cannot be written: {reason}",
        hint="make room, choose a folder you may write to, or remove what is in the way; nothing was changed",
        path=str(place),
    )
