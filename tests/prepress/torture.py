"""Two files that draw with everything: one written operator by operator, one that WeasyPrint writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import fontpkg
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms
from prepress.drawn import add, axial, fade, form, image, jpeg, page, photo

from exporter.model import Document, FontFace, Medium, Metadata, Part, Resource

CELL = 25
"""Points: the page is a grid of eight by eight."""
D65 = Array([0.9505, 1, 1.089])
MATRIX = Array([0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505])
TEXT = "BT /T 11 Tf 1 Tr 0.2 w 3 9 Td (Abc) Tj ET BT /T 11 Tf 0 Tr 3 1 Td (Abc) Tj ET"


def by_hand() -> Pdf:
    """One page, each of whose cells is drawn in another way."""
    pdf = page("")
    _resources(pdf)
    cells = enumerate(_cells())
    content = [f"q 1 0 0 1 {n % 8 * CELL} {n // 8 * CELL} cm 0 0 {CELL} {CELL} re W n {cell} Q" for n, cell in cells]
    pdf.pages[0].obj.Contents = Stream(pdf, "\n".join(content).encode())
    pdf.pages[0].obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB)
    return pdf


def _cells() -> Iterator[str]:
    full = f"0 0 {CELL} {CELL} re"
    line = f"4 w 0 0 m {CELL} {CELL} l S"
    yield f"1 0 0 rg {full} f 0 0 1 RG {line}"
    yield f"0.5 g {full} f 0.9 G {line}"
    yield f"0.3 0.1 0 0.2 k {full} f 0 0 1 0 K {line}"
    yield from (f"/{name} cs {values} scn {full} f" for name, values in SPACES.items())
    yield f"/Uncoloured cs 0 0.5 0 /Dots scn {full} f"
    yield f"/Pattern cs /Tiles scn {full} f"
    yield f"/Pattern cs /Gradient scn {full} f"
    yield f"/Pattern CS /Gradient SCN 6 w {full} S"
    yield from (f"{CELL / 200} 0 0 1 0 0 cm /{name} sh" for name in ("Axial", "Radial", "Stitched", "Grey", "Clinic"))
    yield f"{CELL} 0 0 {CELL} 0 0 cm /Plane sh"
    yield f"{CELL / 200} 0 0 {CELL / 200} 0 0 cm /Mesh sh"
    yield from (f"q {CELL} 0 0 {CELL} 0 0 cm /{name} Do Q" for name in PICTURES)
    yield f"0.6 0 0.4 rg {CELL} 0 0 {CELL} 0 0 cm /Stencil Do"
    yield f"{CELL} 0 0 {CELL} 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /RGB /F /AHx ID ff8000 00ff80 8000ff ffffff> EI"
    yield f"/Masked gs 0.8 0.3 0 rg {full} f"
    yield f"0 0.6 0.6 rg {full} f /Multiply gs 1 0.9 0 rg 5 5 15 15 re f"
    yield "/Form Do 0.5 0 0 0.5 8 8 cm /Form Do"
    yield "BT 0 0.4 0.8 rg /Glyphs 20 Tf 2 2 Td (a) Tj ET"
    yield from (f"{colour} {TEXT}" for colour in ("0 0 0 rg 0 G", "0.2 0.2 0.2 rg", "0 0.4 0 rg 1 0 0 RG"))
    yield f"0.090196 0.376471 0.431373 rg {full} f 1 1 1 rg {TEXT}"
    yield f"0.784314 0.454902 0.164706 rg {full} f 0 g {TEXT}"


SPACES = {
    "Icc": "0.2 0.6 0.9",
    "IccGrey": "0.4",
    "CalRgb": "0.9 0.5 0.1",
    "CalGrey": "0.5",
    "Lab": "60 30 -20",
    "Index": "1",
    "Ink": "0.7",
    "Inks": "0.7 0.2",
}
PICTURES = ("Rgb", "Grey", "Deep", "Few", "Jpeg", "GreyJpeg", "Bits", "Alpha", "Keyed", "LabPicture", "InkPicture")


def _resources(pdf: Pdf) -> None:
    program = Stream(
        pdf, b"{ 1 exch sub dup 3 2 roll 1 exch sub }", FunctionType=4, Domain=UNIT[:2], Range=Array([0, 1] * 3)
    )
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    add(
        pdf,
        "ColorSpace",
        Icc=Array([Name.ICCBased, pdf.make_indirect(Stream(pdf, srgb, N=3))]),
        IccGrey=Name.DeviceGray,
        CalRgb=Array([Name.CalRGB, Dictionary(WhitePoint=D65, Gamma=Array([2.2] * 3), Matrix=MATRIX)]),
        CalGrey=Array([Name.CalGray, Dictionary(WhitePoint=D65, Gamma=2.2)]),
        Lab=LAB,
        Index=Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes([0, 0, 0, 200, 0, 90]))]),
        Ink=INK,
        Inks=Array([Name.DeviceN, Array([Name("/One"), Name("/Two")]), Name.DeviceRGB, pdf.make_indirect(program)]),
        Uncoloured=Array([Name.Pattern, Name.DeviceRGB]),
    )
    program.Domain = Array([0, 1, 0, 1])
    _shadings(pdf)
    _pictures(pdf)
    _others(pdf)


UNIT = [0, 1]
LAB = Array([Name.Lab, Dictionary(WhitePoint=Array([0.9643, 1, 0.8251]), Range=Array([-128, 127, -128, 127]))])
INK = Array([Name.Separation, Name("/Leaf"), Name.DeviceRGB, fade([1, 1, 1], [0.1, 0.6, 0.2])])


def _shadings(pdf: Pdf) -> None:
    parts = [fade([1, 0, 0], [1, 1, 0]), fade([0, 0.5, 1], [0.2, 0, 0.4], 1.8)]
    stitched = Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Bounds=Array([0.4]), Encode=Array([0, 1, 0, 1]), Functions=Array(parts)
    )
    plane = Stream(pdf, b"{ 2 copy mul }", FunctionType=4, Domain=Array([0, 1, 0, 1]), Range=Array([0, 1, 0, 1, 0, 1]))
    corners = ((0, 0, "ff0000"), (255, 0, "00c040"), (128, 255, "2030ff"))
    mesh = Stream(
        pdf,
        b"".join(bytes([0, x, y]) + bytes.fromhex(rgb) for x, y, rgb in corners),
        ShadingType=4,
        ColorSpace=Name.DeviceRGB,
        BitsPerCoordinate=8,
        BitsPerComponent=8,
        BitsPerFlag=8,
        Decode=Array([0, 200, 0, 200, 0, 1, 0, 1, 0, 1]),
    )
    radial = Dictionary(
        ShadingType=3,
        ColorSpace=Name.DeviceRGB,
        Coords=Array([100, 12, 0, 100, 12, 90]),
        Function=fade([1, 1, 1], [0.7, 0, 0.3]),
        Extend=Array([True, True]),
    )
    add(
        pdf,
        "Shading",
        Axial=axial(fade([0.9, 0.2, 0], [0, 0.3, 0.9])),
        Radial=radial,
        Stitched=axial(stitched),
        Grey=axial(fade([0], [1]), Name.DeviceGray),
        Clinic=axial(fade([0.090196, 0.376471, 0.431373], [0.784314, 0.454902, 0.164706])),
        Plane=Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB, Function=pdf.make_indirect(plane)),
        Mesh=pdf.make_indirect(mesh),
    )
    tile = {"PatternType": 1, "TilingType": 1, "BBox": Array([0, 0, 8, 8]), "XStep": 8, "YStep": 8}
    add(
        pdf,
        "Pattern",
        Tiles=form(pdf, "0.9 0.8 0.2 rg 0 0 8 8 re f 0 0.2 0.5 RG 1 1 m 7 7 l S", PaintType=1, **tile),
        Dots=form(pdf, "1 1 5 5 re f", PaintType=2, **tile),
        Gradient=Dictionary(PatternType=2, Shading=axial(fade([0, 0.5, 0.5], [1, 0.9, 0.8]))),
    )


def _pictures(pdf: Pdf) -> None:
    coloured = photo()
    grey = coloured.convert("L")
    few = coloured.quantize(16)
    table = bytes(few.getpalette() or ())[:48]
    deep = bytes(byte for value in coloured.tobytes() for byte in (value, value))
    bits = coloured.convert("1")
    lab = ImageCms.applyTransform(
        coloured,
        ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB"),
    )
    assert lab is not None
    add(
        pdf,
        "XObject",
        Rgb=image(pdf, coloured),
        Grey=image(pdf, grey),
        Deep=image(pdf, coloured, data=deep, BitsPerComponent=16),
        Few=image(pdf, few, ColorSpace=Array([Name.Indexed, Name.DeviceRGB, 15, String(table)])),
        Jpeg=jpeg(pdf, photo(600, 400)),
        GreyJpeg=jpeg(pdf, grey),
        Bits=image(pdf, bits, BitsPerComponent=1, ColorSpace=Name.DeviceGray),
        Alpha=image(pdf, coloured, SMask=image(pdf, Image.linear_gradient("L"))),
        Keyed=image(pdf, coloured, Mask=Array([0, 90, 0, 255, 0, 255])),
        LabPicture=image(
            pdf,
            lab,
            data=bytes(b for t in zip(*(x.tobytes() for x in lab.split()), strict=True) for b in t),
            ColorSpace=LAB,
        ),
        InkPicture=image(pdf, grey, ColorSpace=INK),
        Stencil=image(pdf, bits, BitsPerComponent=1, ImageMask=True),
    )


def _others(pdf: Pdf) -> None:
    group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    inner = Dictionary(Shading=Dictionary(S=axial(fade([1, 0, 0], [1, 1, 1]))))
    mask = form(pdf, "/S sh", Group=group, Resources=inner)
    add(pdf, "XObject", Form=form(pdf, "0.2 0.7 0.3 rg 2 2 20 20 re f 0.5 G 2 w 2 2 m 22 22 l S", Group=group))
    add(
        pdf,
        "ExtGState",
        Masked=Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=mask, BC=Array([0, 0, 0]))),
        Multiply=Dictionary(Type=Name.ExtGState, BM=Name.Multiply, ca=0.8),
    )
    glyph = pdf.make_indirect(Stream(pdf, b"1000 0 d0 0.9 0 0.4 rg 0 0 800 800 re f"))
    add(
        pdf,
        "Font",
        T=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold")),
        Glyphs=Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 1000, 1000]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(a=glyph),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name("/a")])),
            FirstChar=97,
            LastChar=97,
            Widths=Array([1000]),
        ),
    )


STYLE = """
@font-face { font-family: Body; src: url(fonts/body.ttf); font-weight: 200 900 }
@page { size: A5; margin: 12mm; bleed: 3mm; @bottom-center { content: "Page " counter(page) } }
html { font: 10pt/13pt Body; color: #1d2528 }
h1 { color: #17606e } h2 { color: rgb(0 0 0); break-before: page }
.note { float: footnote; font-size: 8pt }
.boxes div { height: 12mm; margin: 2mm 0 }
img { width: 30mm; image-rendering: crisp-edges }
pre { background: #eee; border: .5pt solid #999 } pre b { color: #a31515 } pre i { color: #008000 }
"""
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90"><title>Shapes</title><defs>
<linearGradient id="l">
<stop stop-color="#17606e"/><stop offset="1" stop-color="#ffd9a0" stop-opacity=".4"/>
</linearGradient>
<radialGradient id="r"><stop stop-color="white"/><stop offset="1" stop-color="crimson"/></radialGradient>
<clipPath id="c"><circle cx="40" cy="45" r="40"/></clipPath>
<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="teal"/></pattern>
<mask id="m"><rect x="210" width="80" height="90" fill="#999"/></mask></defs>
<rect width="90" height="90" fill="url(#l)" clip-path="url(#c)"/><rect x="100" width="45" height="90" fill="url(#r)"/>
<rect x="150" width="45" height="90" fill="url(#p)" stroke="#888" stroke-width="2"/>
<rect x="210" y="5" width="80" height="80" fill="orange" mask="url(#m)" opacity=".8"/></svg>"""
BODY = f"""<main><h1>Colours of all kinds</h1><p>Black text with a note<span class="note">It is black too.</span>, a
<span style="color: #808080">grey</span>, a <span style="color: lab(50% 40 20)">Lab</span> and a
<span style="color: color(srgb 0 .5 .2)">named</span> one, and <b style="opacity: .5">half of it</b>.</p>
<div class="boxes"><div style="background: linear-gradient(90deg, #c8742a, #17606e 30%, rgb(0 128 0 / .3))"></div>
<div style="background: radial-gradient(white, #446)"></div>
<div style="background: repeating-linear-gradient(45deg, #fed, #fed 3mm, #9bd 3mm, #9bd 6mm)"></div>
<div style="background: #17606e; mix-blend-mode: multiply; color: white">White on a clinic's colour</div></div>{SVG}
<h2>Pictures and code</h2><p><img src="images/photo.jpg" alt="a"/> <img src="images/alpha.png" alt="b"/>
<img src="images/grey.png" alt="c"/> <img src="images/few.png" alt="d"/> <img src="images/shapes.svg" alt="e"/></p>
<pre><b>def</b> f():  <i># a remark</i>
    return 1</pre></main>"""


def typeset() -> Document:
    """A document of two pages for the typesetter."""
    coloured = photo(640, 480)
    with_alpha = coloured.resize((160, 120))
    with_alpha.putalpha(Image.linear_gradient("L").resize((160, 120)))
    pictures = {
        "images/photo.jpg": _file(coloured, "JPEG"),
        "images/alpha.png": _file(with_alpha, "PNG"),
        "images/grey.png": _file(coloured.convert("L"), "PNG"),
        "images/few.png": _file(coloured.quantize(32), "PNG"),
        "images/shapes.svg": Resource(SVG.encode(), "image/svg+xml"),
        "fonts/body.ttf": Resource(Path(fontpkg.path("source-sans-3")).read_bytes(), "font/ttf"),
    }
    return Document(
        medium=Medium.PRINT,
        metadata=Metadata("Colours"),
        publisher="Example Clinic",
        parts=(Part("body", "body", "Colours", BODY),),
        stylesheet=STYLE,
        resources=pictures,
        fonts=(FontFace("Body", "200 900", "normal", "fonts/body.ttf"),),
        outline=(),
        footnotes=(),
        language="en",
        direction="ltr",
        modified=date(2026, 1, 2),
        source_name="colours.md",
        source=b"",
    )


def _file(picture: Image.Image, kind: str) -> Resource:
    stream = BytesIO()
    picture.save(stream, kind)
    return Resource(stream.getvalue(), f"image/{kind.lower()}", picture.width, picture.height)
