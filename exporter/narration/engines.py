"""Speech engines: each is one function from text, language and pronunciations to sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity

if TYPE_CHECKING:
    from exporter.audio import Sound

Respellings: TypeAlias = Mapping[str, str]
"""How the words of one text are spoken: a respelling, or phonemes in double square brackets."""
Speak: TypeAlias = "Callable[[str, str, Respellings], Sound]"
"""Takes text, language and respellings; raises `ExporterError` where it gives no sound."""


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine that is there to be used."""

    name: str
    """For people."""
    identity: str
    """Changes with everything about the engine that changes its sound."""
    speaks: Callable[[str], bool]
    """Whether it has a voice for a language, a BCP 47 tag."""
    speak: Speak
    end: Callable[[], None]
    """Ends at once whatever is being said; the engine says nothing afterwards."""


def failure(reason: str, hint: str, text: str = "") -> ExporterError:
    """Tell that an engine gave no sound, and for which text."""
    of = f" for {text[:60]!r}" if text else ""
    return ExporterError([Diagnostic("speech-failed", Severity.ERROR, f"{reason}{of}", hint)])


def missing(program: str, hint: str) -> ExporterError:
    """Tell that an engine is not installed."""
    message = f"the speech engine {program!r} is not installed"
    return ExporterError([Diagnostic("missing-engine", Severity.ERROR, message, hint)])
