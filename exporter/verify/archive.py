"""The archive of an ebook, opened with care: anyone may have packed it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from exporter.model import Diagnostic
from exporter.verify.findings import UnreadableError, error

MOST_ENTRIES = 10_000
MOST_BYTES = 2**30
"""All files together, unpacked."""
LARGEST_TEXT_BYTES = 32 * 2**20
"""One document or style sheet, unpacked."""
STEEPEST_RATIO, RATIO_BYTES = 250, 4 * 2**20
"""Markup packs to a tenth or so; what packs this well, and unpacks to more than that, was made to hurt."""
ENCRYPTED = 0x1
"""Bit of a ZIP entry's flags (APPNOTE.TXT, 4.4.4)."""
COPY_AGAIN = "export or copy it again"


def opened(data: bytes) -> ZipFile:
    """Open an archive that is safe to read.

    Raises:
        UnreadableError: it is damaged, encrypted, or made to do harm.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, OSError) as reason:
        raise UnreadableError(_damaged(str(reason))) from reason
    for finding in _faults(archive.infolist()):
        raise UnreadableError(finding)
    return archive


def read(archive: ZipFile, name: str) -> bytes:
    """Read a document of an archive that was `opened`.

    Raises:
        UnreadableError: it is damaged, or too large to be a document.
    """
    if archive.getinfo(name).file_size > LARGEST_TEXT_BYTES:
        message = f"{name!r} is larger than {LARGEST_TEXT_BYTES // 2**20} MB"
        raise UnreadableError(error("unsafe-archive", message, "split the document"))
    try:
        return archive.read(name)
    except (BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as reason:  # RuntimeError: flags zipfile lacks
        raise UnreadableError(_damaged(f"{name!r}: {reason}")) from reason


def _damaged(reason: str) -> Diagnostic:
    return error("damaged-file", f"the archive cannot be read: {reason[:1].lower()}{reason[1:]}", COPY_AGAIN)


def _faults(entries: list[ZipInfo]) -> Iterator[Diagnostic]:
    """What forbids to read any further, the gravest first."""
    hint = "do not open it"
    if len(entries) > MOST_ENTRIES:
        yield error("unsafe-archive", f"the archive holds {len(entries)} files", hint)
    if (total := sum(entry.file_size for entry in entries)) > MOST_BYTES:
        yield error("unsafe-archive", f"the archive would unpack to {total / 2**30:.1f} GB", hint)
    names = set()
    for entry in entries:
        if entry.file_size > max(RATIO_BYTES, STEEPEST_RATIO * entry.compress_size):
            message = f"{entry.filename!r} would unpack to {entry.file_size / max(1, entry.compress_size):.0f} times"
            yield error("unsafe-archive", f"{message} its size", hint)
        if _leads_out(entry.orig_filename):
            yield error("unsafe-archive", f"{entry.orig_filename!r} would be unpacked somewhere else", hint)
        if entry.flag_bits & ENCRYPTED:
            yield error("encrypted-file", f"{entry.filename!r} is encrypted", "save the book without a password")
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:  # all that OCF 3.3, 4.2 allows
            yield _damaged(f"{entry.filename!r} is packed by a method that ebooks do not use")
        if entry.filename in names:
            yield _damaged(f"{entry.filename!r} is in it twice")
        names.add(entry.filename)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return "\\" in name or path.is_absolute() or ".." in path.parts or ":" in path.parts[0] if path.parts else not name
