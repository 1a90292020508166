"""Colours of a content stream: the operators that set them, and what is drawn with resources that have some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from exporter.prepress.colour import tokens
from exporter.prepress.colour.placements import UNIT, Matrix, multiply
from exporter.prepress.colour.spaces import CMYK, GREY, Pattern, Space
from exporter.prepress.colour.targets import Paint, Target

FILL, STROKE = 0, 1


class Scope(Protocol):
    """The resources of a stream; to look one up also takes it over, converted, into the new stream's resources."""

    target: Target

    def space(self, name: str) -> Space:
        """A colour space by the name that `cs` has for it."""

    def take_space(self, name: str, space: Space) -> None:
        """Take a space over that stays."""

    def take_pattern(self, name: str) -> None:
        """Take a pattern over."""

    def take_shading(self, name: str) -> None:
        """Take a shading over."""

    def take_font(self, name: str) -> None:
        """Take a font over."""

    def take_object(self, name: str, matrix: Matrix) -> None:
        """Take an image or a form over that is drawn here, its matrix being the current one."""

    def take_state(self, name: str, matrix: Matrix) -> None:
        """Take a graphics state over."""

    def spot(self, paint: Paint) -> str:
        """The name, with its slash, of a space for an ink of its own."""

    def overprint(self, name: str) -> None:
        """Add the graphics state of a name in `OVERPRINT`."""


OVERPRINT = {True: "/_Overprint", False: "/_Knockout"}
"""Names in resources that begin with an underscore are the program's."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is written to set a colour, and whether it is black alone."""

    text: bytes
    is_black: bool = False
    spot: Paint | None = None


@dataclass(slots=True)
class State:
    """The part of the graphics state that matters here."""

    matrix: Matrix = UNIT
    spaces: tuple[Space, Space] = (GREY, GREY)
    black: tuple[bool, bool] = (False, False)
    """Whether what is filled and what is stroked is black alone."""
    rendering: int = 0
    """Of text (ISO 32000-1, 9.3.6)."""
    overprints: bool = False


def rewrite(data: bytes, scope: Scope, memory: Memory, *, begins: bytes = b"") -> bytes:
    """The stream with its colours set in the target's space, all else as it was.

    Args:
        data: A content stream without inline images.
        scope: Its resources.
        memory: What the target's colours are written as; shared by all streams of a file.
        begins: What is written first, at no cost to what the stream says itself.

    Raises:
        ValueError: the stream cannot be read.
    """
    pen = Pen(scope, memory)
    if begins:
        pen.state.black = (True, True)
    pieces = [begins]
    copied = 0
    find = HANDLERS.get
    for operator, operands, start, end in tokens.operations(data):
        handler = find(operator)
        if handler is None:
            continue
        text = handler(pen, operands)
        if text is not None:
            pieces += (data[copied:start], text)
            copied = end
    pieces.append(data[copied:])
    return b"".join(pieces)


@dataclass(slots=True)
class Memory:
    """How the target's colours are written."""

    settings: dict[tuple[Space, bytes, int], Setting] = field(default_factory=dict)


@dataclass(slots=True)
class Pen:
    """Follows one stream."""

    scope: Scope
    memory: Memory
    state: State = field(default_factory=State)
    stack: list[State] = field(default_factory=list)

    def save(self, _: bytes) -> None:
        """`q`."""
        self.stack.append(replace(self.state))

    def restore(self, _: bytes) -> None:
        """`Q`; one too many does nothing, as in readers."""
        if self.stack:
            self.state = self.stack.pop()

    def transform(self, operands: bytes) -> None:
        """`cm`."""
        a, b, c, d, e, f = tokens.numbers(operands)
        self.state.matrix = multiply((a, b, c, d, e, f), self.state.matrix)

    def space(self, operands: bytes, side: int) -> bytes | None:
        """`cs`, `CS`: what stays is taken over; a space that goes leaves its first colour."""
        name = tokens.name(operands)
        space = self.scope.space(name)
        self._remember(side, space, is_black=False)
        if isinstance(space, Pattern):
            if space.under is None:
                return b"\n/Pattern " + (b"CS" if side else b"cs")
            self.scope.take_space(name, space)
            return None
        if self.scope.target.keeps(space):
            self.scope.take_space(name, space)
            return None
        return self._set(space, " ".join(map(str, space.initial)).encode(), side)

    def colour(self, operands: bytes, side: int) -> bytes | None:
        """`sc`, `scn`, `SC`, `SCN`."""
        space = self.state.spaces[side]
        if isinstance(space, Pattern):
            name = tokens.name(operands)
            self.scope.take_pattern(name)
            if space.under is None:
                return None
            values = self.scope.target.paint(space.under, tokens.numbers(operands)).values
            last = operands.split()[-1]
            return b"\n%b %b %b" % (number_list(values), last, b"SCN" if side else b"scn")
        if self.scope.target.keeps(space):
            return None
        return self._set(space, operands, side)

    def device(self, operands: bytes, space: Space, side: int) -> bytes:
        """`g`, `rg`, `k` and their capitals."""
        self._remember(side, space, is_black=False)
        return self._set(space, operands, side)

    def _set(self, space: Space, operands: bytes, side: int) -> bytes:
        key = (space, operands, side)
        setting = self.memory.settings.get(key)
        if setting is None:
            paint = self.scope.target.paint(space, tokens.numbers(operands))
            operator = self.scope.target.operators[side]
            text = b"\n%b %b" % (number_list(paint.values), operator)
            setting = Setting(text, paint.is_black, paint if paint.spot else None)
            self.memory.settings[key] = setting
        self._remember(side, space, is_black=setting.is_black)
        if setting.spot is None:
            return setting.text
        name = self.scope.spot(setting.spot).encode()
        return b"\n%b CS 1 SCN" % name if side else b"\n%b cs 1 scn" % name

    def _remember(self, side: int, space: Space, *, is_black: bool) -> None:
        state = self.state
        if side:
            state.spaces, state.black = (state.spaces[0], space), (state.black[0], is_black)
        else:
            state.spaces, state.black = (space, state.spaces[1]), (is_black, state.black[1])

    def render(self, operands: bytes) -> None:
        """`Tr`."""
        self.state.rendering = int(tokens.numbers(operands)[-1])

    def show(self, operands: bytes, operator: bytes) -> bytes | None:
        """`Tj` and its like: overprinting begins before black text and ends before any other."""
        if not self.scope.target.overprints:
            return None
        fill, stroke = self.state.black
        wanted = (fill, stroke, fill and stroke, False)[self.state.rendering % 4]
        if wanted == self.state.overprints:
            return None
        return self._overprint(wanted) + operands + operator

    def end_text(self, _: bytes) -> bytes | None:
        """`ET`: nothing but text overprints."""
        return b"\nET" + self._overprint(False) if self.state.overprints else None  # noqa: FBT003

    def _overprint(self, wanted: bool) -> bytes:  # noqa: FBT001
        self.state.overprints = wanted
        self.scope.overprint(OVERPRINT[wanted])
        return b"\n%b gs" % OVERPRINT[wanted].encode()

    def font(self, operands: bytes) -> None:
        """`Tf`."""
        self.scope.take_font(operands.split()[-2].decode("utf-8", "surrogateescape"))

    def draw(self, operands: bytes) -> None:
        """`Do`."""
        self.scope.take_object(tokens.name(operands), self.state.matrix)

    def shade(self, operands: bytes) -> None:
        """`sh`."""
        self.scope.take_shading(tokens.name(operands))

    def apply(self, operands: bytes) -> None:
        """`gs`."""
        self.scope.take_state(tokens.name(operands), self.state.matrix)


def number_list(values: tuple[float, ...]) -> bytes:
    """Numbers as PDF writes them: a ten thousandth is a fortieth of what a plate can show."""
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") or "0" for value in values).encode()


def _shown(operator: bytes) -> Callable[[Pen, bytes], bytes | None]:
    return lambda pen, operands: pen.show(operands, operator)


HANDLERS: dict[bytes, Callable[[Pen, bytes], bytes | None]] = {
    b"q": Pen.save,
    b"Q": Pen.restore,
    b"cm": Pen.transform,
    b"cs": lambda pen, operands: pen.space(operands, FILL),
    b"CS": lambda pen, operands: pen.space(operands, STROKE),
    b"sc": lambda pen, operands: pen.colour(operands, FILL),
    b"SC": lambda pen, operands: pen.colour(operands, STROKE),
    b"scn": lambda pen, operands: pen.colour(operands, FILL),
    b"SCN": lambda pen, operands: pen.colour(operands, STROKE),
    b"g": lambda pen, operands: pen.device(operands, pen.scope.space("/DeviceGray"), FILL),
    b"G": lambda pen, operands: pen.device(operands, pen.scope.space("/DeviceGray"), STROKE),
    b"rg": lambda pen, operands: pen.device(operands, pen.scope.space("/DeviceRGB"), FILL),
    b"RG": lambda pen, operands: pen.device(operands, pen.scope.space("/DeviceRGB"), STROKE),
    b"k": lambda pen, operands: pen.device(operands, CMYK, FILL),
    b"K": lambda pen, operands: pen.device(operands, CMYK, STROKE),
    b"Tr": Pen.render,
    b"Tf": Pen.font,
    b"Do": Pen.draw,
    b"sh": Pen.shade,
    b"gs": Pen.apply,
    b"ET": Pen.end_text,
    **{operator: _shown(operator) for operator in (b"Tj", b"TJ", b"'", b'"')},
}
