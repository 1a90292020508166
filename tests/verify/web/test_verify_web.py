from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exporter.verify import verify, web

if TYPE_CHECKING:
    from verify.conftest import Fault

PAGE = Path(__file__).with_name("page.html").read_bytes()


def test_a_sound_page_has_no_findings() -> None:
    assert web.check(PAGE, "a.html") == ()


def test_each_fault_is_found_and_nothing_else(fault: Fault) -> None:
    found = web.check(fault.damage({"page.html": PAGE})["page.html"], "a.html")
    assert [f"{one.severity} {f':{one.line}' if one.line else ''} {one.rule}" for one in found] == fault.found
    assert all(one.hint and one.path == "a.html" for one in found)


def test_a_picture_may_be_longer_than_ten_megabytes_of_text() -> None:
    assert web.check(PAGE.replace(b"R0lGODlhAQABAAAAACw=", b"A" * 11_000_000), "a.html") == ()


@pytest.mark.parametrize("data", [b"", b"  ", b"<!-- nothing -->"])
def test_a_page_without_anything_is_damaged(data: bytes) -> None:
    assert [found.rule for found in web.check(data, "a.html")] == ["damaged-file"]


def test_verify_checks_pages_as_pages() -> None:
    assert verify(PAGE, path="b") == ()
    assert [found.rule for found in verify(PAGE.replace(b"h1>", b"p>"), path="b")] == ["heading-order"]
