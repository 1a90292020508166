"""The book as a file: EbookLib writes the package, and the archive is packed anew so that it is always the same."""

from __future__ import annotations

from datetime import UTC, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from ebooklib import epub
from lxml import etree

from exporter.backends.epub import overlays, package, parts
from exporter.backends.epub.package import NAV_FILE, Package

if TYPE_CHECKING:
    from collections.abc import Iterator

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP archive can hold."""
FILE_MODE = 0o644 << 16
COMPRESSED_ALREADY = (".jpg", ".jpeg", ".png", ".gif", ".woff", ".woff2", ".mp3", ".opus")
UNCOMPRESSED = 0
"""For what EbookLib writes, since `_packed` compresses it: once is enough, and photographs not at all."""
DUBLIN_CORE = "DC"
NAMESPACES = {"": "OPF", "link": None}
"""Of what is no Dublin Core, as EbookLib tells `meta` from the other elements of the package."""


class Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib has no types
    """EbookLib's writer with the package's language, and without the prefixes it declares for nothing."""

    def _write_opf_file(self, root: Any) -> None:  # noqa: ANN401 - lxml's element, typed in the parent only
        root.attrib.pop("prefix", None)
        root.set(XML_LANG, self.book.language)
        root.set("dir", self.book.direction)
        etree.cleanup_namespaces(root)
        super()._write_opf_file(root)


def write(book: Package, nav: bytes, ncx: bytes) -> bytes:
    """Write the book: package, navigation and every part and resource.

    Args:
        book: What to write.
        nav: The navigation document.
        ncx: The contents for EPUB 2 reading systems.
    """
    bound = _bound(book, nav, ncx)
    modified = datetime.combine(book.document.modified, time(), UTC)
    stream = BytesIO()
    options = {"epub3_pages": False, "epub2_guide": False, "mtime": modified, "compresslevel": UNCOMPRESSED}
    Writer(stream, bound, options).write()
    return _packed(stream)


def _bound(book: Package, nav: bytes, ncx: bytes) -> Any:  # noqa: ANN401 - EbookLib has no types
    bound = epub.EpubBook()
    bound.metadata.clear()  # a random identifier, and the name of the library as generator
    bound.uid = book.identifier
    bound.title = book.document.metadata.title
    bound.language = book.document.language
    bound.direction = book.document.direction
    for entry in package.entries(book):
        namespace = NAMESPACES.get(entry.name, DUBLIN_CORE)
        bound.add_metadata(namespace, entry.name or "meta", entry.value, dict(entry.attributes))
    items = list(_items(book, nav, ncx))
    for item in items:
        bound.add_item(item)
    by_file = {item.file_name: item for item in items}
    spine = [by_file[body.file] for body in book.bodies]
    front = sum(parts.DIVISIONS[body.part.kind] in ("cover", "frontmatter") for body in book.bodies)
    spine.insert(front, by_file[NAV_FILE])
    bound.spine = spine
    return bound


def _items(book: Package, nav: bytes, ncx: bytes) -> Iterator[Any]:
    """Every file of the book as an item whose bytes EbookLib leaves alone, with its manifest properties."""
    document = book.document
    yield _item("nav", NAV_FILE, "application/xhtml+xml", nav, "nav")
    yield _item("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx)
    for name, css in parts.stylesheets(document):
        yield _item(name.partition(".")[0], name, "text/css", css.encode())
    for body in book.bodies:
        data = parts.serialise(document, body)
        embedded = [name for name, tag in (("mathml", b"<math"), ("svg", b"<svg")) if tag in data]
        item = _item(body.part.name, body.file, "application/xhtml+xml", data, *embedded)
        item.media_overlay = overlays.identifier(body.part.name) if body.part.name in book.overlays else None
        yield item
    for name, overlay in book.overlays.items():
        yield _item(overlays.identifier(name), overlay.file, overlays.MEDIA_TYPE, overlays.write(overlay))
        yield _item(f"audio-{name}", overlay.audio_file, overlay.track.media_type, overlay.track.data)
    for number, (name, resource) in enumerate(document.resources.items(), start=1):
        is_cover = name == document.cover_image
        identifier = "cover-image" if is_cover else f"resource-{number}"
        properties = ("cover-image",) if is_cover else ()
        yield _item(identifier, name, resource.media_type, resource.data, *properties)


def _item(identifier: str, file: str, media_type: str, data: bytes, *properties: str) -> Any:  # noqa: ANN401 - as above
    item = epub.EpubItem(uid=identifier, file_name=file, media_type=media_type, content=data)
    item.properties = list(properties)
    return item


def _packed(stream: BytesIO) -> bytes:
    """Pack the archive anew with fixed times, modes and order: `mimetype` first and stored (OCF 3.3, 4.3)."""
    result = BytesIO()
    with ZipFile(stream) as written, ZipFile(result, "w") as archive:
        for name in sorted(written.namelist(), key=lambda name: (name != "mimetype", name)):
            info = ZipInfo(name, EARLIEST)
            info.external_attr = FILE_MODE
            info.create_system = 3
            stored = name == "mimetype" or name.endswith(COMPRESSED_ALREADY)
            info.compress_type = ZIP_STORED if stored else ZIP_DEFLATED
            archive.writestr(info, written.read(name), compresslevel=9)
    return result.getvalue()
