from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from lxml import etree

from exporter.backends import running_text
from exporter.model import Place

HTML = (
    "<div id='a'>One\N{NO-BREAK SPACE}<em>tw\N{SOFT HYPHEN}o</em>\n three<img alt='x'/> "
    "<a role='doc-noteref'>1</a><p>stra\N{ZERO WIDTH SPACE}ße</p><svg xmlns='http://www.w3.org/2000/svg'><title>x</title></svg></div>"
)
PRINTED = ET.fromstring(HTML)  # noqa: S314 - our own
WHOLE = f"onetwothree{running_text.PICTURE}strasse{running_text.PICTURE}\n"


@pytest.mark.parametrize("parse", [ET.fromstring, etree.fromstring])
def test_a_text_is_what_is_read_of_it(parse: object) -> None:
    assert callable(parse)
    assert running_text.whole(parse(HTML)) == WHOLE
    assert running_text.beginning(parse(HTML)) == WHOLE[: running_text.WORDS]


def test_comments_are_not_read() -> None:
    assert running_text.whole(etree.fromstring("<p>one<!-- two --> three</p>")) == "onethree\n"


@pytest.mark.parametrize(
    ("name", "count", "offset"), [("div", 0, 0), ("em", 1, 4), ("div", 3, 6), ("img", 0, 11), ("p", 4, 16)]
)
def test_a_place_is_found_again(name: str, count: int, offset: int) -> None:
    tree = PRINTED
    place = running_text.place(tree, next(tree.iter(name)), count)
    assert place == Place("a", offset, WHOLE[offset : offset + running_text.WORDS])
    found = running_text.find(etree.fromstring(HTML), place)
    assert found is not None
    piece, index = found
    assert running_text.counted(piece.text[index:])[:1] == WHOLE[offset]


def test_what_is_not_in_the_element_is_no_place() -> None:
    tree = PRINTED
    assert running_text.place(tree, next(tree.iter("a")), 0) is None
    assert running_text.place(tree, next(tree.iter("p")), 7) is None


@pytest.mark.parametrize(
    ("words", "offset", "index"), [("two", 3, 4), ("two", 9, 12), ("one", 5, 8), ("three", 0, None), ("two\n", 0, 12)]
)
def test_the_nearest_of_the_same_words_is_meant(words: str, offset: int, index: int | None) -> None:
    found = running_text.find(etree.fromstring("<p id='a'>one two one two</p>"), Place("a", offset, words))
    assert (found[1] if found else None) == index
