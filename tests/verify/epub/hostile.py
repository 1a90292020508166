"""Books that are made to hurt whoever opens them, each a small recipe: how it is made, and what has to be found of it.

The names say what is wrong. A recipe changes the files of a sound book, or the archive that they are packed in.
"""

from __future__ import annotations

import stat
import struct
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

Files = Mapping[str, bytes]
PACKAGE, FIRST, STYLE = "EPUB/package.opf", "EPUB/first.xhtml", "EPUB/style.css"
PARAGRAPH = b"<p>Drink enough"
ROOM = 2**20
FRAME = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x4c\x01\x00"
"""A picture of one pixel in a GIF."""
UNMEASURED = f"warning {PACKAGE} unchecked-claim"


class Recipe(NamedTuple):
    """One bad book."""

    make: Callable[[Files], bytes]
    found: str
    """`severity place rule` of the first finding; empty for none: what is odd and legal."""


def packed(files: Files, level: int = 6) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in files.items():
            method = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(name, data, method, None if method == ZIP_STORED else level)
    return stream.getvalue()


def first_page(declared: bytes, paragraph: bytes, level: int = 6) -> Callable[[Files], bytes]:
    """Declare something before the first page, and put something into it."""

    def make(files: Files) -> bytes:
        declaration = b'<?xml version="1.0" encoding="utf-8"?>'
        page = files[FIRST].replace(declaration, declaration + declared)
        return packed({**files, FIRST: page.replace(PARAGRAPH, paragraph + PARAGRAPH)}, level)

    return make


def added(name: str, data: bytes, media_type: str = "") -> Callable[[Files], bytes]:
    """Pack one file more, and list it if it has a type."""

    def make(files: Files) -> bytes:
        more = {**files, name: data}
        if media_type:
            item = f'<item id="more" href="../{name}" media-type="{media_type}"/></manifest>'.encode()
            more[PACKAGE] = files[PACKAGE].replace(b"</manifest>", item)
        return packed(more)

    return make


def unfolding(name: bytes, depth: int = 9) -> bytes:
    """Declare an entity that unfolds to ten entities, each of which does, and so on."""
    tens = (b'<!ENTITY level%d "%s">' % (level, b"&level%d;" % (level - 1) * 10) for level in range(1, depth))
    declared = [b'<!ENTITY level0 "lol">', *tens]
    return b"<!DOCTYPE html [" + b"".join(declared) + b'<!ENTITY %s "&level%d;">]>' % (name, depth - 1)


def png(width: int, height: int) -> bytes:
    """Make a picture that says it is of this size, and has no pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = b"IEND"
    chunks = [struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (head, end)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def with_animations(count: int, frame: bytes, frames: int, side: int) -> Callable[[Files], bytes]:
    """List GIFs with many pictures in each."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"

    def make(files: Files) -> bytes:
        names = [f"{number}.gif" for number in range(count)]
        items = [f'<item id="{name}" href="{name}" media-type="image/gif"/>' for name in names]
        package = files[PACKAGE].replace(b"</manifest>", "".join(items).encode() + b"</manifest>")
        pictures = {f"EPUB/{name}": head + frame * frames + name.encode() for name in names}
        return packed({**files, PACKAGE: package, **pictures}, level=1)

    return make


def with_a_link(files: Files) -> bytes:
    stream = BytesIO(packed(files))
    with ZipFile(stream, "a") as archive:
        entry = ZipInfo("EPUB/passwords.css")
        entry.create_system = 3  # Unix
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, b"/etc/passwd")
    return stream.getvalue()


def with_one_file_under_many_names(files: Files) -> bytes:
    """Let the directory tell of one packed file again and again, as the bombs do that need no nesting."""
    data = packed({**files, "EPUB/zeros.css": bytes(ROOM)})
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    at = data.index(b"EPUB/zeros.css", start)
    entry = data[data.rindex(b"PK\x01\x02", 0, at) : end]
    assert entry.endswith(b"EPUB/zeros.css")
    more = b"".join(entry.replace(b"zeros.css", b"%05d.css" % number) for number in range(500))
    head, size = struct.unpack_from("<H", data, end + 10)[0], struct.unpack_from("<I", data, end + 12)[0]
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, head + 500, head + 500, size + len(more), start, 0)
    return data[:end] + more + tail


def with_two_names(files: Files) -> bytes:
    """Let a file have one name where it is packed and another in the directory."""
    data = bytearray(packed({**files, "EPUB/angel.css": b"p {}"}))
    at = data.index(b"EPUB/angel.css")
    data[at : at + 14] = b"EPUB/devil.css"
    return bytes(data)


def with_a_false_size(files: Files) -> bytes:
    """Let the directory say that a large file is small."""
    data = bytearray(packed({**files, STYLE: bytes(50 * ROOM)}))
    at = data.rindex(STYLE.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 1000)
    return bytes(data)


def with_nested_archives(files: Files) -> bytes:
    inner = packed({"zeros": bytes(3 * ROOM)})
    for _ in range(3):
        inner = packed({f"{number}.zip": inner for number in range(10)})
    return added("EPUB/more.zip", inner, "application/zip")(files)


def with_every_document_in_utf_16(files: Files) -> bytes:
    def wide(name: str, data: bytes) -> bytes:
        if not name.endswith((".xhtml", ".css", ".opf", ".svg")):
            return data
        return data.decode().replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16")

    return packed({name: wide(name, data) for name, data in files.items()})


def with_a_style_sheet(sheet: bytes) -> Callable[[Files], bytes]:
    return lambda files: packed({**files, STYLE: sheet}, level=1)


def with_many_documents(files: Files) -> bytes:
    """List hundreds of pages of ten thousand paragraphs each: none is too large, but all of them are."""
    page = files["EPUB/second.xhtml"].replace(b"<p>", b"<p/>" * 10_000 + b"<p>")
    pages = {f"EPUB/{number}.xhtml": page + b"<!-- %d -->" % number for number in range(600)}
    items = [
        f'<item id="p{number}" href="{number}.xhtml" media-type="application/xhtml+xml"/>' for number in range(600)
    ]
    package = files[PACKAGE].replace(b"</manifest>", "".join(items).encode() + b"</manifest>")
    return packed({**files, PACKAGE: package, **pages})


RECIPES: Mapping[str, Recipe] = {
    # archives
    "a bomb of zeros": Recipe(added("EPUB/zeros.css", bytes(200 * ROOM)), "error  unsafe-archive"),
    "a bomb of archives in archives": Recipe(with_nested_archives, f"warning {PACKAGE}:31 nested-archive"),
    "a bomb of one file under many names": Recipe(with_one_file_under_many_names, "error  unsafe-archive"),
    "a file that is larger than it says": Recipe(with_a_false_size, "error  damaged-file"),
    "ten thousand files and more": Recipe(
        lambda files: packed({**files, **{f"EPUB/{number}": b"" for number in range(10_001)}}), "error  unsafe-archive"
    ),
    "a file with two names": Recipe(with_two_names, "error  unsafe-archive"),
    "a link to a file of the system": Recipe(with_a_link, "error  unsafe-archive"),
    "a path that leads out": Recipe(added("EPUB/../../x", b""), "error  unsafe-archive"),
    "a name with a null byte": Recipe(
        lambda files: packed({**files, "EPUB/a~.css": b""}).replace(b"EPUB/a~", b"EPUB/a\0"), "error  unsafe-archive"
    ),
    # markup
    "an entity that unfolds to a thousand million": Recipe(
        first_page(unfolding(b"a"), b"<p>&a;</p>"), f"error {FIRST}:1 unsafe-markup"
    ),
    "the same in an attribute": Recipe(
        first_page(unfolding(b"a"), b'<p title="&a;"/>'), f"error {FIRST}:7 unsafe-markup"
    ),
    "one long entity, used often": Recipe(
        first_page(b'<!DOCTYPE html [<!ENTITY a "%s">]>' % (b"lol" * 100_000), b"<p>%s</p>" % (b"&a;" * 50_000)),
        f"error {FIRST}:7 unsafe-markup",
    ),
    "entities that unfold to each other": Recipe(
        first_page(b'<!DOCTYPE html [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', b"<p>&a;</p>"),
        f"error {FIRST}:1 unsafe-markup",
    ),
    "an entity read from the disk": Recipe(
        first_page(b'<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]>', b"<p>&a;</p>"),
        f"error {FIRST} unsafe-markup",
    ),
    "a parameter entity fetched from a server": Recipe(
        first_page(b'<!DOCTYPE html [<!ENTITY %% a SYSTEM "https://example.org/a"> %%a;]>' % (), b""),
        f"error {FIRST} unsafe-markup",
    ),
    "elements within one another without end": Recipe(
        first_page(b"", b"<b>" * 100_000), f"error {FIRST}:7 unsafe-markup"
    ),
    "two million elements": Recipe(first_page(b"", b"<b/>" * 2_000_000, level=0), f"error {FIRST} unsafe-markup"),
    "two million attributes": Recipe(
        first_page(b"", b"<p %s/>" % b" ".join(b'a%d=""' % number for number in range(2_000_000))),
        f"error {FIRST} unsafe-markup",
    ),
    "hundreds of large documents": Recipe(with_many_documents, "error  unsafe-archive"),
    "a thousand links that lead nowhere": Recipe(
        first_page(b"", b'<a href="#x">x</a>' * 1_000), f"error {FIRST}:7 broken-internal-link"
    ),
    "a level of heading that no number can hold": Recipe(
        first_page(b"", b'<p role="heading" aria-level="%s">x</p>' % (b"9" * 5_000)), ""
    ),
    "nothing at all in a document": Recipe(
        lambda files: packed({**files, FIRST: b""}), f"error {FIRST}:1 malformed-markup"
    ),
    "documents in UTF-16": Recipe(with_every_document_in_utf_16, ""),
    # style sheets
    "comments that are never closed": Recipe(with_a_style_sheet(b"/* /" * ROOM), ""),
    "strings that are never closed": Recipe(with_a_style_sheet(b'url("' * ROOM), ""),
    "an address that is mostly space": Recipe(with_a_style_sheet(b"url(" + b" " * ROOM * 2), ""),
    "escapes without end": Recipe(with_a_style_sheet(b'"' + b"\\" * ROOM * 2), ""),
    # pictures
    "a picture of forty thousand million pixels": Recipe(
        added("EPUB/x.png", png(200_000, 200_000), "image/png"), "error EPUB/x.png image-too-large"
    ),
    "a picture of a hundred and twenty million pixels": Recipe(
        added("EPUB/x.png", png(12_000, 10_000), "image/png"), "error EPUB/x.png image-too-large"
    ),
    "an animation of half a million pictures": Recipe(with_animations(1, FRAME, 250_000, 1), UNMEASURED),
    "hundreds of animations": Recipe(with_animations(300, FRAME, 900, 400), UNMEASURED),
    "a picture without a head": Recipe(
        added("EPUB/x.png", png(1, 1)[:8], "image/png"), "error EPUB/x.png invalid-image"
    ),
}
