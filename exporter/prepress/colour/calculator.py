"""The PostScript calculator of PDF functions of type 4 (ISO 32000-1, 7.10.5)."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator

Program = list["float | str | Program"]
Stack = list[float]
TOKEN = re.compile(rb"%[^\r\n]*|[{}]|[^\s{}%]+")
PAIRS: dict[str, Callable[[float, float], float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": lambda a, b: a / b if b else 0.0,
    "idiv": lambda a, b: math.trunc(a / b) if b else 0,
    "mod": lambda a, b: math.fmod(a, b) if b else 0,
    "exp": lambda a, b: a**b if a > 0 or b == int(b) else 0.0,
    "atan": lambda a, b: math.degrees(math.atan2(a, b)) % 360,
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "and": lambda a, b: _bits(a) & _bits(b),
    "or": lambda a, b: _bits(a) | _bits(b),
    "xor": lambda a, b: _bits(a) ^ _bits(b),
    "bitshift": lambda a, b: int(a) << int(b) if b >= 0 else int(a) >> -int(b),
}
ONES: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "neg": operator.neg,
    "ceiling": math.ceil,
    "floor": math.floor,
    "round": lambda a: math.floor(a + 0.5),
    "truncate": math.trunc,
    "sqrt": lambda a: math.sqrt(max(a, 0)),
    "sin": lambda a: math.sin(math.radians(a)),
    "cos": lambda a: math.cos(math.radians(a)),
    "ln": lambda a: math.log(a) if a > 0 else 0.0,
    "log": lambda a: math.log10(a) if a > 0 else 0.0,
    "cvi": math.trunc,
    "cvr": float,
    "not": lambda a: not a if isinstance(a, bool) else ~int(a),
}


def _bits(value: float) -> int:
    """Truth stays truth, so that `not` knows it."""
    return value if isinstance(value, bool) else int(value)


def parse(data: bytes) -> Program:
    """Read the program between the outermost braces.

    Raises:
        ValueError: its braces do not match.
    """
    words = (word.group().decode("latin-1") for word in TOKEN.finditer(data) if not word.group().startswith(b"%"))
    if next(words, "") != "{":
        raise ValueError("a calculator function does not begin with a brace")
    return _block(words)


def _block(words: Iterator[str]) -> Program:
    block: Program = []
    for word in words:
        if word == "}":
            return block
        if word == "{":
            block.append(_block(words))
        elif word in {"true", "false"}:
            block.append(word == "true")
        else:
            block.append(float(word) if word[0] in "+-.0123456789" else word)
    raise ValueError("a calculator function ends without its last brace")


def run(program: Program, stack: Stack) -> None:
    """Run the program on a stack, whose top is its end.

    Raises:
        ValueError: an operator is unknown or finds too little on the stack.
    """
    blocks: list[Program] = []
    for word in program:
        if isinstance(word, list):
            blocks.append(word)
        elif not isinstance(word, str):
            stack.append(word)
        else:
            try:
                _step(word, stack, blocks)
            except IndexError as error:
                raise ValueError(f"a calculator function has nothing for {word!r} to work on") from error


def _step(word: str, stack: Stack, blocks: list[Program]) -> None:
    if word in PAIRS:
        second, first = stack.pop(), stack.pop()
        stack.append(PAIRS[word](first, second))
    elif word in ONES:
        stack.append(ONES[word](stack.pop()))
    elif word in {"if", "ifelse"}:
        other = blocks.pop() if word == "ifelse" else []
        then = blocks.pop()
        run(then if stack.pop() else other, stack)
    else:
        _arrange(word, stack)


def _arrange(word: str, stack: Stack) -> None:
    match word:
        case "pop":
            stack.pop()
        case "dup":
            stack.append(stack[-1])
        case "exch":
            stack[-2], stack[-1] = stack[-1], stack[-2]
        case "copy":
            count = int(stack.pop())
            stack.extend(stack[len(stack) - count :])
        case "index":
            stack.append(stack[-1 - int(stack.pop())])
        case "roll":
            turns, count = int(stack.pop()), int(stack.pop())
            if count:
                top = stack[-count:]
                stack[-count:] = top[-turns % count :] + top[: -turns % count]
        case _:
            raise ValueError(f"a calculator function has the unknown operator {word!r}")
