"""What can be seen of a page of markup, be it a document of an ebook or a web page: one look at each element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from exporter import motion
from exporter.verify import page_accessibility
from exporter.verify.page_accessibility import Accessibility
from exporter.verify.xml_document import Element

LOADING: Mapping[str, tuple[str, ...]] = {
    "audio": ("src",),
    "embed": ("src",),
    "feimage": ("href",),
    "iframe": ("src",),
    "image": ("href",),
    "img": ("src",),
    "input": ("src",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src",),
    "track": ("src",),
    "use": ("href",),
    "video": ("src", "poster"),
}
"""Elements that load something, and the attributes that say what."""
LOADING_RELATIONS = frozenset({"stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "manifest"})
"""Relations of `<link>` that load; all others only point somewhere."""
SCRIPT_TYPES = frozenset({"", "module", "text/javascript", "application/javascript", "application/ecmascript"})
"""Other types make a `<script>` a block of data (HTML, 4.12.1)."""
REFERRING = frozenset({
    "aria-activedescendant", "aria-controls", "aria-describedby", "aria-details", "aria-errormessage", "aria-flowto",
    "aria-labelledby", "aria-owns",
})  # fmt: skip
"""Attributes that name elements of the same document by their ids (WAI-ARIA 1.2, values of the type ID reference)."""
DECORATIVE = frozenset({"presentation", "none"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LEVELS = frozenset(str(level) for level in range(1, 10))
"""Of headings by role (WAI-ARIA 1.2, aria-level: from 1; beyond 9 nobody can follow)."""
TELLING = (
    LOADING.keys()
    | HEADINGS.keys()
    | motion.MOVING
    | {"a", "area", "figure", "link", "math", "meta", "nav", "style", "svg", "title"}
)
"""Elements that tell something even without attributes."""
CSS = re.compile(
    r"""/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z)|@namespace[^;]*+;?
    |@import\s++(?P<imported>"(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n])*+')
    |url\(\s*+(?P<url>"(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n])*+'|[^"'()\s]*+)\s*+\)
    |"(?:\\.|[^"\\\n])*+["\n]?|'(?:\\.|[^'\\\n])*+['\n]?""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
"""Nothing is tried twice (`++`, `*+`), so that the time grows with the length alone, whatever is never closed."""
PIXELS = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)(?:px)?\s*")
REMOTE = re.compile(r"(?:https?|ftp):|//", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a page points to, or needs."""

    url: str
    line: int | None


@dataclass(slots=True)
class Page:
    """What a look at each element has told."""

    language: str = ""
    title: str = ""
    viewport: str = ""
    links: list[Reference] = field(default_factory=list)
    """Where readers can go."""
    resources: list[Reference] = field(default_factory=list)
    """What is loaded to show the page."""
    ids: dict[str, list[int | None]] = field(default_factory=dict)
    """Each id with the lines of its elements."""
    names: set[str] = field(default_factory=set)
    """Old-fashioned targets: `<a name>`."""
    named: list[tuple[str, str, int | None]] = field(default_factory=list)
    """Attributes of ARIA that name other elements, the id and the line; the id is empty where none is given."""
    headings: list[tuple[int, int | None]] = field(default_factory=list)
    """Level and line."""
    images: int = 0
    """Pictures that are not decoration."""
    bare_images: list[int | None] = field(default_factory=list)
    """Lines of the pictures that have no alternative and are not marked as decoration."""
    active: list[Reference] = field(default_factory=list)
    """Scripts and handlers, by their name."""
    formulas: int = 0
    page_breaks: int = 0
    drawing_px: float = 0
    """The longest side that a drawing, or a picture in one, says it has."""
    navigation: dict[str, int] = field(default_factory=dict)
    """`epub:type` of each `<nav>` and the number of its links."""
    accessibility: Accessibility = field(default_factory=Accessibility)


def survey(root: Element) -> Page:
    """Look through a page."""
    page = Page(language=_attributes(root).get("lang", "").strip())
    for element in root.iter("*"):
        tag = local(element.tag)
        if tag not in TELLING and not element.keys():
            continue
        attributes = _attributes(element)
        _note_target(page, element, attributes)
        _note_references(page, element, tag, attributes)
        _note_activity(page, element, tag, attributes)
        _note_picture(page, element, tag, attributes)
        _note_structure(page, element, tag, attributes)
        page_accessibility.note(page.accessibility, element, tag, attributes)
    return page


def local(name: str) -> str:
    """A name without its namespace, in lower case as HTML has it."""
    return name.rpartition("}")[2].lower()


def css_urls(sheet: str) -> Iterator[str]:
    """What a style sheet loads."""
    for match in CSS.finditer(sheet):
        address = match["imported"] or match["url"]
        if address:
            yield address.strip("\"'")


def is_remote(url: str) -> bool:
    """Whether an address leads into the network."""
    return REMOTE.match(url.strip()) is not None


def is_local(url: str) -> bool:
    """Whether an address leads to a file beside the page, or into the page."""
    return not is_remote(url) and SCHEME.match(url.strip()) is None


def _attributes(element: Element) -> dict[str, str]:
    return {local(name): value for name, value in element.items()}


def _note_target(page: Page, element: Element, attributes: dict[str, str]) -> None:
    if name := attributes.get("id"):
        page.ids.setdefault(name, []).append(element.sourceline)
    if local(element.tag) == "a" and (name := attributes.get("name")):
        page.names.add(name)
    for attribute, value in attributes.items():
        if attribute in REFERRING:
            page.named += [(attribute, name, element.sourceline) for name in value.split() or [""]]


def unnamed(page: Page) -> Iterator[tuple[str, int | None]]:
    """What is wrong with each attribute of ARIA that names an element which the page lacks, and its line."""
    for attribute, name, line in page.named:
        if name not in page.ids:
            yield f"{attribute} names {f'the element {name!r}, which is not there' if name else 'no element'}", line


def _note_references(page: Page, element: Element, tag: str, attributes: dict[str, str]) -> None:
    line = element.sourceline
    if (target := {"a": "href", "area": "href", "content": "src"}.get(tag, "")) in attributes:  # `content` of an NCX
        page.links.append(Reference(attributes[target].strip(), line))
    needed = [attributes[name] for name in LOADING.get(tag, ()) if attributes.get(name)]
    if tag == "link" and LOADING_RELATIONS.intersection(attributes.get("rel", "").lower().split()):
        needed.append(attributes.get("href", ""))
    if tag in {"img", "source"}:
        needed += [
            part.rstrip(",") for part in attributes.get("srcset", "").split() if not part.rstrip(",")[:-1].isdigit()
        ]
    needed += css_urls(attributes.get("style", ""))
    if tag == "style":
        needed += css_urls("".join(element.itertext()))
    page.resources += [Reference(url.strip(), line) for url in needed]


def _note_activity(page: Page, element: Element, tag: str, attributes: dict[str, str]) -> None:
    line = element.sourceline
    if tag == "script" and attributes.get("type", "").lower() in SCRIPT_TYPES:
        page.active.append(Reference("<script>", line))
    if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        page.active.append(Reference("refresh", line))
    for name, value in attributes.items():
        if name.startswith("on"):
            page.active.append(Reference(name, line))
        elif name in {"href", "src", "action", "formaction", "data"} and value.strip().lower().startswith(
            "javascript:"
        ):
            page.active.append(Reference("javascript:", line))


def _note_picture(page: Page, element: Element, tag: str, attributes: dict[str, str]) -> None:
    is_picture = (
        tag == "img"
        or (tag == "input" and attributes.get("type", "").lower() == "image")
        or (tag == "area" and "href" in attributes)
        or (tag == "svg" and not any(local(outer.tag) == "svg" for outer in element.iterancestors()))
    )
    if not is_picture or _is_decoration(element, tag, attributes):
        return
    page.images += 1
    named = attributes.get("alt") or attributes.get("aria-label") or attributes.get("aria-labelledby")
    if tag == "svg" and not named:
        titles = [child for child in element.iter("*") if local(child.tag) == "title"]
        named = "".join("".join(title.itertext()) for title in titles)
    page_accessibility.note_picture(page.accessibility, element, (named or "").strip())
    if not (named or "").strip():
        page.bare_images.append(element.sourceline)


def _is_decoration(element: Element, tag: str, attributes: dict[str, str]) -> bool:
    if attributes.get("role", "").strip() in DECORATIVE or (tag == "img" and attributes.get("alt") == ""):
        return True
    return any(one.get("aria-hidden") == "true" for one in (element, *element.iterancestors()))


def _note_structure(page: Page, element: Element, tag: str, attributes: dict[str, str]) -> None:
    kinds = attributes.get("type", "").split()  # `epub:type`, but for form controls and links
    role = attributes.get("role", "")
    page.formulas += tag == "math"
    if tag in {"svg", "image"}:
        sides = (PIXELS.fullmatch(attributes.get(side, "")) for side in ("width", "height"))
        page.drawing_px = max([page.drawing_px, *(float(side[1]) for side in sides if side)])
    page.page_breaks += role == "doc-pagebreak" or "pagebreak" in kinds
    if tag in HEADINGS:
        page.headings.append((HEADINGS[tag], element.sourceline))
    elif role == "heading":
        level = attributes.get("aria-level", "")
        page.headings.append((int(level) if level in LEVELS else 2, element.sourceline))
    elif tag == "title" and not page.title and _is_in_head(element):
        page.title = " ".join("".join(element.itertext()).split())
    elif tag == "meta" and attributes.get("name", "").lower() == "viewport":
        page.viewport = attributes.get("content", "")
    elif tag == "nav":
        for kind in kinds:
            page.navigation[kind] = sum(local(one.tag) == "a" for one in element.iter("*"))


def _is_in_head(element: Element) -> bool:
    """A drawing has titles too."""
    parent = element.getparent()
    return parent is not None and local(parent.tag) == "head"
