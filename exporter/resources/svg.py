"""SVG pictures, rebuilt from a list of what is allowed: drawings, no scripts, nothing from outside."""

from __future__ import annotations

import binascii
import math
import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from lxml import etree

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Resource, Severity
from exporter.resources import svg_references, svg_style

if TYPE_CHECKING:
    from exporter.resources.door import Place

SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MOST_ELEMENTS = 100_000
MOST_DRAWN = 200_000
"""Elements after every reference has been followed."""
MOST_STYLE = 500_000
"""Characters of a style sheet or of one attribute's style; reading more takes seconds."""
MOST_NAMED = 8
"""Things left out that a message names."""
MOST_LENGTH_PX = 1e6
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
EMPTY_WITHOUT_REFERENCE = frozenset({"image", "use"})
"""They draw nothing without it, and some renderers take offence."""
PRIVATE = frozenset({"metadata"})
PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS Values 4, 6.2: absolute lengths in pixels."""
EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)
NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
"""SVG 2, 4.2: a number."""
LENGTH = re.compile(rf"\s*({NUMBER})\s*([a-z]*)\s*", re.IGNORECASE)
VIEW_BOX = re.compile(rf"\s*({NUMBER})(?:\s+|\s*,\s*)({NUMBER})(?:\s+|\s*,\s*)({NUMBER})(?:\s+|\s*,\s*)({NUMBER})\s*")


def sanitised(data: bytes, url: str, blame: Place) -> tuple[Resource, tuple[Diagnostic, ...]]:
    """Parse without entities or network, drop what is not allowed, and write the rest anew.

    Raises:
        ExporterError: it is no well-formed SVG, declares entities, refers to itself, or has too many elements.
    """
    root = _parsed(data, url, blame)
    dropped = sorted(set(_cleaned(root, blame)))
    count = svg_references.drawn(root)
    if count is None:
        raise blame.error("invalid-image", f"{url!r} has a part that refers to itself", "save it as plain SVG")
    if count > MOST_DRAWN:
        raise blame.error("invalid-image", f"{url!r} draws more than {MOST_DRAWN} elements", "simplify the drawing")
    width, height = _size(root)
    clean = etree.tostring(root, encoding="utf-8", xml_declaration=False)
    resource = Resource(clean, "image/svg+xml", width, height)
    if not dropped:
        return resource, ()
    more = f" and {len(dropped) - MOST_NAMED} more" if len(dropped) > MOST_NAMED else ""
    message = f"{url!r}: {', '.join(dropped[:MOST_NAMED])}{more} left out of the drawing"
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


def _cleaned(root: etree._Element, blame: Place) -> list[str]:
    """Clean the tree in place; name what was dropped."""
    dropped: list[str] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        namespace, _, name = str(element.tag).rpartition("}")
        foreign = namespace != f"{{{SVG}"
        if foreign or name not in ELEMENTS or name in PRIVATE:
            if not foreign and name not in PRIVATE:
                dropped.append(f"<{name}>")
            _remove(element)
        elif name == "style" and _loads("".join(map(str, element.itertext()))):
            dropped.append("a style that loads from outside")
            _remove(element)
        else:
            dropped += _clean_attributes(element, blame)
            if name in EMPTY_WITHOUT_REFERENCE and not any(element.get(href) for href in REFERENCING):
                _remove(element)
            else:
                waiting += element
    etree.cleanup_namespaces(root)
    return dropped


def _clean_attributes(element: etree._Element, blame: Place) -> list[str]:
    dropped = []
    for raw_name, raw_value in list(element.attrib.items()):
        name, value = str(raw_name), str(raw_value)
        local = name.rpartition("}")[2]
        if name in REFERENCING:
            kept = value.strip() if value.strip().startswith("#") else _embedded(element, value, blame)
        elif name.startswith("{") or ":" in name:  # a prefix that is not declared stays part of the name
            if name not in (XML_SPACE, XML_LANG):  # an editor's own notes, silently
                del element.attrib[raw_name]
                dropped += [f"{name} without a namespace"] if name == "xlink:href" else []
            continue
        else:
            kept = "" if local.lower().startswith("on") or _loads(value) else value
        if kept:
            element.set(name, kept)
            continue
        del element.attrib[raw_name]
        if value:
            dropped.append(f"{local}={value[:40]!r}")
    return dropped


def _loads(css: str) -> bool:
    """Whether CSS refers to anything outside; what is too long to be read is taken to."""
    if "javascript:" in css.lower():
        return True
    if not any(mark in css for mark in "(@\\"):  # paths and points, which are long and harmless
        return False
    return len(css) > MOST_STYLE or svg_style.loads_from_outside(css)


def _embedded(element: etree._Element, address: str, blame: Place) -> str:
    """The address of an embedded picture that was checked and stripped like any other; empty for anything else."""
    match = EMBEDDED.fullmatch(address.strip())
    if match is None or element.tag != f"{{{SVG}}}image":
        return ""
    from exporter.resources import images

    try:
        resource, _ = images.checked(b64decode(match[1], validate=False), "", blame)
    except (ExporterError, binascii.Error):
        return ""
    return f"data:{resource.media_type};base64,{b64encode(resource.data).decode()}"


def _remove(element: etree._Element) -> None:
    """Take an element out, but not the text that follows it."""
    parent = next(element.iterancestors())  # the root is never taken out
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
    box_width, box_height = _box(root.get("viewBox"))
    if box_width and box_height:
        if width and not height:
            height = width * box_height / box_width
        elif height and not width:
            width = height * box_width / box_height
        elif not width:
            width, height = box_width, box_height
    width, height = min(width or DEFAULT_SIZE[0], MOST_LENGTH_PX), min(height or DEFAULT_SIZE[1], MOST_LENGTH_PX)
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    if not box_width:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    return max(1, round(width)), max(1, round(height))


def _box(view_box: str | None) -> tuple[float, float]:
    """Width and height of a view box; noughts where it is not valid."""
    match = VIEW_BOX.fullmatch(view_box or "")
    if match is None:
        return 0.0, 0.0
    width, height = float(match[3]), float(match[4])
    is_usable = 0 < width < math.inf and 0 < height < math.inf and math.isfinite(width / height)
    return (width, height) if is_usable and width / height > 0 else (0.0, 0.0)


def _pixels(length: str | None) -> float:
    """A CSS length in pixels; 0 for percentages and anything else that depends on the page."""
    match = LENGTH.fullmatch(length or "")
    if match is None or match[2].lower() not in PIXELS:
        return 0.0
    pixels = float(match[1]) * PIXELS[match[2].lower()]
    return pixels if 0 < pixels < math.inf else 0.0
