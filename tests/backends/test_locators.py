"""Which places of an index's entry stay, and what they are called."""

from __future__ import annotations

import pytest

from exporter.backends import locators


@pytest.mark.parametrize(
    ("places", "labels", "kept"),
    [
        ("abc", {"a": "3", "b": "3", "c": "iv"}, {0: "3", 2: "iv"}),
        ("abcd", {"b": "3", "d": "3"}, {0: "", 1: "3", 2: ""}),
        ("abc", {"a": "3", "b": "4", "c": "3"}, {0: "3", 1: "4"}),
        ("", {"a": "3"}, {}),
    ],
)
def test_each_page_is_named_once_and_no_place_is_lost(
    places: str, labels: dict[str, str], kept: dict[int, str]
) -> None:
    assert locators.by_pages(places, labels) == kept
