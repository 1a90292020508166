from __future__ import annotations

import pikepdf
import pytest

from exporter.prepress.colour import tokens


def found(data: bytes) -> list[tuple[bytes, bytes]]:
    return [(operator, operands.strip()) for operator, operands, _, _ in tokens.operations(data)]


def test_operators_are_found_outside_strings_names_and_comments() -> None:
    data = b"(1 0 0 rg (nested \\) 0 g) rg) Tj <72 67> Tj /rg gs %0 0 1 rg\n/P <</A (rg) /B [1 0 0]>> BDC 0.5 g\n"
    assert found(data) == [
        (b"Tj", b"(1 0 0 rg (nested \\) 0 g) rg)"),
        (b"Tj", b"<72 67>"),
        (b"gs", b"/rg"),
        (b"BDC", b"%0 0 1 rg\n/P <</A (rg) /B [1 0 0]>>"),
        (b"g", b"0.5"),
    ]


def test_operators_need_no_space_where_none_is_needed() -> None:
    assert found(b"[(a)-5(b)]TJ/F1 9 Tf(x)'1 0 0rg/x0 Do") == [
        (b"TJ", b"[(a)-5(b)]"),
        (b"Tf", b"/F1 9"),
        (b"'", b"(x)"),
        (b"rg", b"1 0 0"),
        (b"Do", b"/x0"),
    ]


@pytest.mark.parametrize("data", [b"1 0 0 rg (never closed Tj", b"q } Q", b"0 g <4"])
def test_a_broken_stream_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match="content stream cannot be read beyond"):
        list(tokens.operations(data))


def test_it_agrees_with_a_parser_of_whole_objects() -> None:
    data = b"q 1 0 0 1 5 5 cm BT /F1 12 Tf (a\\(b) Tj T* [<00>-3(c)] TJ (d) ' 1 2 (e) \" ET f* B* b* W* n d0 0 0 d1 Q"
    with pikepdf.new() as pdf:
        parsed = pikepdf.parse_content_stream(pikepdf.Stream(pdf, data))
    assert [operator for operator, _ in found(data)] == [bytes(str(item.operator), "ascii") for item in parsed]


def test_inline_images_become_objects() -> None:
    data = b"q BI /W 2 /H 1 /BPC 8 /CS /RGB /F /AHx ID ff0000 00ff00> EI Q (BI) Tj"
    with pikepdf.new() as pdf:
        tidy, images = tokens.tidy(pdf, data)
        assert found(tidy) == [(b"q", b""), (b"Do", b"/_Inline0"), (b"Q", b""), (b"Tj", b"(BI)")]
        image = images["/_Inline0"]
        assert image.read_bytes() == bytes.fromhex("ff000000ff00")
        assert [int(image.Width), int(image.Height), int(image.BitsPerComponent)] == [2, 1, 8]
        assert image.ColorSpace == "/RGB"


def test_inline_stencils_become_objects() -> None:
    data = b"BI /IM true /W 8 /H 1 /BPC 1 /DP << /K -1 >> /I false ID \x0f EI"
    with pikepdf.new() as pdf:
        tidy, images = tokens.tidy(pdf, data)
        assert found(tidy) == [(b"Do", b"/_Inline0")]
        image = images["/_Inline0"]
        assert image.ImageMask
        assert image.read_raw_bytes()[:1] == b"\x0f"
        assert int(image.DecodeParms.K) == -1


def test_a_stream_without_inline_images_is_left_as_it_is() -> None:
    data = b"( BI is a word) Tj"
    with pikepdf.new() as pdf:
        tidy, images = tokens.tidy(pdf, data)
    assert [operator for operator, _ in found(tidy)] == [b"Tj"]
    assert images == {}


@pytest.mark.parametrize(("operands", "name"), [(b" /a#20b", "/a b"), (b"1 2 /P0\n", "/P0"), (b"1 2", ""), (b"", "")])
def test_names_are_the_last_operand(operands: bytes, name: str) -> None:
    assert tokens.name(operands) == name
