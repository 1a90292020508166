from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Stream

from exporter.prepress.colour import calculator, functions


@pytest.mark.parametrize(
    ("program", "stack", "left"),
    [
        ("{ dup mul exch pop }", [2, 3], [9]),
        ("{ 3 1 roll }", [1, 2, 3], [3, 1, 2]),
        ("{ 3 -1 roll }", [1, 2, 3], [2, 3, 1]),
        ("{ 2 copy add }", [1, 2], [1, 2, 3]),
        ("{ 1 index sub }", [5, 3], [5, -2]),
        ("{ 0.5 gt { 1 } { 0 } ifelse }", [0.7], [1]),
        ("{ 0.5 gt { 9 } if 4 }", [0.2], [4]),
        ("{ 7 2 idiv 7 2 mod }", [], [3, 1]),
        ("{ 90 sin 2 3 exp 16 sqrt }", [], [1, 8, 4]),
        ("{ true false or not { 1 } { 2 } ifelse }", [], [2]),
        ("{ 6 3 and 6 1 bitshift -2.5 truncate 2.5 round }", [], [2, 12, -2, 3]),
        ("{ 1 0 atan 0 1 atan }", [], [90, 0]),
    ],
)
def test_the_calculator_reckons(program: str, stack: list[float], left: list[float]) -> None:
    calculator.run(calculator.parse(program.encode()), stack)
    assert stack == pytest.approx(left)


@pytest.mark.parametrize(
    ("program", "message"),
    [("{ add", "without its last brace"), ("add }", "begin with a brace"), ("{ add }", "nothing for 'add'")],
)
def test_the_calculator_tells_what_is_wrong(program: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        calculator.run(calculator.parse(program.encode()), [])
    with pytest.raises(ValueError, match="unknown operator 'fly'"):
        calculator.run(calculator.parse(b"{ fly }"), [])


def test_an_exponential_function_goes_between_its_ends() -> None:
    item = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 1]), C1=Array([1, 0]), N=2)
    assert functions.read(item)([0.5]) == pytest.approx([0.25, 0.75])
    assert functions.read(item)([7]) == pytest.approx([1, 0])


def test_a_stitched_function_takes_the_part_at_its_place() -> None:
    parts = [Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([n]), C1=Array([n + 1]), N=1) for n in (0, 10)]
    item = Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Bounds=Array([0.25]), Encode=Array([0, 1, 1, 0]), Functions=Array(parts)
    )
    function = functions.read(item)
    assert [function([place])[0] for place in (0, 0.125, 0.25, 1)] == pytest.approx([0, 0.5, 11, 10])


@pytest.mark.parametrize(("bits", "data"), [(8, "00ff80"), (4, "0f80"), (16, "0000ffff8000"), (1, "40")])
def test_a_sampled_function_goes_in_straight_lines(bits: int, data: str) -> None:
    with pikepdf.new() as pdf:
        item = Stream(
            pdf,
            bytes.fromhex(data),
            FunctionType=0,
            Domain=Array([0, 1]),
            Range=Array([0, 1]),
            Size=Array([3 if bits > 1 else 2]),
            BitsPerSample=bits,
        )
        function = functions.read(item)
        assert function([0])[0] == 0
        assert function([0.25])[0] == pytest.approx(0.5 if bits > 1 else 0.25)


def test_a_sampled_function_of_two_numbers_changes_fastest_with_the_first() -> None:
    with pikepdf.new() as pdf:
        item = Stream(
            pdf,
            bytes([0, 255, 0, 0]),
            FunctionType=0,
            Domain=Array([0, 1, 0, 1]),
            Range=Array([0, 1]),
            Size=Array([2, 2]),
            BitsPerSample=8,
        )
        function = functions.read(item)
        assert [function(place)[0] for place in ([1, 0], [0, 1], [0.5, 0.5])] == pytest.approx([1, 0, 0.25])


def test_an_unknown_type_is_told() -> None:
    with pytest.raises(ValueError, match="unknown type 9"):
        functions.read(Dictionary(FunctionType=9, Domain=Array([0, 1])))
