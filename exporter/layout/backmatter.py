"""What stands behind the text for those who look something up: a glossary, an index, and links to sources."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

from markupsafe import Markup

from exporter.layout import collation
from exporter.model import IndexMark, Term, TermKind

PIECE = re.compile(r"(<[^>]*>)")
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
TITLE = re.compile(r'\stitle="[^"]')
ID = re.compile(r'\sid="([^"]+)"')
LINK = re.compile(r'<a href="#([^"]+)"(?=[\s>])')
UNLINKED = frozenset(
    {"a", "abbr", "code", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "math", "pre", "samp", "svg"}
)
"""Elements in which the first use of a term becomes no link."""
WORD = re.compile(r"\w+")
ABBREVIATED = "<abbr"
VOID = frozenset({"br", "hr", "img", "wbr"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the glossary."""

    term: str
    anchor: str
    meanings: tuple[Markup, ...]
    """Contents of a `dd` each."""
    kind: TermKind
    """An abbreviation may have definitions besides."""


@dataclass(frozen=True, slots=True)
class Locator:
    """A place that an entry of the index leads to."""

    anchor: str
    title: str
    """Of the section it is in."""
    number: int
    """Counts the places of one entry in one section, from 1."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A term of the index."""

    term: str
    locators: tuple[Locator, ...]


def glossary(terms: Iterable[Term], wanted: str, language: str) -> tuple[Entry, ...]:
    """The terms in alphabetical order, each once, with all that is said of it.

    An abbreviation is one by the case of its letters: WHO is not who. Definitions are of a word, however it is written.

    Args:
        terms: As the article explains them.
        wanted: `never`, `abbreviations` or `all`: definitions too.
        language: BCP 47 tag.
    """
    kinds = {"abbreviations": {TermKind.ABBREVIATION}, "all": set(TermKind)}.get(wanted, set())
    listed = [term for term in terms if term.kind in kinds]
    short = {term.text for term in listed if term.kind is TermKind.ABBREVIATION}
    found: dict[tuple[TermKind, str], tuple[str, dict[str, None]]] = {}
    for term in listed:
        is_short = term.text in short
        key = (TermKind.ABBREVIATION, term.text) if is_short else (TermKind.DEFINITION, term.text.casefold())
        found.setdefault(key, (term.text, {}))[1][term.html] = None
    ordered = sorted(found.items(), key=lambda entry: collation.key(entry[1][0], language))
    return tuple(
        Entry(text, f"_term-{number}", tuple(map(Markup, meanings)), kind)
        for number, ((kind, _), (text, meanings)) in enumerate(ordered, start=1)
    )


def index(marks: Iterable[IndexMark], titles: Mapping[str, str], language: str) -> tuple[IndexEntry, ...]:
    """The marked terms in alphabetical order, each with its places in reading order.

    Args:
        marks: In reading order.
        titles: Anchor to the title of the section it is in; marks that are nowhere are left out.
        language: BCP 47 tag.
    """
    found: dict[str, tuple[str, dict[str, Locator]]] = {}
    for mark in marks:
        if mark.anchor in titles:
            _, places = found.setdefault(mark.term.casefold(), (mark.term, {}))
            title = titles[mark.anchor]
            number = 1 + sum(place.title == title for place in places.values())
            places.setdefault(mark.anchor, Locator(mark.anchor, title, number))
    ordered = sorted(found.values(), key=lambda entry: collation.key(entry[0], language))
    return tuple(IndexEntry(term, tuple(places.values())) for term, places in ordered)


def anchors(htmls: Iterable[str]) -> set[str]:
    """Every id in some markup."""
    return {unescape(name) for html in htmls for name in ID.findall(html)}


def cited(html: str, sources: Collection[str]) -> str:
    """The markup with its links to `sources` marked as references to them (DPUB-ARIA 1.1, doc-biblioref)."""

    def link(match: re.Match[str]) -> str:
        return f'{match[0]} role="doc-biblioref"' if unescape(match[1]) in sources else match[0]

    return LINK.sub(link, html)


def linked(htmls: Sequence[str], entries: Iterable[Entry]) -> list[str]:
    """The blocks with the first use of each term leading to the glossary (DPUB-ARIA 1.1, doc-glossref).

    An abbreviation is found only where it is marked up as one, so that "who" leads nowhere; a defined term as whole
    words, whatever the case of their letters and wherever a line ends.
    """
    return _Linker(entries).blocks(htmls)


class _Linker:
    """State of one run."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.short: dict[str, str] = {}
        """Abbreviations that have not been used yet, with their anchors."""
        self.defined: dict[str, str] = {}
        """Terms with a definition, likewise."""
        self.firsts: dict[str, list[str]] = {}
        """These by their first word: few blocks have any of them, and only these are looked at closely."""
        for entry in entries:
            if entry.kind is TermKind.ABBREVIATION:
                self.short[entry.term] = entry.anchor
            else:
                self.defined[entry.term] = entry.anchor
                first = next(iter(WORD.findall(entry.term.casefold())), "")
                self.firsts.setdefault(first, []).append(entry.term)
        self.near: list[str] = []
        """Terms whose first word is in the block at hand, the longest first."""
        self.shut: list[str] = []
        """Elements that are open, from the outermost in which no link may stand."""

    def blocks(self, htmls: Sequence[str]) -> list[str]:
        return [self._looked_at(html) for html in htmls]

    def _looked_at(self, html: str) -> str:
        words = self.firsts.keys() & set(WORD.findall(html.casefold()))
        near = [name for word in words for name in self.firsts[word] if name in self.defined]
        self.near = sorted(near, key=lambda name: (-len(name), name))
        return "".join(self._block(PIECE.split(html))) if near or (self.short and ABBREVIATED in html) else html

    def _block(self, pieces: list[str]) -> list[str]:
        for place, piece in enumerate(pieces):
            tag = TAG.match(piece)
            if tag is None:
                pieces[place] = piece if self.shut else self._text(piece)
            elif tag[1]:
                if self.shut and self.shut[-1] == tag[2]:
                    self.shut.pop()
            elif tag[2] not in VOID and not piece.endswith("/>"):
                if tag[2] == "abbr" and not self.shut:
                    self._abbreviation(pieces, place)
                if self.shut or tag[2] in UNLINKED:
                    self.shut.append(tag[2])
        return pieces

    def _abbreviation(self, pieces: list[str], place: int) -> None:
        """Put a link around `<abbr title="…">MRI</abbr>`."""
        if TITLE.search(pieces[place]) is None or pieces[place + 2] != "</abbr>":
            return
        anchor = self.short.pop(" ".join(unescape(pieces[place + 1]).split()), "")
        if anchor:
            pieces[place] = f"{_start(anchor)}{pieces[place]}"
            pieces[place + 2] += "</a>"

    def _text(self, text: str) -> str:
        for name in self.near:
            if name not in self.defined:
                continue
            words = r"\s+".join(re.escape(escape(word, quote=False)) for word in name.split())
            before, *rest = re.split(rf"(?<![\w&#])({words})(?!\w)", text, maxsplit=1, flags=re.IGNORECASE)
            if rest:
                anchor = self.defined.pop(name)
                return f"{self._text(before)}{_start(anchor)}{rest[0]}</a>{self._text(rest[1])}"
        return text


def _start(anchor: str) -> str:
    return f'<a class="glossref" role="doc-glossref" href="#{anchor}">'
