"""What makes bytes besides what goes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporter.batch import versions


def test_exporter_python_and_the_libraries_of_both_are_told() -> None:
    found = versions.versions()
    assert all(found.values()), found
    assert {"exporter", "Python", "Pango", "HarfBuzz", "zlib", "weasyprint", "fonttools"} <= found.keys()
    assert {"distributed", "fsspec", "av"}.isdisjoint(found), "extras make nothing else of the same input"


def test_exporters_own_version_follows_from_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").write_text("pass")
    monkeypatch.setattr(versions, "PACKAGE", tmp_path)
    monkeypatch.setattr(versions, "SYSTEM", {"Nothing": (("libnothing.so.0",), "version")})
    versions.versions.cache_clear()
    before = versions.versions()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("pass")
    versions.versions.cache_clear()
    assert versions.versions() == before
    (tmp_path / "a.py").write_text("fail")
    versions.versions.cache_clear()
    assert versions.versions()["exporter"] != before["exporter"]
    assert before["Nothing"] == ""
    versions.versions.cache_clear()
