"""What the pipeline is asked to do, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from exporter.model import Diagnostic, Edition, Pagination, Severity


def shown(path: Path, root: Path) -> str:
    """A path as people write it in a project: relative to its folder where it lies inside."""
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


@dataclass(frozen=True, slots=True)
class Job:
    """One article for one clinic in one edition: laid out once per medium, written in every format of the edition."""

    name: str
    """For people: the article's stem and the edition's name."""
    root: Path
    """Nothing outside this folder is read, but for shipped layouts and fonts."""
    article: Path
    """The Markdown file; where `text` is given it only names it and says what its images are relative to."""
    edition: Edition
    outputs: Mapping[str, Path]
    """Format to file; formats of the edition that are missing here are not written."""
    layouts: tuple[Path, ...]
    """Folders of layouts in the order they are searched."""
    clinic: Path | None = None
    text: bytes | None = None
    """The article itself, where it came through a pipe."""
    hosts: frozenset[str] = frozenset()
    """Hosts from which images may be fetched over https."""
    variables: Mapping[str, object] = field(default_factory=dict)
    """Names for the text from the command line; they go before front matter."""
    names: frozenset[str] = frozenset()
    """Editions and layouts that passages of the text may be kept to."""
    pages_from: Job | None = None
    """The print job whose page numbers the ebook lists."""
    pronunciations: Path | None = None
    """The file that says how words are spoken."""
    audio_cache: Path | None = None
    """Folder of what speech engines have said before; None keeps nothing."""
    language: str = ""
    """BCP 47 tag of the article as far as the plan knows it."""

    def shown(self, path: Path) -> str:
        """A path as people write it in the job's project."""
        return shown(path, self.root)


class Overset(StrEnum):
    """What becomes of a text that does not fit its pages at the smallest size allowed."""

    REFUSE = "refuse"
    DRAFT = "draft"
    """It is written all the same, on more pages, each of them marked."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for every job of a run; the command line reads the clock and the environment to make it."""

    today: date
    """Stands in where an article gives no date."""
    allow_unverified: bool = False
    """Write files that did not pass, without the labels they did not earn."""
    strict: bool = False
    """Take warnings for errors: nothing is written for a job that has any."""
    overset: Overset = Overset.REFUSE


@dataclass(frozen=True, slots=True)
class Written:
    """One file that was published."""

    path: str
    format: str
    pages: int | None
    """Pages of a PDF."""
    size_bytes: int
    claims: tuple[str, ...]
    """Sorted; what the file says it conforms to."""
    seconds: float
    """From the start of the job until the file was ready."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a job ended: files, findings, or both."""

    job: str
    written: tuple[Written, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    pagination: Pagination | None = None
    """Where the job was typeset."""

    @property
    def ok(self) -> bool:
        """Whether every file was written."""
        return not any(finding.severity is Severity.ERROR for finding in self.diagnostics)
