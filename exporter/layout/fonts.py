"""Packaged fonts: which families there are, which of them a text needs, and their faces.

The files belong to installed packages, so a family is the same bytes on every machine that has the same versions.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from exporter.errors import ExporterError
from exporter.layout.values import Layout
from exporter.model import Diagnostic, FontFace, Resource, Severity

OwnFamilies = Mapping[str, Mapping[FontFace, Resource]]
"""By name, each with the files of its faces."""
MEDIA_TYPE = "font/ttf"


@dataclass(frozen=True, slots=True)
class File:
    """A font file of a package."""

    path: str
    """Inside the package."""
    weight: str
    style: str = "normal"


@dataclass(frozen=True, slots=True)
class Family:
    """A family of an installed package; the first file is the upright one of normal weight."""

    name: str
    package: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The faces of a document, their files, and the characters that none of them has."""

    faces: tuple[FontFace, ...]
    resources: Mapping[str, Resource]
    missing: frozenset[str]


NONE = Selection((), {}, frozenset())

FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        Family(
            "Source Sans 3",
            "fontpkg_source_sans_3",
            (
                File("files/SourceSans3[wght].ttf", "200 900"),
                File("files/SourceSans3-Italic[wght].ttf", "200 900", "italic"),
            ),
        ),
        Family(
            "Source Serif 4",
            "fontpkg_source_serif_4",
            (
                File("files/SourceSerif4[opsz,wght].ttf", "200 900"),
                File("files/SourceSerif4-Italic[opsz,wght].ttf", "200 900", "italic"),
            ),
        ),
        Family(
            "Atkinson Hyperlegible",
            "fontpkg_atkinson_hyperlegible",
            (
                File("files/AtkinsonHyperlegible-Regular.ttf", "400"),
                File("files/AtkinsonHyperlegible-Bold.ttf", "700"),
                File("files/AtkinsonHyperlegible-Italic.ttf", "400", "italic"),
                File("files/AtkinsonHyperlegible-BoldItalic.ttf", "700", "italic"),
            ),
        ),
        Family(
            "Source Code Pro",
            "fontpkg_source_code_pro",
            (
                File("files/SourceCodePro[wght].ttf", "200 900"),
                File("files/SourceCodePro-Italic[wght].ttf", "200 900", "italic"),
            ),
        ),
    )
}
"""Families that a layout may name."""

_SCRIPTS = [
    "Arabic",
    "Armenian",
    "Bengali",
    "Devanagari",
    "Ethiopic",
    "Georgian",
    "Gujarati",
    "Gurmukhi",
    "Hebrew",
    "Kannada",
    "Khmer",
    "Lao",
    "Malayalam",
    "Myanmar",
    "Oriya",
    "Sinhala",
    "Symbols",
    "Tamil",
    "Telugu",
    "Thai",
]
FALLBACKS: tuple[Family, ...] = (
    Family(
        "Noto Sans",
        "manimgx_fonts",
        (File("NotoSans[wght].ttf", "100 900"), File("NotoSans-Italic[wght].ttf", "100 900", "italic")),
    ),
    *(
        Family(f"Noto Sans {script}", "manimgx_fonts", (File(f"NotoSans{script}[wght].ttf", "100 900"),))
        for script in _SCRIPTS
    ),
    Family("Noto Emoji", "manimgx_fonts", (File("NotoEmoji[wght].ttf", "300 700"),)),
)
"""Tried in this order for characters that a layout's own families lack."""

COMMON = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x100)))) | frozenset(
    "\n\t\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2022\u2026\u2039\u203a\u20ac\u2122ŒœŠšŽžŸ"
)
"""Characters that every family of `FAMILIES` has: a text of these needs no look into the fonts."""
INVISIBLE = frozenset(
    map(chr, (0x00AD, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)
"""Characters that are never drawn: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point."""
VARIATION_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))


def select(families: Sequence[str], characters: Iterable[str], *, own: OwnFamilies) -> Selection:
    """Find the faces for the families and, for characters that they lack, those of the first fallback that has them.

    Args:
        families: Names, packaged or in `own`; every character should be in each of them.
        characters: Those of the document.
        own: Families that the layout brings itself.
    """
    chosen = [FAMILIES[name] for name in dict.fromkeys(families) if name in FAMILIES and name not in own]
    needed = {point for character in characters if (point := ord(character)) >= ord(" ")}
    known = [_read_coverage(next(iter(own[name].values())).data) for name in dict.fromkeys(families) if name in own]
    if known or not needed <= _COMMON_POINTS:
        needed -= _UNDRAWN_POINTS
        known += [_coverage(family) for family in chosen]
        lacking = {point for point in needed if not all(point in covers for covers in known)}
        for family in FALLBACKS if lacking else ():
            if found := {point for point in lacking if point in _coverage(family)}:
                chosen.append(family)
                lacking -= found
        missing = {chr(point) for point in lacking if not any(point in covers for covers in known)}
    else:
        missing = set()
    files = {_face(family, file): _resource(family, file) for family in chosen for file in family.files}
    files |= {face: resource for name in families for face, resource in own.get(name, {}).items()}
    return Selection(tuple(files), {face.resource: data for face, data in files.items()}, frozenset(missing))


def whole(family: Family) -> Selection:
    """All faces of a family."""
    files = {_face(family, file): _resource(family, file) for file in family.files}
    return Selection(tuple(files), {face.resource: data for face, data in files.items()}, frozenset())


def own(layout: Layout) -> dict[str, dict[FontFace, Resource]]:
    """The families that a layout brings itself."""
    families: dict[str, dict[FontFace, Resource]] = {}
    for face in layout.fonts:
        named = FontFace(face.family, face.weight, face.style, f"fonts/{face.file.rpartition('/')[2]}")
        families.setdefault(face.family, {})[named] = layout.assets[face.file]
    return families


def _face(family: Family, file: File) -> FontFace:
    stem = Path(file.path).stem.partition("[")[0].lower()
    return FontFace(family.name, file.weight, file.style, f"fonts/{stem}.ttf")


def _folder(package: str) -> Path:
    """Where a package lies, without importing it.

    Raises:
        ExporterError: it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        message, hint = f"the font package {package!r} is not installed", "run 'exporter doctor', which tells how"
        raise ExporterError([Diagnostic("missing-font", Severity.ERROR, message, hint)])
    return Path(spec.origin).parent


@lru_cache(maxsize=32)
def _resource(family: Family, file: File) -> Resource:
    return Resource((_folder(family.package) / file.path).read_bytes(), MEDIA_TYPE)


class Coverage:
    """The code points a font has, as sorted ranges."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(ranges)
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]

    def __contains__(self, point: int) -> bool:
        index = bisect_right(self._starts, point) - 1
        return index >= 0 and point <= self._ends[index]


@lru_cache(maxsize=64)
def _coverage(family: Family) -> Coverage:
    return coverage(_resource(family, family.files[0]).data)


@lru_cache(maxsize=16)
def _read_coverage(font: bytes) -> Coverage:
    return coverage(font)


def coverage(font: bytes) -> Coverage:
    """Read the character map of an OpenType font with TrueType or CFF outlines, but not of a WOFF2 file.

    Formats 4 and 12 of the `cmap` table: https://learn.microsoft.com/typography/opentype/spec/cmap. Segments are taken
    whole: a font that leaves gaps inside one by mapping them to glyph 0 is believed to have them only where its
    segment maps by an offset into the glyph array, which no font of `FAMILIES` and `FALLBACKS` does.
    """
    table_count = struct.unpack_from(">H", font, 4)[0]
    for index in range(table_count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            return Coverage(_ranges(font, offset))
    return Coverage(())


def _ranges(font: bytes, table: int) -> list[tuple[int, int]]:
    """The ranges of the subtable that holds most."""
    best: list[tuple[int, int]] = []
    for index in range(struct.unpack_from(">H", font, table + 2)[0]):
        subtable = table + struct.unpack_from(">HHI", font, table + 4 + 8 * index)[2]
        kind = struct.unpack_from(">H", font, subtable)[0]
        if kind == 12:
            count = struct.unpack_from(">I", font, subtable + 12)[0]
            groups = struct.iter_unpack(">III", font[subtable + 16 : subtable + 16 + 12 * count])
            return [(start, end) for start, end, _ in groups]
        if kind == 4:
            count = struct.unpack_from(">H", font, subtable + 6)[0] // 2
            ends = struct.unpack_from(f">{count}H", font, subtable + 14)
            starts = struct.unpack_from(f">{count}H", font, subtable + 16 + 2 * count)
            best = [pair for pair in zip(starts, ends, strict=True) if pair != (0xFFFF, 0xFFFF)]
    return best


_COMMON_POINTS = frozenset(map(ord, COMMON))
_UNDRAWN_POINTS = frozenset(map(ord, INVISIBLE | VARIATION_SELECTORS))
