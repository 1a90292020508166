"""The package document of an ebook: what the book says of itself, which files it has, and in what order they are."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from exporter.verify import archive, page_facts, xml_document
from exporter.verify.findings import Place, UnreadableError, error
from exporter.verify.page_facts import Reference
from exporter.verify.xml_document import Element

if TYPE_CHECKING:
    from zipfile import ZipFile

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
PACKAGE_TYPE = "application/oebps-package+xml"
OBFUSCATIONS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""Methods that only scramble fonts (OCF 3.3, 4.4)."""
REFINING = frozenset({"a11y:certifiedBy", "a11y:certifierCredential", "a11y:certifierReport", "source-of"})
"""Properties that tell of the book even where they refine another; all others that do tell of that one."""


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
    overlay: str = ""
    """Id of what reads it aloud."""


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says."""

    file: str
    version: str
    properties: Mapping[str, tuple[str, ...]]
    """Metadata by name, such as `dc:title`, `dcterms:modified`, `schema:accessMode` or `a11y:certifiedBy`."""
    padded: tuple[str, ...]
    """Names of metadata with white space around their values."""
    identifiers: Mapping[str, str]
    """`dc:identifier` by id."""
    unique_identifier: str
    """The id of the one that counts."""
    items: tuple[Item, ...]
    spine: tuple[Reference, ...]
    """Ids of the items in reading order."""
    durations: Mapping[str, str] = field(default_factory=dict)
    """How long overlays take, by their ids; all together by the empty id."""


def resolved(base: str, url: str) -> tuple[str, str]:
    """Path in the archive and fragment that a local address leads to from a file; no path where it leads out."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a host that is none, behind tabs and the like that are dropped
        return "", ""
    if not parts.path:
        return base, unquote(parts.fragment)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
    return ("" if path.startswith(("../", "/")) or path == ".." else path), unquote(parts.fragment)


def read(book: ZipFile, files: frozenset[str]) -> Package:
    """Follow the container to the package document.

    Raises:
        UnreadableError: there is none, or it is unsafe to read.
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
    durations: dict[str, str] = {}
    for entry in root.iterfind("{*}metadata/{*}*"):
        name, value = _property(entry)
        if name and value and (name in REFINING or not entry.get("refines")):
            properties[name] = (*properties.get(name, ()), value)
        if name == "media:duration":
            durations[entry.get("refines", "").removeprefix("#")] = value
        if name == "dc:identifier":
            identifiers[entry.get("id", "")] = value
    return Package(
        file=file,
        version=root.get("version", ""),
        properties=properties,
        padded=tuple(_property(entry)[0] for entry in root.iterfind("{*}metadata/{*}*") if _is_padded(entry)),
        identifiers=identifiers,
        unique_identifier=root.get("unique-identifier", ""),
        durations=durations,
        items=tuple(_item(entry, file) for entry in root.iterfind("{*}manifest/{*}item")),
        spine=tuple(
            Reference(entry.get("idref", ""), entry.sourceline) for entry in root.iterfind("{*}spine/{*}itemref")
        ),
    )


def _required(book: ZipFile, file: str) -> Element:
    try:
        return xml_document.parsed(archive.read(book, file))
    except xml_document.FaultyError as reason:
        finding = error(reason.rule, reason.told, "repair its markup", Place(file, reason.line))
        raise UnreadableError(finding) from reason


def _property(entry: Element) -> tuple[str, str]:
    """Name and value of an entry of the metadata, as EPUB 3 and as EPUB 2 write it."""
    text = " ".join("".join(entry.itertext()).split())
    if entry.tag.startswith("{http://purl.org/dc/elements/1.1/}"):
        return f"dc:{page_facts.local(entry.tag)}", text
    if page_facts.local(entry.tag) == "link":
        return " ".join(entry.get("rel", "").split()), entry.get("href", "")
    return entry.get("property") or entry.get("name", ""), text or entry.get("content", "")


def _is_padded(entry: Element) -> bool:
    text = "".join(entry.itertext())
    return text != text.strip()


def _item(entry: Element, package: str) -> Item:
    href = entry.get("href", "").strip()
    return Item(
        id=entry.get("id", ""),
        href=href,
        file=resolved(package, href)[0] if href and page_facts.is_local(href) else "",
        media_type=entry.get("media-type", "").strip(),
        properties=frozenset(entry.get("properties", "").split()),
        line=entry.sourceline,
        overlay=entry.get("media-overlay", ""),
    )


def obfuscated(book: ZipFile, files: frozenset[str]) -> frozenset[str]:
    """Give the files that are only scrambled, and stop at a book that only its reader's software can read.

    Raises:
        UnreadableError: it is one.
    """
    scrambled = set()
    for entry in _required(book, ENCRYPTION).iter("{*}EncryptedData") if ENCRYPTION in files else ():
        method = next((one.get("Algorithm", "") for one in entry.iter("{*}EncryptionMethod")), "")
        if method not in OBFUSCATIONS:
            message = f"files of the book are encrypted with {method!r}"
            raise UnreadableError(error("encrypted-file", message, "export it without copy protection"))
        scrambled |= {unquote(one.get("URI", "")) for one in entry.iter("{*}CipherReference")}
    return frozenset(scrambled)
