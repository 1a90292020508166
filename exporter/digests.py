"""Hashes of files and folders, by which it is told later whether anything has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path

Entry = tuple[str, int, int, int]
"""Of a file in a folder: its path there, its size in bytes, when it was changed and when its inode was, in ns."""


def of_bytes(data: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(data).hexdigest()


def of_file(path: Path) -> str:
    """SHA-256 of a file; empty where there is none that can be read."""
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def of_folder(folder: Path) -> str:
    """SHA-256 over the names and hashes of all files in a folder and below; empty where there is none.

    As long as names, sizes and times are the same within a process, the files are not read again.
    """
    if not folder.is_dir():
        return ""
    return _of_entries(str(folder), tuple(sorted(_entries(str(folder), ""))))


@lru_cache(maxsize=256)
def _of_entries(folder: str, entries: tuple[Entry, ...]) -> str:
    lines = (f"{name}\0{of_file(Path(folder, name))}\n" for name, *_ in entries)
    return of_bytes("".join(lines).encode(errors="surrogateescape"))


def _entries(folder: str, below: str) -> Iterator[Entry]:
    with os.scandir(os.path.join(folder, below)) as found:  # noqa: PTH118 - a `Path` for each costs more than the rest
        for one in found:
            name = f"{below}/{one.name}" if below else one.name
            if one.is_dir():
                yield from _entries(folder, name)
            else:
                status = one.stat(follow_symlinks=True) if one.is_file() else one.stat(follow_symlinks=False)
                yield name, status.st_size, status.st_mtime_ns, status.st_ctime_ns
