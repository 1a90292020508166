"""All files appear, or none does."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from exporter.errors import ExporterError
from exporter.pipeline.publish import publish


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_files_appear_with_their_folders(tmp_path: Path) -> None:
    publish({tmp_path / "a" / "b" / "x.pdf": b"one", tmp_path / "y.epub": b"two"})
    assert (tmp_path / "a" / "b" / "x.pdf").read_bytes() == b"one"
    assert (tmp_path / "y.epub").read_bytes() == b"two"
    assert names(tmp_path) == ["a", "a/b", "a/b/x.pdf", "y.epub"]
    assert (tmp_path / "y.epub").stat().st_mode & 0o777 == 0o644


def test_an_earlier_file_is_replaced(tmp_path: Path) -> None:
    place = tmp_path / "x.pdf"
    place.write_bytes(b"old")
    publish({place: b"new"})
    assert place.read_bytes() == b"new"


def test_a_file_that_is_published_already_leaves_no_draft(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"page")
    for _ in range(2):
        publish({tmp_path / "build" / "a.html": kept})
    assert [path.name for path in (tmp_path / "build").iterdir()] == ["a.html"]
    assert (tmp_path / "build" / "a.html").samefile(kept)


def test_a_folder_in_the_way_changes_nothing(tmp_path: Path) -> None:
    first, second = tmp_path / "new" / "x.pdf", tmp_path / "y.pdf"
    second.mkdir()
    with pytest.raises(ExporterError) as caught:
        publish({first: b"1", second: b"2"})
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "cannot-write"
    assert "a folder of that name" in diagnostic.message
    assert names(tmp_path) == ["y.pdf"]


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ExporterError) as caught:
        publish({tmp_path / "out" / "x.pdf": b"1"})
    assert caught.value.diagnostics[0].path.endswith("x.pdf")
    assert (tmp_path / "out").read_text() == "mine"


def test_a_full_disk_leaves_the_old_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "x.pdf", tmp_path / "y.pdf"
    first.write_bytes(b"old")
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExporterError) as caught:
        publish({first: b"new", second: b"new"})
    assert "no space left on device" in caught.value.diagnostics[0].message
    assert first.read_bytes() == b"old"
    assert names(tmp_path) == ["x.pdf"]


def test_an_interrupt_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish({tmp_path / "x.pdf": b"new"})
    assert names(tmp_path) == []


@pytest.mark.parametrize("name", ["n" * 250 + ".html", "\N{GRINNING FACE}" * 62 + ".html"])
def test_a_name_may_be_as_long_as_the_system_takes(tmp_path: Path, name: str) -> None:
    publish({tmp_path / name: b"new"})
    assert [path.name for path in tmp_path.iterdir()] == [name]
