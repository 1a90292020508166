"""What a reader finds in a file: blocks of text, headings, alternatives, links, in reading order.

Texts are brought down to their letters and digits: white space, quotation marks and bullets are each format's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pikepdf
from conformity import pdf_structure
from lxml import etree, html

from exporter.model import Article

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {
    "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "header", "hr",
    "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip

ALTERNATIVES = {"img": "alt", "math": "alttext"}
"""Elements that are told by an attribute, and which it is."""
UNREAD = {"head", "script", "style", "math"}
"""Elements whose text is not read as it stands."""


@dataclass(slots=True)
class Contents:
    """What was found."""

    texts: list[str] = field(default_factory=list)
    """A block each; empty ones are left out."""
    headings: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    """Addresses outside of the file."""
    drawings: list[str] = field(default_factory=list)
    """Names of charts, which stand in the markup itself; in a PDF they are alternatives like others."""


def letters(text: str) -> str:
    """The letters, marks and digits of a text."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LMN")


def of_article(article: Article) -> Contents:
    """What the parsed article holds, its notes last."""
    markup = "".join([*(block.html for block in article.blocks), *(note.html for note in article.footnotes)])
    return of_trees([html.fromstring(f"<body>{markup}</body>")])


def of_page(page: bytes) -> Contents:
    """What a web page holds."""
    return of_trees([html.fromstring(page)])


def of_book(book: bytes) -> Contents:
    """What an ebook's chapters hold, in the order of its spine."""
    with ZipFile(BytesIO(book)) as archive:
        package = etree.fromstring(archive.read("EPUB/content.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter("{*}item")}
        spine = [files[reference.get("idref")] for reference in package.iter("{*}itemref")]
        return of_trees(html.fromstring(archive.read(f"EPUB/{name}")) for name in spine)


def of_trees(roots: Iterable[Any]) -> Contents:
    """What some HTML trees hold."""
    found = Contents()
    for root in roots:
        found.texts += [text for run in runs(root) if (text := letters(run))]
        for element in root.iter(etree.Element):
            tag = etree.QName(element).localname
            if tag in HEADINGS:
                found.headings.append(letters("".join(runs(element))))
            elif tag in ALTERNATIVES and element.get(ALTERNATIVES[tag]):
                found.alternatives.append(letters(element.get(ALTERNATIVES[tag])))
            elif tag == "svg" and element.get("role") == "img":
                found.drawings.append(letters(element.get("aria-label")))
            elif tag == "a" and re.match(r"[a-z]+:", element.get("href", "")):
                found.links.append(element.get("href"))
    return found


def runs(element: Any) -> Iterator[str]:  # noqa: ANN401 - of lxml.html, which has its own types of elements
    """The text between the beginnings and ends of blocks."""
    pieces: list[str] = []

    def flush() -> Iterator[str]:
        yield "".join(pieces)
        pieces.clear()

    def visit(element: Any) -> Iterator[str]:  # noqa: ANN401 - as above
        block = etree.QName(element).localname in BLOCKS
        if block:
            yield from flush()
        pieces.append(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and etree.QName(child).localname not in UNREAD:
                yield from visit(child)
            pieces.append(child.tail or "")
        if block:
            yield from flush()

    yield from visit(element)
    yield from flush()


def of_pdf(data: bytes) -> Contents:
    """What a screen reader is told of a PDF, and where its links lead."""
    told = pdf_structure.read(data)
    found = Contents(alternatives=[letters(text) for text in told.alternatives if letters(text)])
    for element in told.elements:
        text = letters("".join(element.texts))
        if text:
            found.texts.append(text)
            if re.fullmatch("H[1-6]", element.kind):
                found.headings.append(text)
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            for annotation in page.get("/Annots", ()):
                if "/A" in annotation and "/URI" in annotation.A:
                    found.links.append(str(annotation.A.URI))
    return found
