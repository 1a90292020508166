"""eSpeak NG: small, quick, and at home in more than a hundred languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from exporter.audio import Sound
from exporter.narration import pronunciations
from exporter.narration.engines import Engine, Respellings, failure
from exporter.narration.process import Programs
from exporter.narration.waves import sound_of

PROGRAM = "espeak-ng"
REMEDY = "install it: on Debian and Ubuntu, apt-get install espeak-ng; on Fedora, dnf install; on macOS, brew install"
WORDS_PER_MINUTE = 155
"""Its own default is 175; this is a text to be understood, not to be got through."""
VERSION = re.compile(r"\d+(?:\.\d+)+\S*")
VOICES: Mapping[str, str] = {"en": "en-gb", "fr": "fr-fr", "no": "nb", "nn": "nb", "zh": "cmn", "es-es": "es"}
"""Voices of languages that have none of their own name."""
SPANISH_OF_AMERICA = re.compile(r"es-(?:419|[a-z]{2})")
"""All other regions of Spanish."""
UNICODE = ("-b", "1")


def engine(folder: Path) -> Engine:
    """Look at the installed program.

    Raises:
        ExporterError: there is none, or it does not run.
    """
    programs = Programs(folder, REMEDY)
    said = programs.run([PROGRAM, "--version"], "").decode(errors="replace")
    version = VERSION.search(said)
    listed = programs.run([PROGRAM, "--voices"], "").decode(errors="replace")
    rows = [line.split() for line in listed.splitlines()[1:]]
    voices = frozenset(row[1].lower() for row in rows if len(row) > 1)
    if not version or not voices:
        raise failure(f"{PROGRAM!r} does not say which voices it has", "install it again")

    def speak(text: str, language: str, words: Respellings) -> Sound:
        command = [PROGRAM, "-v", voice(language, voices), "-s", str(WORDS_PER_MINUTE), *UNICODE, "--stdin", "--stdout"]
        plain = text.replace("[[", "[ [")  # else it would take the text for phonemes
        said = pronunciations.applied(plain, words, phonemes=True)
        return sound_of(programs.run(command, said), PROGRAM, text)

    identity = f"{PROGRAM} {version[0]} {WORDS_PER_MINUTE}"
    return Engine(f"eSpeak NG {version[0]}", identity, lambda tag: bool(voice(tag, voices)), speak, programs.end)


def voice(language: str, voices: frozenset[str]) -> str:
    """The voice for a BCP 47 tag: the nearest that there is, empty where there is none."""
    tag = language.lower()
    while tag:
        near = VOICES.get(tag, "es-419" if SPANISH_OF_AMERICA.fullmatch(tag) else tag)
        if near in voices:
            return near
        tag = tag.rpartition("-")[0]
    return ""
