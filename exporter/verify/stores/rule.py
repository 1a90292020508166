"""What a shop's rule is, and the faults that several shops look for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple

from exporter.model import Severity
from exporter.verify.epub_facts import Facts
from exporter.verify.epub_package import Item
from exporter.verify.file_kinds import Picture
from exporter.verify.findings import WHOLE, Place

MB, GB = 10**6, 10**9
"""The shops do not say whether they mean 1024: the smaller is safe."""
PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+")
TRANSPARENT = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
"""Pillow's names of colours with transparency."""


class Fault(NamedTuple):
    """One thing that a shop will not like."""

    message: str
    hint: str
    place: Place = WHOLE


Faults = Callable[[Facts], Iterator[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a shop asks for."""

    name: str
    """As a finding has it."""
    severity: Severity
    source: str
    """The shop's page, the part of it, and when it was read or what it is dated."""
    faults: Faults


def pictures(facts: Facts) -> Iterator[tuple[Item, Picture]]:
    """Give the pictures of dots with what their heads say."""
    for item in facts.package.items:
        kind = facts.contents.kinds.get(item.file)
        if kind and kind.picture:
            yield item, kind.picture


def place(facts: Facts, item: Item) -> Place:
    """Where the manifest lists it."""
    return Place(facts.package.file, item.line)


def cover(facts: Facts) -> Item | None:
    """Give the picture that is marked as the cover, as EPUB 3 does or as EPUB 2 did."""
    marked = facts.package.properties.get("cover", ())
    items = facts.package.items
    return next((item for item in items if "cover-image" in item.properties or item.id in marked), None)


def book_over(most_bytes: int) -> Faults:
    """Look for a book that is too large."""

    def faults(facts: Facts) -> Iterator[Fault]:
        if facts.size_bytes > most_bytes:
            message = f"the book has {facts.size_bytes / MB:.0f} MB, and may have {most_bytes / MB:.0f}"
            yield Fault(message, "make its pictures and recordings smaller")

    return faults


def pictures_over(most_bytes: int) -> Faults:
    """Look for files of pictures that are too large."""

    def faults(facts: Facts) -> Iterator[Fault]:
        for item in facts.package.items:
            size = facts.contents.kinds[item.file].size_bytes if item.file in facts.contents.kinds else 0
            if item.media_type.startswith("image/") and size > most_bytes:
                message = f"{item.href!r} has {size / MB:.1f} MB, and should have at most {most_bytes / MB:.0f}"
                yield Fault(message, "compress it more", place(facts, item))

    return faults


def pixels_over(most: int) -> Faults:
    """Look for pictures with too many pixels, width by height."""

    def faults(facts: Facts) -> Iterator[Fault]:
        for item, picture in pictures(facts):
            if picture.pixels > most:
                message = f"{item.href!r} has {picture.pixels / 1e6:.1f} million pixels, and may have {most / 1e6:.1f}"
                yield Fault(message, "scale it down", place(facts, item))

    return faults


def pictures_other_than(*media_types: str) -> Faults:
    """Look for pictures of a kind that the shop does not show."""

    def faults(facts: Facts) -> Iterator[Fault]:
        for item in facts.package.items:
            if item.media_type.startswith("image/") and item.media_type not in media_types:
                known = ", ".join(kind.removeprefix("image/").removesuffix("+xml") for kind in media_types)
                message = f"{item.href!r} is {item.media_type!r}"
                yield Fault(message, f"save it as one of {known}", place(facts, item))

    return faults


def printing_colours(facts: Facts) -> Iterator[Fault]:
    """Look for pictures in the colours of print."""
    for item, picture in pictures(facts):
        if picture.mode == "CMYK":
            yield Fault(f"{item.href!r} is in CMYK", "save it in RGB", place(facts, item))


def moving_pictures(facts: Facts) -> Iterator[Fault]:
    """Look for GIFs of several frames."""
    for item, picture in pictures(facts):
        if picture.moves:
            yield Fault(f"{item.href!r} is an animation", "use a still picture", place(facts, item))


def see_through_pictures(facts: Facts) -> Iterator[Fault]:
    """Look for pictures with transparency."""
    for item, picture in pictures(facts):
        if picture.mode in TRANSPARENT:
            yield Fault(f"{item.href!r} is transparent in places", "save it on white", place(facts, item))


def no_cover(facts: Facts) -> Iterator[Fault]:
    """Look whether a picture is marked as the cover."""
    if cover(facts) is None:
        hint = "give an item the property 'cover-image'"
        yield Fault("no picture is marked as the cover", hint, Place(facts.package.file))


def odd_names(facts: Facts) -> Iterator[Fault]:
    """Look for names with anything but letters, digits, full stops, hyphens and underscores."""
    for file in sorted(facts.files):
        if not all(PLAIN_NAME.fullmatch(part) for part in PurePosixPath(file).parts):
            message = f"the name {file!r} has other characters than letters, digits and hyphens"
            yield Fault(message, "rename the file", Place(file))
