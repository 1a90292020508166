"""What can be seen of a media overlay: its clips, with the text that each belongs to (EPUB 3.3, 9)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from exporter.verify.xml_document import Element

MEDIA_TYPE = "application/smil+xml"
"""EPUB 3.3, 3.2."""
CLOCK = re.compile(
    r"(?:(?:(?P<hours>\d+):)?(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d(?:\.\d+)?)"
    r"|(?P<count>\d+(?:\.\d+)?)(?P<unit>h|min|s|ms)?)\Z"
)
"""A clock value (EPUB 3.3, 9.2.3; SMIL 3.0, 5.4.3)."""
UNITS_MS = {"h": 3_600_000, "min": 60_000, "s": 1_000, "ms": 1, None: 1_000}


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of audio and what is shown meanwhile; addresses are as written."""

    text: str
    audio: str
    """Empty where the text is spoken by the reading system itself."""
    begin: str
    end: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an overlay says."""

    clips: tuple[Clip, ...]
    references: tuple[tuple[str, int | None], ...]
    """`epub:textref` of its sequences, with lines."""


def survey(root: Element) -> Overlay:
    """Look through an overlay."""
    clips, references = [], []
    for element in root.iter("{*}par", "{*}seq", "{*}body"):
        if not element.tag.endswith("}par"):
            references += [
                (value, element.sourceline) for name, value in element.attrib.items() if name.endswith("}textref")
            ]
            continue
        text = next((one.get("src", "") for one in element.iterfind("{*}text")), "")
        audio = next(element.iterfind("{*}audio"), None)
        src, begin, end = ("" if audio is None else audio.get(name, "") for name in ("src", "clipBegin", "clipEnd"))
        clips.append(Clip(text, src, begin, end, element.sourceline))
    return Overlay(tuple(clips), tuple(references))


def clock_ms(value: str) -> Decimal | None:
    """A clock value in milliseconds; None where it is none."""
    match = CLOCK.match(value.strip())
    if match is None or len(value) > 40:
        return None
    if match["count"]:
        return Decimal(match["count"]) * UNITS_MS[match["unit"]]
    minutes = int(match["hours"] or 0) * 60 + int(match["minutes"])
    return minutes * 60_000 + Decimal(match["seconds"]) * 1_000
