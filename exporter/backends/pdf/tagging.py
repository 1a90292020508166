"""Writes the logical structure into WeasyPrint's PDF, in the place of the one WeasyPrint would write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from exporter.backends.pdf import structure
from exporter.backends.pdf.elements import SOFT_HYPHEN, Content, Node, Region

Dictionary: TypeAlias = Any
"""A dictionary of pydyf's, which has no types; so are its streams."""
POINTS_PER_PIXEL = 0.75
COMPLEX_SCRIPT = re.compile("[\u0600-\u1cff\ua800-\uabff\ufb50-\ufeff]")
"""From Arabic to the last of the Indic scripts: their letters are joined or taken apart for drawing, so that glyphs do
not tell the text, and the text is given beside them."""


@contextmanager
def applied() -> Iterator[None]:
    """Let PDFs that are written meanwhile be tagged by `add_tags` below.

    WeasyPrint has no hook at this point: its finisher and its variants are called when its own tags are made and the
    way from boxes to marked content is lost. The dependency is held below the next major version for this reason.
    """
    original = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = add_tags
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = original


def add_tags(pdf: Dictionary, document: Any, _version: object, streams: list[Any]) -> None:  # noqa: ANN401 - untyped
    """Add the structure tree; marked content that is not in it becomes an artifact."""
    page_boxes = tuple(page._page_box for page in document.pages)  # noqa: SLF001 - as WeasyPrint's own tagger does
    language = document.metadata.lang or ""
    root = structure.build(page_boxes, language)
    writer = _Writer(pdf, [page.height for page in document.pages], streams)
    writer.write(root)
    writer.leave_out({box: artifact for page in page_boxes for box, artifact in _margin_content(page)})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["Lang"] = pydyf.String(language)


class _Writer:
    """Turns structure elements into objects of the PDF and keeps the way back from content to element."""

    def __init__(self, pdf: Dictionary, heights_px: list[float], streams: list[Any]) -> None:
        self.pdf = pdf
        self.references = pdf.page_references
        self.heights_px = heights_px
        self.tags = [_tags(stream) for stream in streams]
        self.marks = _marks(pdf, streams)
        self.owners: list[tuple[Dictionary, list[bytes]]] = [(stream, []) for stream in streams]
        """Streams with marked content, pages first, each with the elements of its content by number."""
        self.annotations: list[tuple[Dictionary, bytes]] = []
        self.identified: list[tuple[str, bytes]] = []

    def write(self, root: Node) -> None:
        """Write the tree below `root`, the tree of parents and that of identifiers."""
        tree = self._add({"Type": "/StructTreeRoot"})
        self.pdf.catalog["StructTreeRoot"] = tree.reference
        tree["K"] = pydyf.Array([self._write_element(root, tree.reference)])
        tree["ParentTree"] = self._parent_tree().reference
        tree["ParentTreeNextKey"] = len(self.owners) + len(self.annotations)
        if self.identified:
            names = pydyf.Array()
            for name, reference in sorted(self.identified):
                names.extend((pydyf.String(name), reference))
            tree["IDTree"] = pydyf.Dictionary({"Names": names})

    def leave_out(self, pagination: Mapping[Any, dict[str, str]]) -> None:
        """Make artifacts of all content that no element took, and drop the clickable areas that none did.

        Args:
            pagination: The kind of artifact that the content of running heads and feet is, by box.
        """
        for tags, marks in zip(self.tags, self.marks, strict=True):
            for box, mark in tags.items():
                stream, index = marks[mark["mcid"]]
                kind = pagination.get(box, {"Type": "/Layout"})
                stream.stream[index - 1 : index + 1] = "/Artifact", pydyf.Dictionary(kind)
        kept = {annotation.reference for annotation, _ in self.annotations}
        for number in self.pdf.pages["Kids"][::3]:
            page = self.pdf.objects[number]
            if "Annots" in page:
                page["Annots"] = pydyf.Array(reference for reference in page["Annots"] if reference in kept)

    def _add(self, entries: dict[str, object]) -> Dictionary:
        dictionary = pydyf.Dictionary(entries)
        self.pdf.add_object(dictionary)
        return dictionary

    def _write_element(self, node: Node, parent: bytes) -> bytes:
        element = self._add({"Type": "/StructElem", "S": f"/{node.kind}", "P": parent})
        element["Pg"] = self.references[node.page]
        for name, text in node.attributes.items():
            element[name] = pydyf.String(text)
        if node.identifier:
            element["ID"] = pydyf.String(node.identifier)
            self.identified.append((node.identifier, element.reference))
        if node.layout:
            element["A"] = pydyf.Dictionary(node.layout)
        if node.headers:
            element["A"]["Headers"] = pydyf.Array(pydyf.String(header) for header in node.headers)
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self._write_element(kid, element.reference))
            elif isinstance(kid, Region):
                kids.append(self._write_region(kid, node, element.reference))
            else:
                kids.extend(self._write_content(kid, node, element))
        element["K"] = kids
        return bytes(element.reference)

    def _write_region(self, region: Region, link: Node, element: bytes) -> bytes:
        region.annotation["Contents"] = pydyf.String(_label(link) or region.annotation["Contents"].string)
        self.annotations.append((region.annotation, element))
        target = {"Type": "/OBJR", "Obj": region.annotation.reference, "Pg": self.references[region.page]}
        return bytes(pydyf.Dictionary(target).data)

    def _write_content(self, content: Content, node: Node, element: Dictionary) -> Iterator[object]:
        """Give the kid that points to a piece of a page; nothing for spaces, of which WeasyPrint draws none alone."""
        pictured = isinstance(content.box, boxes.ReplacedBox)
        mark = self.tags[content.page].pop(content.box, None) if pictured or content.text.strip() else None
        if mark is None:
            return
        stream, index = self.marks[content.page][mark["mcid"]]
        if content.text.endswith(SOFT_HYPHEN):
            stream.stream[index]["ActualText"] = pydyf.String(content.text)
        elif COMPLEX_SCRIPT.search(content.text):
            stream.stream[index]["ActualText"] = pydyf.String(content.box.text)
        if pictured:
            element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": self._bounds(content)})
        own = stream is self.owners[content.page][0]
        key = content.page if own else self._owner(stream)
        elements = self.owners[key][1]
        elements.extend([b"null"] * (mark["mcid"] + 1 - len(elements)))
        elements[mark["mcid"]] = element.reference
        if own and content.page == node.page:
            yield mark["mcid"]
            return
        place = {"Type": "/MCR", "Pg": self.references[content.page], "MCID": mark["mcid"]}
        yield pydyf.Dictionary(place if own else {**place, "Stm": stream.reference})

    def _owner(self, stream: Dictionary) -> int:
        """The key of a group, such as an element with opacity, whose content is not the page's own."""
        for key, (owner, _) in enumerate(self.owners):
            if owner is stream:
                return key
        self.owners.append((stream, []))
        stream.extra["StructParents"] = len(self.owners) - 1
        return len(self.owners) - 1

    def _bounds(self, content: Content) -> Dictionary:
        """Where a picture stands, in points from the page's lower left corner."""
        box, height = content.box, self.heights_px[content.page]
        left, top = box.content_box_x(), height - box.content_box_y()
        corners = (left, top - box.height, left + box.width, top)
        return pydyf.Array([round(corner * POINTS_PER_PIXEL, 3) for corner in corners])

    def _parent_tree(self) -> Dictionary:
        numbers = pydyf.Array()
        for key, (_, elements) in enumerate(self.owners):
            numbers.extend((key, pydyf.Array(elements)))
        for key, (annotation, element) in enumerate(self.annotations, start=len(self.owners)):
            annotation["StructParent"] = key
            numbers.extend((key, element))
        return self._add({"Nums": numbers})


def _margin_content(page_box: Any) -> Iterator[tuple[Any, dict[str, str]]]:  # noqa: ANN401 - untyped library
    """What stands in a page's margins, as ISO 32000-1, 14.8.2.2.2, names such artifacts."""
    for margin in page_box.children:
        if isinstance(margin, boxes.MarginBox):
            subtype = "/Header" if margin.at_keyword.startswith("@top") else "/Footer"
            for box in margin.descendants(placeholders=True):
                yield box, {"Type": "/Pagination", "Subtype": subtype}


def _tags(stream: Dictionary) -> dict[Any, dict[str, Any]]:
    """The marked content of a page by box, as WeasyPrint keeps it."""
    tags: dict[Any, dict[str, Any]] = stream._tags  # noqa: SLF001 - there is no other way to it
    return tags


def _marks(pdf: Dictionary, page_streams: list[Any]) -> list[dict[int, tuple[Dictionary, int]]]:
    """Where each page's marked content begins, by its number: the stream and the index of its property list.

    Groups count their content together with the page they are drawn on, so the page's tags tell that they belong to it.
    """
    pages: dict[int, dict[int, tuple[Dictionary, int]]] = {id(_tags(stream)): {} for stream in page_streams}
    for stream in pdf.objects:
        marks = pages.get(id(_tags(stream))) if isinstance(stream, Stream) else None
        if marks is None:
            continue
        for index in _indices(stream.stream):
            properties = stream.stream[index]
            if "MCID" in properties:
                marks[properties["MCID"]] = (stream, index)
    return list(pages.values())


def _indices(operations: list[object]) -> Iterator[int]:
    """The index of each property list of marked content."""
    index = -1
    while True:
        try:
            index = operations.index(b"BDC", index + 1)
        except ValueError:
            return
        yield index - 1


def _label(link: Node) -> str:
    """What a link says of itself: its `aria-label` or `title`, else its text."""
    return link.source.get("aria-label") or link.source.get("title") or link.text()
