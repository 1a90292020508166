"""What can be seen of an ebook: its archive, its package document and its contents."""

from __future__ import annotations

from dataclasses import dataclass

from exporter.verify import archive, epub_contents, epub_package
from exporter.verify.epub_contents import Contents
from exporter.verify.epub_package import Package
from exporter.verify.page_facts import Page

MEDIA_TYPE = b"application/epub+zip"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a book says of itself and holds."""

    opens_with_mimetype: bool
    size_bytes: int
    """Of the archive."""
    files: frozenset[str]
    obfuscated: frozenset[str]
    """Files that are scrambled as fonts may be."""
    package: Package
    contents: Contents

    @property
    def documents(self) -> dict[str, Page]:
        """The documents alone."""
        listed = {item.file for item in self.package.items if item.media_type == "application/xhtml+xml"}
        return {file: page for file, page in self.contents.pages.items() if file in listed}

    @property
    def navigation(self) -> Page | None:
        """The navigation document."""
        files = [item.file for item in self.package.items if "nav" in item.properties]
        return next((self.contents.pages[file] for file in files if file in self.contents.pages), None)


def gather(data: bytes) -> Facts:
    """Look at a book.

    Raises:
        UnreadableError: there is no way to its package document, or it is unsafe to read.
    """
    with archive.opened(data) as book:
        files = frozenset(entry.filename for entry in book.infolist() if not entry.is_dir())
        obfuscated = epub_package.obfuscated(book, files)
        package = epub_package.read(book, files)
        return Facts(
            opens_with_mimetype="mimetype" in files and _opens_with_mimetype(data, archive.read(book, "mimetype")),
            size_bytes=len(data),
            files=files,
            obfuscated=obfuscated,
            package=package,
            contents=epub_contents.read(book, [item for item in package.items if item.file in files], obfuscated),
        )


def _opens_with_mimetype(data: bytes, content: bytes) -> bool:
    """Whether `mimetype` is the first file, stored as it is, without extra field (OCF 3.3, 4.3)."""
    opening = data[30 : 38 + len(MEDIA_TYPE)]  # after the 30 bytes of the first local file header
    return opening == b"mimetype" + MEDIA_TYPE and content == MEDIA_TYPE
