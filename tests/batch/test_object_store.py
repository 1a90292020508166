"""The store of finished files, and what a worker puts there."""

from __future__ import annotations

import errno
import time
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from exporter import pipeline
from exporter.batch import Store, Task, work
from exporter.model import Edition
from exporter.pipeline import Job, Made, Result, Settings


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "objects")


@pytest.fixture
def task(tmp_path: Path) -> Task:
    edition = Edition("page", "brochure", ("html",))
    job = Job("a page", tmp_path, tmp_path / "a.md", edition, {"html": tmp_path / "a.html"}, ())
    return Task(job, Settings(today=date(2026, 1, 2)))


def parts(store: Store) -> list[Path]:
    return [path for path in store.folder.rglob("*") if path.is_file()]


def test_a_file_is_named_by_its_bytes_and_kept_once(store: Store) -> None:
    digest = store.put(b"leaflet")
    assert digest == sha256(b"leaflet").hexdigest()
    before = store.path(digest).stat()
    assert store.put(b"leaflet") == digest
    assert store.path(digest).stat().st_mtime_ns == before.st_mtime_ns
    assert parts(store) == [store.path(digest)]
    assert store.holds(digest)


def test_a_file_cut_short_by_a_lost_machine_is_written_again(store: Store) -> None:
    digest = store.put(b"leaflet")
    store.path(digest).write_bytes(b"lea")
    assert store.put(b"leaflet") == digest
    assert store.path(digest).read_bytes() == b"leaflet"


def test_a_damaged_file_is_not_held_and_goes(store: Store) -> None:
    digest = store.put(b"leaflet")
    store.path(digest).write_bytes(b"leafled")
    assert not store.holds(digest)
    assert parts(store) == []
    assert not store.holds("0" * 64)


def test_a_full_disk_leaves_nothing_behind(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.put(b"leaflet")
    assert parts(store) == []


def test_a_full_disk_costs_the_job_alone(store: Store, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    monkeypatch.setattr(pipeline, "make", lambda *_: Made(Result("a page", (), (), 0.1), {"html": b"page"}))
    outcome = work.perform(task, store)
    assert [finding.rule for finding in outcome.result.diagnostics] == ["cannot-write"]
    assert outcome.files == ()


def test_a_mistake_of_ours_costs_the_job_alone(store: Store, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "make", lambda *_: 1 / 0)
    outcome = work.perform(task, store)
    assert [finding.rule for finding in outcome.result.diagnostics] == ["internal-error"]
    assert "ZeroDivisionError" in outcome.traceback


def test_memory_that_is_gone_is_the_engines_affair(store: Store, task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> Made:
        raise MemoryError

    monkeypatch.setattr(pipeline, "make", greedy)
    with pytest.raises(MemoryError):
        work.perform(task, store)


def test_an_outcome_says_which_files_and_where_they_were_made(store: Store, task: Task) -> None:
    task.job.article.write_text("---\ntitle: Migraine\nlang: en\ndate: 2026-01-31\n---\n\nA headache.\n")
    outcome = work.perform(task, store)
    assert outcome.result.diagnostics == ()
    (file,) = outcome.files
    assert store.path(file.digest).stat().st_size == file.size_bytes
    assert b"A headache." in store.path(file.digest).read_bytes()
    assert outcome.worker == work.worker()
    assert outcome.spans[0].name == "a page"


def test_what_nothing_shares_goes_when_it_is_too_much(tmp_path: Path) -> None:
    store = Store(tmp_path / "objects")
    shared, old = (store.put(data) for data in (b"shared", b"older"))
    time.sleep(0.05)  # more than a tick of the file system's clock
    new = store.put(b"newer")
    (tmp_path / "output").hardlink_to(store.path(shared))
    part = store.path(old).with_name(".left.part")
    part.write_bytes(b"half")
    store.prune(time.time(), 0)
    assert all(path.exists() for path in (part, *map(store.path, (shared, old, new)))), "they are young"
    store.prune(time.time() + 7200, 5)
    assert not part.exists()
    assert [store.path(digest).exists() for digest in (shared, old, new)] == [True, False, True]
