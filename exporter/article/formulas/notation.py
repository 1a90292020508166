"""From LaTeX to MathML Core, of which only what every reader shows is let through."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from math_core import LatexToMathML

MATHML = "http://www.w3.org/1998/Math/MathML"
MAX_LENGTH = 2_000
"""Characters of a formula's LaTeX."""
MAX_DEPTH = 40
"""Elements within one another."""
MAX_ELEMENTS = 2_000
MAX_EXPANSIONS = 100
"""Of commands that a formula defines itself."""
CACHED = 512
"""Formulas, each a few kilobytes: an article is parsed once for each of its formats."""
APPLY, SEPARATOR = "\u2061", "\u2063"
"""Signs without a picture: that a function is applied, and what math-core writes for a bracket that `\\left.` leaves
out."""
COMBINING_LINE = "\u0332"

_COMMA = re.compile(r"(?<=\d),(?=\d)")
_REPORT = re.compile(r"(?P<place>\d+): (?P<message>.*?)\.?", re.DOTALL)
_FILLER = re.compile(r"width:\s*50%")
_STYLES = {"b": "font-weight: bold", "i": "font-style: italic", "code": "font-family: monospace", "span": ""}
"""HTML within a text, and the style that a text of MathML has in its place."""
_ELEMENTS = frozenset({
    "math", "mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded", "mphantom", "mprescripts", "mroot",
    "mrow", "mspace", "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover",
})  # fmt: skip
"""Of MathML Core (section 3), without those that are about errors, links and other languages."""
_ROWS = frozenset({"math", "mrow", "mstyle", "msqrt", "mtd", "mpadded", "mphantom"})
"""Elements whose children stand side by side, however many they are."""
_SIZES = ("displaystyle", "scriptlevel")
_NUMBERED_HINT = "write align* or gather* in place of align or gather: formulas are not numbered"
_HINTS = {
    r"\ce": r"write \mathrm{H_2O}, upright letters with indices, in place of \ce{H2O}",
    r"\SI": r"write 5\,\mathrm{mg}, a number and its unit, in place of \SI{5}{mg}",
    r"\si": r"write \mathrm{mg} in place of \si{mg}",
    r"\unit": r"write \mathrm{mg} in place of \unit{mg}",
    r"\qty": r"write 5\,\mathrm{mg} in place of \qty{5}{mg}",
    r"\mbox": r"write \text{…}",
    r"\begin{align}": _NUMBERED_HINT,
}


class Unreadable(Exception):  # noqa: N818  # a condition of what an author wrote, turned into a finding by who knows where
    """A formula is no LaTeX that can be shown; `hint` says what to do where more is known than that."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def mathml(latex: str, *, display: bool) -> ET.Element:
    """Read a formula; the tree is the caller's own.

    A comma between two digits belongs to the number, as a decimal or for thousands, whatever the language.

    Raises:
        Unreadable: it is no LaTeX, too large, or uses what cannot be shown everywhere.
    """
    return ET.fromstring(_converted(latex, display=display))  # noqa: S314  # written by the function below


@lru_cache(maxsize=CACHED)
def _converted(latex: str, *, display: bool) -> str:
    from math_core import LatexError

    if len(latex) > MAX_LENGTH:
        raise Unreadable(f"it has {len(latex)} characters, more than {MAX_LENGTH}", "write several shorter formulas")
    try:
        written = _converter().convert_with_local_state(_COMMA.sub("{,}", latex), displaystyle=display)
    except LatexError as error:
        raise _unreadable(str(error), latex) from None
    root = ET.fromstring(written.replace("&ApplyFunction;", APPLY))  # noqa: S314  # of math-core, which escapes all text
    _bound(root)
    _tidy(root)
    if not _is_seen(root):
        raise Unreadable("there is nothing to be seen in it", "write a formula between the dollars")
    return ET.tostring(root, encoding="unicode")


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False, max_expansions=MAX_EXPANSIONS)


def _is_seen(element: ET.Element) -> bool:
    """Whether there is anything but spaces, and what is only there for its size."""
    if element.tag == "mphantom":
        return False
    return bool((element.text or "").strip()) or any(map(_is_seen, element))


def _unreadable(report: str, latex: str) -> Unreadable:
    """What math-core reports, as in `3: Unknown command "…".`, in the form that findings have."""
    match = _REPORT.fullmatch(report.strip())
    message = match["message"] if match else report
    message = message[:1].lower() + message[1:].replace('"', "'")
    hint = next((hint for command, hint in _HINTS.items() if f"'{command}'" in message), "")
    near = latex[int(match["place"]) :][:20].strip() if match else ""
    named = any(near.startswith(word) for word in re.findall("'([^']+)'", message))
    return Unreadable(message if named or not near else f"{message}, at '{near}'", hint)


def _bound(root: ET.Element) -> None:
    def depth(element: ET.Element, level: int) -> int:
        if level > MAX_DEPTH:
            raise Unreadable(f"it is nested more than {MAX_DEPTH} levels deep", "write several simpler formulas")
        return 1 + sum(depth(child, level + 1) for child in element)

    if depth(root, 0) > MAX_ELEMENTS:
        raise Unreadable(f"it has more than {MAX_ELEMENTS} parts", "write several simpler formulas")


def _tidy(element: ET.Element) -> None:
    """Bring a tree to what EPUB's schema of MathML 3 and MathML Core both have."""
    fix = _FIXES.get(element.tag)
    if fix:
        fix(element)
    if element.tag not in _ELEMENTS:
        raise Unreadable(*_refusal(element))
    for child in list(element):
        _tidy(child)
    element[:] = [_unwrapped(child) for child in element if element.tag not in _ROWS or not _is_nothing(child)]
    if element.tag in _ROWS:
        _join_numbers(element)
        _join_dots(element)


def _refusal(element: ET.Element) -> tuple[str, str]:
    if element.tag == "menclose":
        return "frames and strokes are not shown everywhere", "leave out \\boxed, \\cancel and their like"
    return f"it needs the element {element.tag!r}, which is not shown everywhere", ""


def _is_nothing(element: ET.Element) -> bool:
    """Whether an element is only there for math-core's own ends: a space without width, a bracket that is left out."""
    return (element.tag == "mspace" and not element.attrib) or (element.tag == "mo" and element.text == SEPARATOR)


def _unwrapped(element: ET.Element) -> ET.Element:
    """What is alone in a row that says nothing of it."""
    alone = element.tag == "mrow" and len(element) == 1 and not element.attrib
    return element[0] if alone else element


def _join_numbers(element: ET.Element) -> None:
    """Make one number of those that a comma without spaces joins, `{,}` in LaTeX, in a base with its exponent too."""
    parts = list(element)
    place = 0
    while place + 2 < len(parts):
        first, comma, third = parts[place : place + 3]
        base = third[0] if third.tag in ("msup", "msub", "msubsup") else third
        joined = first.tag == "mn" and comma.tag == "mo" and comma.text == "," and comma.get("rspace") == "0"
        if joined and base.tag == "mn":
            base.text = f"{first.text},{base.text}"
            del parts[place : place + 2]
        else:
            place += 1
    element[:] = parts


def _join_dots(element: ET.Element) -> None:
    """Make one sign of three full stops, as math-core writes an ellipsis."""
    for place in range(len(element) - 3, -1, -1):
        three = element[place : place + 3]
        if all(part.tag == "mo" and part.text == "." for part in three):
            three[0].text, three[0].attrib = "…", {}
            del element[place + 1 : place + 3]


def _style(element: ET.Element) -> None:
    """Only `mstyle` may be of another size or style."""
    if "displaystyle" in element.attrib or "scriptlevel" in element.attrib:
        _restyle(element)


def _restyle(element: ET.Element) -> None:
    """Put what is said of an element's size on an `mstyle` that takes its place and holds it."""
    inner = ET.Element(element.tag, {name: value for name, value in element.items() if name not in _SIZES})
    inner.text, inner[:] = element.text, list(element)
    element.attrib = {name: value for name, value in element.items() if name in _SIZES}
    element.tag, element.text, element[:] = "mstyle", None, [inner]


def _row(element: ET.Element) -> None:
    if any(name in element.attrib for name in _SIZES):
        element.tag = "mstyle"


def _table(element: ET.Element) -> None:
    """Take out the cells that math-core centres an equation with; its number has no place here."""
    element.attrib.pop("scriptlevel", None)
    element.attrib.pop("style", None)
    for row in element:
        fillers = [cell for cell in row if _FILLER.match(cell.get("style", ""))]
        if any(len(cell) for cell in fillers):
            raise Unreadable("formulas are not numbered", _NUMBERED_HINT)
        row[:] = [cell for cell in row if cell not in fillers]


def _text(element: ET.Element) -> None:
    """HTML within a text becomes a style of the text."""
    while len(element) == 1 and element[0].tag in _STYLES and not (element.text or "").strip():
        inner = element[0]
        style = "; ".join(filter(None, [element.get("style", ""), _STYLES[inner.tag]]))
        element.attrib = {"style": style} if style else {}
        element.text, element[:] = inner.text, list(inner)


def _line_over(element: ET.Element) -> None:
    """Take the sign for a line above a letter that also stands right where the font has no tables for it."""
    line = element[1]
    if line.tag == "mo" and line.text == COMBINING_LINE:
        line.text = "‾" if element.tag == "mover" else "_"


_FIXES: dict[str, Callable[[ET.Element], None]] = {
    "mfrac": _style,
    "mover": _line_over,
    "mrow": _row,
    "mtable": _table,
    "mtext": _text,
    "munder": _line_over,
}
