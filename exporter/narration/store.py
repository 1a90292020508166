"""What has been said before, by a hash of all it depends on: one file each, which may be deleted at any time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

DIGEST = 32
"""Bytes of the hash that an entry begins with, of what follows."""
MOST_BYTES = 2**30
"""Of all entries together: some thirty articles. Beyond that the longest unused go."""


def key(*parts: object) -> str:
    """The name of an entry that depends on `parts`, which must not hold the character U+0001."""
    return sha256("\1".join(map(str, parts)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of entries; without a folder nothing is kept."""

    folder: Path | None = None

    def get(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What is kept under a name, or made and kept now; an entry that is damaged is made anew."""
        if self.folder is None:
            return make()
        path = self.folder / name[:2] / name
        with suppress(OSError):
            kept = path.read_bytes()
            if sha256(kept[DIGEST:]).digest() == kept[:DIGEST]:
                os.utime(path)
                return kept[DIGEST:]
        data = make()
        with suppress(OSError):  # a disk that is full, a folder that is read only: publishing will tell
            _write(path, sha256(data).digest() + data)
        return data

    def prune(self, most_bytes: int = MOST_BYTES) -> None:
        """Remove the entries that have not been used for longest, until the rest is small enough."""
        if self.folder is None:
            return
        entries = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                status = path.stat()
                entries.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in entries)
        for _, size, path in sorted(entries):
            if total <= most_bytes:
                break
            with suppress(OSError):
                path.unlink()
            total -= size


def _write(path: Path, data: bytes) -> None:
    """Write a file in one step: another run may read it at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
