"""Any program as a speech engine: a sentence on its standard input, a WAV file on its standard output."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from exporter.audio import Sound
from exporter.narration import pronunciations
from exporter.narration.engines import Engine, Respellings, missing
from exporter.narration.process import Programs
from exporter.narration.waves import sound_of

LANGUAGE = "{language}"
"""Stands in an argument for the language of the sentence, a BCP 47 tag."""
REMEDY = "install it, or correct the command of 'narration'"


def engine(command: Sequence[str], folder: Path) -> Engine:
    """Take a command for an engine; a path in it is relative to `folder`.

    Raises:
        ExporterError: there is no such program.
    """
    program = Path(command[0]).name
    found = shutil.which(command[0] if "/" not in command[0] else str(folder / command[0]))
    if found is None:
        raise missing(command[0], REMEDY)
    programs = Programs(folder, REMEDY)

    def speak(text: str, language: str, words: Respellings) -> Sound:
        called = [part.replace(LANGUAGE, language) for part in command]
        said = pronunciations.applied(text, words, phonemes=False)
        return sound_of(programs.run(called, said), program, text)

    return Engine(program, _identity(Path(found), command, folder), lambda _tag: True, speak, programs.end)


def _identity(program: Path, command: Sequence[str], folder: Path) -> str:
    """The command, with size and time of the program and of every file that it names: a script, a voice, a model."""
    files = [path for path in (program, *(folder / word for word in command[1:] if word)) if path.is_file()]
    stamps = [f"{status.st_size} {status.st_mtime_ns}" for status in map(Path.stat, files)]
    return "\0".join((*command, *stamps))
