"""Nothing of an article is in one format and missing in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from conformity import contents
from conformity.contents import Contents
from conformity.exported import Export, Exported

pytestmark = [pytest.mark.slow, pytest.mark.tools, pytest.mark.xdist_group("jvm")]


def read_back(exported: Exported, name: str) -> Contents:
    if name == "screen":
        return contents.of_pdf(exported.screen)
    return contents.of_book(exported.epub) if name == "epub" else contents.of_page(exported.html)


def missing(wanted: Sequence[str], found: Sequence[str]) -> list[str]:
    """What of `wanted` does not stand in `found` in the same order."""
    rest = iter(found)
    lost = []
    for each in wanted:
        ahead = list(rest)
        if each in ahead:
            rest = iter(ahead[ahead.index(each) + 1 :])
        else:
            lost.append(each)
            rest = iter(ahead)
    return lost


@pytest.mark.parametrize("name", ["screen", "epub", "html"])
def test_a_format_holds_the_whole_article_in_its_order(article: Path, export: Export, name: str) -> None:
    exported = export(article)
    wanted, found = contents.of_article(exported.articles[name]), read_back(exported, name)
    assert wanted.texts
    assert missing(wanted.texts, found.texts) == []
    assert missing(wanted.headings, found.headings) == []
    assert missing(wanted.alternatives, found.alternatives) == []
    assert missing(wanted.links, found.links) == []


def test_a_chart_has_the_same_name_in_every_format(article: Path, export: Export) -> None:
    exported = export(article)
    drawings = read_back(exported, "html").drawings
    assert read_back(exported, "epub").drawings == drawings
    assert missing(drawings, read_back(exported, "screen").alternatives) == []
    assert len(drawings) == len(re.findall(r"^ *kind: (?:line|column)$", article.read_text("utf-8"), re.MULTILINE))


def test_the_comparison_can_fail() -> None:
    assert missing(["a", "b"], ["a", "x", "b"]) == []
    assert missing(["b", "a"], ["a", "b"]) == ["a"]
    assert missing(["a", "a"], ["a"]) == ["a"]
