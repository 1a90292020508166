"""SVG pictures, rebuilt from a list of what is allowed: drawings, no scripts, nothing from outside."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from lxml import etree

from exporter.model import Diagnostic, Resource, Severity

if TYPE_CHECKING:
    from exporter.resources.door import Place

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_ELEMENTS = 100_000
DEFAULT_SIZE = (300, 150)
"""CSS 2.2, 10.3.2: the size of a picture that has none."""
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "metadata",
        "switch",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "textPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "style",
        "image",
    ]
)
"""Drawing elements of SVG 1.1 and 2, without scripting, animation, foreign content and filters, which no
renderer of ours draws."""
REFERENCING = frozenset({"href", XLINK})
PRIVATE = frozenset({"metadata"})
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS Values 4, 6.2: absolute lengths in pixels."""
OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\(|javascript:|@font-face", re.IGNORECASE)
EMBEDDED = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]*\Z", re.IGNORECASE)


def sanitised(data: bytes, url: str, blame: Place) -> tuple[Resource, tuple[Diagnostic, ...]]:
    """Parse without entities or network, drop what is not allowed, and write the rest anew.

    Raises:
        ExporterError: it is no well-formed SVG, declares entities, or has too many elements.
    """
    root = _parsed(data, url, blame)
    dropped = sorted(set(_cleaned(root)))
    width, height = _size(root)
    clean = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    resource = Resource(clean, "image/svg+xml", width, height, sha256(clean).hexdigest())
    if not dropped:
        return resource, ()
    message = f"{url!r}: {', '.join(dropped)} left out of the drawing"
    hint = "export the drawing as plain SVG, with pictures embedded and text as paths"
    return resource, (Diagnostic("unsafe-svg", Severity.WARNING, message, hint=hint, path=blame.path, line=blame.line),)


def _parsed(data: bytes, url: str, blame: Place) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise blame.error(
            "invalid-image", f"{url!r} is no well-formed SVG: {error.msg}", "save the drawing again"
        ) from error
    if root.tag != f"{{{SVG}}}svg":
        raise blame.error("invalid-image", f"{url!r} is no SVG drawing", "save the drawing as SVG")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise blame.error("invalid-image", f"{url!r} declares entities", "save the drawing as plain SVG")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise blame.error("invalid-image", f"{url!r} has more than {MOST_ELEMENTS} elements", "simplify the drawing")
    return root


def _cleaned(root: etree._Element) -> list[str]:
    """Clean the tree in place; name what was dropped."""
    dropped: list[str] = []
    for element in list(root.iter()):
        if element.getparent() is None and element is not root:
            continue  # went with its parent
        name = etree.QName(element).localname if isinstance(element.tag, str) else ""
        foreign = not isinstance(element.tag, str) or etree.QName(element).namespace != SVG
        if foreign or name not in ELEMENTS or name in PRIVATE:
            if not foreign and name not in PRIVATE:
                dropped.append(f"<{name}>")
            _remove(element)
        elif name == "style" and OUTSIDE.search("".join(map(str, element.itertext()))):
            dropped.append("a style that loads from outside")
            _remove(element)
        else:
            dropped += _clean_attributes(element)
    etree.cleanup_namespaces(root)
    return dropped


def _clean_attributes(element: etree._Element) -> list[str]:
    dropped = []
    for raw_name, raw_value in list(element.attrib.items()):
        name, value = str(raw_name), str(raw_value)
        local = name.rpartition("}")[2]
        if name in REFERENCING:
            allowed = value.strip().startswith("#") or bool(EMBEDDED.match(value.strip()))
        elif name.startswith("{"):
            allowed = name in (XML_SPACE, XML_LANG)
            if not allowed:  # an editor's own notes, silently
                del element.attrib[raw_name]
                continue
        else:
            allowed = not local.lower().startswith("on") and not OUTSIDE.search(value)
        if not allowed:
            dropped.append(f"{local}={value[:40]!r}")
            del element.attrib[raw_name]
    return dropped


def _remove(element: etree._Element) -> None:
    """Take an element out, but not the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _size(root: etree._Element) -> tuple[int, int]:
    """Width and height in pixels, from the attributes or the view box; a drawing without either gets the default."""
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    box = [
        float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", str(root.get("viewBox", ""))) if number != "."
    ]
    box_width, box_height = (box[2], box[3]) if len(box) == 4 else (0.0, 0.0)
    if box_width > 0 and box_height > 0:
        if width and not height:
            height = width * box_height / box_width
        elif height and not width:
            width = height * box_width / box_height
        elif not width:
            width, height = box_width, box_height
    width, height = width or DEFAULT_SIZE[0], height or DEFAULT_SIZE[1]
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if len(box) != 4:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    return max(1, round(width)), max(1, round(height))


def _pixels(length: str | None) -> float:
    """A CSS length in pixels; 0 for percentages and anything else that depends on the page."""
    match = re.fullmatch(r"\s*([\d.]+(?:e-?\d+)?)\s*([a-z]*)\s*", length or "")
    if not match or match[2] not in PIXELS:
        return 0.0
    try:
        return float(match[1]) * PIXELS[match[2]]
    except ValueError:
        return 0.0
