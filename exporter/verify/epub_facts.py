"""What can be seen of an ebook: its package document, and each of its documents and style sheets once."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, urlsplit

from exporter.verify import archive, page_facts
from exporter.verify.findings import Place, UnreadableError, error
from exporter.verify.page_facts import Page, Reference

if TYPE_CHECKING:
    from zipfile import ZipFile

Element: TypeAlias = Any
"""An element of anyone's package document."""
CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
PACKAGE_TYPE = "application/oebps-package+xml"
XML_TYPES = frozenset({"application/xhtml+xml", "image/svg+xml", "application/x-dtbncx+xml"})
OBFUSCATIONS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Methods that only scramble fonts (OCF 3.3, 4.4)."""
REFINING = frozenset({"a11y:certifiedBy"})
"""Properties that tell of the book even where they refine another; all others that do tell of that one."""
MEDIA_TYPE = b"application/epub+zip"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the manifest."""

    id: str
    href: str
    file: str
    """Path in the archive; empty where the entry is no file of the book."""
    media_type: str
    properties: frozenset[str]
    line: int | None


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says."""

    file: str
    version: str
    properties: Mapping[str, tuple[str, ...]]
    """Metadata by name, such as `dc:title`, `dcterms:modified`, `schema:accessMode` or `a11y:certifiedBy`."""
    identifiers: Mapping[str, str]
    """`dc:identifier` by id."""
    unique_identifier: str
    """The id of the one that counts."""
    items: tuple[Item, ...]
    spine: tuple[Reference, ...]
    """Ids of the items in reading order."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a book says of itself and holds."""

    opens_with_mimetype: bool
    files: frozenset[str]
    package: Package
    pages: Mapping[str, Page]
    """The documents, and the drawings that stand alone, by path."""
    contents: int | None
    """Number of entries of the NCX; None without one."""
    sheets: Mapping[str, tuple[str, ...]]
    """Style sheets with what they load."""
    malformed: Mapping[str, tuple[str, int]]
    """Documents that are no XML, with the parser's words and the line."""

    @property
    def documents(self) -> dict[str, Page]:
        """The documents alone."""
        listed = {item.file for item in self.package.items if item.media_type == "application/xhtml+xml"}
        return {file: page for file, page in self.pages.items() if file in listed}

    @property
    def navigation(self) -> Page | None:
        """The navigation document."""
        files = [item.file for item in self.package.items if "nav" in item.properties]
        return next((self.pages[file] for file in files if file in self.pages), None)


def gather(data: bytes) -> Facts:
    """Look at a book.

    Raises:
        UnreadableError: there is no way to its package document, or it is unsafe to read.
    """
    with archive.opened(data) as book:
        files = frozenset(entry.filename for entry in book.infolist() if not entry.is_dir())
        _refuse_encrypted(book, files)
        package = _package(book, files)
        read = _read(book, [item for item in package.items if item.file in files])
        tables = [root for root in read.roots.values() if page_facts.local(root.tag) == "ncx"]
        return Facts(
            opens_with_mimetype="mimetype" in files and _opens_with_mimetype(data, archive.read(book, "mimetype")),
            files=files,
            package=package,
            pages={file: page_facts.survey(root) for file, root in read.roots.items() if root not in tables},
            contents=sum(1 for table in tables for _ in table.iter("{*}navPoint")) if tables else None,
            sheets=read.sheets,
            malformed=read.malformed,
        )


def resolved(base: str, url: str) -> tuple[str, str]:
    """Path in the archive and fragment that a local address leads to from a file; no path where it leads out."""
    parts = urlsplit(url)
    if not parts.path:
        return base, unquote(parts.fragment)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
    return ("" if path.startswith(("../", "/")) or path == ".." else path), unquote(parts.fragment)


@dataclass(frozen=True, slots=True)
class _Contents:
    """Documents, style sheets, and what is no XML, by path."""

    roots: dict[str, Element] = field(default_factory=dict)
    sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    malformed: dict[str, tuple[str, int]] = field(default_factory=dict)


def _read(book: ZipFile, items: Iterable[Item]) -> _Contents:
    """Read each document and style sheet once, though several items may name it."""
    contents = _Contents()
    for file, media_type in {item.file: item.media_type for item in items}.items():
        if media_type == "text/css":
            sheet = archive.read(book, file).decode("utf-8", errors="replace")
            contents.sheets[file] = tuple(page_facts.css_urls(sheet))
        elif media_type in XML_TYPES:
            try:
                contents.roots[file] = _parsed(archive.read(book, file))
            except MalformedError as reason:
                contents.malformed[file] = reason.told, reason.line
    return contents


def _opens_with_mimetype(data: bytes, content: bytes) -> bool:
    """Whether `mimetype` is the first file, stored as it is, without extra field (OCF 3.3, 4.3)."""
    opening = data[30 : 38 + len(MEDIA_TYPE)]  # after the 30 bytes of the first local file header
    return opening == b"mimetype" + MEDIA_TYPE and content == MEDIA_TYPE


class MalformedError(Exception):
    """A document is no well-formed XML."""

    def __init__(self, told: str, line: int) -> None:
        super().__init__(told)
        self.told = told
        self.line = line


def _parsed(data: bytes) -> Element:
    """Parse XML without fetching, unfolding or trusting anything.

    Raises:
        MalformedError: it is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as reason:
        raise MalformedError(str(reason.msg).partition(", line ")[0], reason.lineno or 1) from reason


def _package(book: ZipFile, files: frozenset[str]) -> Package:
    """Follow the container to the package document.

    Raises:
        UnreadableError: there is none.
    """
    if CONTAINER not in files:
        raise UnreadableError(error("malformed-package", f"the book has no {CONTAINER!r}", "export it again"))
    container = _required(book, CONTAINER)
    found = [one for one in container.iter("{*}rootfile") if one.get("media-type", PACKAGE_TYPE) == PACKAGE_TYPE]
    file = found[0].get("full-path", "") if found else ""
    if file not in files:
        message = f"the book names {file!r} as its package document, which it does not have"
        raise UnreadableError(error("malformed-package", message, "export it again", Place(CONTAINER)))
    root = _required(book, file)
    properties: dict[str, tuple[str, ...]] = {}
    identifiers: dict[str, str] = {}
    for entry in root.iterfind("{*}metadata/{*}*"):
        name, value = _property(entry)
        if name and value and (name in REFINING or not entry.get("refines")):
            properties[name] = (*properties.get(name, ()), value)
        if name == "dc:identifier":
            identifiers[entry.get("id", "")] = value
    return Package(
        file=file,
        version=root.get("version", ""),
        properties=properties,
        identifiers=identifiers,
        unique_identifier=root.get("unique-identifier", ""),
        items=tuple(_item(entry, file) for entry in root.iterfind("{*}manifest/{*}item")),
        spine=tuple(
            Reference(entry.get("idref", ""), entry.sourceline) for entry in root.iterfind("{*}spine/{*}itemref")
        ),
    )


def _required(book: ZipFile, file: str) -> Element:
    try:
        return _parsed(archive.read(book, file))
    except MalformedError as reason:
        finding = error("malformed-markup", reason.told, "repair its markup", Place(file, reason.line))
        raise UnreadableError(finding) from reason


def _property(entry: Element) -> tuple[str, str]:
    """Name and value of an entry of the metadata, as EPUB 3 and as EPUB 2 write it."""
    text = " ".join("".join(entry.itertext()).split())
    if entry.tag.startswith("{http://purl.org/dc/elements/1.1/}"):
        return f"dc:{page_facts.local(entry.tag)}", text
    if page_facts.local(entry.tag) == "link":
        return " ".join(entry.get("rel", "").split()), entry.get("href", "")
    return entry.get("property") or entry.get("name", ""), text or entry.get("content", "")


def _item(entry: Element, package: str) -> Item:
    href = entry.get("href", "").strip()
    return Item(
        id=entry.get("id", ""),
        href=href,
        file=resolved(package, href)[0] if href and page_facts.is_local(href) else "",
        media_type=entry.get("media-type", "").strip(),
        properties=frozenset(entry.get("properties", "").split()),
        line=entry.sourceline,
    )


def _refuse_encrypted(book: ZipFile, files: frozenset[str]) -> None:
    """Stop at a book whose files, other than fonts, only its reader's software can read.

    Raises:
        UnreadableError: it is one.
    """
    if ENCRYPTION in files:
        methods = {one.get("Algorithm", "") for one in _required(book, ENCRYPTION).iter("{*}EncryptionMethod")}
        for method in sorted(methods - OBFUSCATIONS):
            message = f"files of the book are encrypted with {method!r}"
            raise UnreadableError(error("encrypted-file", message, "export it without copy protection"))
