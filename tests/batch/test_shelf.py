"""Outputs on other storage: in memory, and on a server that speaks S3."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from moto.server import ThreadedMotoServer

from exporter.batch.shelf import Disk, Remote, Shelf, opened
from exporter.errors import ExporterError

SECRET = "hush-hush"  # noqa: S105 - it is none


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Shelf]:
    yield opened("memory://leaflets/2026", tmp_path)
    MemoryFileSystem.store.clear()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    one = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    one.start()
    host, port = one.get_host_and_port()
    yield f"http://{host}:{port}"
    one.stop()


@pytest.fixture
def s3(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    import s3fs

    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    files = s3fs.S3FileSystem()
    if not files.exists("bucket"):
        files.mkdir("bucket")
    yield opened("s3://bucket/leaflets", tmp_path)
    s3fs.S3FileSystem.clear_instance_cache()


def put_and_look(shelf: Shelf, folder: Path) -> None:
    """Publish two files twice, see what is told of them, and take one away."""
    assert isinstance(shelf, Remote)
    kept = folder / "kept"
    kept.write_bytes(b"<p>page</p>")
    page, book = folder / "riverside" / "flu.html", folder / "riverside" / "flu.epub"
    assert shelf.mark(page) == ""
    shelf.publish({page: kept, book: b"book"})
    first = shelf.mark(page)
    assert sorted(shelf.files.find(shelf.base)) == [f"{shelf.base}/riverside/flu.{one}" for one in ("epub", "html")]
    assert shelf.files.cat_file(f"{shelf.base}/riverside/flu.html") == b"<p>page</p>"
    shelf.publish({page: b"<p>changed</p>"})
    assert shelf.mark(page) not in ("", first)
    again = opened(shelf.url, folder)
    assert again.mark(page) == shelf.mark(page)
    assert again.mark(book) == shelf.mark(book)
    again.remove([book, folder / "never.pdf"])
    assert sorted(shelf.files.find(shelf.base)) == [f"{shelf.base}/riverside/flu.html"]
    assert again.mark(book) == ""


def test_files_go_to_memory(memory: Shelf, tmp_path: Path) -> None:
    put_and_look(memory, tmp_path)
    assert memory.shown(tmp_path / "a" / "b.pdf") == "memory://leaflets/2026/a/b.pdf"


@pytest.mark.slow
def test_files_go_to_a_server_that_speaks_s3(s3: Shelf, tmp_path: Path) -> None:
    put_and_look(s3, tmp_path)
    assert isinstance(s3, Remote)
    s3.files.invalidate_cache()
    assert s3.files.info("bucket/leaflets/riverside/flu.html")["ContentType"] == "text/html"


@pytest.mark.slow
@pytest.mark.usefixtures("s3")
def test_a_bucket_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExporterError) as raised:
        opened("s3://nowhere/leaflets", tmp_path)
    (found,) = raised.value.diagnostics
    assert found.rule == "unusable-build"
    assert "'s3://nowhere/leaflets' cannot be read" in found.message


def test_what_hinders_one_file_leaves_the_others_as_they_were(
    memory: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(memory, Remote)
    page, book = tmp_path / "flu.html", tmp_path / "flu.epub"
    memory.publish({page: b"old page", book: b"old book"})

    def refuse(*_: object, **__: object) -> None:
        memory.files.pipe_file(f"{memory.base}/.x.part", b"half")
        memory.files.rm_file(f"{memory.base}/.x.part")
        raise PermissionError("Access Denied for somebody")

    monkeypatch.setattr(memory.files, "put", refuse)
    with pytest.raises(ExporterError) as raised:
        memory.publish({page: b"new page", book: b"new book"})
    assert "AWS_PROFILE" in raised.value.diagnostics[0].hint
    assert memory.files.cat_file(f"{memory.base}/flu.html") == b"old page"
    assert sorted(memory.files.find(memory.base)) == [f"{memory.base}/flu.{one}" for one in ("epub", "html")]


@pytest.mark.parametrize(
    ("url", "rule", "told"),
    [
        ("nonsense://bucket/a", "unusable-build", "nonsense"),
        ("gs://bucket/a", "missing-library", "gcsfs"),
        (f"sftp://somebody:{SECRET}@example.org/a", "missing-library", "paramiko"),
        (f"ftp://somebody:{SECRET}@127.0.0.1:1/a", "unusable-build", "refused"),
    ],
)
def test_storage_that_cannot_be_used_is_told_without_secrets(tmp_path: Path, url: str, rule: str, told: str) -> None:
    with pytest.raises(ExporterError) as raised:
        opened(url, tmp_path)
    (found,) = raised.value.diagnostics
    assert found.rule == rule
    assert told in f"{found.message} {found.hint}"
    assert SECRET not in f"{found.message} {found.hint}"
    assert "somebody" not in f"{found.message} {found.hint}"


def test_a_missing_fsspec_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(ExporterError) as raised:
        opened("s3://bucket/a", tmp_path)
    assert raised.value.diagnostics[0].hint == "run: pip install 'exporter[remote]'"


def test_a_disk_does_the_same(tmp_path: Path) -> None:
    disk, page = Disk(), tmp_path / "a" / "page.html"
    assert disk.mark(page) == ""
    disk.publish({page: b"page"})
    assert disk.mark(page)
    assert disk.shown(page) == str(page)
    disk.remove([page, tmp_path / "never.pdf"])
    assert not page.exists()
