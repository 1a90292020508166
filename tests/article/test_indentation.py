"""Lists read the same however far their contents are indented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exporter.model import Article, Diagnostic

Parse = Callable[[str], tuple[Article, tuple[Diagnostic, ...]]]

ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class List:
    """A list, with what stands in its items below their first line."""

    marker: str
    items: tuple[tuple[object, ...], ...]
    is_loose: bool = False


LEAVES = st.sampled_from(
    ["A text.", "![A drip](a.png)", "```\ncode\n\n  more\n```", "> said", "## Part", "|a|b|\n|-|-|\n|c|d|"]
)
MARKERS = st.sampled_from(["-", "*", "1.", "1)"])


def lists(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    items = st.lists(st.lists(inner, max_size=2).map(tuple), min_size=1, max_size=3).map(tuple)
    return st.builds(List, MARKERS, items, st.booleans())


LISTS = lists(st.recursive(LEAVES, lists, max_leaves=6))


def written(block: object, width: int | None) -> list[str]:
    """Write a block; what is in an item is indented by `width`, or to where the item's text begins."""
    if not isinstance(block, List):
        return str(block).split("\n")
    lines: list[str] = []
    for item in block.items:
        indent = " " * (width or len(block.marker) + 1)
        lines.append(f"{block.marker} Item")
        for inner in item:
            lines += [""] if block.is_loose or not isinstance(inner, List) else []
            lines += [f"{indent}{line}" if line else "" for line in written(inner, width)]
            lines += [""] if block.is_loose or not isinstance(inner, List) else []
        lines += [""] if block.is_loose else []
    return lines


@ANY
@given(LISTS)
def test_by_four_or_to_the_text_of_the_item(parse: Parse, block: object) -> None:
    four, told = parse("\n".join(written(block, 4)))
    less, told_too = parse("\n".join(written(block, None)))
    assert (less.blocks, told_too) == (four.blocks, told)
