"""What WordPress writes in square brackets: captions of pictures become figures, all else is told and kept as text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.article import nodes
from exporter.article.findings import Findings

_CAPTION = re.compile(r"(\[(?:wp_)?caption(?:\s[^\[\]]*)?\]|\[/(?:wp_)?caption\])")
_CAPTION_TEXT = re.compile(r"\scaption=\"(?P<text>[^\"]*)\"")
_SHORTCODE = re.compile(
    r"\[/?[a-z][a-z0-9_-]+(?:\s+[a-z][a-z0-9_-]*=[^\[\]]*)?/?\](?:.*\[/[a-z][a-z0-9_-]+\])?", re.DOTALL
)

_Piece = ET.Element | str


@dataclass(frozen=True, slots=True)
class _Run:
    """What stands between two shortcodes; `opening` and `closing` are those around it, where they belong together."""

    pieces: Sequence[_Piece]
    opening: str = ""
    closing: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether it is a picture, or a link around one, with or without a text behind it."""
        first = next((piece for piece in self.pieces if not isinstance(piece, str) or piece.strip()), "")
        if not self.closing or isinstance(first, str):
            return False
        return first.tag == "img" or (first.tag in ("a", "span") and len(first) == 1 and first[0].tag == "img")


def read(root: ET.Element, findings: Findings) -> None:
    """Make figures of the captions in a tree, and tell of other shortcodes that are alone in a paragraph."""
    for parent in list(root.iter()):
        if not any(child.tag == "p" for child in parent):
            continue
        parent[:] = [part for child in parent for part in (_parts(child) if child.tag == "p" else (child,))]
        for child in parent:
            written = nodes.text(child) if child.tag == "p" else ""
            if _SHORTCODE.fullmatch(written) or _CAPTION.search(written):
                message = f"the shortcode {written!r:.60} is shown as it is written"
                findings.warning("unknown-shortcode", message, nodes.line(child), "remove it, or write it in Markdown")


def _parts(paragraph: ET.Element) -> Iterator[ET.Element]:
    """The paragraph, or where captions are in it the figures, and the paragraphs before, between and behind them."""
    runs = _runs(paragraph)
    if not any(run.is_figure for run in runs):
        yield paragraph
        return
    pending: list[_Piece] = []
    for run in runs:
        if run.is_figure:
            yield from _text(paragraph, pending)
            yield _figure(paragraph, run)
            pending = []
        else:
            pending += [run.opening, *run.pieces, run.closing]
    yield from _text(paragraph, pending)


def _runs(paragraph: ET.Element) -> list[_Run]:
    """The contents of a paragraph, parted at the shortcodes of captions."""
    texts = [paragraph.text or "", *((child.tail or "") for child in paragraph)]
    runs: list[_Run] = []
    pieces: list[_Piece] = []
    opening = ""
    for index, text in enumerate(texts):
        if index:
            pieces.append(paragraph[index - 1])
        for number, word in enumerate(_CAPTION.split(text)):
            if number % 2 == 0:
                pieces.append(word)
                continue
            closes = word.startswith("[/")
            runs.append(_Run(pieces, opening, word if closes and opening else ""))
            pieces, opening = [word] if closes and not opening else [], "" if closes else word
    return [*runs, _Run(pieces, opening)]


def _figure(paragraph: ET.Element, run: _Run) -> ET.Element:
    last = run.pieces[-1]
    pieces = [*run.pieces[:-1], last.rstrip() if isinstance(last, str) else last]
    caption = _filled(ET.Element("figcaption", nodes.place(paragraph)), pieces)
    picture = caption[0]
    figure = ET.Element("figure", nodes.place(picture) or nodes.place(paragraph))
    caption.text, picture.tail = (picture.tail or "").lstrip(), None
    caption.remove(picture)
    figure.append(picture)
    given = _CAPTION_TEXT.search(run.opening)
    if nodes.is_silent(caption) and given:
        caption.text = given["text"]
    if not nodes.is_silent(caption):
        figure.append(caption)
    return figure


def _text(paragraph: ET.Element, pieces: Sequence[_Piece]) -> Iterator[ET.Element]:
    """A paragraph of what stands beside a figure, if there is anything."""
    part = _filled(ET.Element("p", nodes.place(paragraph)), pieces)
    if not nodes.is_blank(part):
        yield part


def _filled(element: ET.Element, pieces: Sequence[_Piece]) -> ET.Element:
    for piece in pieces:
        if isinstance(piece, str):
            nodes.append_text(element, piece)
        else:
            piece.tail = None
            element.append(piece)
    return element
