"""Pictures come in checked, upright, in sRGB and without what is private."""

from __future__ import annotations

import struct
import warnings
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFile

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Resource
from exporter.resources import fitted, images, stripping
from exporter.resources.door import Place

BLAME = Place("article.md", 7)
SECRET = b"51.5007 N 0.1246 W"


def halves(mode: str = "RGB", size: tuple[int, int] = (32, 16)) -> Image.Image:
    """Draw a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, (255, 0, 0))
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill=(0, 0, 255))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    stream = BytesIO()
    image.save(stream, kind, **how)
    return stream.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = SECRET.decode()
    data.get_ifd(0x8825)[0x001D] = SECRET.decode()
    return data


def checked(data: bytes, url: str = "hand.png") -> tuple[Resource, tuple[Diagnostic, ...]]:
    return images.checked(data, url, BLAME)


def opened(resource: Resource) -> Image.Image:
    image = Image.open(BytesIO(resource.data))
    image.load()
    assert image.size == (resource.width_px, resource.height_px)
    assert Image.MIME[str(image.format)] == resource.media_type
    return image


def refused(data: bytes, url: str = "hand.png") -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        checked(data, url)
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.line) == ("article.md", 7)
    assert finding.hint
    assert repr(url) in finding.message
    return finding


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """Put a chunk behind the header of a PNG."""
    return png[:33] + chunk(kind, data) + png[33:]


def with_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    """Put a segment before everything else in a JPEG."""
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + jpeg[2:]


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA", "1"])
def test_a_plain_png_keeps_its_compressed_data(mode: str) -> None:
    data = encoded(halves(mode), "PNG")
    resource, findings = checked(data)
    assert resource.data == data
    assert (resource.media_type, resource.width_px, resource.height_px) == ("image/png", 32, 16)
    assert not findings


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_plain_jpeg_keeps_its_compressed_data(mode: str, *, progressive: bool) -> None:
    data = encoded(halves(mode), "JPEG", progressive=progressive, restart_marker_blocks=1)
    resource, findings = checked(data, "hand.JPEG")
    assert resource.data == data
    assert not findings


@pytest.mark.parametrize(
    ("kind", "how", "media_type", "mode"),
    [
        ("WEBP", {"lossless": True}, "image/png", "RGB"),
        ("WEBP", {"lossless": False}, "image/jpeg", "RGB"),
        ("GIF", {}, "image/png", "RGB"),
    ],
)
def test_other_kinds_become_png_or_jpeg(kind: str, how: dict[str, object], media_type: str, mode: str) -> None:
    resource, findings = checked(encoded(halves(), kind, **how), f"hand.{kind.lower()}")
    image = opened(resource)
    assert (resource.media_type, image.mode) == (media_type, mode)
    red, green, blue = image.convert("RGB").getpixel((2, 2))  # type: ignore[misc]  # of an RGB picture it is a tuple
    assert red > 200
    assert max(green, blue) < 60
    assert not findings


@pytest.mark.parametrize(("kind", "how"), [("WEBP", {"lossless": False}), ("WEBP", {"lossless": True}), ("GIF", {})])
def test_transparency_is_kept(kind: str, how: dict[str, object]) -> None:
    image = Image.new("RGBA", (32, 16), (255, 0, 0, 255))
    ImageDraw.Draw(image).rectangle((0, 0, 15, 16), fill=(0, 0, 0, 0))
    resource, _ = checked(encoded(image, kind, **how), f"hand.{kind.lower()}")
    assert resource.media_type == "image/png"
    alpha = opened(resource).getchannel("A")
    assert (alpha.getpixel((2, 2)), alpha.getpixel((30, 2))) == (0, 255)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_metadata_go_and_the_picture_stands_upright(kind: str, orientation: int) -> None:
    data = encoded(halves(), kind, exif=exif(orientation))
    assert SECRET in data
    resource, findings = checked(data, f"hand.{kind.lower()}")
    image = opened(resource)
    assert SECRET not in resource.data
    assert not image.getexif()
    assert image.size == ((32, 16) if orientation in (1, 3) else (16, 32))
    # The left edge of the stored picture is, by Exif 2.32, 4.6.4 A: left (1), right (3), top (6), bottom (8).
    red = {1: (2, 8), 3: (29, 8), 6: (8, 2), 8: (8, 29)}[orientation]
    pixel = image.convert("RGB").getpixel(red)
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert not findings


def test_texts_in_a_png_go() -> None:
    plain = encoded(halves(), "PNG")
    data = with_chunk(plain, b"tEXt", b"Comment\0" + SECRET)
    data = with_chunk(data, b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET)
    data = with_chunk(data, b"tIME", b"\x07\xea\1\1\0\0\0")
    assert checked(data + SECRET)[0].data == plain


def test_transparency_of_a_palette_stays() -> None:
    data = encoded(halves("P"), "PNG", transparency=0)
    assert checked(data)[0].data == data


@pytest.mark.parametrize("marker", [0xE1, 0xE2, 0xED, 0xEF, 0xFE])
def test_private_segments_of_a_jpeg_go(marker: int) -> None:
    plain = encoded(halves(), "JPEG")
    assert checked(with_segment(plain, marker, SECRET), "hand.jpg")[0].data == plain


def test_previews_in_a_jpeg_go() -> None:
    plain = encoded(halves(), "JPEG")
    extension = with_segment(plain, 0xE0, b"JFXX\0\x13\1\1" + SECRET)
    assert checked(extension, "hand.jpg")[0].data == plain
    header = b"JFIF\0\1\1\0\0\1\0\1\2\3" + SECRET
    assert plain[2:4] == b"\xff\xe0"
    assert checked(with_segment(plain[:2] + plain[20:], 0xE0, header), "hand.jpg")[0].data == plain


def test_what_follows_the_end_of_a_jpeg_goes() -> None:
    plain = encoded(halves(), "JPEG", progressive=True)
    assert checked(plain + b"\0\0ftypmp42" + SECRET + plain, "hand.jpg")[0].data == plain


def test_a_segment_between_scans_goes_and_an_end_within_a_table_is_none() -> None:
    plain = encoded(halves(), "JPEG", progressive=True)
    second = plain.index(b"\xff\xda", plain.index(b"\xff\xda") + 2)
    table = plain.rindex(b"\xff\xc4", 0, second)
    comment = b"\xff\xff\xfe\x00\x14" + SECRET  # with a fill byte before it
    assert checked(plain[:table] + comment + plain[table:], "hand.jpg")[0].data == plain
    fake = b"\xff\xdb\x00\x43\x03" + b"\xff\xd9" * 32  # a quantisation table that is not used
    kept = plain[:table] + fake + plain[table:]
    assert checked(kept + plain, "hand.jpg")[0].data == kept


def test_previews_behind_a_jpeg_are_no_animation() -> None:
    data = encoded(halves(), "MPO", save_all=True, append_images=[halves("L").convert("RGB")])
    resource, findings = checked(data, "hand.jpg")
    assert resource.media_type == "image/jpeg"
    assert len(resource.data) < len(data) - 300
    assert b"MPF\0" not in resource.data
    assert not findings


def test_broken_exif_is_no_reason_to_refuse() -> None:
    plain = encoded(halves(), "JPEG")
    resource, findings = checked(with_segment(plain, 0xE1, b"Exif\0\0broken" + SECRET), "hand.jpg")
    assert resource.data == plain
    assert not findings


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_used(kind: str) -> None:
    second = Image.new("RGB", (32, 16), (0, 255, 0))
    data = encoded(halves(), kind, save_all=True, append_images=[second], duration=100)
    resource, (finding,) = checked(data, f"hand.{kind.lower()}")
    assert finding.rule == "animated-image"
    assert (finding.path, finding.line) == ("article.md", 7)
    pixel = opened(resource).convert("RGB").getpixel((2, 2))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200
    assert not checked(resource.data, "hand" + (".jpg" if resource.media_type == "image/jpeg" else ".png"))[1]


def test_ink_becomes_light() -> None:
    image = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    resource, _ = checked(encoded(image, "JPEG"), "hand.jpg")
    pixel = opened(resource).getpixel((8, 8))
    assert isinstance(pixel, tuple)
    assert len(pixel) == 3
    assert pixel[0] > 200
    assert max(pixel[1:]) < 60


def test_sixteen_bits_become_eight() -> None:
    image = Image.new("I;16", (4, 4), 0x8000)
    resource, _ = checked(encoded(image, "PNG"))
    assert (opened(resource).mode, opened(resource).getpixel((0, 0))) == ("L", 0x80)


def test_sixteen_bits_keep_their_transparency() -> None:
    image = Image.new("I;16", (4, 4), 0x8000)
    image.putpixel((1, 1), 0x2000)
    resource, _ = checked(encoded(image, "PNG", transparency=0x8000))
    assert opened(resource).getpixel((0, 0)) == (0x80, 0x80, 0x80, 0)
    assert opened(resource).getpixel((1, 1)) == (0x20, 0x20, 0x20, 255)


def swapped_profile() -> bytes:
    """Make sRGB's profile with red and blue exchanged, so that a conversion shows."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")


def unnamed(profile: bytes) -> bytes:
    return profile.replace("sRGB".encode("utf-16-be"), "Test".encode("utf-16-be")).replace(b"sRGB", b"Test")


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png")])
def test_another_colour_space_is_converted(kind: str, suffix: str) -> None:
    data = encoded(halves(), kind, icc_profile=unnamed(swapped_profile()))
    resource, _ = checked(data, f"hand.{suffix}")
    image = opened(resource)
    pixel = image.getpixel((2, 2))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200
    assert pixel[0] < 60
    assert "icc_profile" not in image.info


def test_transparency_survives_the_conversion_of_colours() -> None:
    image = halves("RGBA")
    image.putalpha(128)
    resource, _ = checked(encoded(image, "PNG", icc_profile=unnamed(swapped_profile())))
    assert opened(resource).getpixel((2, 2)) == pytest.approx((0, 0, 255, 128), abs=8)


def test_the_usual_colour_space_is_only_taken_out() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = encoded(halves(), "JPEG")
    assert checked(encoded(halves(), "JPEG", icc_profile=profile), "hand.jpg")[0].data == plain


def test_a_profile_that_cannot_be_read_is_taken_out() -> None:
    plain = encoded(halves(), "JPEG")
    assert checked(encoded(halves(), "JPEG", icc_profile=b"broken"), "hand.jpg")[0].data == plain


def test_a_profile_for_another_kind_of_picture_is_not_used() -> None:
    data = encoded(halves("CMYK"), "JPEG", icc_profile=unnamed(swapped_profile()))
    resource, _ = checked(data, "hand.jpg")
    pixel = opened(resource).getpixel((2, 2))
    assert isinstance(pixel, tuple)
    assert pixel[0] > 200


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("part", [0.3, 0.7])
def test_a_truncated_picture_is_refused(
    kind: str, part: float, monkeypatch: pytest.MonkeyPatch, *, lenient: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # as WeasyPrint does for its whole process
    noise = Image.effect_noise((64, 64), 90).convert("RGB")
    data = encoded(noise, kind)
    finding = refused(data[: int(len(data) * part)], f"hand.{kind.lower()}")
    assert finding.rule in ("invalid-image", "unsupported-image")
    assert finding.hint


def test_a_missing_end_is_put_back() -> None:
    png = encoded(halves(), "PNG")
    assert checked(png[:-12])[0].data == png


@pytest.mark.parametrize("length", [-2, -1])
def test_whatever_is_stripped_ends_where_it_should(length: int) -> None:
    stripped = stripping.jpeg(encoded(halves(), "JPEG")[:length])
    assert stripped is not None
    assert stripped.endswith(b"\xff\xd9")
    assert stripping.png(encoded(halves(), "PNG")[:length]).endswith(b"IEND\xaeB`\x82")


def test_a_jpeg_out_of_order_is_not_stripped_but_written_anew() -> None:
    plain = encoded(halves(), "JPEG")
    assert stripping.jpeg(plain[:200]) is None
    assert stripping.jpeg(plain[:20] + SECRET + plain[20:]) is None
    assert stripping.jpeg(plain[:20] + b"\xff\x01" + plain[20:]) is None
    assert stripping.jpeg(plain[:20] + b"\xff\xd0" + plain[20:]) is None
    assert stripping.jpeg(plain[: plain.index(b"\xff\xda")]) is None
    resource, _ = checked(plain[:20] + SECRET.replace(b"\xff", b"") + plain[20:], "hand.jpg")
    assert SECRET not in resource.data
    assert opened(resource).size == (32, 16)


def test_faults_in_private_data_raise_no_warning() -> None:
    data = encoded(halves(), "JPEG", exif=exif(6))
    cut = data.index(b"Exif") + 20
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        checked(data[:cut] + b"\xff" * 20 + data[cut + 20 :], "hand.jpg")
    assert not caught


def png_of(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(10_001, 10_000), (14_000, 14_000), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_that_declares_a_huge_picture_is_refused(size: tuple[int, int]) -> None:
    data = png_of(*size)
    assert len(data) < 100
    finding = refused(data)
    assert finding.rule == "image-too-large"
    assert "100 megapixels" in finding.message


def test_a_gif_whose_picture_is_larger_than_its_screen_is_refused() -> None:
    gif = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\2\2D\1\0;"
    assert refused(gif, "hand.gif").rule == "image-too-large"


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0)])
def test_a_picture_without_extent_is_refused(size: tuple[int, int]) -> None:
    assert refused(png_of(*size)).rule == "unsupported-image"


FOREIGN = [
    (b"II*\0\x08\0\0\0", "TIFF"),
    (b"MM\0*\0\0\0\x08", "TIFF"),
    (b"BM" + bytes(60), "BMP"),
    (b"%PDF-1.7\n", "PDF"),
    (b"\0\0\1\0\1\0", "ICO"),
    (b"<!DOCTYPE html><title>Not found</title>", "HTML"),
    (b"<html>", "HTML"),
    (b"\0\0\0\x1cftypavif", "AVIF or HEIC"),
    (b"\0\0\0\x1cftypheic", "AVIF or HEIC"),
    (b"plain text", "no picture"),
    (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", "no picture"),
    (b"P6 1 1 255\n\0\0\0", "no picture"),
]


@pytest.mark.parametrize(("data", "kind"), FOREIGN)
def test_other_kinds_of_files_are_named(data: bytes, kind: str) -> None:
    finding = refused(data)
    assert finding.rule == "unsupported-image"
    assert kind in finding.message
    assert finding.hint == "save it as PNG, JPEG, WebP, GIF or SVG"


def test_an_empty_file_is_refused() -> None:
    assert "is empty" in refused(b"").message


MISNAMED = [
    ("hand.png", "JPEG", "hand.png' is called .png but is image/jpeg", "rename it to end in .jpg"),
    ("images/hand%2Ejpg?width=3#x", "PNG", "is called .jpg but is image/png", "rename it to end in .png"),
    ("hand.svg", "GIF", "is called .svg but is image/gif", "rename it to end in .gif"),
    ("hand.gif", "WEBP", "is called .gif but is image/webp", "rename it to end in .webp"),
]


@pytest.mark.parametrize(("url", "kind", "words", "hint"), MISNAMED)
def test_a_wrong_suffix_is_told(url: str, kind: str, words: str, hint: str) -> None:
    _, (finding,) = checked(encoded(halves(), kind), url)
    assert (finding.rule, finding.severity) == ("mislabelled-image", "warning")
    assert words in finding.message
    assert finding.hint == hint


def test_a_drawing_with_a_wrong_suffix_is_told() -> None:
    resource, (finding,) = checked(b'<svg xmlns="http://www.w3.org/2000/svg"/>', "hand.png")
    assert resource.media_type == "image/svg+xml"
    assert finding.hint == "rename it to end in .svg"


@pytest.mark.parametrize("url", ["hand", "hand.JPG", "hand.jfif", "hand.jpeg?size=1.png"])
def test_a_right_suffix_or_none_is_not(url: str) -> None:
    assert not checked(encoded(halves(), "JPEG"), url)[1]


def test_a_picture_is_scaled_to_so_many_pixels() -> None:
    large, _ = checked(encoded(halves(size=(400, 100)), "PNG"))
    small = fitted(large, most_pixels=2500)
    assert opened(small).size == (100, 25)
    assert small.media_type == "image/png"
    assert fitted(small, most_pixels=2500) is small


def test_a_photograph_stays_a_photograph_when_scaled() -> None:
    large, _ = checked(encoded(halves("L", (400, 100)), "JPEG"), "hand.jpg")
    small = fitted(large, most_pixels=2500)
    assert small.media_type == "image/jpeg"
    assert opened(small).mode == "L"


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "LA"])
def test_transparency_is_kept_when_scaled(mode: str) -> None:
    image = halves(mode, (400, 100))
    if "A" in mode:
        image.putalpha(0)
    how = {} if "A" in mode else {"transparency": image.getpixel((2, 2))}
    large, _ = checked(encoded(image, "PNG", **how))
    small = opened(fitted(large, most_pixels=2500)).convert("RGBA")
    assert small.getchannel("A").getpixel((2, 2)) == 0


def test_a_drawing_is_not_scaled() -> None:
    drawn, _ = checked(b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>', "hand.svg")
    assert fitted(drawn, most_pixels=10) is drawn


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_the_same_picture_gives_the_same_bytes(kind: str) -> None:
    data = encoded(halves(), kind, **({} if kind == "GIF" else {"exif": exif(6)}))
    assert checked(data)[0] == checked(data)[0]
    assert fitted(checked(data)[0], most_pixels=99) == fitted(checked(data)[0], most_pixels=99)


def test_a_picture_is_decoded_once_and_told_of_where_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(halves("CMYK"), "JPEG")
    resource, findings = checked(data, "halves.jpg")
    small = fitted(resource, most_pixels=100)
    assert not findings

    def fail(*_: object) -> None:
        pytest.fail("the picture was decoded again")

    monkeypatch.setattr(Image, "open", fail)
    again, findings = checked(data, "halves.png")
    assert again is resource
    assert [(finding.rule, finding.line) for finding in findings] == [("mislabelled-image", 7)]
    assert fitted(resource, most_pixels=100) is small


def test_a_picture_that_cannot_be_used_is_refused_every_time() -> None:
    data = encoded(halves(), "PNG")[:60]
    assert refused(data) == refused(data)
