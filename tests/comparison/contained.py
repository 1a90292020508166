"""What is in an ebook, anyone's, read with nothing of exporter's: each function tells one thing of it, in few words."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree
from PIL import Image

Element = etree._Element  # noqa: SLF001 - lxml has no other name for the type
NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "dc": "http://purl.org/dc/elements/1.1/",
    "epub": "http://www.idpf.org/2007/ops",
    "h": "http://www.w3.org/1999/xhtml",
    "m": "http://www.w3.org/1998/Math/MathML",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "o": "http://www.idpf.org/2007/opf",
}
EPUB_TYPE = f"{{{NAMES['epub']}}}type"
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Ebook:
    """An ebook that has been opened."""

    files: Mapping[str, bytes]
    folder: str
    """Of the package document."""
    package: Element
    documents: Mapping[str, Element]
    """The parsed content documents, navigation included, by file."""
    navigation: Element
    """The navigation document."""


def opened(data: bytes) -> Ebook:
    """Open an ebook that is sound."""
    with ZipFile(BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    root = str(every(etree.fromstring(files["META-INF/container.xml"]), "//c:rootfile")[0].get("full-path"))
    package, folder = etree.fromstring(files[root]), posixpath.dirname(root)
    items = {posixpath.join(folder, unquote(str(item.get("href")))): item for item in every(package, "//o:item")}
    documents = {
        file: etree.fromstring(files[file])
        for file, item in items.items()
        if item.get("media-type") == "application/xhtml+xml"
    }
    navigation = next(documents[file] for file, item in items.items() if "nav" in str(item.get("properties")).split())
    return Ebook(files, folder, package, documents, navigation)


def every(root: Element, path: str) -> list[Element]:
    """All elements at an XPath."""
    return cast("list[Element]", root.xpath(path, namespaces=NAMES))


def text(element: Element) -> str:
    """All text in an element."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def contents(book: Ebook) -> str:
    """Entries of the table of contents."""
    count = len(_listed(book, "toc"))
    return f"{count} entries" + (", for EPUB 2 too" if any(name.endswith(".ncx") for name in book.files) else "")


def landmarks(book: Ebook) -> str:
    """What the landmarks lead to."""
    return _series(str(link.get(EPUB_TYPE)) for link in _listed(book, "landmarks"))


def page_list(book: Ebook) -> str:
    """Pages of the print edition that readers can go to."""
    count = len(_listed(book, "page-list"))
    return f"{count} pages" if count else NOTHING


def cover(book: Ebook) -> str:
    """Size of the cover's picture."""
    pictures = every(book.package, "//o:item[@properties='cover-image']")
    if not pictures:
        return NOTHING
    with Image.open(BytesIO(book.files[posixpath.join(book.folder, str(pictures[0].get("href")))])) as picture:
        return f"{picture.width} by {picture.height} pixels"


def description(book: Ebook) -> str:
    """Terms of Dublin Core that the package has."""
    return _series(sorted({etree.QName(term).localname for term in every(book.package, "//o:metadata/dc:*")}))


def schema(name: str, book: Ebook) -> str:
    """Values of an accessibility property."""
    return _series(text(entry) for entry in every(book.package, f"//o:meta[@property='schema:{name}']"))


def summary(book: Ebook) -> str:
    """Whether there is a summary for people."""
    return "yes" if every(book.package, "//o:meta[@property='schema:accessibilitySummary']") else "no"


def conformance(book: Ebook) -> str:
    """The standard that the book says it conforms to."""
    return _series(text(entry) for entry in every(book.package, "//o:meta[@property='dcterms:conformsTo']"))


def languages(book: Ebook) -> str:
    """Documents that say their language."""
    return _share(bool(document.get("lang")) for document in book.documents.values())


def titles(book: Ebook) -> str:
    """Documents with a title that is more than the name of their file."""
    named = {file: text(every(document, "//h:title")[0]) for file, document in book.documents.items()}
    return _share(title not in ("", posixpath.basename(file)) for file, title in named.items())


def alternatives(book: Ebook) -> str:
    """Pictures that are not decoration and have an alternative."""
    pictures = [picture for picture in _pictures(book) if not _is_decoration(picture)]
    return _share(bool(str(picture.get("alt", "")).strip()) for picture in pictures)


def decoration(book: Ebook) -> str:
    """Pictures that say nothing, and are marked so."""
    return str(sum(_is_decoration(picture) for picture in _pictures(book)))


def notes(book: Ebook) -> str:
    """References to notes that reading systems can show on the spot."""
    return _share(note is not None and _is_note(note) for _, _, note in _references(book))


def shown_notes(book: Ebook) -> str:
    """Notes that are no `aside`: Apple Books shows those in pop-ups alone."""
    return _share(note is not None and etree.QName(note).localname != "aside" for _, _, note in _references(book))


def back_links(book: Ebook) -> str:
    """Notes with a link to where they are referred to."""
    return _share(
        note is not None and any(target == place for target in _targets(book, note))
        for file, reference, note in _references(book)
        for place in [f"{file}#{reference.get('id')}"]
    )


def captions(book: Ebook) -> str:
    """Tables with a caption."""
    return _share(bool(every(table, "h:caption")) for table in _elements(book, "//h:table"))


def scopes(book: Ebook) -> str:
    """Header cells that say what they are headers of."""
    return _share(bool(cell.get("scope")) for cell in _elements(book, "//h:th"))


def formulas(book: Ebook) -> str:
    """Formulas in MathML."""
    return str(len(_elements(book, "//m:math")) or NOTHING)


def spoken_formulas(book: Ebook) -> str:
    """Formulas with an alternative in words."""
    return _share(bool(formula.get("alttext")) for formula in _elements(book, "//m:math"))


def foreign_passages(book: Ebook) -> str:
    """Passages in another language that say in which."""
    return str(len(_elements(book, "//h:body//h:*[@lang and @lang != /h:html/@lang]")))


def roles(book: Ebook) -> str:
    """DPUB-ARIA roles."""
    found = {role for element in _elements(book, "//h:*[@role]") for role in str(element.get("role")).split()}
    return _series(sorted(role for role in found if role.startswith("doc-")))


def _listed(book: Ebook, kind: str) -> list[Element]:
    return every(book.navigation, f"//h:nav[@epub:type='{kind}']//h:a")


def _elements(book: Ebook, path: str) -> list[Element]:
    return [element for document in book.documents.values() for element in every(document, path)]


def _pictures(book: Ebook) -> list[Element]:
    return _elements(book, "//h:img")


def _is_decoration(picture: Element) -> bool:
    return picture.get("role") in ("presentation", "none") or picture.get("alt") == ""


def _references(book: Ebook) -> Iterator[tuple[str, Element, Element | None]]:
    """The file of each reference to a note, the reference, and what it leads to."""
    places = {
        f"{file}#{element.get('id')}": element
        for file, document in book.documents.items()
        for element in every(document, "//*[@id]")
    }
    for file, document in book.documents.items():
        for reference in every(document, "//h:a[@epub:type='noteref']"):
            yield file, reference, places.get(_resolved(file, str(reference.get("href"))))


def _is_note(element: Element) -> bool:
    return element.get(EPUB_TYPE) in ("footnote", "endnote")


def _targets(book: Ebook, element: Element) -> list[str]:
    file = next(file for file, document in book.documents.items() if document is element.getroottree().getroot())
    return [_resolved(file, str(link.get("href"))) for link in every(element, ".//h:a[@href]")]


def _resolved(file: str, address: str) -> str:
    path, _, fragment = address.partition("#")
    return f"{posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(path))) if path else file}#{fragment}"


def _series(words: Iterator[str] | Sequence[str]) -> str:
    return ", ".join(words) or NOTHING


def _share(each: Iterator[bool] | Sequence[bool]) -> str:
    found = list(each)
    return f"{sum(found)} of {len(found)}" if found else NOTHING
