"""What is in the files of an ebook: each document, style sheet, picture and recording is looked at once.

No tree is kept, so that memory does not grow with the book.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from exporter import motion
from exporter.motion import Motion
from exporter.verify import archive, file_kinds, overlay_facts, page_facts, sound, xml_document
from exporter.verify.file_kinds import Picture
from exporter.verify.findings import UnreadableError, error
from exporter.verify.overlay_facts import Overlay
from exporter.verify.page_facts import Page

if TYPE_CHECKING:
    from zipfile import ZipFile

    from exporter.verify.epub_package import Item
    from exporter.verify.xml_document import Element

MOTION_BYTES = 65_536
"""Where a picture that moves says so."""
ROOTS = {
    "application/xhtml+xml": "html",
    "image/svg+xml": "svg",
    "application/x-dtbncx+xml": "ncx",
    overlay_facts.MEDIA_TYPE: "smil",
}
"""What the root element of a media type is called."""
MOST_AUDIO_BYTES = 128 * 2**20
"""Of an audio file that is looked at: five hours of speech."""
MOST_TEXT_BYTES, MOST_MARKS = 256 * 2**20, 4_000_000
"""All documents and style sheets of a book together: some ten seconds to look through."""


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


@dataclass(slots=True)
class Contents:
    """What has been read, by path."""

    pages: dict[str, Page] = field(default_factory=dict)
    """The documents, and the drawings that stand alone."""
    entries: int | None = None
    """Of the NCX; None without one."""
    sheets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Style sheets with what they load."""
    faulty: dict[str, Fault] = field(default_factory=dict)
    """Documents that are no XML or not to be trusted, and pictures that cannot be shown."""
    kinds: dict[str, Kind] = field(default_factory=dict)
    """All files, but for what is obfuscated."""
    motions: dict[str, Motion] = field(default_factory=dict)
    """Of pictures and what else may move."""
    overlays: dict[str, Overlay] = field(default_factory=dict)
    sounds: dict[str, Length] = field(default_factory=dict)
    """How long the audio files are, where there are overlays."""
    unplayable: dict[str, str] = field(default_factory=dict)
    """Audio files that cannot be read, and why."""


def read(book: ZipFile, items: Iterable[Item], obfuscated: frozenset[str]) -> Contents:
    """Read each file once, though several items may name it.

    Raises:
        UnreadableError: a file is damaged, or all together are too much.
    """
    kinds = {item.file: item.media_type for item in items}
    reader = _Reader(book)
    for file, media_type in kinds.items():
        if file not in obfuscated:
            reader.read(file, media_type)
    if reader.contents.overlays:
        for file, media_type in kinds.items():
            if media_type.startswith("audio/"):
                reader.listen(file)
    return reader.contents


@dataclass(slots=True)
class _Reader:
    """Looks at files, and at how much they ask for together."""

    book: ZipFile
    contents: Contents = field(default_factory=Contents)
    text_bytes: int = 0
    marks: int = 0
    moving_px: int = 0
    """Of all frames of the animations."""

    def read(self, file: str, media_type: str) -> None:
        """Read a document, a style sheet or the head of a picture; of all else its first bytes."""
        opening = archive.opening(self.book, file)
        self.contents.kinds[file] = Kind(opening, self.book.getinfo(file).file_size)
        if media_type == "text/css":
            self._read_sheet(file)
        elif media_type in ROOTS:
            self._read_markup(file, media_type)
        elif media_type in file_kinds.PICTURES and file_kinds.begins_as(media_type, opening):
            self._look_at(file, media_type)

    def listen(self, file: str) -> None:
        """Find out how long an audio file is, unless it is too large to be looked at."""
        if self.book.getinfo(file).file_size > MOST_AUDIO_BYTES:
            return
        try:
            with self.book.open(file) as stream:
                self.contents.sounds[file] = Length(*sound.length_ms(stream.read(MOST_AUDIO_BYTES)))
        except sound.UnplayableError as reason:
            self.contents.unplayable[file] = str(reason)
        except archive.FAULTS:
            self.contents.unplayable[file] = "the archive is damaged there"

    def _read_sheet(self, file: str) -> None:
        sheet = _decoded(self._text(file))
        self.contents.sheets[file] = tuple(page_facts.css_urls(sheet))
        if motion.style_moves(sheet):
            self.contents.motions[file] = Motion.UNKNOWN

    def _read_markup(self, file: str, media_type: str) -> None:
        try:
            root = xml_document.parsed(self._text(file))
        except xml_document.FaultyError as reason:
            self.contents.faulty[file] = Fault(reason.rule, reason.told, reason.line)
            return
        self.contents.kinds[file] = replace(self.contents.kinds[file], root=page_facts.local(root.tag))
        if media_type == overlay_facts.MEDIA_TYPE:
            self.contents.overlays[file] = overlay_facts.survey(root)
        else:
            self._survey(file, root)

    def _survey(self, file: str, root: Element) -> None:
        self.contents.pages[file] = page = page_facts.survey(root)
        if page.accessibility.moves:
            self.contents.motions[file] = Motion.UNKNOWN
        if self.contents.kinds[file].root == "ncx":
            self.contents.entries = (self.contents.entries or 0) + sum(1 for _ in root.iter("{*}navPoint"))

    def _text(self, file: str) -> bytes:
        """Read a text, and add it to what has to be looked through.

        Raises:
            UnreadableError: together they are too much.
        """
        data = archive.read(self.book, file)
        self.text_bytes += len(data)
        self.marks += xml_document.marks(data)
        if self.text_bytes > MOST_TEXT_BYTES or self.marks > MOST_MARKS:
            message = f"the documents together have more than {MOST_TEXT_BYTES >> 20} MB or {MOST_MARKS:,} tags"
            raise UnreadableError(error("unsafe-archive", message, "split the book"))
        return data

    def _look_at(self, file: str, media_type: str) -> None:
        """Read the head of a picture, and all of one that moves."""
        try:
            with self.book.open(file) as stream:
                picture = file_kinds.picture(stream)
        except file_kinds.FaultyError as reason:
            self.contents.faulty[file] = Fault(reason.rule, reason.told)
        else:
            self.contents.kinds[file] = replace(self.contents.kinds[file], picture=picture)
            self.contents.motions[file] = self._motion(file, media_type, picture)

    def _motion(self, file: str, media_type: str, picture: Picture) -> Motion:
        """Whether a picture moves; most are still, which their beginning tells, and are not unpacked.

        All animations of a book may take the time that the largest single one may.
        """
        if not motion.may_move(archive.opening(self.book, file, MOTION_BYTES), media_type):
            return Motion.STILL
        if self.book.getinfo(file).file_size > archive.LARGEST_TEXT_BYTES:
            return Motion.UNKNOWN
        data = archive.read(self.book, file)
        self.moving_px += picture.pixels * motion.frames_at_most(data, media_type)
        return Motion.UNKNOWN if self.moving_px > motion.MOST_PIXELS else motion.measure(data, media_type)


def _decoded(sheet: bytes) -> str:
    """Decode a style sheet, which may be UTF-8 or UTF-16 (EPUB 3.3, 6.3.3)."""
    is_wide = sheet.startswith((b"\xff\xfe", b"\xfe\xff"))
    return sheet.decode("utf-16" if is_wide else "utf-8", errors="replace")
