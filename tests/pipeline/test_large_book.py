"""As large a book as may become: it is whole, and made in bounded memory; `./run bench` has the time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import large_book
import pytest

MEASURED = """
from exporter.cli import main
try:
    main()
finally:
    print(open("/proc/self/status").read())
"""
MOST_KB = 400_000


@pytest.mark.slow
def test_a_book_of_300_chapters_and_50_megabytes_is_made_in_400_megabytes(tmp_path: Path) -> None:
    words = ["-q", "render", str(large_book.write(tmp_path)), "-o", str(tmp_path / "book.epub")]
    said = subprocess.run([sys.executable, "-c", MEASURED, *words], check=True, capture_output=True, text=True).stdout
    peak_kb = next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM:"))
    assert peak_kb < MOST_KB
    with ZipFile(tmp_path / "book.epub") as book:
        entries = book.infolist()
    photographs = [entry for entry in entries if entry.filename.endswith(".jpg")]
    assert len([entry for entry in entries if "/chapter-" in entry.filename]) == large_book.CHAPTERS
    assert len(photographs) == large_book.CHAPTERS + 1  # and the cover
    assert {entry.compress_type for entry in photographs} == {ZIP_STORED}
    assert sum(entry.file_size for entry in photographs) > 50_000_000
