"""Who reads: an engine, what it is told about words, and where what it has said is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporter import audio
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Narration, Pronunciations, Severity
from exporter.narration import command, espeak
from exporter.narration.engines import Engine
from exporter.narration.store import Store
from exporter.validation import nearest

ENGINES: Mapping[str, Callable[[Path], Engine]] = {"espeak-ng": espeak.engine}
"""Engines that exporter knows, by the names that configuration uses; each is looked for from a project's folder."""


@dataclass(frozen=True, slots=True)
class Narrator:
    """Everything that a recording depends on beside the script."""

    engine: Engine
    pronunciations: Pronunciations
    store: Store


def narrator(wanted: Narration, words: Pronunciations, *, folder: Path, store: Store) -> Narrator:
    """Find the engine that an edition asks for.

    Args:
        wanted: What the edition says.
        words: The project's pronunciations.
        folder: The project's, in which commands run.
        store: What has been said before.

    Raises:
        ExporterError: there is no such engine, or it or what encodes audio is not installed.
    """
    if not audio.is_available():
        message = "the library 'av' is not installed, which encodes audio"
        hint = "run: pip install 'exporter[audio]'"
        raise ExporterError([Diagnostic("missing-library", Severity.ERROR, message, hint)])
    if wanted.command:
        return Narrator(command.engine(wanted.command, folder), words, store)
    if wanted.engine not in ENGINES:
        message = f"there is no speech engine {wanted.engine!r}"
        of_commands = "(a command is written as a list, and behind --narration with two words or more)"
        hint = f"{nearest(wanted.engine, list(ENGINES))} {of_commands}"
        raise ExporterError([Diagnostic("unknown-engine", Severity.ERROR, message, hint)])
    return Narrator(ENGINES[wanted.engine](folder), words, store)
