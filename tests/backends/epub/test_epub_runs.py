"""A run of text, taken apart and put together again: the same however long it is, in steps that grow as it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from lxml import etree

from exporter.backends.epub import runs
from exporter.backends.epub.parts import XHTML

LINE = 'Take <em>dose {n}. Then</em> see <a href="#a">this. {n}</a> and go.'


def nodes(markup: str) -> list[runs.Node]:
    return runs.contents(etree.fromstring(f'<p xmlns="{XHTML}">{markup}</p>'))


def heard(element: etree._Element) -> str | None:
    return None if element.tag in runs.DIVISIBLE else "".join(map(str, element.itertext()))


def text(node: runs.Node) -> str:
    return node if isinstance(node, str) else etree.tostring(node, encoding="unicode", method="text", with_tail=False)


def elements(marked: runs.Marked) -> list[str]:
    return [
        etree.tostring(node, encoding="unicode", with_tail=False) for node in marked.nodes if not isinstance(node, str)
    ]


class Walked(list[tuple[int, int]]):
    """A list that counts how often its items are looked at one after the other."""

    def __init__(self, items: list[tuple[int, int]]) -> None:
        super().__init__(items)
        self.passed = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for item in super().__iter__():
            self.passed += 1
            yield item


def test_a_long_run_is_marked_as_a_short_one_is() -> None:
    lines = [LINE.format(n=number) for number in range(200)]
    marked = runs.mark(nodes(" ".join(lines)), "en", heard)
    said = [event.text for event in marked.events if isinstance(event, runs.Sentence)]
    assert said == list(
        chain.from_iterable((f"Take dose {n}.", f"Then see this. {n} and go.") for n in range(len(lines)))
    )
    assert "".join(map(text, marked.nodes)) == "".join(map(text, nodes(" ".join(lines))))
    alone = [element for line in lines for element in elements(runs.mark(nodes(line), "en", heard))]
    assert elements(marked) == alone


@pytest.mark.parametrize("count", [1, 50])
def test_sentences_are_not_gone_through_for_each_piece(count: int) -> None:
    pieces = [piece for node in nodes("A b. <em>C</em> d. " * count) for piece in runs._apart(node, (), heard)]  # noqa: SLF001 - what it looks at cannot be seen from outside
    ranges = Walked([(at * 10 + begin, at * 10 + begin + 4) for at in range(count) for begin in (0, 5)])
    cut = [number for number, piece in runs._cut(pieces, ranges) if piece.heard.strip()]  # noqa: SLF001 - as above
    assert list(dict.fromkeys(cut)) == list(range(2 * count))
    assert ranges.passed <= 4 * len(ranges)
