"""A value on its way to another machine: pickled into a folder, its large parts as files of their own.

What many jobs share, a layout, a profile or a logo, has the same name in all their parcels, so it is sent once.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from exporter.layout import Layout

LARGE_BYTES = 64 * 1024
"""What is larger goes apart: below, the name and the errand cost more than the bytes."""
BODY = "body"
LAYOUTS = 16
"""Kept by a process as they came out of their parcels."""


class _Packer(pickle.Pickler):
    """Puts large bytes and layouts aside, and their names into the body."""

    def __init__(self, stream: io.BytesIO) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self.apart: dict[str, bytes] = {}

    def persistent_id(self, value: object, /) -> tuple[str, str] | None:
        """The kind and name of a value that goes apart; None for all others."""
        if isinstance(value, bytes) and len(value) > LARGE_BYTES:
            name = sha256(value).hexdigest()
            self.apart[name] = value
            return "bytes", name
        if isinstance(value, Layout):
            name = f"layout-{value.digest}"
            if name not in self.apart:
                self.apart[name] = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            return "layout", name
        return None


class _Unpacker(pickle.Unpickler):
    """Puts them in again."""

    def __init__(self, folder: Path) -> None:
        super().__init__(io.BytesIO((folder / BODY).read_bytes()))
        self.folder = folder

    def persistent_load(self, named: tuple[str, str], /) -> object:
        """The value of a kind and name."""
        kind, name = named
        return _layout(name, self.folder) if kind == "layout" else (self.folder / name).read_bytes()


_kept: dict[str, Layout] = {}


def _layout(name: str, folder: Path) -> Layout:
    """A layout by its name, which says what is in it."""
    if name not in _kept:
        if len(_kept) >= LAYOUTS:
            _kept.clear()
        value = pickle.loads((folder / name).read_bytes())  # noqa: S301 - see `unpack`
        assert isinstance(value, Layout)  # noqa: S101 - the name says so
        _kept[name] = value
    return _kept[name]


def pack(value: object, folder: Path) -> None:
    """Write a parcel; its body comes last, so that a parcel with one is whole."""
    stream = io.BytesIO()
    packer = _Packer(stream)
    packer.dump(value)
    write(stream.getvalue(), packer.apart, folder)


def write(body: bytes, apart: Mapping[str, bytes], folder: Path) -> None:
    """Write a parcel that has come from elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in apart.items():
        (folder / name).write_bytes(data)
    (folder / BODY).write_bytes(body)


def is_whole(folder: Path) -> bool:
    """Whether there is a parcel."""
    return (folder / BODY).is_file()


def body(folder: Path) -> bytes:
    """The parcel without what goes apart."""
    return (folder / BODY).read_bytes()


def apart(folder: Path) -> tuple[str, ...]:
    """Names of what goes apart, which are those of its files."""
    return tuple(sorted(path.name for path in folder.iterdir() if path.name != BODY))


def unpack(folder: Path) -> object:
    """The value of a parcel; only for parcels of one's own, since unpickling runs what it is told to."""
    value: object = _Unpacker(folder).load()
    return value
