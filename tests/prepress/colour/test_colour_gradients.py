from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from pikepdf import Array, Dictionary, Name, Object, Stream
from prepress.drawn import INKS, add, axial, converted, fade, form, page

from exporter.prepress import profiles
from exporter.prepress.colour import functions, profile
from exporter.prepress.colour.spaces import RGB

PRIMARY, ACCENT = [0.090196, 0.376471, 0.431373], [0.784314, 0.454902, 0.164706]


def shaded(shading: Object) -> Object:
    """What becomes of a shading that a page paints."""
    pdf = page("/S sh")
    add(pdf, "Shading", S=pdf.make_indirect(shading))
    converted(pdf)
    made = pdf.pages[0].obj.Resources.Shading.S
    assert made.ColorSpace == "/DeviceCMYK"
    return made


def profiled(rgb: list[float]) -> list[float]:
    """What the profile alone says."""
    from PIL import Image

    pixel = Image.frombytes("RGB", (1, 1), bytes(round(value * 255) for value in rgb))
    return [ink / 255 for ink in profile.read(INKS.profile).separate(pixel, RGB, 300).tobytes()]


def test_a_gradient_is_the_profiles_at_every_place() -> None:
    made = shaded(axial(fade([1, 0, 0], [0, 0, 1])))
    function = functions.read(made.Function)
    for place in (0, 0.1, 0.37, 0.5, 0.93, 1):
        assert function([place]) == pytest.approx(profiled([1 - place, 0, place]), abs=0.02), place
    assert [bool(end) for end in made.Extend] == [True, True]
    assert [float(value) for value in made.Coords] == [0, 0, 200, 0]


def test_a_gradient_of_greys_is_black_alone() -> None:
    function = functions.read(shaded(axial(fade([0, 0, 0], [1, 1, 1]))).Function)
    values = [function([step / 20]) for step in range(21)]
    assert all(value[:3] == [0, 0, 0] for value in values)
    assert (values[0][3], values[-1][3]) == (1, 0)
    assert [value[3] for value in values] == sorted((value[3] for value in values), reverse=True)


def test_exact_inks_stand_at_the_stops_and_no_step_shows_beside_them() -> None:
    function = functions.read(shaded(axial(fade(PRIMARY, ACCENT))).Function)
    assert function([0]) == pytest.approx([0.85, 0.35, 0.4, 0.25], abs=1e-4)
    assert function([1]) == pytest.approx([0.1, 0.6, 0.9, 0.1], abs=1e-4)
    steps = [function([step / 200]) for step in range(201)]
    assert max(abs(a - b) for one, other in pairwise(steps) for a, b in zip(one, other, strict=True)) < 0.03


def test_stitched_stops_stay_where_they_were() -> None:
    parts = Array([fade([1, 0, 0], [1, 0, 0]), fade([0, 0, 1], [0, 1, 0], 1.7)])
    stitched = Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Bounds=Array([0.5]), Encode=Array([0, 1, 0, 1]), Functions=parts
    )
    made = shaded(axial(stitched)).Function
    assert made.FunctionType == 3
    assert [float(bound) for bound in made.Bounds] == [0.5]
    function = functions.read(made)
    assert function([0.499]) == pytest.approx(profiled([1, 0, 0]), abs=0.01)
    assert function([0.5]) == pytest.approx(profiled([0, 0, 1]), abs=0.01)
    assert function([0.75]) == pytest.approx(profiled([0, 0.5**1.7, 1 - 0.5**1.7]), abs=0.02)


def test_a_function_for_each_component_is_one_function_afterwards() -> None:
    each = Array([fade([0], [1]), fade([1], [0]), fade([0.5], [0.5])])
    function = functions.read(shaded(axial(each)).Function)
    assert function([0.25]) == pytest.approx(profiled([0.25, 0.75, 0.5]), abs=0.02)


def test_a_gradient_over_a_plane() -> None:
    pdf = page("/S sh")
    program = Stream(
        pdf, b"{ 2 copy mul }", FunctionType=4, Domain=Array([0, 1, 0, 1]), Range=Array([0, 1, 0, 1, 0, 1])
    )
    shading = Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB, Function=pdf.make_indirect(program))
    add(pdf, "Shading", S=shading)
    converted(pdf)
    function = functions.read(pdf.pages[0].obj.Resources.Shading.S.Function)
    for x, y in ((0, 0), (1, 0), (0.3, 0.8), (0.95, 0.95)):
        assert function([x, y]) == pytest.approx(profiled([x, y, x * y]), abs=0.04)


def test_stripes_over_a_plane_stay_stripes() -> None:
    pdf = page("/S sh")
    program = Stream(
        pdf,
        b"{ add 8 mul dup floor sub 0.5 lt { 1 0 0 } { 0 0 1 } ifelse }",
        FunctionType=4,
        Domain=Array([0, 1, 0, 1]),
        Range=Array([0, 1, 0, 1, 0, 1]),
    )
    add(pdf, "Shading", S=Dictionary(ShadingType=1, ColorSpace=Name.DeviceRGB, Function=pdf.make_indirect(program)))
    converted(pdf)
    function = functions.read(pdf.pages[0].obj.Resources.Shading.S.Function)
    for step in range(8):
        assert function([step / 8 + 0.03, 0]) == pytest.approx(profiled([1, 0, 0]), abs=0.02)
        assert function([0, step / 8 + 0.09]) == pytest.approx(profiled([0, 0, 1]), abs=0.02)


def test_a_pattern_and_a_background_follow() -> None:
    pdf = page("/Pattern cs /P scn 0 0 9 9 re f")
    shading = axial(fade([1, 0, 0], [0, 0, 1]))
    shading.Background = Array(PRIMARY)
    add(pdf, "Pattern", P=Dictionary(PatternType=2, Matrix=Array([1, 0, 0, -1, 0, 0]), Shading=shading))
    converted(pdf)
    made = pdf.pages[0].obj.Resources.Pattern.P
    assert [float(value) for value in made.Matrix] == [1, 0, 0, -1, 0, 0]
    assert made.Shading.ColorSpace == "/DeviceCMYK"
    assert [float(value) for value in made.Shading.Background] == pytest.approx([0.85, 0.35, 0.4, 0.25])


def test_a_gradient_in_a_mask_keeps_its_light() -> None:
    pdf = page("/G gs")
    mask = form(pdf, "/S sh", Resources=Dictionary(Shading=Dictionary(S=axial(fade([0, 0, 0], [1, 1, 0])))))
    add(pdf, "ExtGState", G=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
    converted(pdf)
    made = pdf.pages[0].obj.Resources.ExtGState.G.SMask.G.Resources.Shading.S
    assert made.ColorSpace == "/DeviceGray"
    assert functions.read(made.Function)([0.5]) == pytest.approx([0.445], abs=0.005)


def test_a_mesh_has_inks_at_its_corners() -> None:
    pdf = page("/S sh")
    corners = [(0, 0, (255, 0, 0)), (65535, 0, (0, 0, 255)), (0, 65535, (255, 255, 255))]
    data = b"".join(struct.pack(">BHH3B", 0, x, y, *rgb) for x, y, rgb in corners)
    mesh = Stream(
        pdf,
        data,
        ShadingType=4,
        ColorSpace=Name.DeviceRGB,
        BitsPerCoordinate=16,
        BitsPerComponent=8,
        BitsPerFlag=8,
        Decode=Array([0, 200, 0, 200, 0, 1, 0, 1, 0, 1]),
    )
    add(pdf, "Shading", S=pdf.make_indirect(mesh))
    converted(pdf)
    made = pdf.pages[0].obj.Resources.Shading.S
    assert [float(end) for end in made.Decode] == [0, 200, 0, 200, *([0, 1] * 4)]
    read = list(struct.iter_unpack(">BHH4H", made.read_bytes()))
    assert [corner[:3] for corner in read] == [(0, x, y) for x, y, _ in corners]
    for corner, (_, _, rgb) in zip(read, corners, strict=True):
        assert [ink / 65535 for ink in corner[3:]] == pytest.approx(profiled([value / 255 for value in rgb]), abs=0.01)


@pytest.mark.parametrize(("kind", "points"), [(6, 12), (7, 16)])
def test_patches_that_share_an_edge_have_two_colours(kind: int, points: int) -> None:
    pdf = page("/S sh")
    whole = struct.pack(f">B{points * 2}B12B", 0, *range(points * 2), *([255, 0, 0] * 4))
    shared = struct.pack(f">B{points * 2 - 8}B6B", 1, *range(points * 2 - 8), *([0, 0, 0] * 2))
    mesh = Stream(
        pdf,
        whole + shared,
        ShadingType=kind,
        ColorSpace=Name.DeviceRGB,
        BitsPerCoordinate=8,
        BitsPerComponent=8,
        BitsPerFlag=8,
        Decode=Array([0, 200, 0, 200, 0, 1, 0, 1, 0, 1]),
    )
    add(pdf, "Shading", S=pdf.make_indirect(mesh))
    converted(pdf)
    data = pdf.pages[0].obj.Resources.Shading.S.read_bytes()
    first = struct.calcsize(f">B{points * 2}B16H")
    assert data[: points * 2 + 1] == whole[: points * 2 + 1]
    assert data[first : first + 1 + points * 2 - 8] == shared[: 1 + points * 2 - 8]
    assert len(data) == first + 1 + points * 2 - 8 + 16


def test_the_packaged_profile_is_the_one_described() -> None:
    from hashlib import sha256
    from pathlib import Path

    stated = (Path(profiles.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert sha256(profiles.coated()).hexdigest() in stated
