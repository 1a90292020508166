"""What can be seen of a PDF at a glance: one look at each object, by pikepdf."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exporter.sheets import MILLIMETRES_PER_POINT
from exporter.verify import objects
from exporter.verify.objects import Object

if TYPE_CHECKING:
    import pikepdf

ACTIVE = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Movie", "/Sound", "/Rendition", "/GoToE", "/GoTo3DView"}
)
"""Actions that do more than lead somewhere (ISO 32000-1, table 198)."""
SELF_CONTAINED_FONTS = frozenset({"/Type0", "/Type3"})
"""Fonts whose glyphs are in a descendant or in themselves; all others need a font program."""
HEADINGS = frozenset({"/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6"})
NAMESPACES = {
    "http://www.aiim.org/pdfa/ns/id/": "pdfa",
    "http://www.aiim.org/pdfua/ns/id/": "pdfua",
    "http://www.npes.org/pdfx/ns/id/": "pdfx",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://ns.adobe.com/pdf/1.3/": "pdf",
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/xap/1.0/mm/": "xmpMM",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a PDF says of itself and holds."""

    properties: Mapping[str, str]
    """Of the XMP: see `xmp`."""
    claims: frozenset[str]
    warnings: tuple[str, ...]
    """What had to be repaired to read it."""
    encrypted: bool
    title: str
    shows_title: bool
    language: str
    tagged: bool
    bookmarked: bool
    page_sizes_mm: tuple[tuple[float, float], ...]
    contents: Contents


@dataclass(slots=True)
class Contents:
    """What a look at each object has told."""

    fonts: int = 0
    images: int = 0
    headings: int = 0
    bare_figures: int = 0
    """Pictures without an alternative."""
    missing_fonts: set[str] = field(default_factory=set)
    unreadable_fonts: set[str] = field(default_factory=set)
    """Fonts whose glyphs cannot be turned back into text."""
    actions: set[str] = field(default_factory=set)
    """Types of active content."""


def gather(pdf: pikepdf.Pdf) -> Facts:
    """Look at an open PDF."""
    root = pdf.Root
    properties = xmp(pdf)
    title = str(pdf.docinfo.get("/Title", "")) or properties.get("dc.title", "")
    return Facts(
        properties=properties,
        claims=claims(properties),
        warnings=tuple(str(warning).rpartition(": ")[2] for warning in pdf.get_warnings()),
        encrypted=pdf.is_encrypted,
        title=title.strip(),
        shows_title=bool(objects.get(root, "/ViewerPreferences", "/DisplayDocTitle")),
        language=str(root.get("/Lang", "")).strip(),
        tagged=bool(objects.get(root, "/MarkInfo", "/Marked")) and "/StructTreeRoot" in root,
        bookmarked=objects.get(root, "/Outlines", "/First") is not None,
        page_sizes_mm=tuple(_size_mm(page) for page in pdf.pages),
        contents=_look_through(pdf),
    )


def claims(properties: dict[str, str]) -> frozenset[str]:
    """The standards that XMP properties name, such as `PDF/UA-1` and `PDF/A-3a`."""
    found = set()
    if part := properties.get("pdfa.part"):
        found.add(f"PDF/A-{part}{properties.get('pdfa.conformance', '').lower()}")
    if part := properties.get("pdfua.part"):
        found.add(f"PDF/UA-{part}")
    if version := properties.get("pdfx.GTS_PDFXVersion"):
        found.add(version)
    return frozenset(found)


def xmp(pdf: pikepdf.Pdf) -> dict[str, str]:
    """The properties of `NAMESPACES`, written as elements or as attributes, such as `pdfa.part`."""
    from lxml import etree

    stream: Object = pdf.Root.get("/Metadata")
    if not hasattr(stream, "read_bytes"):
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root: Object = etree.fromstring(stream.read_bytes(), parser)
    except etree.XMLSyntaxError:  # it is no XML at all
        return {}
    properties = {}
    for element in root.iter("{*}*") if root is not None else ():
        for name, text in ((element.tag, "".join(element.itertext())), *element.attrib.items()):
            namespace, _, local = str(name).removeprefix("{").partition("}")
            if namespace in NAMESPACES:
                properties[f"{NAMESPACES[namespace]}.{local}"] = str(text).strip()
    return properties


def _look_through(pdf: pikepdf.Pdf) -> Contents:
    contents = Contents()
    for item in pdf.objects:
        if not objects.is_dictionary(item):
            continue
        kind, subtype = str(item.get("/Type", "")), str(item.get("/S", ""))
        if kind == "/Font":
            _note_font(item, contents)
        elif "/P" in item and subtype in HEADINGS:
            contents.headings += 1
        elif "/P" in item and subtype == "/Figure":
            contents.bare_figures += "/Alt" not in item and "/ActualText" not in item
        elif str(item.get("/Subtype", "")) == "/Image":
            contents.images += 1
        contents.actions.update(_actions(item, subtype))
    if objects.get(pdf.Root, "/Names", "/JavaScript") is not None:
        contents.actions.add("JavaScript")
    return contents


def _note_font(font: Object, contents: Contents) -> None:
    contents.fonts += 1
    name, subtype = str(font.get("/BaseFont", "/unnamed"))[1:], str(font.get("/Subtype", ""))
    program = objects.has_font_program(font.get("/FontDescriptor"))
    if subtype not in SELF_CONTAINED_FONTS and not program:
        contents.missing_fonts.add(name)
    if subtype == "/Type0" and "/ToUnicode" not in font:
        contents.unreadable_fonts.add(name)


def _actions(item: Object, subtype: str) -> Iterator[str]:
    """The active actions an object is, or starts when it is clicked, opened or left."""
    if subtype in ACTIVE:
        yield subtype[1:]
    triggers = item.get("/AA")
    for action in (item.get("/A"), item.get("/OpenAction"), *(triggers.values() if triggers is not None else ())):
        kind = str(objects.get(action, "/S"))
        if kind in ACTIVE:
            yield kind[1:]


def _size_mm(page: pikepdf.Page) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) * MILLIMETRES_PER_POINT for edge in page.mediabox)
    return abs(right - left), abs(top - bottom)
