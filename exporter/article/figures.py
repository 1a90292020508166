"""Pictures: one alone in its paragraph is a figure, and its title the caption."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from exporter import alternatives
from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.model import ImageReference


def make(root: ET.Element) -> None:
    """Turn paragraphs that hold nothing but pictures into figures, one after the other."""
    for parent in list(root.iter()):
        if parent.tag == "figure" or not any(child.tag == "p" for child in parent):
            continue
        children: list[ET.Element] = []
        for child in parent:
            pictures = _pictures_only(child) if child.tag == "p" else []
            children += _figures(child, pictures) if pictures else [child]
        parent[:] = children


def _pictures_only(paragraph: ET.Element) -> list[ET.Element]:
    """The paragraph's pictures, or links around one; empty where there is anything besides."""
    if (paragraph.text or "").strip():
        return []
    pictures = []
    for child in paragraph:
        if (child.tail or "").strip():
            return []
        if child.tag == "br":
            continue
        linked = child.tag in ("a", "span") and len(child) == 1 and child[0].tag == "img"
        if child.tag != "img" and not (linked and not (child.text or "").strip() and not (child[0].tail or "").strip()):
            return []
        pictures.append(child)
    return pictures


def _figures(paragraph: ET.Element, pictures: list[ET.Element]) -> Iterator[ET.Element]:
    for picture in pictures:
        picture.tail = None
        image = picture if picture.tag == "img" else picture[0]
        figure = ET.Element("figure", nodes.place(image) or nodes.place(paragraph))
        for name in ("id", "class") if len(pictures) == 1 else ():
            if paragraph.get(name):
                figure.set(name, paragraph.get(name, ""))
        if image.get("id") and not figure.get("id"):
            figure.set("id", image.attrib.pop("id"))
        figure.append(picture)
        caption = " ".join(image.attrib.pop("title", "").split())
        if caption:
            ET.SubElement(figure, "figcaption").text = caption
        figure.tail = paragraph.tail if picture is pictures[-1] else None
        yield figure


def collect(root: ET.Element, findings: Findings) -> tuple[ImageReference, ...]:
    """The pictures of a tree in order; one that cannot be shown becomes its alternative text."""
    pictures = []
    for image in list(root.iter("img")):
        address = image.attrib.pop("data-src", "").strip()
        line = nodes.line(image)
        if not address or address.lower().startswith(("data:", "javascript:")):
            message = f"the picture {address!r:.60} cannot be shown" if address else "the picture has no address"
            findings.warning("unusable-image", message, line, "name an image file")
            image.tag, image.text = "span", image.get("alt", "")
            image.attrib = nodes.place(image)
            continue
        image.set("src", address)
        if "alt" not in image.attrib:
            findings.warning("missing-alternative", f"the picture {address!r} has no alternative text", line,
                             "write what it shows between its brackets")  # fmt: skip
        elif not image.get("alt", "").strip():
            image.set("role", "presentation")  # said to be decoration, other than a picture that nobody described
        elif alternatives.says_nothing(image.get("alt", "")):
            message = f"the alternative text {image.get('alt', '')!r:.60} says nothing of the picture"
            findings.warning("meaningless-alternative", message, line, "write what it shows between its brackets")
        image.set("alt", " ".join(image.get("alt", "").split()))
        pictures.append(ImageReference(address, image.get("alt", ""), line))
    return tuple(pictures)
