"""What is said in a content document, and which of its elements is lit up meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, groupby
from typing import TypeAlias

from lxml import etree

from exporter.backends.epub import runs, words
from exporter.backends.epub.parts import XHTML, Body
from exporter.model import Document, Utterance

SENTENCE_MS, BLOCK_MS, HEADING_MS = 300, 650, 900
"""Pauses after a sentence, after the last one of a paragraph and the like, and after a heading."""
INLINE = runs.DIVISIBLE | frozenset(
    f"{{{XHTML}}}{name}"
    for name in ("a", "abbr", "br", "code", "data", "dfn", "img", "kbd", "ruby", "samp", "time", "var", "wbr")
)
OPAQUE = runs.PICTURES | {f"{{{XHTML}}}ruby"}
"""Elements of which only the whole is looked at."""
UNREAD = frozenset(
    f"{{{XHTML}}}{name}"
    for name in ("audio", "hr", "iframe", "object", "rp", "rt", "script", "style", "template", "video")
)
HEADINGS = frozenset(f"{{{XHTML}}}h{level}" for level in range(1, 7))
LISTING = f"{{{XHTML}}}pre"
LINE_BREAK = f"{{{XHTML}}}br"
STRUCTURES = {
    f"{{{XHTML}}}{name}": kind
    for name, kind in (
        ("table", "table"),
        ("tr", "table-row"),
        ("td", "table-cell"),
        ("th", "table-cell"),
        ("ul", "list"),
        ("ol", "list"),
        ("li", "list-item"),
        ("figure", "figure"),
    )
}
"""Elements that listeners may leave before their end (EPUB 3.3, 9.5.2), as the structure vocabulary names them."""
SKIPPABLE = {"doc-pagebreak": "pagebreak", "doc-noteref": "noteref", "doc-footnote": "footnote"}
"""Roles of what listeners may choose not to hear (EPUB 3.3, 9.5.1)."""
SILENT = frozenset({"doc-pagebreak", "doc-noteref", "doc-backlink", "presentation", "none"})
"""Roles of what is no part of a sentence."""
PART_KINDS_UNREAD = frozenset({"cover", "contents", "index"})
"""The title page says what is on the cover, and contents and index are ways, not texts."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance, and the element that is lit up meanwhile."""

    target: str
    """Its id."""
    kind: str
    """A term of the structure vocabulary; empty for an ordinary sentence."""
    utterance: Utterance


@dataclass(frozen=True, slots=True)
class Passage:
    """What is said in an element."""

    target: str
    kind: str
    children: tuple[Step, ...]


Step: TypeAlias = Spoken | Passage


def read(document: Document, body: Body) -> Passage | None:
    """Mark the sentences of a content document, and give what is said in it; None where that is nothing.

    Its tree is changed: every sentence gets an element of its own, and what has no id and needs one gets one.
    """
    if body.part.kind in PART_KINDS_UNREAD:
        return None
    whole = next(_Reader(document, body).block(body.tree, document.language, inside=False), None)
    return whole if isinstance(whole, Passage) else None


def utterances(step: Step) -> Iterator[Utterance]:
    """Everything that is said, in order."""
    if isinstance(step, Spoken):
        yield step.utterance
    else:
        for child in step.children:
            yield from utterances(child)


class _Reader:
    """A walk through one content document."""

    def __init__(self, document: Document, body: Body) -> None:
        self.document = document
        self.notes = {note.anchor: note for note in document.footnotes}
        self.taken = {str(name) for name in body.tree.xpath("//@id")}
        self.numbers = count(1)

    def block(self, element: etree._Element, language: str, *, inside: bool = True) -> Iterator[Step]:
        """What is said in an element that is no part of a run of text."""
        role = str(element.get("role", ""))
        if _is_hidden(element) or element.tag in UNREAD:
            return
        language = str(element.get("lang") or language)
        if role == "doc-pagebreak":
            yield self._aside(element, "pagebreak")
        elif element.tag == LISTING:
            yield from self._listing(element, language)
        else:
            steps = (*self._note_mark(element, role), *self._content(element, language))
            kind = STRUCTURES.get(str(element.tag)) or ("footnote" if role == "doc-footnote" else "")
            if not steps:
                return
            if kind or not inside:
                yield Passage(self._id(element), kind, steps)
            else:
                yield from steps

    def _content(self, element: etree._Element, language: str) -> Iterator[Step]:
        """What is said in an element, run by run and block by block; its content is put together anew."""
        nodes = runs.contents(element)
        runs.empty(element)
        for is_run, group in groupby(nodes, key=lambda node: isinstance(node, str) or _is_inline(node)):
            inner = list(group)
            marked = runs.mark(inner, language, _heard) if is_run else runs.Marked(inner, [])
            for node in marked.nodes:
                runs.append(element, node)
            yield from self._run(marked.events, HEADING_MS if element.tag in HEADINGS else BLOCK_MS)
            for block in () if is_run else inner:
                if not isinstance(block, str):
                    yield from self.block(block, language)

    def _run(self, events: Sequence[runs.Sentence | etree._Element], last_ms: int) -> Iterator[Step]:
        """What is said in a run of text, and after each sentence the marks that stand in it."""
        final = max((at for at, event in enumerate(events) if isinstance(event, runs.Sentence)), default=-1)
        for at, event in enumerate(events):
            if isinstance(event, runs.Sentence):
                pause_ms = last_ms if at == final else SENTENCE_MS
                yield Spoken(self._id(event.element), "", Utterance(event.text, event.language, pause_ms))
            else:
                for element in event.iter(etree.Element):
                    kind = SKIPPABLE.get(str(element.get("role", "")))
                    if kind:
                        yield self._aside(element, kind)

    def _aside(self, element: etree._Element, kind: str) -> Spoken:
        """The number of a page, or the mark of a note."""
        key = "page" if kind == "pagebreak" else "note"
        named = str(element.get("aria-label") or element.get("title") or "") if kind == "pagebreak" else ""
        label = named.strip() or "".join(map(str, element.itertext())).strip()
        return Spoken(self._id(element), kind, self._words(key, label))

    def _words(self, key: str, label: str) -> Utterance:
        texts, language = words.of(self.document, key)
        return Utterance(f"{texts[key]} {label}", language, SENTENCE_MS, aside=True)

    def _note_mark(self, element: etree._Element, role: str) -> Iterator[Step]:
        """The number of a note before its text, on the first of the links that lead back from it."""
        note = self.notes.get(str(element.get("id"))) if role == "doc-footnote" else None
        if note is None:
            return
        back = next((one for one in element.iter(etree.Element) if one.get("role") == "doc-backlink"), None)
        if back is not None:
            yield Spoken(self._id(back), "", replace(self._words("note", note.label), aside=False))

    def _listing(self, element: etree._Element, language: str) -> Iterator[Step]:
        text = " ".join("".join(map(str, element.itertext())).split())
        if any(map(str.isalnum, text)):
            yield Spoken(self._id(element), "", Utterance(text, language, BLOCK_MS))

    def _id(self, element: etree._Element) -> str:
        name = str(element.get("id") or "")
        if not name:
            name = next(new for number in self.numbers if (new := f"_say-{number}") not in self.taken)
            element.set("id", name)
        return name


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") is not None or element.get("aria-hidden") == "true"


def _is_inline(element: etree._Element) -> bool:
    """Whether an element is part of a run of text: it and everything in it are of inline kinds."""
    if element.tag in OPAQUE:
        return True
    return element.tag in INLINE and all(_is_inline(child) for child in element if isinstance(child.tag, str))


def _heard(element: etree._Element) -> str | None:
    """What is spoken of an inline element that stays whole; None for one that may be divided."""
    if not isinstance(element.tag, str) or element.tag in UNREAD or _is_hidden(element):
        return ""
    if element.get("role") in SILENT:
        return ""
    if element.tag == LINE_BREAK:
        return "\n"
    named = element.get("alttext") or element.get("alt") or element.get("aria-label")
    if element.tag in runs.PICTURES or element.get("role") == "img":
        title = next(iter(element.iterfind("{*}title")), None)
        return f" {' '.join(str(named or (title.text if title is not None else '') or '').split())} "
    if element.tag in runs.DIVISIBLE and element.get("id") is None:
        return None
    return _text(element)


def _text(element: etree._Element) -> str:
    """What is spoken of the content of an element."""
    inner = [element.text or ""]
    for child in element:
        heard = _heard(child)
        inner += [_text(child) if heard is None else heard, child.tail or ""]
    return "".join(inner).translate(runs.SPACES)
