"""What a page of markup has for those who read it otherwise, noted element by element; see `page_facts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter import alternatives, motion
from exporter.verify.xml_document import Element

UNSTRUCTURED = frozenset({"", "presentation", "none", "img"})
"""Roles that organise nothing: the vocabulary's `ARIA` is about the others."""
BESIDE_THE_TEXT = frozenset(
    {
        *("cover", "doc-cover", "titlepage", "halftitlepage", "copyright-page", "imprint", "imprimatur"),
        *("colophon", "doc-colophon"),
    }
)
"""Types and roles of what holds covers and logos, which the vocabulary does not take for information."""
MEDIA = frozenset({"audio", "video"})


@dataclass(slots=True)
class Accessibility:
    """What has been noted."""

    pictures: int = 0
    """In the text, and no decoration."""
    hollow: list[tuple[str, int | None]] = field(default_factory=list)
    """Alternatives that say nothing, with the lines of their pictures."""
    described_formulas: int = 0
    details: list[str] = field(default_factory=list)
    """Ids of what is named as a longer description."""
    descriptions: int = 0
    """Longer descriptions that need no name: beside the picture in its figure, or at the end of a link."""
    indexes: int = 0
    structures: int = 0
    """Roles that organise the page."""
    landmarks: list[tuple[str, str]] = field(default_factory=list)
    """Types and addresses of what the list of landmarks leads to."""
    media: set[str] = field(default_factory=set)
    """`audio` and `video`, as far as there is any."""
    moves: bool = False
    """Whether style or drawings are animated."""


def note(found: Accessibility, element: Element, tag: str, attributes: Mapping[str, str]) -> None:
    """Note what an element that has attributes, or is a figure, a formula or a medium, adds."""
    kinds, role = attributes.get("type", "").split(), attributes.get("role", "")
    found.structures += role not in UNSTRUCTURED
    found.indexes += role == "doc-index" or "index" in kinds
    found.details += attributes.get("aria-details", "").split()
    found.moves |= tag in motion.MOVING
    if tag == "math":
        found.described_formulas += bool((attributes.get("alttext") or attributes.get("aria-label") or "").strip())
    elif tag in MEDIA:
        found.media.add(tag)
    elif tag == "style":
        found.moves |= motion.style_moves("".join(element.itertext()))
    elif tag == "nav" and "landmarks" in kinds:
        found.landmarks += [_landmark(one) for one in element.iter("{*}a")]
    elif tag == "figure":
        has_picture = any(True for _ in element.iter("{*}img", "{*}svg"))
        found.descriptions += has_picture and any(True for _ in element.iter("{*}table", "{*}details"))


def note_picture(found: Accessibility, element: Element, alternative: str) -> None:
    """Note a picture that is no decoration.

    Args:
        found: What it is added to.
        element: The picture.
        alternative: Its alternative text; empty where there is none.
    """
    if alternative and alternatives.says_nothing(alternative):
        found.hollow.append((alternative, element.sourceline))
    found.details += element.get("aria-describedby", "").split()
    found.descriptions += bool(element.get("longdesc"))
    found.pictures += not any(_is_beside(one) for one in (element, *element.iterancestors()))


def _landmark(link: Element) -> tuple[str, str]:
    kinds = next((value for name, value in link.items() if name.rpartition("}")[2] == "type"), "")
    return kinds, link.get("href", "").strip()


def _is_beside(element: Element) -> bool:
    words = {element.get("role", "")}
    words.update(*(value.split() for name, value in element.items() if name.endswith("}type")))
    return not BESIDE_THE_TEXT.isdisjoint(words)
