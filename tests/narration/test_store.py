from __future__ import annotations

import os
from pathlib import Path

import pytest

from exporter.narration import store
from exporter.narration.store import Store, key


def never() -> bytes:
    raise AssertionError("it was kept")


def test_what_was_made_is_kept_until_anything_changes(tmp_path: Path) -> None:
    kept = Store(tmp_path / "deep" / "down")
    assert kept.get(key("a", 1), lambda: b"sound") == b"sound"
    assert kept.get(key("a", 1), never) == b"sound"
    assert kept.get(key("a", 2), lambda: b"other") == b"other"
    assert key("a", "bc") != key("ab", "c")


@pytest.mark.parametrize("damage", [b"", b"\0", b"x" * 100])
def test_a_damaged_entry_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    kept = Store(tmp_path)
    kept.get(key("a"), lambda: b"sound")
    (entry,) = tmp_path.glob("*/*")
    entry.write_bytes(damage)
    assert kept.get(key("a"), lambda: b"sound") == b"sound"
    assert kept.get(key("a"), never) == b"sound"
    assert [path.name for path in tmp_path.glob("*/*")] == [entry.name]


def test_without_a_folder_nothing_is_kept() -> None:
    made = iter([b"first", b"second"])
    assert Store().get(key("a"), lambda: next(made)) == b"first"
    assert Store().get(key("a"), lambda: next(made)) == b"second"
    Store().prune()


def test_a_folder_that_cannot_be_written_keeps_nothing_and_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    assert Store(tmp_path / "taken").get(key("a"), lambda: b"sound") == b"sound"


def test_an_interrupted_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_self: Path, _target: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        Store(tmp_path).get(key("a"), lambda: b"sound")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    kept = Store(tmp_path)
    for number in range(4):
        kept.get(key(number), lambda: bytes(1000))
        entry = tmp_path / key(number)[:2] / key(number)
        os.utime(entry, (number, number))
    kept.get(key(0), never)  # used again just now
    kept.prune(2 * (1000 + store.DIGEST))
    left = {path.name for path in tmp_path.glob("*/*")}
    assert left == {key(0), key(3)}
