"""A small press file without faults, written in millimetres from the trim's lower left corner."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import fontpkg
import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import ImageCms

Change = Callable[[pikepdf.Pdf], None]
Sheets = Callable[..., bytes]
POINTS_PER_MM = 72 / 25.4
WIDTH_MM, HEIGHT_MM, BLEED_MM, MARGIN_MM = 100, 150, 3, 10
"""Of the trim; the bleed around it, and the paper around that with the printer's marks."""
MILLIMETRES = f"q {POINTS_PER_MM} 0 0 {POINTS_PER_MM} {MARGIN_MM * POINTS_PER_MM} {MARGIN_MM * POINTS_PER_MM} cm\n"
MARKS = """
/All CS 1 SCN 0.03 w  -9 0 m -4 0 l S  0 -9 m 0 -4 l S  109 150 m 104 150 l S
1 0 0 rg BT /Sans 2 Tf 20 155 Td (brochure.pdf) Tj ET
"""
"""Beyond the bleed everything is the printing house's own business."""
CONDITION = Path(__file__).parents[3] / "exporter" / "prepress" / "profiles" / "FOGRA39L_coated.icc"
CONTENTS = (
    """
0.2 0.1 0 0 k -3 -3 106 156 re f
/Picture cs q 40 0 0 30 10 100 cm /Photo Do Q
0 g BT /Sans 7 Tf 10 80 Td (After your scan) Tj ET
""",
    """
0 g BT /Sans 3.5278 Tf 10 120 Td (Black ink alone.) Tj ET
/Overprint gs 0 0 0 1 k BT /Sans 3.5278 Tf 10 110 Td (Black that overprints.) Tj ET /Knockout gs
1 0.6 0 0 k BT /Sans 3.5278 Tf 10 100 Td (Two inks, and neither is black.) Tj ET
0.6 0.5 0.4 1 k BT /Sans 5 Tf 10 90 Td (Rich black of 14 pt.) Tj ET
0 G 0.1 w 10 85 m 90 85 l S
0.7 0.7 0.7 0.89 k 10 40 30 30 re f
/Spot cs 1 scn 50 40 30 30 re f
q 10 10 80 20 re W n /Sky sh Q
""",
    """
/Half gs 0 0 0 0.6 k 10 60 40 40 re f /Whole gs
0.4 0 0.8 0 k -3 120 m 40 153 l -3 153 l f
1 0 0 0 k 103 20 m 100 20 l 100 30 l 103 30 l f
/Soft gs 0 1 0 0 k 50 20 20 20 re f /Hard gs
""",
    """
0 g BT /Sans 3.5278 Tf 10 20 Td (Example Clinic) Tj ET
0 0 0 0 k BT /Sans 3.5278 Tf 10 10 Td (white) Tj ET
q 20 0 0 20 70 10 cm /Code Do Q
""",
)
XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 pdfxid:GTS_PDFXVersion="PDF/X-4" xmp:CreateDate="2025-03-04" xmp:ModifyDate="2025-03-04"
 xmp:MetadataDate="2025-03-04" xmpMM:DocumentID="urn:example:scan" xmpMM:VersionID="1"
 xmpMM:RenditionClass="default"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">After your scan</rdf:li></rdf:Alt>
</dc:title></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


def tint(*inks: float) -> Dictionary:
    """A function from one value to these inks."""
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=[0] * len(inks), C1=list(inks), N=1)


def picture(pdf: pikepdf.Pdf, width: int, height: int, **entries: object) -> Stream:
    bits = int(str(entries.get("BitsPerComponent", 8)))
    inks = 4 if entries.get("ColorSpace") == Name.DeviceCMYK else 1
    row = (width * bits * inks + 7) // 8
    named = {f"/{name}": value for name, value in entries.items()}
    kind = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, BitsPerComponent=bits)
    return Stream(pdf, b"\x20" * (row * height), Dictionary({**kind, **named}))


def brochure() -> bytes:
    """A brochure of four pages in which there is nothing to find."""
    with pikepdf.new() as pdf:
        resources = pdf.make_indirect(_resources(pdf, font()))
        for content in CONTENTS:
            pdf.add_blank_page(page_size=(_points(WIDTH_MM + 2 * MARGIN_MM), _points(HEIGHT_MM + 2 * MARGIN_MM)))
            page = pdf.pages[-1].obj
            page.TrimBox = _box(MARGIN_MM)
            page.BleedBox = _box(MARGIN_MM - BLEED_MM)
            page.Resources = resources
            page.Contents = Stream(pdf, f"{MILLIMETRES}{content}{MARKS}Q".encode())
            page.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
        pdf.Root.OutputIntents = Array([_intent(pdf)])
        pdf.Root.Metadata = Stream(pdf, XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
        pdf.docinfo.Trapped = Name("/False")
        stream = BytesIO()
        pdf.save(stream, deterministic_id=True, fix_metadata_version=False)
        return stream.getvalue()


def drawn(content: str, page: int = 1) -> Change:
    """Draw on top of a page, in millimetres from the trim's lower left corner."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[page - 1].contents_add(f"{MILLIMETRES}{content} Q".encode())

    return change


def _points(length_mm: float) -> float:
    return length_mm * POINTS_PER_MM


def _box(margin_mm: float) -> Array:
    edges = margin_mm, margin_mm, WIDTH_MM + 2 * MARGIN_MM - margin_mm, HEIGHT_MM + 2 * MARGIN_MM - margin_mm
    return Array([_points(edge) for edge in edges])


def _intent(pdf: pikepdf.Pdf) -> Dictionary:
    return Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String("FOGRA39"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=Stream(pdf, CONDITION.read_bytes(), N=4),
    )


def _resources(pdf: pikepdf.Pdf, font: bytes) -> Dictionary:
    sky = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[10, 0, 90, 0], Function=tint(1, 0.5, 0, 0))
    rgb_sky = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[10, 0, 90, 0], Function=tint(1, 0.5, 0))
    colours = Dictionary(
        {
            "/Spot": Array([Name.Separation, Name("/PANTONE 300 C"), Name.DeviceCMYK, tint(1, 0.4, 0, 0)]),
            "/All": Array([Name.Separation, Name.All, Name.DeviceCMYK, tint(1, 1, 1, 1)]),
            "/Picture": Name.DeviceCMYK,
            "/Screen": Array(
                [Name.ICCBased, Stream(pdf, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), N=3)]
            ),
            "/Lab": Array([Name.Lab, Dictionary(WhitePoint=[0.9642, 1, 0.8249])]),
        }
    )
    states = Dictionary(
        Overprint=Dictionary(OP=True, op=True, OPM=1),
        Knockout=Dictionary(OP=False, op=False),
        Half=Dictionary(ca=0.5),
        Whole=Dictionary(ca=1),
        Multiply=Dictionary(BM=Name.Multiply),
        Soft=Dictionary(SMask=_soft_mask(pdf)),
        Hard=Dictionary(SMask=Name("/None")),
    )
    pictures = Dictionary(
        Photo=picture(pdf, 480, 360, ColorSpace=Name.DeviceCMYK),
        Code=picture(pdf, 500, 500, ImageMask=True, BitsPerComponent=1),
        Coarse=picture(pdf, 40, 30, ColorSpace=Name.DeviceCMYK),
        CoarseCode=picture(pdf, 300, 300, ImageMask=True, BitsPerComponent=1),
        Indexed=picture(pdf, 480, 360, ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 255, String(bytes(768))])),
        Veiled=picture(
            pdf, 480, 360, ColorSpace=Name.DeviceGray, SMask=picture(pdf, 48, 36, ColorSpace=Name.DeviceGray)
        ),
    )
    inner = _form(pdf, b"1 0 0 rg 2 2 5 5 re f")
    pictures["/Outer"] = _form(pdf, b"q 1 0 0 1 10 10 cm /Inner Do Q", XObject=Dictionary(Inner=inner))
    pictures["/RgbGroup"] = _form(pdf, b"0 1 0 0 k 2 2 5 5 re f")
    pictures["/RgbGroup"].Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    lost = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pictures["/LostForm"] = _form(pdf, b"0 g BT /Lost 5 Tf (Lost) Tj ET", Font=Dictionary(Lost=lost))
    return Dictionary(
        Font=Dictionary(Sans=_font(pdf, font), Lost=lost),
        ColorSpace=colours,
        ExtGState=states,
        XObject=pictures,
        Shading=Dictionary(Sky=sky, RgbSky=rgb_sky),
        Pattern=Dictionary(Dots=_pattern(pdf), RgbWay=Dictionary(PatternType=2, Shading=rgb_sky)),
    )


def _form(pdf: pikepdf.Pdf, content: bytes, **resources: Dictionary) -> Stream:
    named = Dictionary({f"/{name}": value for name, value in resources.items()})
    return Stream(pdf, content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 50]), Resources=named)


def _pattern(pdf: pikepdf.Pdf) -> Stream:
    entries = {"PatternType": 1, "PaintType": 1, "TilingType": 1, "XStep": 20, "YStep": 20}
    kind = Dictionary({f"/{name}": value for name, value in entries.items()})
    kind.BBox, kind.Resources = Array([0, 0, 20, 20]), Dictionary()
    return Stream(pdf, b"1 0 0 rg 5 5 10 10 re f", kind)


def _font(pdf: pikepdf.Pdf, program: bytes) -> Dictionary:
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.Sans,
        Flags=32,
        FontBBox=[-200, -300, 1200, 1000],
        ItalicAngle=0,
        Ascent=1000,
        Descent=-300,
        CapHeight=660,
        StemV=80,
        FontFile2=Stream(pdf, program),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name.Sans,
        Encoding=Name.WinAnsiEncoding,
        FirstChar=32,
        LastChar=126,
        Widths=[500] * 95,
        FontDescriptor=descriptor,
    )


def _soft_mask(pdf: pikepdf.Pdf) -> Dictionary:
    """A mask in a grey that is no ink."""
    form = Stream(pdf, b"0.5 g 0 0 400 500 re f")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 400, 500])
    form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return Dictionary(S=Name.Luminosity, G=form)


def font() -> bytes:
    """A font small enough to be put into every test's file."""
    options = Options(layout_features=[], notdef_outline=True, name_IDs=[])
    with TTFont(fontpkg.path("source-sans-3")) as whole:
        subsetter = Subsetter(options)
        subsetter.populate(text="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,")
        subsetter.subset(whole)
        stream = BytesIO()
        whole.save(stream)
    return stream.getvalue()
