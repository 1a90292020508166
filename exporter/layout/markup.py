"""Blocks of an article as templates take them: images by the names of resources, no source lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from xml.parsers import expat

from exporter.model import Resource

TAG = re.compile(r"<([A-Za-z][\w:-]*)((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(/?)>")
ATTRIBUTE = re.compile(r"\s+([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
SOURCE_LINE = "data-line"
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/gif": "gif",
    "image/webp": "webp",
}


class Malformed(Exception):  # noqa: N818 - a condition of the markup, turned into a finding by who knows the template
    """Markup is not well-formed, or has not exactly one root element."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line
        """1-based, in the markup."""


def image_name(resource: Resource) -> str:
    """The URL of an image in a document: the same bytes have the same name."""
    return f"images/{resource.sha256[:16]}.{SUFFIXES.get(resource.media_type, 'bin')}"


def rewrite(html: str, images: Mapping[str, Resource]) -> tuple[str, tuple[str, ...]]:
    """Name images as resources, with their size, and drop source lines.

    An image without a resource becomes its alternative text.

    Returns:
        The markup, and the URLs without a resource.
    """
    missing: list[str] = []

    def tag(match: re.Match[str]) -> str:
        name, attributes, slash = match.groups()
        if name != "img" and SOURCE_LINE not in attributes:
            return match[0]
        pairs = {key: double or single for key, double, single in ATTRIBUTE.findall(attributes) if key != SOURCE_LINE}
        if name == "img":
            url = unescape(pairs.get("src", ""))
            resource = images.get(url)
            if resource is None:
                missing.append(url)
                return f'<span class="missing-image">{pairs.get("alt", "")}</span>'
            pairs["src"] = image_name(resource)
            pairs |= _size(resource)
        written = "".join(f' {key}="{_requoted(value)}"' for key, value in pairs.items())
        return f"<{name}{written}{slash}>"

    return TAG.sub(tag, html), tuple(missing)


def _requoted(value: str) -> str:
    """A value that stood in single quotes may hold double ones."""
    return value.replace('"', "&quot;")


def _size(resource: Resource) -> dict[str, str]:
    if not (resource.width_px and resource.height_px):
        return {}
    return {"width": str(resource.width_px), "height": str(resource.height_px)}


def check(html: str) -> None:
    """See that markup is well-formed and has exactly one root element.

    Raises:
        Malformed: it is not.
    """
    parser = expat.ParserCreate()
    depth = roots = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth, roots
        depth += 1
        roots += depth == 2

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(f'<part xmlns:epub="http://www.idpf.org/2007/ops">{html}</part>', True)  # noqa: FBT003 - final
    except expat.ExpatError as error:
        raise Malformed(expat.ErrorString(error.code), error.lineno) from error
    if roots != 1:
        raise Malformed(f"{roots} root elements instead of one", 1)
