"""Which project a command works in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exporter.cli.output import near

if TYPE_CHECKING:
    from exporter.model import Diagnostic, Project


def opened(folder: Path | None) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Read the project in `folder`, or in the nearest folder upwards.

    Raises:
        ExporterError: there is none, or its configuration is wrong.
    """
    from exporter import config

    found = folder or config.find(Path.cwd()) or Path.cwd()
    return config.load(Path(near(str(found))))


def opened_if_any(folder: Path | None) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Read the project as `opened` does, or give what holds for a folder without one."""
    from exporter import config

    if folder is None and config.find(Path.cwd()) is None:
        return config.default_project(Path.cwd()), ()
    return opened(folder)
