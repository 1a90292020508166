"""What a job has read, so that it can be told later whether anything of it has changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class InputKind(StrEnum):
    """How an input is looked at again."""

    FILE = "file"
    FOLDER = "folder"
    """All files in it and below; of a layout."""
    ADDRESS = "address"
    """On the web: it is not asked again, but for `--force`."""
    DAY = "day"
    """The day that stands for today; the digest is its date."""


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a job has read, or looked for in vain."""

    kind: InputKind
    path: str
    """Absolute, or an address; `today` for the day."""
    digest: str
    """SHA-256 in hexadecimal digits; empty where there was nothing."""
