"""A sound press file, and the same with faults."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from verify.preflight import press_file


@pytest.fixture(scope="session")
def sound() -> bytes:
    """A brochure of four pages in which there is nothing to find."""
    return press_file.brochure()


@pytest.fixture(scope="session")
def sheets(sound: bytes) -> press_file.Sheets:
    """Give the brochure with something drawn on one of its pages, or changed."""

    def made(*changes: press_file.Change, encryption: pikepdf.Encryption | None = None) -> bytes:
        with pikepdf.open(BytesIO(sound)) as pdf:
            for change in changes:
                change(pdf)
            stream = BytesIO()
            pdf.save(stream, encryption=encryption or False, fix_metadata_version=False)
            return stream.getvalue()

    return made
