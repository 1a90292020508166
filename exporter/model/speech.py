"""What is said of a book, and how it sounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Pronunciations: TypeAlias = Mapping[str, Mapping[str, str]]
"""How words are spoken, by language, a BCP 47 tag in lower case."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said in one breath: a sentence, a heading, the alternative of a picture."""

    text: str
    """On one line, without white space around it."""
    language: str
    """BCP 47 tag."""
    pause_ms: int
    """How long it is quiet after it."""
    aside: bool = False
    """Whether listeners may skip it: a page number, or the mark of a note. An audiobook leaves it out."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said in one part of a document."""

    name: str
    """The part's."""
    title: str
    """Empty where the contents do not list the part."""
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """What is said in a document, in reading order."""

    language: str
    """BCP 47 tag of the document."""
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """Where an utterance is in a track, with the pause after it."""

    begin_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A chapter within a track."""

    title: str
    begin_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Track:
    """One audio file."""

    media_type: str
    suffix: str
    """Without a full stop."""
    data: bytes
    clips: tuple[Clip, ...]
    """Of its utterances, without gaps: the track is as long as all of them."""
    marks: tuple[Mark, ...] = ()
    """Where it holds a whole document."""

    @property
    def duration_ms(self) -> int:
        """From the beginning of the first clip to the end of the last."""
        return self.clips[-1].end_ms if self.clips else 0


@dataclass(frozen=True, slots=True)
class Recording:
    """A script, read."""

    narrator: str
    """Who reads, for people."""
    tracks: Mapping[str, Track]
    """By the chapter's name; chapters in which nothing is said have none."""
