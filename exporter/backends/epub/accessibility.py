"""What a book can truthfully say of its accessibility: EPUB Accessibility 1.1 with the schema.org vocabulary 2.0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from exporter.backends.epub.parts import XHTML, Body

HEADINGS = tuple(f"{{{XHTML}}}h{level}" for level in range(1, 7))
IMAGE = f"{{{XHTML}}}img"
DECORATION = frozenset({"presentation", "none"})
"""Roles of pictures that say nothing and need no alternative; any other needs one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in a book."""

    modes: tuple[str, ...]
    """`accessMode`: textual, and visual where there are pictures."""
    sufficient: tuple[str, ...]
    """`accessModeSufficient`: textual only where every picture has an alternative."""
    features: tuple[str, ...]
    """`accessibilityFeature`, each of them present."""
    all_images_described: bool
    summary: str


def survey(bodies: Sequence[Body], *, has_page_list: bool) -> Facts:
    """Look through the whole book.

    Pictures are still pictures and nothing makes sound or moves, so there are no hazards to tell of.
    """
    elements = [element for body in bodies for element in body.tree.iter(etree.Element)]
    images = [element for element in elements if element.tag == IMAGE]
    informative = [image for image in images if image.get("role") not in DECORATION]
    described = all(str(image.get("alt", "")).strip() for image in informative)
    features = ["displayTransformability", "readingOrder", "tableOfContents"]
    if any(element.tag in HEADINGS for element in elements):
        features.append("structuralNavigation")
    if any(element.get("role") for element in elements):
        features.append("ARIA")
    if informative and described:
        features.append("alternativeText")
    if has_page_list:
        features += ["pageBreakMarkers", "pageNavigation"]
    return Facts(
        modes=("textual", "visual") if images else ("textual",),
        sufficient=(*(("textual",) if described else ()), *(("textual,visual",) if images else ())),
        features=tuple(sorted(features, key=str.lower)),
        all_images_described=described,
        summary=_summary(described=described, has_images=bool(informative), has_page_list=has_page_list),
    )


def _summary(*, described: bool, has_images: bool, has_page_list: bool) -> str:
    """In English, as the vocabulary's summaries are read by shops and libraries."""
    sentences = ["The text can be read aloud and its size, type and colours changed."]
    sentences.append("It has a table of contents and headings to move by.")
    if has_images:
        sentences.append(
            "All pictures have alternative text." if described else "Some pictures have no alternative text."
        )
    if has_page_list:
        sentences.append("Page numbers are those of the print edition.")
    return " ".join(sentences)
