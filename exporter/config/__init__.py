"""The project's configuration and its clinics: TOML files with every fault told by line and column."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from exporter.config.place import find
from exporter.model import Clinic, Diagnostic, Project, Pronunciations

__all__ = ["clinic", "default_project", "find", "load", "pronunciations", "schema", "with_build"]


def with_build(project: Project, text: str) -> Project:
    """The project with other outputs: a folder, from where the command is run, or a URL.

    Raises:
        ExporterError: it is a URL that nothing can be written to.
    """
    from exporter.config import project as project_file

    return project_file.with_build(project, text)


def load(folder: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Read the project in `folder`.

    Raises:
        ExporterError: there is no configuration, or it is wrong.
    """
    from exporter.config import project

    return project.load(folder)


def default_project(folder: Path) -> Project:
    """What holds for a folder without any configuration."""
    from exporter.config import project

    return project.default(folder)


def clinic(data: bytes, path: str) -> tuple[Clinic, tuple[Diagnostic, ...]]:
    """Parse a clinic's TOML file.

    Raises:
        ExporterError: it is no TOML, or a value is wrong.
    """
    from exporter.config import clinics

    return clinics.parse(data, path)


def pronunciations(data: bytes, path: str) -> tuple[Pronunciations, tuple[Diagnostic, ...]]:
    """Parse a file of pronunciations.

    Raises:
        ExporterError: it is no TOML, or a value is wrong.
    """
    from exporter.config import speech

    return speech.parse(data, path)


def schema(name: Literal["clinic", "project"]) -> dict[str, object]:
    """The JSON Schema of a clinic's file or of `exporter.toml`."""
    if name == "clinic":
        from exporter.config.clinics import ClinicFile

        return ClinicFile.model_json_schema()
    from exporter.config.project import ProjectFile

    return ProjectFile.model_json_schema(by_alias=True)
