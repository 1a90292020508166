from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import Image, ImageChops, ImageCms, ImageStat
from prepress.drawn import INKS, add, fade, form, image, jpeg, page, photo

from exporter.prepress import colour
from exporter.prepress.colour import pictures, profile
from exporter.prepress.colour.spaces import CMYK, RGB

DRAWN = "q 100 0 0 100 0 0 cm /X Do Q"
Make = Callable[[Pdf], Object]
TABLE = profile.read(INKS.profile)


def placed(make: Make, content: str = DRAWN, *, quality: int = 90) -> Object:
    """What becomes of an image that a page draws."""
    pdf = page(content)
    add(pdf, "XObject", X=make(pdf))
    colour.convert(pdf, INKS, jpeg_quality=quality)
    return pdf.pages[0].obj.Resources.XObject.X


def seen(made: Object) -> Image.Image:
    """An image in CMYK or grey as a picture."""
    mode = {"/DeviceCMYK": "CMYK", "/DeviceGray": "L"}[str(made.ColorSpace)]
    size = (int(made.Width), int(made.Height))
    if made.get("/Filter") == "/DCTDecode":
        with Image.open(BytesIO(made.read_raw_bytes())) as picture:
            picture.load()
            assert (picture.mode, picture.size) == (mode, size)
            if mode == "CMYK":
                assert [int(end) for end in made.Decode] == [1, 0] * 4
            return picture.copy()
    return Image.frombytes(mode, size, made.read_bytes())


def pixels(made: Object) -> tuple[int, int]:
    return int(made.Width), int(made.Height)


def unlike(one: Image.Image, other: Image.Image) -> float:
    """Mean difference in levels of 255."""
    assert (one.mode, one.size) == (other.mode, other.size)
    means = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return sum(means) / len(means)


def wanted(picture: Image.Image) -> Image.Image:
    return TABLE.separate(picture, RGB)


def test_rgb_goes_through_the_profile_and_greys_with_it() -> None:
    picture = photo()
    picture.paste((128, 128, 128), (0, 0, 40, 40))
    made = placed(lambda pdf: image(pdf, picture))
    assert unlike(seen(made), wanted(picture)) == 0
    pixel = seen(made).getpixel((5, 5))
    assert isinstance(pixel, tuple)
    assert min(pixel[:3]) > 50, "a grey of a picture is printed in all inks"


def test_jpeg_stays_jpeg_at_the_quality_asked_for() -> None:
    picture = photo(300, 200)
    fine, coarse = (placed(lambda pdf: jpeg(pdf, picture), quality=quality) for quality in (95, 40))
    assert fine.Filter == coarse.Filter == "/DCTDecode"
    assert len(coarse.read_raw_bytes()) < len(fine.read_raw_bytes()) / 1.5
    assert unlike(seen(fine), wanted(picture)) < 3


def test_grey_pictures_are_black_alone_as_light_as_they_were() -> None:
    grey = Image.linear_gradient("L")
    for make in (image, jpeg):
        made = placed(lambda pdf, make=make: make(pdf, grey))  # type: ignore[misc]
        inks = ImageChops.invert(seen(made)).convert("L")
        assert unlike(inks, grey.point(list(TABLE.black))) < 1.5


def test_one_bit_a_pixel_and_stencils_stay() -> None:
    lines = Image.new("1", (16, 16))
    for entries in ({"ColorSpace": Name.DeviceGray}, {"ImageMask": True}):
        made = placed(lambda pdf, entries=entries: image(pdf, lines, BitsPerComponent=1, **entries))  # type: ignore[misc]
        assert made.read_bytes() == lines.tobytes()
        assert made.get("/ColorSpace") == entries.get("ColorSpace")
        assert made.get("/ImageMask", False) == entries.get("ImageMask", False)


def test_the_table_of_an_indexed_picture_is_converted_and_its_places_stay() -> None:
    places = Image.frombytes("L", (2, 2), bytes([0, 1, 2, 1]))
    space = Array([Name.Indexed, Name.DeviceRGB, 2, String(bytes([255, 255, 255, 255, 0, 0, 128, 128, 128]))])
    made = placed(lambda pdf: image(pdf, places, ColorSpace=space))
    assert made.read_bytes() == bytes([0, 1, 2, 1])
    assert [str(made.ColorSpace[0]), str(made.ColorSpace[1])] == ["/Indexed", "/DeviceCMYK"]
    table = bytes(made.ColorSpace[3])
    assert table[:8] == bytes([0, 0, 0, 0, 0, 247, 251, 0])
    assert min(table[8:11]) > 50


def test_sixteen_bits_and_four_bits() -> None:
    picture = photo()
    doubled = bytes(byte for value in picture.tobytes() for byte in (value, value))
    made = placed(lambda pdf: image(pdf, picture, data=doubled, BitsPerComponent=16))
    assert unlike(seen(made), wanted(picture)) == 0
    nibbles = bytes.fromhex("f000f000f0")  # red, green, blue, and a half of nothing
    made = placed(lambda pdf: image(pdf, Image.new("RGB", (3, 1)), data=nibbles, BitsPerComponent=4))
    shown = Image.frombytes("RGB", (3, 1), bytes.fromhex("ff000000ff000000ff"))
    assert unlike(seen(made), wanted(shown)) == 0


def test_a_decode_array_is_obeyed() -> None:
    picture = photo()
    made = placed(lambda pdf: image(pdf, picture, Decode=Array([1, 0] * 3)))
    assert unlike(seen(made), wanted(ImageChops.invert(picture))) == 0


def test_lab_and_calibrated_pictures() -> None:
    picture = photo()
    to_lab = ImageCms.ImageCmsTransform(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")),
        "RGB",
        "LAB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    lab = to_lab.apply(picture)
    lightness, a, b = (band.tobytes() for band in lab.split())
    data = bytes(value for triple in zip(lightness, a, b, strict=True) for value in triple)
    ranges = Dictionary(WhitePoint=Array([0.9643, 1, 0.8251]), Range=Array([-128, 127, -128, 127]))
    made = placed(lambda pdf: image(pdf, picture, data=data, ColorSpace=Array([Name.Lab, ranges])))
    assert unlike(seen(made), wanted(picture)) < 4
    calibrated = Dictionary(
        WhitePoint=Array([0.9505, 1, 1.089]),
        Gamma=Array([2.2, 2.2, 2.2]),
        Matrix=Array([0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]),
    )
    made = placed(lambda pdf: image(pdf, picture, ColorSpace=Array([Name.CalRGB, calibrated])))
    assert unlike(seen(made), wanted(picture)) < 4


def grey_profile(gamma: float) -> bytes:
    """An ICC profile (ICC.1:2001) of greys with a curve of one number."""
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Grey\0" + bytes(78) + b"\0"
    parts = [(b"desc", name), (b"wtpt", white), (b"kTRC", curve)]
    at = 128 + 4 + 12 * len(parts)
    table, data = struct.pack(">I", len(parts)), b""
    for tag, part in parts:
        table += struct.pack(">4sII", tag, at + len(data), len(part))
        data += part
    header = struct.pack(
        ">I4sI4s4s4s12s4s", at + len(data), b"", 0x02400000, b"mntr", b"GRAY", b"XYZ ", bytes(12), b"acsp"
    )
    return header.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061).ljust(60, b"\0") + table + data


def test_greys_with_a_profile_are_as_light_as_it_says() -> None:
    grey = Image.linear_gradient("L")

    def make(pdf: Pdf) -> Object:
        icc = pdf.make_indirect(Stream(pdf, grey_profile(1.0), N=1))
        return image(pdf, grey, ColorSpace=Array([Name.ICCBased, icc]))

    made = seen(placed(make))
    middle = made.getpixel((0, 128))
    linear = 255 - TABLE.black[188]  # half of the light, in sRGB
    assert middle == pytest.approx(linear, abs=2)


def test_pictures_in_inks_stay_in_inks() -> None:
    inks = wanted(photo())
    assert unlike(seen(placed(lambda pdf: image(pdf, inks))), inks) == 0
    grey = Image.linear_gradient("L")
    space = Array([Name.Separation, Name("/Leaf Green"), Name.DeviceRGB, fade([1, 1, 1], [0, 1, 0])])
    made = placed(lambda pdf: image(pdf, grey, ColorSpace=space))
    assert made.read_bytes() == grey.tobytes()
    assert [str(made.ColorSpace[1]), str(made.ColorSpace[2])] == ["/Leaf Green", "/DeviceCMYK"]


def test_a_picture_is_no_finer_than_its_largest_use_needs() -> None:
    picture = photo(900, 600)
    for make in (image, jpeg):
        made = placed(lambda pdf, make=make: make(pdf, picture), "q 72 0 0 48 0 0 cm /X Do Q")  # type: ignore[misc]
        assert pixels(made) == (450, 300)
        assert unlike(seen(made), wanted(picture.resize((450, 300)))) < 4
        twice = "q 36 0 0 24 0 0 cm /X Do Q q 0 96 -144 0 0 0 cm /X Do Q"
        made = placed(lambda pdf, make=make: make(pdf, picture), twice)  # type: ignore[misc]
        assert pixels(made) == (900, 600)


def test_the_size_is_followed_through_forms() -> None:
    pdf = page("0.5 0 0 0.5 0 0 cm /F Do")
    item = image(pdf, photo(900, 600))
    inner = {"Resources": Dictionary(XObject=Dictionary(X=item)), "Matrix": Array([0.5, 0, 0, 0.5, 0, 0])}
    add(pdf, "XObject", F=form(pdf, "144 0 0 96 0 0 cm /X Do", **inner))
    colour.convert(pdf, INKS)
    made = pdf.pages[0].obj.Resources.XObject.F.Resources.XObject.X
    assert pixels(made) == (225, 150)


def test_transparency_stays_and_is_as_fine_as_the_picture() -> None:
    alpha = Image.linear_gradient("L").resize((900, 600))

    def make(pdf: Pdf) -> Object:
        return image(pdf, photo(900, 600), SMask=image(pdf, alpha))

    made = placed(make)
    assert unlike(seen(made.SMask), alpha) == 0
    made = placed(make, "q 72 0 0 48 0 0 cm /X Do Q")
    assert pixels(made.SMask) == (450, 300)
    assert unlike(seen(made.SMask), alpha.resize((450, 300))) < 1


def test_what_was_blended_with_a_matte_is_as_it_was_before() -> None:
    picture, black = photo(), Image.new("RGB", (120, 80))
    alpha = Image.linear_gradient("L").resize((120, 80)).point(lambda level: max(level, 64))
    blended = Image.composite(picture, black, alpha)

    def make(pdf: Pdf) -> Object:
        return image(pdf, blended, SMask=image(pdf, alpha, Matte=Array([0, 0, 0])))

    made = placed(make)
    assert unlike(seen(made), wanted(picture)) < 2
    assert "/Matte" not in made.SMask


def test_jpeg_2000_says_its_space_itself() -> None:
    picture = photo()
    stream = BytesIO()
    picture.save(stream, "JPEG2000")

    def make(pdf: Pdf, **entries: object) -> Object:
        made = image(pdf, picture, data=stream.getvalue(), Filter=Name.JPXDecode, **entries)
        del made["/ColorSpace"]
        return made

    assert unlike(seen(placed(make)), wanted(picture)) == 0
    with pytest.raises(ValueError, match="transparency inside"):
        placed(lambda pdf: make(pdf, SMaskInData=1))


def test_what_was_masked_by_its_colour_is_masked_by_a_stencil() -> None:
    picture = Image.new("RGB", (8, 1), (250, 250, 250))
    picture.putpixel((0, 0), (255, 0, 0))
    made = placed(lambda pdf: image(pdf, picture, Mask=Array([240, 255, 240, 255, 240, 255])))
    assert made.Mask.ImageMask
    assert made.Mask.read_bytes() == bytes([0b01111111])
    places = Image.frombytes("L", (8, 1), bytes([0, 1, 1, 0, 0, 0, 0, 0]))
    space = Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes([255, 0, 0, 0, 0, 255]))])
    made = placed(lambda pdf: image(pdf, places, ColorSpace=space, Mask=Array([1, 1])))
    assert made.Mask.read_bytes() == bytes([0b01100000])
    assert seen(made).getpixel((0, 0)) == (0, 247, 251, 0)


def test_pictures_in_masks_keep_their_light() -> None:
    pdf = page("/G gs")
    grey, coloured = Image.linear_gradient("L"), photo()
    images = Dictionary(A=image(pdf, grey), B=image(pdf, coloured))
    mask = form(pdf, "q 99 0 0 99 0 0 cm /A Do /B Do Q", Resources=Dictionary(XObject=images))
    add(pdf, "ExtGState", G=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
    colour.convert(pdf, INKS)
    made = pdf.pages[0].obj.Resources.ExtGState.G.SMask.G.Resources.XObject
    assert unlike(seen(made.A), grey) == 0
    assert unlike(seen(made.B), coloured.convert("L")) < 1


def test_an_inline_image_becomes_an_image_in_inks() -> None:
    pdf = page("q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /RGB /F /AHx ID ff0000> EI Q")
    colour.convert(pdf, INKS)
    made = pdf.pages[0].obj.Resources.XObject["/_Inline0"]
    assert seen(made).getpixel((0, 0)) == (0, 247, 251, 0)
    assert b"/_Inline0 Do" in pdf.pages[0].Contents.read_bytes()


def test_data_that_is_no_picture_is_told() -> None:
    def make(pdf: Pdf) -> Object:
        return image(pdf, photo(), data=b"no picture", Filter=Name.DCTDecode)

    with pytest.raises(ValueError, match="image"):
        placed(make)


def test_the_same_file_gives_the_same_bytes() -> None:
    def once() -> bytes:
        pdf = page(DRAWN)
        add(pdf, "XObject", X=jpeg(pdf, photo()))
        colour.convert(pdf, INKS)
        stream = BytesIO()
        pdf.save(stream, deterministic_id=True)
        return stream.getvalue()

    assert once() == once()


def test_an_image_in_cmyk_by_a_profile_of_its_own_keeps_it() -> None:
    inks = wanted(photo())

    def make(pdf: Pdf) -> Object:
        icc = pdf.make_indirect(Stream(pdf, INKS.profile, N=4))
        return image(pdf, inks, ColorSpace=Array([Name.ICCBased, icc]))

    made = placed(make)
    assert str(made.ColorSpace[0]) == "/ICCBased"
    assert made.read_bytes() == inks.tobytes()
    assert TABLE.srgb(inks, CMYK).mode == "RGB"


@pytest.mark.parametrize("make", [image, jpeg])
def test_a_picture_is_turned_into_ink_once(make: Callable[..., Object], monkeypatch: pytest.MonkeyPatch) -> None:
    picture = photo(120, 90)
    first = placed(lambda pdf: make(pdf, picture))
    other = placed(lambda pdf: make(pdf, picture.rotate(180)))
    smaller = placed(lambda pdf: make(pdf, picture), "q 9 0 0 9 0 0 cm /X Do Q")
    assert len({each.read_raw_bytes() for each in (first, other, smaller)}) == 3

    def fail(*_: object) -> None:
        pytest.fail("the picture was drawn again")

    monkeypatch.setattr(pictures, "draw", fail)
    again = placed(lambda pdf: make(pdf, picture))
    assert again.read_raw_bytes() == first.read_raw_bytes()
    assert again.unparse() == first.unparse()


def test_a_picture_is_turned_into_ink_again_for_other_paper_or_another_quality() -> None:
    picture = photo(40, 30)
    held = replace(INKS, most_ink_percent=120)
    drawn = []
    for inks, quality in ((INKS, 90), (held, 90), (INKS, 50)):
        pdf = page(DRAWN)
        add(pdf, "XObject", X=jpeg(pdf, picture))
        colour.convert(pdf, inks, jpeg_quality=quality)
        drawn.append(pdf.pages[0].obj.Resources.XObject.X.read_raw_bytes())
    assert len(set(drawn)) == 3
