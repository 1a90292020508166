"""A run of text between blocks: taken apart into sentences, and put together again with an element around each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, takewhile
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from lxml import etree

from exporter import sentences
from exporter.backends.epub.parts import OPS, XHTML

DIVISIBLE = frozenset(
    f"{{{XHTML}}}{name}"
    for name in (
        *("b", "bdi", "bdo", "cite", "del", "em", "i", "ins"),
        *("mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"),
    )
)
"""Inline elements that may end with a sentence and begin again with the next, unless they have an id."""
LANGUAGE = "lang"
PICTURES = frozenset({f"{{{XHTML}}}img", "{http://www.w3.org/2000/svg}svg", "{http://www.w3.org/1998/Math/MathML}math"})
SUPERSCRIPT = f"{{{XHTML}}}sup"
RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")  # noqa: RUF001 - the minus sign too
"""So that ten to the ninth is not spoken as one hundred and nine."""
SPACES = str.maketrans("\n\r\t", "   ")
UNHEARD = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
"""Soft hyphens and their like."""

Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml names the type of its elements no other way
Node: TypeAlias = Element | str
Heard: TypeAlias = Callable[[Element], str | None]
"""What is spoken of an inline element that stays whole, on one line; None for one that may be divided."""


class Sentence(NamedTuple):
    """A sentence of a run that was put together again."""

    element: Element
    """A new `<span>`, or the picture whose alternative the sentence is."""
    text: str
    language: str
    """Of all of it, or that of the run."""


class Marked(NamedTuple):
    """A run, put together again."""

    nodes: list[Node]
    events: list[Sentence | Element]
    """Its sentences, and between them the elements that stayed whole: those within a sentence come after it."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text, or an element that stays whole, and the divisible elements around it from the outside in."""

    around: tuple[Element, ...]
    node: Node
    heard: str
    """As long as the text where it is text."""


def mark(nodes: Sequence[Node], language: str, heard: Heard) -> Marked:
    """Put a `<span>` around each sentence of a run; what begins or ends within one is closed and opened anew.

    Args:
        nodes: Text and inline elements, which lose their tails and are moved.
        language: BCP 47 tag.
        heard: What is spoken of elements.
    """
    taken = [piece for node in nodes for piece in _apart(node, (), heard)]
    text = "".join(piece.heard for piece in taken)
    ranges = list(_ranges(text, _wholes(taken), language))
    root = etree.Element(f"{{{XHTML}}}div", nsmap={None: XHTML, "epub": OPS})
    events: list[Sentence | Element] = []
    for number, group in groupby(_cut(taken, ranges), key=itemgetter(0)):
        inside = [piece for _, piece in group]
        wholes = [piece.node for piece in inside if not isinstance(piece.node, str)]
        if number is None:
            _fill(root, inside)
        else:
            said = text[slice(*ranges[number])].translate(UNHEARD)
            picture = _only_picture(inside)
            holder = root if picture is not None else etree.SubElement(root, f"{{{XHTML}}}span")
            _fill(holder, inside)
            element = holder if picture is None else picture
            events.append(Sentence(element, " ".join(said.split()), _language(inside, language)))
        events += wholes
    return Marked(contents(root), events)


def _apart(node: Node, around: tuple[Element, ...], heard: Heard) -> Iterator[_Piece]:
    if isinstance(node, str):
        said = node.translate(SPACES)
        raised = any(element.tag == SUPERSCRIPT for element in around)
        yield _Piece(around, node, said.translate(RAISED) if raised else said)
        return
    whole = heard(node)
    if whole is not None:
        yield _Piece(around, node, whole)
        return
    for part in contents(node):
        yield from _apart(part, (*around, node), heard)


def _wholes(taken: Sequence[_Piece]) -> list[tuple[int, int]]:
    """First and last offset of each element that stays whole and of which something is spoken."""
    ends = list(accumulate(len(piece.heard) for piece in taken))
    return [
        (end - len(piece.heard), end)
        for piece, end in zip(taken, ends, strict=True)
        if not isinstance(piece.node, str) and piece.heard.strip()
    ]


def _ranges(text: str, wholes: Sequence[tuple[int, int]], language: str) -> Iterator[tuple[int, int]]:
    """First and last offset of each sentence in which there is something to say; none ends inside a whole element."""
    begins = [begin for begin, _ in wholes]
    joined: list[tuple[int, int]] = []
    for first, last in sentences.spans(text, language):
        opened, closed = _number(begins, wholes, first), _number(begins, wholes, last - 1)
        begin = first if opened is None else wholes[opened][0]
        end = last if closed is None else wholes[closed][1]
        if joined and begin < joined[-1][1]:
            begin, _ = joined.pop()
        joined.append((begin, end))
    return ((begin, end) for begin, end in joined if any(map(str.isalnum, text[begin:end])))


def _cut(taken: Sequence[_Piece], ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int | None, _Piece]]:
    """Pieces that lie in one sentence each, with its number, or between sentences.

    An element that is not heard, such as the mark of a note, belongs to the sentence that it touches the end of.
    """
    begins = [begin for begin, _ in ranges]
    edges = [edge for both in ranges for edge in both]  # in order: a range ends before the next begins
    at = 0
    for piece in taken:
        end = at + len(piece.heard)
        if isinstance(piece.node, str):
            inner = edges[bisect_right(edges, at) : bisect_left(edges, end)]
            for low, high in pairwise(dict.fromkeys((at, *inner, end))):
                part = piece.node[low - at : high - at]
                yield _number(begins, ranges, low), _Piece(piece.around, part, part)
        else:
            yield _number(begins, ranges, at if piece.heard else at - 1), piece
        at = end


def _number(begins: Sequence[int], ranges: Sequence[tuple[int, int]], at: int) -> int | None:
    """The number of the range that a character lies in; ranges follow one another and do not overlap."""
    number = bisect_right(begins, at) - 1
    return number if number >= 0 and at < ranges[number][1] else None


def _only_picture(inside: Sequence[_Piece]) -> Element | None:
    """The picture that is all there is in a sentence."""
    elements = [piece.node for piece in inside if not isinstance(piece.node, str)]
    texts = [piece.node for piece in inside if isinstance(piece.node, str) and piece.node.strip()]
    return elements[0] if len(elements) == 1 and not texts and elements[0].tag in PICTURES else None


def _language(inside: Sequence[_Piece], language: str) -> str:
    """The language that everything heard in a sentence is in."""
    found = {
        next((str(element.get(LANGUAGE)) for element in reversed(_elements(piece)) if element.get(LANGUAGE)), language)
        for piece in inside
        if piece.heard.strip()
    }
    return found.pop() if len(found) == 1 else language


def _elements(piece: _Piece) -> tuple[Element, ...]:
    return piece.around if isinstance(piece.node, str) else (*piece.around, piece.node)


def _fill(holder: Element, inside: Sequence[_Piece]) -> None:
    """Append pieces with copies of the divisible elements around them, each once as long as it goes on."""
    opened: list[tuple[Element, etree._Element]] = []
    for piece in inside:
        around = () if isinstance(piece.node, str) and not piece.node.strip() and not opened else piece.around
        common = sum(1 for _ in takewhile(lambda pair: pair[0][0] is pair[1], zip(opened, around, strict=False)))
        del opened[common:]
        for element in around[common:]:
            inner = opened[-1][1] if opened else holder
            opened.append((element, etree.SubElement(inner, element.tag, dict(element.attrib))))
        append(opened[-1][1] if opened else holder, piece.node)


def append(parent: Element, node: Node) -> None:
    """Put text, or an element without its tail, at the end of another."""
    if not isinstance(node, str):
        node.tail = None
        parent.append(node)
        return
    last = next(parent.iterchildren(reversed=True), None)  # its length would be counted, child by child
    if last is not None:
        last.tail = (last.tail or "") + node
    else:
        parent.text = (parent.text or "") + node


def contents(element: Element) -> list[Node]:
    """What an element holds, in order, without comments and empty texts."""
    nodes: list[Node] = [element.text or ""]
    for child in element:
        nodes += [child if isinstance(child.tag, str) else "", child.tail or ""]
    return [node for node in nodes if not isinstance(node, str) or node]


def empty(element: Element) -> None:
    """Take out of an element what it holds, but not its attributes."""
    element.text = None
    for child in list(element):
        element.remove(child)
