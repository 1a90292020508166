"""Whether the files of a book are what is said of them, and can be found by their names on every system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

from exporter.model import Diagnostic
from exporter.verify import archive, file_kinds
from exporter.verify.epub_contents import ROOTS
from exporter.verify.epub_facts import Facts
from exporter.verify.findings import Place, error, warning

FONTS = ("font/", "application/font-", "application/vnd.ms-opentype", "application/x-font-")
"""How the media types of fonts begin (EPUB 3.3, 3.2)."""
HINTS: Mapping[str, str] = {
    "image-too-large": "scale the picture down",
    "invalid-image": "save the picture again",
    "malformed-markup": "repair its markup",
    "unsafe-markup": "take what it declares out of it, or split it",
}


def _can_be_read(facts: Facts) -> Iterator[Diagnostic]:
    for file, fault in facts.contents.faulty.items():
        yield error(fault.rule, fault.told, HINTS[fault.rule], Place(file, fault.line))


def _is_what_it_says(facts: Facts) -> Iterator[Diagnostic]:
    for item in facts.package.items:
        kind = facts.contents.kinds.get(item.file)
        if kind is None or item.file in facts.contents.faulty:
            continue
        root = ROOTS.get(item.media_type, kind.root)
        if kind.root != root or not file_kinds.begins_as(item.media_type, kind.opening):
            what = f"is a document {kind.root!r}" if kind.root else f"begins with {kind.opening[:8]!r}"
            message = f"{item.href!r} {what}, and is listed as {item.media_type!r}"
            yield error("wrong-media-type", message, "list it as what it is", Place(facts.package.file, item.line))
        elif file_kinds.is_archive(kind.opening):
            message = f"{item.href!r} is an archive within the book"
            yield warning("nested-archive", message, "take it out", Place(facts.package.file, item.line))


def _is_found_by_name(facts: Facts) -> Iterator[Diagnostic]:
    for one, other in archive.clashes(facts.files):
        message = f"{one!r} and {other!r} are one name where capitals do not count"
        yield error("unusable-name", message, "rename one", Place(other))
    for file in sorted(facts.files):
        if any(archive.FORBIDDEN.search(part) for part in PurePosixPath(file).parts):
            message = f"{file!r} is no name that every system can give a file"
            yield error("unusable-name", message, "rename it to letters, digits, hyphens and full stops", Place(file))


def _obfuscates_fonts_alone(facts: Facts) -> Iterator[Diagnostic]:
    """Obfuscation is for fonts alone (OCF 3.3, 4.4.1)."""
    for item in facts.package.items:
        if item.file in facts.obfuscated and not item.media_type.startswith(FONTS):
            message = f"{item.href!r} is obfuscated, and no font"
            yield error("encrypted-file", message, "pack it as it is", Place(facts.package.file, item.line))


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (
    _can_be_read,
    _is_what_it_says,
    _is_found_by_name,
    _obfuscates_fonts_alone,
)
