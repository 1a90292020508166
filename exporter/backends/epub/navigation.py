"""The ways into a book: contents, landmarks and page list, as EPUB 3 navigation document and as NCX."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from exporter.backends.epub import parts
from exporter.backends.epub.package import NAV_FILE, Package
from exporter.backends.epub.parts import Body
from exporter.model import Document, Heading

UNLISTED = frozenset({"cover", "contents", "title-page"})
"""The landmarks lead there; in the contents the title would stand twice."""
LANDMARKS = {
    "cover": "cover",
    "title-page": "titlepage",
    "references": "bibliography",
    "notes": "endnotes",
    "glossary": "glossary",
    "index": "index",
    "colophon": "colophon",
}
"""Kinds of parts to terms of the structure vocabulary."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the contents and what it holds."""

    title: str
    target: str
    children: tuple[Entry, ...] = ()


def contents(document: Document, bodies: Sequence[Body]) -> tuple[Entry, ...]:
    """One entry for each part, holding the headings below level 2 that stand in it."""
    entries = []
    for body in bodies:
        if body.part.kind in UNLISTED or not body.part.title:
            continue
        anchors = {str(anchor) for anchor in body.tree.xpath("//@id")}
        inner = [heading for heading in document.outline if heading.anchor in anchors and heading.level > 2]
        entries.append(Entry(body.part.title, quote(body.file), tuple(_nested(inner, body.file))))
    return tuple(entries)


def _nested(headings: Sequence[Heading], file: str) -> Iterator[Entry]:
    """Headings as a tree: what follows a heading and lies deeper belongs to it."""
    position = 0
    while position < len(headings):
        head = headings[position]
        end = position + 1
        while end < len(headings) and headings[end].level > head.level:
            end += 1
        target = f"{quote(file)}#{quote(head.anchor)}"
        yield Entry(head.text, target, tuple(_nested(headings[position + 1 : end], file)))
        position = end


def nav(book: Package, entries: Sequence[Entry]) -> bytes:
    """The navigation document (EPUB 3.3, 7); readers see the contents, reading systems use the other lists too."""
    title = escape(book.word("contents"))
    contents = f'<h1 id="toc-title">{title}</h1>\n{_list(entries)}'
    lists = [
        f'<nav epub:type="toc" role="doc-toc" id="toc" aria-labelledby="toc-title">\n{contents}\n</nav>',
        _hidden_list('epub:type="landmarks" id="landmarks"', book.word("landmarks"), _landmarks(book)),
    ]
    if book.pages:
        items = "\n".join(f'<li><a href="{page.target}">{escape(page.label)}</a></li>' for page in book.pages)
        lists.append(_hidden_list('epub:type="page-list" role="doc-pagelist" id="pages"', book.word("pages"), items))
    return parts.page(book.document, title, ' epub:type="frontmatter"', "\n".join(lists))


def _hidden_list(attributes: str, title: str, items: str) -> str:
    return (
        f'<nav {attributes} hidden="hidden" aria-label="{escape(title, quote=True)}">\n'
        f"<h2>{escape(title)}</h2>\n<ol>\n{items}\n</ol>\n</nav>"
    )


def _list(entries: Sequence[Entry]) -> str:
    items = (
        f'<li><a href="{entry.target}">{escape(entry.title)}</a>'
        + (f"\n{_list(entry.children)}\n" if entry.children else "")
        + "</li>"
        for entry in entries
    )
    return "<ol>\n" + "\n".join(items) + "\n</ol>"


def _landmarks(book: Package) -> str:
    marks = [
        (LANDMARKS[body.part.kind], body.file, body.part.title or book.document.metadata.title)
        for body in book.bodies
        if body.part.kind in LANDMARKS
    ]
    marks.append(("toc", NAV_FILE, book.word("contents")))
    start = next((body for body in book.bodies if parts.DIVISIONS[body.part.kind] == "bodymatter"), None)
    if start is not None:
        marks.append(("bodymatter", start.file, book.word("text_start")))
    return "\n".join(
        f'<li><a epub:type="{kind}" href="{quote(file)}">{escape(title)}</a></li>' for kind, file, title in marks
    )


def ncx(book: Package, entries: Sequence[Entry]) -> bytes:
    """The contents and the page list for EPUB 2 reading systems (OPF 2.0.1, 2.4.1; DAISY/NISO Z39.86-2005, 8)."""
    language, title = escape(book.document.language, quote=True), escape(book.document.metadata.title)
    numbers = iter(range(1, 1_000_000))
    points = "".join(_point(entry, numbers) for entry in entries)
    depth = max((_depth(entry) for entry in entries), default=1)
    targets = "".join(
        f'<pageTarget id="target-{number}" type="normal" value="{number}" playOrder="{next(numbers)}">'
        f'<navLabel><text>{escape(page.label)}</text></navLabel><content src="{page.target}"/></pageTarget>\n'
        for number, page in enumerate(book.pages, start=1)
    )
    page_list = f"<pageList>\n<navLabel><text>{escape(book.word('pages'))}</text></navLabel>\n{targets}</pageList>\n"
    last = len(book.pages)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{language}">\n<head>\n'
        f'<meta name="dtb:uid" content="{escape(book.identifier, quote=True)}"/>\n'
        f'<meta name="dtb:depth" content="{depth}"/>\n'
        f'<meta name="dtb:totalPageCount" content="{last}"/>\n<meta name="dtb:maxPageNumber" content="{last}"/>\n'
        f"</head>\n<docTitle><text>{title}</text></docTitle>\n<navMap>\n{points}</navMap>\n"
        f"{page_list if targets else ''}</ncx>\n"
    ).encode()


def _point(entry: Entry, numbers: Iterator[int]) -> str:
    number = next(numbers)
    inner = "".join(_point(child, numbers) for child in entry.children)
    return (
        f'<navPoint id="point-{number}" playOrder="{number}"><navLabel><text>{escape(entry.title)}</text></navLabel>'
        f'<content src="{entry.target}"/>{inner}</navPoint>\n'
    )


def _depth(entry: Entry) -> int:
    return 1 + max((_depth(child) for child in entry.children), default=0)
