"""From MathML to outlines: mathra sets a formula by the tables of STIX Two Math, which it brings along."""

# ruff: noqa: RUF001  # signs of mathematics are this module's matter

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

MATHML, SVG = "{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2000/svg}"
UNITS_PER_EM = 1000
"""Of a drawing's coordinates."""
CACHED = 256
"""Drawings, some kilobytes each: a document is typeset several times while its text is fitted."""

LARGE = frozenset("∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆")
"""Operators whose limits stand beside them within a line: `movablelimits` in MathML Core, appendix B."""
BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
AS_IN_A_LINE = frozenset({"mfrac", "mtable", "msub", "msup", "msubsup", "munder", "mover", "munderover"})
"""Elements whose parts, but for a base, are set as within a line (MathML Core, appendix A)."""
APPLY, VARIANT = "\u2061", "\ufe00"
"""That a function is applied, and that a letter has another form: signs without a picture."""
GAP_EM, RELATION_EM = 1.0, 5 / 18
"""What mathra leaves between columns, and before a sign of relation (The TeXbook, appendix G: a thick space)."""
EDGE = "-0.5em"
"""Takes back what mathra adds at either side of a table whose columns are not all centred."""
TOUCHES_LEFT, TOUCHES_RIGHT = re.compile(r"padding-left:\s*0\b(?!\.)"), re.compile(r"padding-right:\s*0\b(?!\.)")
UNSEEN = (f"{SVG}title", f"{SVG}metadata", f"{SVG}style", f"{SVG}text")


class Undrawable(Exception):  # noqa: N818 - a condition of the formula, turned into a finding by who knows its place
    """A formula has a character that the font lacks."""


@dataclass(frozen=True, slots=True)
class Outlines:
    """A formula as SVG, in the colour of its root; lengths in ems."""

    svg: str
    width: float
    height: float
    depth: float
    """How far it reaches below the baseline."""


@lru_cache(maxsize=CACHED)
def draw(mathml: str) -> Outlines:
    """Draw a formula; the same markup gives the same drawing.

    Raises:
        Undrawable: the font lacks a character.
    """
    import mathra

    math = ET.fromstring(mathml)  # noqa: S314 - of the article stage, which knows no document types
    display = math.get("display") == "block"
    _prepare(math, display=display)
    for element in math.iter():
        element.tag = element.tag.removeprefix(MATHML)
    markup = ET.tostring(math, encoding="unicode")
    try:
        svg = ET.fromstring(mathra.tex_to_svg(markup, display=display, strict=True, input="mathml"))  # noqa: S314 - as above
    except ValueError as error:
        raise Undrawable(re.sub(r"^column \d+: ", "", str(error))) from error
    for part in [part for part in svg if part.tag in UNSEEN]:
        svg.remove(part)
    _, top, width, height = (float(number) / UNITS_PER_EM for number in svg.attrib["viewBox"].split())
    svg.attrib = {"viewBox": svg.attrib["viewBox"]}
    return Outlines(ET.tostring(svg, encoding="unicode"), width, height, top + height)


def _prepare(element: ET.Element, *, display: bool) -> None:
    """Say in a formula's markup, of MathML Core, what mathra takes from that of MathML 3, or from spaces, only."""
    name = element.tag.removeprefix(MATHML)
    display = element.get("displaystyle", str(display).lower()) == "true"
    if name in BESIDE and not display and _has_moving_limits(element[0]):
        element.tag = f"{MATHML}{BESIDE[name]}"
    elif name == "mo" and element.text == APPLY:
        element.tag, element.text, element.attrib = f"{MATHML}mspace", None, {"width": element.get("lspace", "0em")}
    elif name == "mi" and len(element.text or "") > 1:
        element.tag = f"{MATHML}mtext"  # a word, as a unit: mathra would set it apart like the name of a function
    elif name == "mtable":
        _set_columns(element, display=display)
    if element.text:
        element.text = element.text.replace(VARIANT, "")
    for place, child in enumerate(list(element)):
        base = place == 0 and name not in ("mfrac", "mtable")
        _prepare(child, display=display and (base or name not in AS_IN_A_LINE))
        if child.get("columnalign") and len(element) == 1:  # one between brackets would no longer be seen as theirs
            element[place] = _row(_space(EDGE), child, _space(EDGE))


def _has_moving_limits(base: ET.Element) -> bool:
    return (base.text or "") in LARGE and base.get("movablelimits") != "false"


def _set_columns(table: ET.Element, *, display: bool) -> None:
    """Turn the cells' style into attributes of their table, and what is said of their distance into spaces."""
    styles = [[cell.get("style", "") for cell in row] for row in table]
    sides = [_side(style) for style in max(styles, key=len, default=[])]
    if set(sides) - {"center"}:
        table.set("columnalign", " ".join(sides))
    _rule(table, "columnlines", ("border-right" in style for style in max(styles, key=len, default=[])[:-1]))
    _rule(table, "rowlines", (any("border-top" in style for style in row) for row in styles[1:]))
    for row in table:
        for left, right in pairwise(row):
            if TOUCHES_RIGHT.search(left.get("style", "")) and TOUCHES_LEFT.search(right.get("style", "")):
                starts = len(right) > 0 and right[0].tag == f"{MATHML}mo"
                right.insert(0, _space(f"{(RELATION_EM if starts else 0) - GAP_EM:.4g}em"))
        for cell in row if display else ():
            cell[:] = [_row(*cell, name="mstyle", displaystyle="true")]


def _side(style: str) -> str:
    match = re.search(r"text-align:\s*(left|right)", style)
    return match[1] if match else "center"


def _space(width: str) -> ET.Element:
    return ET.Element(f"{MATHML}mspace", {"width": width})


def _row(*parts: ET.Element, name: str = "mrow", **attributes: str) -> ET.Element:
    row = ET.Element(f"{MATHML}{name}", attributes)
    row.extend(parts)
    return row


def _rule(table: ET.Element, name: str, drawn: Iterable[bool]) -> None:
    values = ["solid" if rule else "none" for rule in drawn]
    if "solid" in values:
        table.set(name, " ".join(values))
