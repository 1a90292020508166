"""Formulas in the tree of an article: first their words, at the end their MathML."""

from __future__ import annotations

import copy
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.article.formulas import notation, speech, words
from exporter.article.formulas.notation import MATHML, Unreadable
from exporter.article.formulas.written import Formula

PLACE, ALTERNATIVE = "data-formula", "data-alternative"
"""Attributes of the element that holds a formula's place: its number, and the words that its author gave."""
BLOCK = "formula"
"""Class of the block that a formula on lines of its own is."""
_SCROLLS = {"role": "group", "tabindex": "0"}
"""What lets a block wider than the screen be scrolled by keyboard (WCAG 2.2, 2.1.1)."""
_HOLDERS = frozenset({"p", "li", "dd", "td", "th"})
_SHOWN = 60
"""Characters of a formula in a message."""


class Formulas:
    """The formulas of one article."""

    def __init__(self, found: Sequence[Formula], language: str, findings: Findings) -> None:
        self.found = found
        self.language = language
        self.findings = findings
        self._read: dict[str, ET.Element] = {}

    def read(self, root: ET.Element) -> None:
        """Put each formula in words, in the language of the text it stands in, and make blocks of those alone."""
        if self.found:
            self._visit(root, self.language)

    def _visit(self, parent: ET.Element, language: str) -> None:
        for child in parent:
            spoken = child.get("lang") or language
            if child.get(PLACE) is not None:
                self._say(child, spoken)
            self._visit(child, spoken)
            if child.tag in _HOLDERS and len(child) == 1 and self._is_displayed(child[0]) and _is_alone(child):
                _make_block(child)

    def _is_displayed(self, element: ET.Element) -> bool:
        math = self._read.get(element.get(PLACE, ""))
        return math is not None and math.get("display") == "block"

    def _say(self, place: ET.Element, language: str) -> None:
        formula = self.found[int(place.attrib.pop(PLACE))]
        is_given = ALTERNATIVE in place.attrib
        given = " ".join(place.attrib.pop(ALTERNATIVE, "").split())
        if is_given and not given:
            message = (
                f"""alt="" gives the formula '{_shortened(formula.latex)}' no words: those of its signs are read"""
            )
            self.findings.warning("unspoken-formula", message, formula.line, "write its words, or leave out alt")
        try:
            math = notation.mathml(formula.latex, display=formula.display)
        except Unreadable as reason:
            message = f"the formula '{_shortened(formula.latex)}' cannot be read: {reason}"
            hint = reason.hint or "see 'Formulas' in REFERENCE.md; write '\\$' for a dollar sign that begins none"
            self.findings.error("invalid-formula", message, formula.line, hint)
            place.text = formula.source
            return
        text = given or self._words(math, formula, language, place)
        math.attrib = {"xmlns": MATHML, **({"display": "block"} if formula.display else {}), "alttext": text}
        place.text = text
        place.set(PLACE, str(len(self._read)))
        self._read[place.get(PLACE, "")] = math

    def _words(self, math: ET.Element, formula: Formula, language: str, place: ET.Element) -> str:
        table = words.of(language)
        text, unspoken = speech.say(math, table)
        hint = """write {alt="…"} behind the formula, with its words"""
        if not words.has(language):
            message = f"there are no words for formulas in {language!r}, they are read in English"
            self.findings.warning("unspoken-formula", message, formula.line, hint)
            place.set("lang", table.language)
        for sign in sorted(unspoken):
            message = f"there is no word for the sign {sign!r} of a formula"
            self.findings.warning("unspoken-formula", message, formula.line, hint)
        return text

    def place(self, tree: ET.Element) -> None:
        """Put MathML in the place of the words."""
        if not self._read:
            return
        for parent in list(tree.iter()):
            for index, child in enumerate(parent):
                math = self._read.get(child.get(PLACE, ""))
                if math is None:
                    continue
                placed, language = _placed(child, math), _language(child)
                if BLOCK in nodes.classes(parent):
                    parent.attrib |= {**language, **_SCROLLS}
                elif language:
                    placed = _wrapped(placed, language)
                parent[index] = placed


def _make_block(holder: ET.Element) -> None:
    """Make a block of a paragraph, or in a cell or an item, that holds nothing but a formula."""
    place = holder[0]
    block = holder if holder.tag == "p" else ET.Element("div", nodes.place(place))
    if block is holder:
        block.tag = "div"
    else:
        holder.text, holder[0] = None, block
        block.append(place)
    place.tail = None
    nodes.add_class(block, BLOCK)
    if place.get("id") and not block.get("id"):
        block.set("id", place.attrib.pop("id"))


def _shortened(latex: str) -> str:
    """A formula in a message, as it is written: Python would double its backslashes."""
    text = " ".join(latex.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _is_alone(paragraph: ET.Element) -> bool:
    return not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()


def _placed(place: ET.Element, math: ET.Element) -> ET.Element:
    """The MathML with what its place says of identity, and the text behind it."""
    element = copy.deepcopy(math)
    for name, value in place.items():
        if name in ("id", "class", "dir"):
            element.set(name, value)
    element.tail = place.tail
    return element


def _language(place: ET.Element) -> dict[str, str]:
    return {name: value for name, value in place.items() if name.endswith("lang")}


def _wrapped(math: ET.Element, language: dict[str, str]) -> ET.Element:
    """A formula in an element that says its language: MathML in an ebook has no attribute for it."""
    span = ET.Element("span", language)
    span.append(math)
    span.tail, math.tail = math.tail, None
    return span
