"""The archive of an ebook, opened with care: anyone may have packed it."""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
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
UNICODE = 0x800
"""The name is UTF-8 (as above)."""
LOCAL_HEADER_BYTES = 30
"""Before the name, whose length and that of the extra field are its last two numbers (APPNOTE.TXT, 4.3.7)."""
FORBIDDEN = re.compile(r'["*:<>?|\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufff0-\uffff]|[.]$')
"""What no name of a file may hold, the slash and the backslash aside (OCF 3.3, 4.2.3)."""
COPY_AGAIN = "export or copy it again"
OPENING_BYTES = 64
"""Enough to tell a kind of file."""
FAULTS = (BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError, OverflowError)
"""What `zipfile` raises for broken archives; RuntimeError for flags that it lacks."""


def opened(data: bytes) -> ZipFile:
    """Open an archive that is safe to read.

    Raises:
        UnreadableError: it is damaged, encrypted, or made to do harm.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except FAULTS as reason:
        raise UnreadableError(_damaged(str(reason))) from reason
    for finding in (*_faults(archive.infolist()), *_tricks(data, archive)):
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
    except FAULTS as reason:
        raise UnreadableError(_damaged(f"{name!r}: {reason}")) from reason


def opening(archive: ZipFile, name: str, size_bytes: int = OPENING_BYTES) -> bytes:
    """Read the first bytes of any file of an archive that was `opened`.

    Raises:
        UnreadableError: it is damaged.
    """
    try:
        with archive.open(name) as file:
            return file.read(size_bytes)
    except FAULTS as reason:
        raise UnreadableError(_damaged(f"{name!r}: {reason}")) from reason


def clashes(names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Give the names that are one name where capitals do not count, or accents are written in another way.

    OCF 3.3, 4.2.3: names in a folder are unique after canonical normalisation and full case folding.
    """
    seen: dict[str, str] = {}
    for name in sorted(names):
        folded = folded_name(name)
        if folded in seen:
            yield seen[folded], name
        seen[folded] = name


def folded_name(name: str) -> str:
    """Give a name as systems see it to which capitals make no difference."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


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
        if stat.S_ISLNK(entry.external_attr >> 16):  # as Unix packs them
            yield error("unsafe-archive", f"{entry.filename!r} is a link to another file", "pack the file itself")
        names.add(entry.filename)


def _tricks(data: bytes, archive: ZipFile) -> Iterator[Diagnostic]:
    """Find files whose packed bytes serve for others too, and those that have two names.

    What unpacks front to back, and what looks into the directory at the end, would see different books; and of bytes
    that are told again and again a small archive can be made that fills the disk.
    """
    end = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        start = entry.header_offset + LOCAL_HEADER_BYTES
        header = data[entry.header_offset : start]
        if entry.header_offset < 0 or len(header) < LOCAL_HEADER_BYTES or not header.startswith(b"PK\x03\x04"):
            yield _damaged(f"{entry.filename!r} is not where it should be")
            return
        name_bytes, extra_bytes = struct.unpack("<HH", header[-4:])
        if entry.header_offset < end:
            message = f"{entry.filename!r} shares its bytes with another file"
            yield error("unsafe-archive", message, "do not open it")
        encoding = "utf-8" if entry.flag_bits & UNICODE else "cp437"
        if data[start : start + name_bytes].decode(encoding, "replace") != entry.orig_filename:
            yield error("unsafe-archive", f"{entry.orig_filename!r} is in it under two names", "do not open it")
        end = start + name_bytes + extra_bytes + entry.compress_size
    if end > archive.start_dir:
        yield _damaged("the last file goes on into the directory")


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    if not path.parts or "\\" in name or "\0" in name:  # some systems take the one for a slash, the other for the end
        return path.parts != () or not name
    return path.is_absolute() or ".." in path.parts or ":" in path.parts[0]
