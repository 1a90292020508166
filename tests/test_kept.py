"""What is kept for the next job, and that it never grows beyond its limit."""

from __future__ import annotations

from exporter.kept import Kept


def test_values_are_given_by_their_key() -> None:
    kept: Kept[str] = Kept(10)
    assert kept.get("a") is None
    assert kept.put("a", "one", 4) == "one"
    assert kept.get("a") == "one"


def test_what_was_not_asked_for_longest_makes_room() -> None:
    kept: Kept[str] = Kept(10)
    for key in "abc":
        kept.put(key, key, 3)
    kept.get("a")
    kept.put("d", "d", 3)
    assert [kept.get(key) for key in "abcd"] == ["a", None, "c", "d"]
    assert kept.size_bytes == 9


def test_a_value_in_place_of_another_counts_once() -> None:
    kept: Kept[str] = Kept(10)
    kept.put("a", "x", 8)
    kept.put("a", "y", 9)
    assert (kept.get("a"), kept.size_bytes, len(kept)) == ("y", 9, 1)


def test_a_value_that_is_too_large_drives_nothing_out() -> None:
    kept: Kept[str] = Kept(10)
    kept.put("a", "x", 8)
    assert kept.put("b", "y", 11) == "y"
    assert (kept.get("a"), kept.get("b")) == ("x", None)
