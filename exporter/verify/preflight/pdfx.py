"""What PDF/X-4 asks of a file's structure (ISO 15930-7:2010); what it asks of colour, boxes and links has own rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from exporter.verify import objects
from exporter.verify.objects import Object

if TYPE_CHECKING:
    import pikepdf

CLAIM = "PDF/X-4"
PROPERTIES = (
    "dc.title",
    "xmp.CreateDate",
    "xmp.ModifyDate",
    "xmp.MetadataDate",
    "xmpMM.DocumentID",
    "xmpMM.VersionID",
    "xmpMM.RenditionClass",
)
"""What the XMP must tell."""
FORBIDDEN_KEYS = {
    "/OPI": "stands in for a picture that is elsewhere (OPI)",
    "/Alternates": "has an alternate picture",
    "/PS": "holds PostScript",
}


def intents(pdf: pikepdf.Pdf) -> list[Object]:
    """The output intents for PDF/X: dictionaries."""
    return [one for one in objects.listed(pdf.Root.get("/OutputIntents")) if str(one.get("/S", "")) == "/GTS_PDFX"]


def unmet(pdf: pikepdf.Pdf, properties: Mapping[str, str]) -> Iterator[str]:
    """Tell each requirement that is not met; `properties` are those of the XMP."""
    yield from _metadata(pdf, properties)
    yield from _boxes(pdf)
    yield from _objects(pdf)


def _metadata(pdf: pikepdf.Pdf, properties: Mapping[str, str]) -> Iterator[str]:
    for name in PROPERTIES:
        if not properties.get(name):
            yield f"its XMP has no {name.replace('.', ':')}"
    trapped = str(pdf.docinfo.get("/Trapped", "")).lstrip("/") or properties.get("pdf.Trapped", "")
    if trapped not in {"True", "False"}:
        yield "it does not say whether it is trapped"
    if "/ID" not in pdf.trailer:
        yield "it has no ID"
    count = len(intents(pdf))
    if count != 1:
        yield f"it has {count} output intents for PDF/X"


def _boxes(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        if ("/TrimBox" in page.obj) == ("/ArtBox" in page.obj):
            which = "both TrimBox and ArtBox" if "/TrimBox" in page.obj else "neither TrimBox nor ArtBox"
            yield f"page {number} has {which}"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    told: set[str] = set()
    for item in pdf.objects:
        if objects.is_dictionary(item):
            told.update(_faults(item))
    yield from sorted(told)
    if objects.get(pdf.Root, "/AcroForm", "/XFA") is not None:
        yield "it holds an XFA form"


def _faults(item: Object) -> Iterator[str]:
    subtype = str(item.get("/Subtype", ""))
    if subtype in {"/Image", "/Form"}:
        for key, what in FORBIDDEN_KEYS.items():
            if key in item:
                yield f"something drawn {what}"
    if subtype == "/PS":
        yield "something drawn holds PostScript"
    for states in (item.get("/ExtGState"), objects.get(item, "/Resources", "/ExtGState")):
        for _, state in objects.entries(states):
            yield from _state_faults(state)


def _state_faults(state: Object) -> Iterator[str]:
    if "/TR" in state or str(state.get("/TR2", "/Default")) != "/Default":
        yield "a graphics state changes colours by a transfer function"
    if "/HTP" in state:
        yield "a graphics state sets the phase of its halftone"
