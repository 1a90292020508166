"""Findings about finished files, ours or anyone's: by built-in checks, and by outside judges that run in Java."""

from __future__ import annotations

from collections.abc import Iterable

from exporter.model import Diagnostic, Severity
from exporter.verify import sound

KINDS = "PDF, EPUB, HTML, JPEG, ONIX, MP3 or M4B"
"""What can be checked, in words."""
HTML_OPENINGS = (b"<!doctype html", b"<html", b"<?xml")


def verify(data: bytes, *, path: str, stores: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
    """Check a file as what its content says it is, PDF, EPUB, HTML, JPEG, ONIX or audio; quick enough for every export.

    Args:
        data: The whole file.
        path: Its name in the findings.
        stores: Shops whose rules an ebook is held to besides: keys of `stores.STORES`.
    """
    kind = content_kind(data)
    if kind == "pdf":
        from exporter.verify import pdf

        return pdf.check(data, path)
    if kind == "epub":
        from exporter.verify import epub

        return epub.check(data, path, stores)
    if kind == "html":
        from exporter.verify import web

        return web.check(data, path)
    return _beside(kind, data, path)


def _beside(kind: str, data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Check what comes beside documents: covers, records and audio."""
    if kind == "jpeg":
        from exporter.verify import cover

        return cover.check(data, path)
    if kind == "onix":
        from exporter.verify import onix

        return onix.check(data, path)
    return sound.check(data, path) if kind == "sound" else (_unknown(data, path),)


def judge(data: bytes, *, path: str) -> tuple[Diagnostic, ...]:
    """Ask EPUBCheck about an EPUB, and veraPDF about what a PDF claims; the first time takes seconds.

    A judge that is not installed is told of by a finding of severity info.

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    from exporter.verify import judges

    return judges.ask(content_kind(data), data, path)


def content_kind(data: bytes) -> str:
    """Tell `pdf`, `epub`, `html`, `jpeg`, `onix` and `sound` from the first bytes; empty for anything else.

    A PDF may begin within the first 1024 bytes (ISO 32000-1, annex H, note 13); in an EPUB's ZIP the file `mimetype`
    comes first, but a faulty one may hold it elsewhere.
    """
    if data.startswith(b"PK\x03\x04"):  # whatever the first file in it looks like
        return "epub" if b"application/epub+zip" in data[:1024] or b"META-INF/container.xml" in data else ""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    opening = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if opening.startswith(b"<?xml") and b"<onixmessage" in opening:
        return "onix"
    if opening.startswith(HTML_OPENINGS):
        return "html"
    return "sound" if sound.is_sound(data[:8]) else ""


def _unknown(data: bytes, path: str) -> Diagnostic:
    what = f"begins with {data[:8]!r}" if data else "is empty"
    return Diagnostic(
        rule="unknown-file-type",
        severity=Severity.ERROR,
        message=f"the file {what}, which is no {KINDS}",
        hint=f"give a file that was exported as {KINDS}",
        path=path,
    )
