"""What WordPress writes in square brackets: captions of pictures become figures, all else is told and kept as text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from exporter.article import nodes
from exporter.article.findings import Findings

_CAPTION = re.compile(r"\s*\[(?:wp_)?caption(?P<attributes>(?:\s[^\[\]]*)?)\]\s*")
_CAPTION_END = re.compile(r"\s*\[/(?:wp_)?caption\]\s*$")
_CAPTION_TEXT = re.compile(r"\scaption=[\"“](?P<text>[^\"”]*)[\"”]")
_SHORTCODE = re.compile(
    r"\[/?[a-z][a-z0-9_-]+(?:\s+[a-z][a-z0-9_-]*=[^\[\]]*)?/?\](?:.*\[/[a-z][a-z0-9_-]+\])?", re.DOTALL
)


def read(root: ET.Element, findings: Findings) -> None:
    """Make figures of the captions in a tree, and tell of other shortcodes that are alone in a paragraph."""
    for parent in list(root.iter()):
        for index, child in enumerate(parent):
            if child.tag != "p":
                continue
            figure = _figure(child)
            if figure is not None:
                parent[index] = figure
                continue
            written = nodes.text(child)
            if len(child) == 0 and _SHORTCODE.fullmatch(written):
                message = f"the shortcode {written!r:.60} is shown as it is written"
                findings.warning("unknown-shortcode", message, nodes.line(child), "remove it, or write it in Markdown")


def _figure(paragraph: ET.Element) -> ET.Element | None:
    """The figure that `[caption]` around a picture and its text means; None where that is not all."""
    begin = _CAPTION.fullmatch(paragraph.text or "")
    picture = paragraph[0] if len(paragraph) else None
    if not begin or picture is None or not _is_picture(picture):
        return None
    last = paragraph[-1]
    end = _CAPTION_END.search(last.tail or "")
    if not end or any(_CAPTION_END.search(child.tail or "") for child in paragraph[:-1]):
        return None
    last.tail = (last.tail or "")[: end.start()]
    figure = ET.Element("figure", nodes.place(paragraph))
    figure.tail = paragraph.tail
    caption = ET.Element("figcaption", nodes.place(paragraph))
    caption.text, picture.tail = (picture.tail or "").lstrip(), None
    caption.extend(paragraph[1:])
    figure.append(picture)
    given = _CAPTION_TEXT.search(begin["attributes"])
    if nodes.is_silent(caption) and given:
        caption.text = given["text"]
    if not nodes.is_silent(caption):
        figure.append(caption)
    return figure


def _is_picture(element: ET.Element) -> bool:
    """Whether an element is a picture, or a link around one."""
    return element.tag == "img" or (element.tag in ("a", "span") and len(element) == 1 and element[0].tag == "img")
