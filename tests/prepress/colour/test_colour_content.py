from __future__ import annotations

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms
from prepress.drawn import INKS, add, converted, form, page

from exporter.prepress import colour
from exporter.prepress.colour import profile, spaces

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
CAL_RGB = Dictionary(
    WhitePoint=Array([0.9505, 1, 1.089]),
    Gamma=Array([2.2, 2.2, 2.2]),
    Matrix=Array([0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]),
)
RED = "0 0.9686 0.9843 0 k"
"""What the packaged profile says of sRGB red."""


def first(content: str, pdf: Pdf | None = None) -> str:
    """What a page's first line becomes, after the line that every page begins with."""
    return converted(pdf or page(content))[2]


@pytest.mark.parametrize(
    ("content", "made"),
    [
        ("1 0 0 rg", RED),
        ("1 0 0 RG", RED.upper()),
        ("0 0 0 rg", "0 0 0 1 k"),
        ("1 1 1 rg", "0 0 0 0 k"),
        ("1 1 1 RG", "0 0 0 0 K"),
        ("0 g", "0 0 0 1 k"),
        ("1 G", "0 0 0 0 K"),
        ("0.1 0.2 0.3 0.4 k", "0.1 0.2 0.3 0.4 k"),
        ("0.090196 0.376471 0.431373 rg", "0.85 0.35 0.4 0.25 k"),
        ("0.784314 0.454902 0.164706 rg", "/_Spot1 cs 1 scn"),
        ("0.784314 0.454902 0.164706 RG", "/_Spot1 CS 1 SCN"),
        ("/DeviceRGB cs 1 0 0 sc", "0 0 0 1 k"),
    ],
)
def test_a_colour_becomes_ink(content: str, made: str) -> None:
    assert first(content) == made


@pytest.mark.parametrize("rgb", ["0.5 0.5 0.5", "0.5 0.505 0.5", "0.3 0.345 0.36", "0.765 0.792 0.8", "0.9 0.9 0.9"])
def test_greys_are_black_alone(rgb: str) -> None:
    cyan, magenta, yellow, black, _ = first(f"{rgb} rg").split()
    assert [cyan, magenta, yellow] == ["0", "0", "0"]
    assert 0 < float(black) <= 1


def test_a_grey_is_as_light_in_black_alone_as_in_four_inks() -> None:
    table = profile.read(INKS.profile)
    for level in (64, 96, 128, 192, 240):
        nothing = Image.new("L", (1, 1))
        alone = Image.merge("CMYK", (nothing, nothing, nothing, Image.new("L", (1, 1), table.black[level])))
        seen = table.srgb(alone, spaces.CMYK).getpixel((0, 0))
        assert isinstance(seen, tuple)
        assert seen[1] == pytest.approx(level, abs=4)
    assert list(table.black) == sorted(table.black, reverse=True)


@pytest.mark.parametrize("rgb", ["0.113725 0.145098 0.156863", "0.129 0.169 0.196", "0.2 0.2 0.2"])
def test_what_is_nearly_black_is_black(rgb: str) -> None:
    assert first(f"{rgb} rg") == "0 0 0 1 k"


@pytest.mark.parametrize("rgb", ["0 0.1 0.2", "0.3 0.3 0.4", "0.2 0 0", "0.95 0.96 1", "0.96 0.945 0.918"])
def test_what_has_a_hue_keeps_it(rgb: str) -> None:
    assert not first(f"{rgb} rg").startswith("0 0 0 ")


def test_every_space_of_red_becomes_the_same_ink() -> None:
    pdf = page("/A cs 1 0 0 sc /B cs 1 0 0 scn /C cs 53.24 80.09 67.2 sc /D cs 1 sc /E cs 1 0 0 sc")
    icc = Stream(pdf, SRGB, N=3)
    add(
        pdf,
        "ColorSpace",
        A=Array([Name.ICCBased, pdf.make_indirect(icc)]),
        B=Array([Name.CalRGB, CAL_RGB]),
        C=Array([Name.Lab, Dictionary(WhitePoint=Array([0.9643, 1, 0.8251]), Range=Array([-128, 127, -128, 127]))]),
        D=Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes([0, 0, 255, 255, 0, 0]))]),
        E=Name.DeviceRGB,
    )
    inks = [line.split() for line in converted(pdf) if line.endswith(" k")]
    for found in (inks[number] for number in (1, 3, 5, 7, 9)):  # each after the space's first colour
        assert [float(ink) for ink in found[:4]] == pytest.approx([0, 0.97, 0.98, 0], abs=0.03)
    assert "/ColorSpace" not in pdf.pages[0].obj.Resources


def test_a_default_space_is_meant_by_the_device_it_stands_for() -> None:
    pdf = page("1 0 0 rg")
    swapped = {
        **dict(CAL_RGB.items()),
        "/Matrix": Array([0.1805, 0.0722, 0.9505, 0.3576, 0.7152, 0.1192, 0.4124, 0.2126, 0.0193]),
    }
    add(pdf, "ColorSpace", DefaultRGB=Array([Name.CalRGB, Dictionary(swapped)]))
    blue = first("0 0 1 rg")
    assert first("", pdf) == blue


def test_inks_by_name_stay_with_what_stands_in_for_them_in_cmyk() -> None:
    pdf = page("/S cs 0.5 scn /N CS 0.2 0.7 SCN 0 0 9 9 re f")
    program = Stream(
        pdf,
        b"{ 2 copy add 2 div 3 1 roll }",
        FunctionType=4,
        Domain=Array([0, 1, 0, 1]),
        Range=Array([0, 1] * 3),
    )
    fade = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 1, 1]), C1=Array([1, 0, 0]), N=1)
    add(
        pdf,
        "ColorSpace",
        S=Array([Name.Separation, Name("/Leaf Green"), Name.DeviceRGB, fade]),
        N=Array([Name.DeviceN, Array([Name("/One"), Name("/Two")]), Name.DeviceRGB, pdf.make_indirect(program)]),
    )
    assert converted(pdf)[1:] == ["/S cs 0.5 scn /N CS 0.2 0.7 SCN 0 0 9 9 re f"]
    kept = pdf.pages[0].obj.Resources.ColorSpace
    for space, inputs in ((kept.S, 1), (kept.N, 2)):
        assert space[2] == "/DeviceCMYK"
        assert len(space[3].Size) == inputs
        assert len(space[3].Range) == 8


def test_a_spot_ink_has_the_exact_values_at_full_tint() -> None:
    pdf = page("0.784314 0.454902 0.164706 rg 0 0 9 9 re f")
    converted(pdf)
    space = pdf.pages[0].obj.Resources.ColorSpace["/_Spot1"]
    assert [space[0], space[1], space[2]] == ["/Separation", "/EXAMPLE 158 C", "/DeviceCMYK"]
    assert [float(value) for value in space[3].C1] == pytest.approx([0.1, 0.6, 0.9, 0.1])
    assert [float(value) for value in space[3].C0] == [0, 0, 0, 0]


def test_colours_go_back_with_the_graphics_state() -> None:
    pdf = page("q /A cs 1 sc Q 0.5 sc")
    add(pdf, "ColorSpace", A=Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes([0, 0, 255, 255, 0, 0]))]))
    lines = converted(pdf)
    assert lines[-1].startswith("0 0 0 0.")  # the grey of the page's own space


TEXT = "BT /F 9 Tf {colour} (a) Tj ET 0 0 9 9 re f"


def overprinted(colour_: str, before: str = "") -> bool:
    pdf = page(before + TEXT.format(colour=colour_))
    add(pdf, "Font", F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    lines = converted(pdf)
    states = pdf.pages[0].obj.Resources.get("/ExtGState", Dictionary())
    if "/_Overprint gs" not in "\n".join(lines):
        assert "/_Overprint" not in states
        return False
    assert all((states["/_Overprint"].OP, states["/_Overprint"].op, states["/_Overprint"].OPM == 1))
    assert not any((states["/_Knockout"].OP, states["/_Knockout"].op))
    content = "\n".join(lines)
    assert (
        content.index("/_Overprint gs")
        < content.index("(a) Tj")
        < content.index("/_Knockout gs")
        < content.index(" re")
    )
    return True


def test_black_text_overprints_and_nothing_else() -> None:
    assert overprinted("0 0 0 rg")
    assert overprinted("0 0 0 1 k")
    assert overprinted("")
    assert overprinted("0.113725 0.145098 0.156863 rg")
    assert not overprinted("1 1 1 rg")
    assert not overprinted("0.5 g")
    assert not overprinted("1 0 0 rg")
    assert not overprinted("0.784314 0.454902 0.164706 rg")


def test_text_overprints_only_where_all_that_is_drawn_of_it_is_black() -> None:
    assert not overprinted("2 Tr 1 0 0 RG 0 g")
    assert overprinted("2 Tr 0 G 0 g")
    assert overprinted("1 Tr 0 G 1 0 0 rg")
    assert not overprinted("3 Tr 0 g")


def test_overprinting_ends_where_the_colour_changes_within_a_text() -> None:
    pdf = page("BT /F 9 Tf 0 g (a) Tj 1 g (b) Tj 0 g (c) Tj ET")
    add(pdf, "Font", F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    states = [line.split()[0] for line in converted(pdf) if " gs" in line]
    assert states == ["/_Overprint", "/_Knockout", "/_Overprint", "/_Knockout"]


def test_the_master_cannot_make_white_overprint() -> None:
    pdf = page("/G gs 1 g 0 0 9 9 re f")
    add(pdf, "ExtGState", G=Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1, ca=0.5, BM=Name.Multiply))
    converted(pdf)
    state = pdf.pages[0].obj.Resources.ExtGState.G
    assert {*state.keys()} == {"/Type", "/ca", "/BM"}


def test_a_luminosity_mask_keeps_its_light_and_any_other_becomes_ink() -> None:
    pdf = page("/G gs /A gs /X Do 1 0 0 rg 0 0 9 9 re f")
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    shared = form(pdf, "0 1 0 rg 0 0 200 200 re f", Group=group)
    add(
        pdf,
        "ExtGState",
        G=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=shared, BC=Array([1, 0, 0]))),
        A=Dictionary(SMask=Dictionary(S=Name.Alpha, G=shared)),
    )
    add(pdf, "XObject", X=shared)
    converted(pdf)
    resources = pdf.pages[0].obj.Resources
    light = resources.ExtGState.G.SMask
    assert light.G.read_bytes().strip() == b"0.59 g 0 0 200 200 re f"
    assert light.G.Group.CS == "/DeviceGray"
    assert [float(value) for value in light.BC] == pytest.approx([0.3])
    ink = resources.ExtGState.A.SMask.G
    assert ink.Group.CS == "/DeviceCMYK"
    assert ink.objgen == resources.XObject.X.objgen, "a form is converted once for every kind of use"
    assert b" k" in ink.read_bytes()


def test_forms_are_converted_once_and_keep_their_shape() -> None:
    pdf = page("/X Do q 2 0 0 2 0 0 cm /X Do Q")
    inner = form(pdf, "1 0 0 RG 0 0 m 9 9 l S")
    add(
        pdf,
        "XObject",
        X=form(
            pdf,
            "/I Do",
            Resources=Dictionary(XObject=Dictionary(I=inner)),
            Matrix=Array([1, 0, 0, 1, 5, 5]),
            StructParent=3,
        ),
    )
    pdf.pages.append(pdf.pages[0])
    converted(pdf)
    made = pdf.pages[0].obj.Resources.XObject.X
    assert made.objgen == pdf.pages[1].obj.Resources.XObject.X.objgen
    assert [float(value) for value in made.Matrix] == [1, 0, 0, 1, 5, 5]
    assert "/StructParent" not in made
    assert made.Resources.XObject.I.read_bytes().strip().startswith(b"0 0.9686 0.9843 0 K")


def test_patterns_keep_or_get_their_colours() -> None:
    pdf = page("/Pattern cs /P scn 0 0 9 9 re f /U CS 1 0 0 /Q SCN 0 0 9 9 re S")
    tile = {"PatternType": 1, "TilingType": 1, "XStep": 9, "YStep": 9, "Subtype": Name.Form}
    add(
        pdf,
        "Pattern",
        P=form(pdf, "1 0 0 rg 0 0 4 4 re f", PaintType=1, **tile),
        Q=form(pdf, "0 0 4 4 re f", PaintType=2, **tile),
    )
    add(pdf, "ColorSpace", U=Array([Name.Pattern, Name.DeviceRGB]))
    content = "\n".join(converted(pdf))
    resources = pdf.pages[0].obj.Resources
    assert "/Pattern cs" in content
    assert "0 0.9686 0.9843 0 /Q SCN" in content
    assert [str(name) for name in resources.ColorSpace.U] == ["/Pattern", "/DeviceCMYK"]
    assert resources.Pattern.P.read_bytes().strip().startswith(RED.encode())
    assert resources.Pattern.Q.PaintType == 2


def test_glyphs_of_type_3_are_converted() -> None:
    pdf = page("BT /F 9 Tf (a) Tj ET")
    glyphs = Dictionary(a=pdf.make_indirect(Stream(pdf, b"500 0 d0 1 0 0 rg 0 0 500 500 re f")))
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, CharProcs=glyphs, FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0])
    )
    add(pdf, "Font", F=font)
    converted(pdf)
    glyph = pdf.pages[0].obj.Resources.Font.F.CharProcs.a
    assert glyph.read_bytes().split(b"\n")[1].startswith(RED.encode())


def test_groups_annotations_intents_and_what_nobody_draws_with() -> None:
    pdf = page("0 g")
    pdf.pages[0].obj.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB, I=True)
    pdf.pages[0].obj.Annots = Array([])
    pdf.Root.OutputIntents = Array([])
    add(pdf, "XObject", X=form(pdf, "1 0 0 rg"))
    converted(pdf)
    found = pdf.pages[0].obj
    assert found.Group.CS == "/DeviceCMYK"
    assert found.Group.I
    assert "/Annots" not in found
    assert "/OutputIntents" not in pdf.Root
    assert "/XObject" not in found.Resources


def test_what_draws_itself_is_told() -> None:
    pdf = page("/X Do")
    loop = form(pdf, "/X Do")
    loop.Resources = Dictionary(XObject=Dictionary(X=loop))
    add(pdf, "XObject", X=loop)
    with pytest.raises(ValueError, match="is drawn by itself"):
        converted(pdf)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("/X Do", "draws with '/X'"),
        ("/X cs", "draws with '/X'"),
        ("1 0 rg", "has 2 components where its space has 3"),
        ("BT (a", "cannot be read beyond"),
    ],
)
def test_broken_content_is_told(content: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        converted(page(content))


def test_a_profile_that_is_none_for_cmyk_is_told() -> None:
    assert profile.fault(SRGB) == "this is a profile for RGB, not for CMYK"
    assert profile.fault(b"ICC") == "this is not an ICC profile"
    assert profile.fault(INKS.profile) == ""
    with pytest.raises(ValueError, match="for RGB, not for CMYK"):
        colour.convert(page("0 g"), colour.Inks(SRGB))
