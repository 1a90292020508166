"""Finished files by the hash of their bytes; one that is there is never written again."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

FILE_MODE = 0o644
MOST_BYTES = 4 * 2**30
"""Of files that no output shares."""
YOUNG_S = 3600.0
PREFIX = 2
"""Digits of a name that are its folder's."""


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of files, each named by the SHA-256 of its bytes."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where a file is, or would be."""
        return self.folder / digest[:PREFIX] / digest

    def put(self, data: bytes) -> str:
        """Keep bytes, safely on the disk, and give their name.

        Raises:
            OSError: the disk is full, or the folder cannot be written to; nothing of them is left then.
        """
        digest = sha256(data).hexdigest()
        place = self.path(digest)
        with suppress(FileNotFoundError):
            if place.stat().st_size == len(data):
                return digest
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fchmod(stream.fileno(), FILE_MODE)
                os.fsync(stream.fileno())
            Path(name).replace(place)
        except BaseException:  # an interrupt must not leave a part behind either
            Path(name).unlink(missing_ok=True)
            raise
        return digest

    def prune(self, now_s: float, most_bytes: int = MOST_BYTES) -> None:
        """Remove what dead workers have left, and beyond a limit the files that no output has shared for longest.

        A file that is published as a link takes no room of its own. What is younger than an hour may be on its way to
        its place, in this run or another, and stays.
        """
        kept: list[tuple[float, int, Path]] = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                status = path.lstat()
                if status.st_nlink > 1 or now_s - status.st_ctime < YOUNG_S:
                    continue
                if path.suffix == ".part":
                    path.unlink()
                else:
                    kept.append((status.st_ctime, status.st_size, path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= most_bytes:
                break
            with suppress(OSError):
                path.unlink()
            total -= size

    def holds(self, digest: str) -> bool:
        """Whether a file is there and still what its name says; one that is not is removed."""
        place = self.path(digest)
        try:
            with place.open("rb") as stream:
                if file_digest(stream, "sha256").hexdigest() == digest:
                    return True
        except OSError:
            return False
        with suppress(OSError):
            place.unlink()
        return False
