"""Outputs that cannot be: two of one name, or of a name that disks do not take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from exporter.model import Diagnostic, Severity

LONGEST_BYTES = 255
"""Of one part of a path, on ext4, APFS and NTFS alike."""
MOST_TOLD = 20
"""Findings of one kind; a mistake in the pattern gives thousands."""
_RESERVED = re.compile(r"(?:^|/)((?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.[^/]*)?)(?:/|$)", re.IGNORECASE)
"""Names of devices, which Windows takes for no file ("Naming Files, Paths, and Namespaces")."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a job would write."""

    path: str
    """Below the folder of outputs."""
    job: int
    """Number of the job in the order of the outputs."""
    is_wanted: bool
    """Whether this run writes it, and not only another."""


def folded(path: str) -> str:
    """What two paths have in common that are one on disks that tell neither case nor Unicode forms (APFS, NTFS)."""
    return (
        path.lower() if path.isascii() else unicodedata.normalize("NFC", unicodedata.normalize("NFD", path).casefold())
    )


def pairs(outputs: Iterable[Output]) -> Iterator[tuple[int, Output]]:
    """Outputs that are the same file as one of an earlier job, which goes before; one of both is of this run.

    Only a hash of each path is kept, so that a hundred thousand of them take little room.
    """
    seen: dict[int, int] = {}
    for output in outputs:
        key = hash(folded(output.path))
        other = seen.setdefault(key, output.job << 1 | output.is_wanted)
        seen[key] = output.job << 1 | output.is_wanted
        if other >> 1 != output.job and (other & 1 or output.is_wanted):
            yield other >> 1, output


def fault(path: str) -> Diagnostic | None:
    """What hinders disks from taking a path."""
    if len(path) > LONGEST_BYTES // 4:  # a character has at most four bytes
        for part in path.split("/"):
            length = len(part.encode())
            if length > LONGEST_BYTES:
                message = f"the name {part[:40]!r}… has {length} bytes, and disks take {LONGEST_BYTES}"
                hint = "shorten the name of the article or of the edition"
                return Diagnostic("impossible-name", Severity.ERROR, message, hint)
    found = _RESERVED.search(path)
    if found:
        message = f"{found[1]!r} in {path!r} is the name of a device on Windows"
        hint = "rename the article, the clinic's file or the edition"
        return Diagnostic("impossible-name", Severity.ERROR, message, hint)
    return None


def readable(findings: list[Diagnostic]) -> list[Diagnostic]:
    """The first findings, and how many more there are."""
    if len(findings) <= MOST_TOLD:
        return findings
    more = f"{len(findings) - MOST_TOLD} more like these"
    last = findings[MOST_TOLD]
    return [*findings[:MOST_TOLD], Diagnostic(last.rule, last.severity, more, last.hint)]
