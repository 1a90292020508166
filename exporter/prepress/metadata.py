"""What a PDF says of itself: XMP, and the document information dictionary with the same words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, UUID, uuid5

from exporter.model import Document

if TYPE_CHECKING:
    import pikepdf

PRODUCER = "exporter"
PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d"
"""Fixed by ISO 16684-1, 7.3.2."""

PDF_UA_SCHEMA = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""ISO 19005-3, 6.6.2.3: properties that PDF/A does not know itself are described in the file."""
IDENTIFICATION = {
    "PDF/A-3a": "<pdfaid:part>3</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n",
    "PDF/UA-1": "<pdfuaid:part>1</pdfuaid:part>\n",
    "PDF/X-4": '<pdfxid:GTS_PDFXVersion xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">PDF/X-4</pdfxid:GTS_PDFXVersion>\n',
}
PDF_X_PROPERTIES = """<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
<xmpMM:DocumentID>uuid:{identifier}</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Trapped xmlns:pdf="http://ns.adobe.com/pdf/1.3/">False</pdf:Trapped>
</rdf:Description>
"""
"""ISO 15930-7: what a document that goes to press says of itself besides its title and dates."""


def write(pdf: pikepdf.Pdf, document: Document, claims: frozenset[str]) -> None:
    """Replace the metadata and the document information; the claims are written into the XMP."""
    from pikepdf import Name, Stream, String

    packet = xmp(document, claims)
    pdf.Root.Metadata = Stream(pdf, packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String(document.language)
    information = pdf.docinfo
    for name in list(information.keys()):
        del information[name]
    for name, text in _information(document):
        if text:
            information[f"/{name}"] = String(text)


def _information(document: Document) -> Iterable[tuple[str, str]]:
    metadata = document.metadata
    stamp = f"D:{document.modified:%Y%m%d}000000Z"
    return (
        ("Title", metadata.title),
        ("Author", ", ".join(person.name for person in metadata.authors)),
        ("Subject", metadata.description),
        ("Keywords", ", ".join(metadata.keywords)),
        ("Creator", PRODUCER),
        ("Producer", PRODUCER),
        ("CreationDate", stamp),
        ("ModDate", stamp),
    )


def xmp(document: Document, claims: frozenset[str]) -> str:
    """The XMP packet (ISO 16684-1), read only, with all dates at midnight UTC of `document.modified`."""
    identification = "".join(IDENTIFICATION[claim] for claim in sorted(claims))
    schema = PDF_UA_SCHEMA if "PDF/UA-1" in claims else ""
    if "PDF/X-4" in claims:
        schema += PDF_X_PROPERTIES.format(identifier=_identifier(document))
    return (
        f'<?xpacket begin="\ufeff" id="{PACKET_ID}"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\n'
        f"{_dublin_core(document)}{_tools(document)}{identification}"
        f"</rdf:Description>\n{schema}</rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )


def _dublin_core(document: Document) -> str:
    metadata = document.metadata
    languages = ("x-default", document.language)
    taking_part = (*metadata.reviewers, *metadata.contributors)
    return (
        "<dc:format>application/pdf</dc:format>\n"
        + _alternatives("title", metadata.title, languages)
        + _alternatives("description", metadata.description, languages)
        + _array("creator", "Seq", [person.name for person in metadata.authors])
        + _array("contributor", "Bag", [person.name for person in taking_part])
        + _array("publisher", "Bag", [document.publisher])
        + _array("subject", "Bag", [*metadata.keywords, *(one.name for one in metadata.subjects)])
        + _alternatives("rights", metadata.rights, languages)
        + _array("language", "Bag", [document.language])
        + _array("date", "Seq", [document.modified.isoformat()])
        + _element("dc:identifier", document.identifier or metadata.identifier)
        + _element("dc:source", metadata.identifier if document.identifier else "")
    )


def _tools(document: Document) -> str:
    stamp = _midnight(document.modified)
    return (
        _element("xmp:CreateDate", stamp)
        + _element("xmp:ModifyDate", stamp)
        + _element("xmp:MetadataDate", stamp)
        + _element("xmp:CreatorTool", PRODUCER)
        + _element("pdf:Producer", PRODUCER)
        + _element("pdf:Keywords", ", ".join(document.metadata.keywords))
    )


def _identifier(document: Document) -> UUID:
    """The same for the same document on every machine (RFC 9562, 5.5)."""
    metadata = document.metadata
    names = (metadata.identifier, metadata.title, metadata.version, document.language, document.publisher)
    return uuid5(NAMESPACE_URL, "\n".join((*names, document.source_name, document.modified.isoformat())))


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_escape(text)}</{name}>\n" if text else ""


def _array(name: str, kind: str, texts: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{_escape(text)}</rdf:li>" for text in texts if text)
    return f"<dc:{name}><rdf:{kind}>{items}</rdf:{kind}></dc:{name}>\n" if items else ""


def _alternatives(name: str, text: str, languages: Iterable[str]) -> str:
    items = "".join(f'<rdf:li xml:lang="{_escape(tag)}">{_escape(text)}</rdf:li>' for tag in languages)
    return f"<dc:{name}><rdf:Alt>{items}</rdf:Alt></dc:{name}>\n" if text else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
