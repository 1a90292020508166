"""Where a project is: light enough for commands that need to know no more than that."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

OWN_FILE = "exporter.toml"
SHARED_FILE = "pyproject.toml"
TABLE = ("tool", "exporter")


def find(start: Path) -> Path | None:
    """The nearest folder, from `start` upwards, with an `exporter.toml` or a `[tool.exporter]` in `pyproject.toml`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / OWN_FILE).is_file() or _names_us(folder / SHARED_FILE):
            return folder
    return None


def _names_us(path: Path) -> bool:
    """Whether a `pyproject.toml` has our table; one that cannot be parsed is somebody else's business."""
    if not path.is_file():
        return False
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    tools = values.get(TABLE[0])
    return isinstance(tools, Mapping) and TABLE[1] in tools
