"""A project's pronunciations: how words are spoken that speech engines say wrongly."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, RootModel, StringConstraints

from exporter import toml_document, validation
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Pronunciations

LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*\Z", re.IGNORECASE)


def _language(value: str) -> str:
    if not LANGUAGE.match(value):
        raise ValueError("a table is named by its language", "write a language tag, such as [en] or [pt-BR]")
    return value.lower()


def _word(value: str) -> str:
    if not any(map(str.isalnum, value)):
        raise ValueError("a word has letters or digits", "write it as it stands in the text")
    return " ".join(value.split())


def _respelling(value: str) -> str:
    if not value.strip():
        raise ValueError("there is nothing to say", "respell the word, or take the line out")
    return value.strip()


Language = Annotated[str, AfterValidator(_language)]
Word = Annotated[str, AfterValidator(_word)]
Respelling = Annotated[str, StringConstraints(strict=True), AfterValidator(_respelling)]


class SpeechFile(RootModel[dict[Language, dict[Word, Respelling]]]):
    """Words and how they are spoken, in a table for each language."""


def parse(data: bytes, path: str) -> tuple[Pronunciations, tuple[Diagnostic, ...]]:
    """Parse a file of pronunciations.

    Raises:
        ExporterError: it is no TOML, or a value is wrong.
    """
    document = toml_document.parse(data, path)
    model, findings = validation.validate(SpeechFile, document.data, path=path, locate=document.locate)
    if model is None:
        raise ExporterError(findings)
    return model.root, findings
