"""What a page begins with, asked of the files alone: of the PDF by poppler, of the book by its page list."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pikepdf
from conformity import contents
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
HERE = "\ue000"
"""Stands for a mark, of which no text has any."""
PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"
LIST_NUMBER = re.compile(r"^\d+\.$|^\d+\. ", re.MULTILINE)
HYPHENS = ("-", "\N{HYPHEN}", "\N{SOFT HYPHEN}")
RIGHT_TO_LEFT = "\u202b"
"""Begins a line of Arabic."""
LEFT_TO_RIGHT = re.compile("\u202c([^\u202a-\u202c]*)\u202a")
"""Numbers and words of other languages in a line of Arabic that was turned round."""
POINTS_PER_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class TypeArea:
    """Where the text of a page stands."""

    top_mm: float
    bottom_mm: float
    """Margins."""
    columns: int
    is_from_right: bool

    def column(self, width: float, height: float, *, is_last: bool) -> list[int | str]:
        """The first or the last column of a page of this size in points, as poppler wants it."""
        top, bottom = self.top_mm * POINTS_PER_MM, self.bottom_mm * POINTS_PER_MM
        column = width / self.columns
        left = width - column if self.is_from_right is not is_last else 0
        return ["-x", int(left), "-y", int(top), "-W", int(column) + 1, "-H", int(height - top - bottom)]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What stands on a page, without its margins: poppler does not always see which of several columns is the first."""

    text: str
    """Of the first column."""
    end: str
    """Of the last column."""


@dataclass(frozen=True, slots=True)
class PageInBook:
    """Where a label of the page list leads."""

    file: str
    text: str
    """What follows the mark, to the end of its file."""
    table_head: str
    """The head of the table in whose body the mark is: pages repeat it."""
    is_cell: bool
    """Whether the mark is in a table, of whose rows poppler reads line by line."""


def of_pdf(path: Path, area: TypeArea) -> dict[str, PrintedPage]:
    """Each page by its label."""
    with pikepdf.open(path) as pdf:
        sizes = {page.label: tuple(map(float, page.mediabox)) for page in pdf.pages}
    found = {}
    for number, (label, (_, _, width, height)) in enumerate(sizes.items(), start=1):
        first = _read(path, number, area.column(width, height, is_last=False))
        last = _read(path, number, area.column(width, height, is_last=True)) if area.columns > 1 else first
        found[label] = PrintedPage(first, last)
    return found


def _read(path: Path, page: int, options: list[int | str]) -> str:
    command = ["pdftotext", "-f", page, "-l", page, *options, path, "-"]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True)
    return "\n".join(map(_turned, done.stdout.splitlines()))


def _turned(line: str) -> str:
    """A line in reading order: poppler turns Arabic round, although the text beside its glyphs is in this order."""
    if not line.startswith(RIGHT_TO_LEFT):
        return line
    return LEFT_TO_RIGHT.sub(lambda match: match[1][::-1], line[::-1])


def of_book(data: bytes) -> tuple[dict[str, PageInBook], str]:
    """Every page of a book's page list by its label, and the title of its contents."""
    with ZipFile(BytesIO(data)) as archive:
        nav = etree.fromstring(archive.read("EPUB/nav.xhtml"))
        lists = [each for each in nav.iter(f"{XHTML}nav") if each.get(OPS_TYPE) == "page-list"]
        links = [link for each in lists for link in each.iter(f"{XHTML}a")]
        pages = {str(link.text): _page(archive, *str(link.get("href")).split("#")) for link in links}
    return pages, "".join(next(nav.iter(f"{XHTML}h1")).itertext())


def _page(archive: ZipFile, file: str, anchor: str) -> PageInBook:
    root = etree.fromstring(archive.read(f"EPUB/{file}"))
    (mark,) = root.xpath("//*[@id=$id]", id=anchor)
    assert mark.get("role") == "doc-pagebreak"
    assert len(mark) == 0
    assert not mark.text
    mark.text = HERE
    for picture in root.iter(f"{XHTML}img"):
        picture.text = PICTURE
    text = "\n".join(contents.runs(root.find(f"{XHTML}body"))).partition(HERE)[2]
    above = [each for each in mark.iterancestors() if each.tag in (f"{XHTML}td", f"{XHTML}th", f"{XHTML}tbody")]
    return PageInBook(file, text, _table_head(above), bool(above))


def _table_head(above: list[Any]) -> str:
    table = next((each.getparent() for each in above if each.tag == f"{XHTML}tbody"), None)
    head = table.find(f"{XHTML}thead") if table is not None else None
    return contents.letters("".join(head.itertext())) if head is not None else ""


def disagreements(pages: Mapping[str, PrintedPage], book: Mapping[str, PageInBook]) -> Iterator[str]:
    """Each page of the book's list that does not begin with the words that the printed page begins with."""
    before = ""
    for label, page in pages.items():
        if label in book and not agree(page.text, before, book[label]):
            printed, bound = (" ".join(text.split())[:50] for text in (page.text, book[label].text))
            yield f"page {label}: {printed!r} is {bound!r} in the book"
        before = page.end


def agree(page: str, before: str, place: PageInBook) -> bool:
    """Whether a page and a place in the book begin with the same three words; of a table's cell, with one.

    Of a page with fewer words all are compared, and one with none shows a picture.

    A page may repeat the head of a table, and has the numbers of lists, which a book's text has not; poppler reads the
    number of a note in Arabic behind its line; a word that the page before began stands whole in the book.
    """
    printed = contents.letters(page)
    if not printed:
        return place.text.lstrip().startswith(PICTURE)
    if place.table_head:
        printed = printed.removeprefix(place.table_head)
    words = [word for word in map(contents.letters, place.text.split()) if word]
    count = 1 if place.is_cell else 3
    wanted = {"".join(words[:count]), "".join([word for word in words if not word.isdecimal()][:count])} - {""}
    readings = (printed, contents.letters(LIST_NUMBER.sub("", page)), divided(before) + printed)
    return any(each.startswith(first) or first.startswith(each) for each in readings for first in wanted)


def divided(page: str) -> str:
    """The first half of the word that ends a page with a hyphen."""
    last = page.split()[-1:] or [""]
    return contents.letters(last[0]) if last[0].endswith(HYPHENS) else ""
