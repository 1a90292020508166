"""The same input gives the same bytes: in another process, folder, time zone and hash seed, on another day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = ("note.pdf", "note.epub", "note.html")
TEXT = """
The dose is written below.[^1]

!!! warning "Not with alcohol"
    - no wine

[^1]: 5 mg.

## Side effects {.first}

| Often | Rarely |
|---|---|
| sleep | fever |

~~~python
dose = 0.5
~~~

## Alternatives

![A field](field.svg "A field")
"""
DATED = f"---\ntitle: Note\ndate: 2026-01-31\n---\n{TEXT}"
UNDATED = f"# Note\n{TEXT}"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#27a" d="M0 0h9v9H0z"/></svg>'


def exported(folder: Path, text: str, *options: str, **environment: str) -> list[bytes]:
    """Export a note in a process and a folder of its own."""
    folder.mkdir(parents=True)
    (folder / "note.md").write_text(text, encoding="utf-8")
    (folder / "field.svg").write_text(DRAWING, encoding="utf-8")
    outputs = [word for name in FILES for word in ("-o", name)]
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    subprocess.run(
        [sys.executable, "-m", "exporter", "render", "note.md", *outputs, *options],
        cwd=folder,
        env={**kept, **environment},
        check=True,
        capture_output=True,
    )
    return [(folder / name).read_bytes() for name in FILES]


@pytest.mark.slow
def test_dates_of_the_front_matter_go_before_the_clock(tmp_path: Path) -> None:
    first = exported(tmp_path / "a", DATED, "--embed-fonts", PYTHONHASHSEED="1", TZ="Pacific/Kiritimati", LC_ALL="C")
    other = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Pago_Pago", "SOURCE_DATE_EPOCH": "86400"}
    assert exported(tmp_path / "another" / "folder", DATED, "--embed-fonts", **other) == first
    assert all(data for data in first)


@pytest.mark.slow
def test_without_dates_the_epoch_decides(tmp_path: Path) -> None:
    first = exported(tmp_path / "a", UNDATED, SOURCE_DATE_EPOCH="1767312000", TZ="Pacific/Kiritimati")
    assert exported(tmp_path / "b", UNDATED, SOURCE_DATE_EPOCH="1767312000", TZ="Pacific/Pago_Pago") == first
    later = exported(tmp_path / "c", UNDATED, SOURCE_DATE_EPOCH="1799999999")
    assert [one == other for one, other in zip(first, later, strict=True)] == [False, False, True]
