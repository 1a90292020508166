"""What can be seen of an ebook: its package document, and each of its documents and style sheets once."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from exporter import motion
from exporter.motion import Motion
from exporter.verify import (
    archive,
    file_kinds,
    overlay_facts,
    page_facts,
    sound,
    xml_document,
)
from exporter.verify.file_kinds import Picture
from exporter.verify.findings import Place, UnreadableError, error
from exporter.verify.overlay_facts import Overlay
from exporter.verify.page_facts import Page, Reference
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
MEDIA_TYPE = b"application/epub+zip"
MOTION_BYTES = 65_536
"""Where a picture that moves says so."""
ROOTS = {
    "application/xhtml+xml": "html",
    "image/svg+xml": "svg",
    "application/x-dtbncx+xml": "ncx",
    "application/smil+xml": "smil",
}
"""What the root element of a media type is called."""
SMIL = "application/smil+xml"
MOST_AUDIO_BYTES = 128 * 2**20
"""Of an audio file that is looked at: five hours of speech."""
MOST_TEXT_BYTES, MOST_MARKS = 256 * 2**20, 4_000_000
"""All documents and style sheets of a book together: some ten seconds to look through."""


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


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file could not be looked at."""

    rule: str
    told: str
    line: int | None = None


class Length(NamedTuple):
    """How long an audio file is."""

    length_ms: int
    is_exact: bool
    """Whether it says so itself."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, apart from what is said of it."""

    opening: bytes
    """Its first bytes."""
    size_bytes: int
    """Unpacked."""
    root: str = ""
    """Name of its root element, without namespace, if it was read as XML."""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a book says of itself and holds."""

    opens_with_mimetype: bool
    size_bytes: int
    """Of the archive."""
    files: frozenset[str]
    package: Package
    pages: Mapping[str, Page]
    """The documents, and the drawings that stand alone, by path."""
    contents: int | None
    """Number of entries of the NCX; None without one."""
    sheets: Mapping[str, tuple[str, ...]]
    """Style sheets with what they load."""
    faulty: Mapping[str, Fault]
    """Documents that are no XML or not to be trusted, and pictures that cannot be shown."""
    kinds: Mapping[str, Kind]
    """The files of the book, but for what is obfuscated, by path."""
    obfuscated: frozenset[str]
    """Files that are scrambled as fonts may be."""
    motions: Mapping[str, Motion] = field(default_factory=dict)
    """Of pictures and what else may move, by path."""
    overlays: Mapping[str, Overlay] = field(default_factory=dict)
    sounds: Mapping[str, Length] = field(default_factory=dict)
    """How long the audio files are, where there are overlays."""
    unplayable: Mapping[str, str] = field(default_factory=dict)
    """Audio files that cannot be read, and why."""

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
        obfuscated = _obfuscated(book, files)
        package = _package(book, files)
        items = [item for item in package.items if item.file in files]
        read = _read(book, items, obfuscated)
        if read.overlays:
            _listen(book, items, read)
        return Facts(
            size_bytes=len(data),
            opens_with_mimetype="mimetype" in files and _opens_with_mimetype(data, archive.read(book, "mimetype")),
            files=files,
            package=package,
            pages=read.pages,
            contents=read.entries,
            sheets=read.sheets,
            faulty=read.faulty,
            kinds=read.kinds,
            obfuscated=obfuscated,
            motions=read.motions,
            overlays=read.overlays,
            sounds=read.sounds,
            unplayable=read.unplayable,
        )


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


@dataclass(slots=True)
class _Contents:
    """What has been read of a book's files, by path."""

    pages: dict[str, Page] = field(default_factory=dict)
    sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faulty: dict[str, Fault] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    motions: dict[str, Motion] = field(default_factory=dict)
    overlays: dict[str, Overlay] = field(default_factory=dict)
    sounds: dict[str, Length] = field(default_factory=dict)
    unplayable: dict[str, str] = field(default_factory=dict)
    entries: int | None = None
    """Of the NCX."""
    text_bytes: int = 0
    marks: int = 0
    moving_px: int = 0
    """Of all frames of the animations."""

    def weigh(self, data: bytes) -> bytes:
        """Add a text to what has to be looked through.

        Raises:
            UnreadableError: together they are too much.
        """
        self.text_bytes += len(data)
        self.marks += xml_document.marks(data)
        if self.text_bytes > MOST_TEXT_BYTES or self.marks > MOST_MARKS:
            message = f"the documents together have more than {MOST_TEXT_BYTES >> 20} MB or {MOST_MARKS:,} tags"
            raise UnreadableError(error("unsafe-archive", message, "split the book"))
        return data


def _read(book: ZipFile, items: Iterable[Item], obfuscated: frozenset[str]) -> _Contents:
    """Read each document, style sheet and head of a picture once, though several items may name it.

    No tree is kept, so that memory does not grow with the book.
    """
    contents = _Contents()
    for file, media_type in {item.file: item.media_type for item in items if item.file not in obfuscated}.items():
        opening, size = archive.opening(book, file), book.getinfo(file).file_size
        contents.kinds[file] = Kind(opening, size)
        if media_type == "text/css":
            sheet = _decoded(contents.weigh(archive.read(book, file)))
            contents.sheets[file] = tuple(page_facts.css_urls(sheet))
            if motion.style_moves(sheet):
                contents.motions[file] = Motion.UNKNOWN
        elif media_type in ROOTS:
            try:
                root = xml_document.parsed(contents.weigh(archive.read(book, file)))
            except xml_document.FaultyError as reason:
                contents.faulty[file] = Fault(reason.rule, reason.told, reason.line)
                continue
            contents.kinds[file] = Kind(opening, size, root=page_facts.local(root.tag))
            if media_type == SMIL:
                contents.overlays[file] = overlay_facts.survey(root)
                continue
            contents.pages[file] = page_facts.survey(root)
            if contents.pages[file].accessibility.moves:
                contents.motions[file] = Motion.UNKNOWN
            if contents.kinds[file].root == "ncx":
                contents.entries = (contents.entries or 0) + sum(1 for _ in root.iter("{*}navPoint"))
        elif media_type in file_kinds.PICTURES and file_kinds.begins_as(media_type, opening):
            _look_at(book, file, media_type, contents)
    return contents


def _look_at(book: ZipFile, file: str, media_type: str, contents: _Contents) -> None:
    """Read the head of a picture, and all of one that moves."""
    try:
        with book.open(file) as stream:
            contents.kinds[file] = replace(contents.kinds[file], picture=file_kinds.picture(stream))
    except file_kinds.FaultyError as reason:
        contents.faulty[file] = Fault(reason.rule, reason.told)
    else:
        contents.motions[file] = _motion(book, file, media_type, contents)


def _motion(book: ZipFile, file: str, media_type: str, contents: _Contents) -> Motion:
    """Whether a picture moves; most are still, which their beginning tells, and are not unpacked.

    All animations of a book may take the time that the largest single one may.
    """
    if not motion.may_move(archive.opening(book, file, MOTION_BYTES), media_type):
        return Motion.STILL
    if book.getinfo(file).file_size > archive.LARGEST_TEXT_BYTES:
        return Motion.UNKNOWN
    data, picture = archive.read(book, file), contents.kinds[file].picture
    contents.moving_px += (picture.pixels if picture else 0) * motion.frames_at_most(data, media_type)
    return Motion.UNKNOWN if contents.moving_px > motion.MOST_PIXELS else motion.measure(data, media_type)


def _listen(book: ZipFile, items: Iterable[Item], contents: _Contents) -> None:
    """Find out how long the audio files are, but for those that are too large to be looked at."""
    for file in {item.file for item in items if item.media_type.startswith("audio/")}:
        if book.getinfo(file).file_size > MOST_AUDIO_BYTES:
            continue
        try:
            with book.open(file) as stream:
                contents.sounds[file] = Length(*sound.length_ms(stream.read(MOST_AUDIO_BYTES)))
        except sound.UnplayableError as reason:
            contents.unplayable[file] = str(reason)
        except file_kinds.FAULTS:
            contents.unplayable[file] = "the archive is damaged there"


def _decoded(sheet: bytes) -> str:
    """Decode a style sheet, which may be UTF-8 or UTF-16 (EPUB 3.3, 6.3.3)."""
    is_wide = sheet.startswith((b"\xff\xfe", b"\xfe\xff"))
    return sheet.decode("utf-16" if is_wide else "utf-8", errors="replace")


def _opens_with_mimetype(data: bytes, content: bytes) -> bool:
    """Whether `mimetype` is the first file, stored as it is, without extra field (OCF 3.3, 4.3)."""
    opening = data[30 : 38 + len(MEDIA_TYPE)]  # after the 30 bytes of the first local file header
    return opening == b"mimetype" + MEDIA_TYPE and content == MEDIA_TYPE


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


def _obfuscated(book: ZipFile, files: frozenset[str]) -> frozenset[str]:
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
