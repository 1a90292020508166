"""Formulas in words: what a screen reader says, a narrator reads, and who cannot see the formula is told.

The words follow the signs in their order; where those go up and down, as in fractions, they say where each part ends,
so that two formulas that differ never sound the same. A base, an index or a part of a fraction that is a single sign
needs no end.
"""

# ruff: noqa: RUF001  # signs of mathematics are this module's matter

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence

from exporter.article.formulas.notation import APPLY
from exporter.article.formulas.words import Words

_ALIKE = str.maketrans({
    "⋯": "…", "⋮": "…", "⋱": "…", "·": "⋅", "∙": "⋅", "•": "⋅", "∗": "*", "⟶": "→", "⟹": "⇒", "⟺": "⇔", "⩽": "≤",
    "⩾": "≥", "∘": "°", "‖": "‖", "∥": "‖", "∬": "∫", "∮": "∫", "-": "−", "˝": "″", "⟷": "⇔", "↔": "⇔", "∶": ":",
    "\ufe00": "",
})  # fmt: skip
"""Signs that are read as another one is."""
_LARGE = frozenset("∑∏∫⋃⋂")
_LIMITS = frozenset({"lim", "max", "min", "sup", "inf", "limsup", "liminf", "argmax", "argmin"})
"""Functions under which stands what they are taken over."""
_ACCENTS = {
    "¯": "bar", "‾": "bar", "\u0332": "bar", "_": "bar", "ˉ": "bar", "^": "hat", "ˆ": "hat", "\u0302": "hat",
    "~": "tilde", "˜": "tilde", "\u0303": "tilde", "˙": "dot", "¨": "two_dots", "→": "arrow", "⃗": "arrow",
}  # fmt: skip
_LINES = frozenset({"\u0332", "_", "¯", "‾"})
_MATRICES = {("|", "|"): "determinant", ("{", ""): "cases"}
_SEVERAL = frozenset({"mrow", "mstyle", "mfrac", "msqrt", "mroot", "mtable"})
_BRACKETS = frozenset("([{|‖⟨⌈⌊")
_LEAVES = frozenset({"mi", "mn", "mtext"})
_SCRIPTS = frozenset({"msub", "munder", "msup", "mover", "msubsup", "munderover"})
MICRO = "\u00b5"
"""Of units, as in µg: readers know it as a part of them."""
_INVISIBLE = frozenset("\u2062\u2063\u2064")


def say(formula: ET.Element, words: Words) -> tuple[str, frozenset[str]]:
    """Put a formula in words.

    Returns:
        The words, and the signs for which the language has none; they stand in the text as they are.
    """
    speaker = _Speaker(words)
    said = " ".join(speaker.row(formula).split())
    for sign in ",;:.":
        said = said.replace(f" {sign}", sign)
    return said, frozenset(speaker.unspoken)


class _Speaker:
    """One run over one formula."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.unspoken: set[str] = set()
        self.ways: dict[str, Callable[[ET.Element], str]] = {
            "mi": self._identifier,
            "mn": self._number,
            "mo": self._operator,
            "mtext": self._number,
            "mspace": lambda _: "",
            "mphantom": lambda _: "",
            "mfrac": self._fraction,
            "msqrt": self._square_root,
            "mroot": self._root,
            "mmultiscripts": self._multiscripts,
            "mtable": lambda table: self._lines(table, "line"),
            **dict.fromkeys(_SCRIPTS, self._script),
        }

    def phrase(self, name: str, *parts: str) -> str:
        return self.words.phrases[name].format(*parts)

    def element(self, element: ET.Element) -> str:
        return self.ways.get(element.tag, self.row)(element)

    def row(self, element: ET.Element) -> str:
        """What stands side by side in an element, in its order."""
        parts = [part for part in element if part.tag != "mspace"]
        whole = self._bracketed(parts)
        if whole:
            return whole
        said: list[str] = []
        opened: list[tuple[str, int]] = []
        for place, part in enumerate(parts):
            sign = _last_sign(part)
            name = {"|": "absolute", "‖": "norm"}.get(sign)
            if name and opened and opened[-1][0] == sign:
                start = opened.pop()[1]
                said[start:] = [self._scripted(part, self.phrase(name, " ".join(said[start:])))]
            elif name and part.tag == "mo" and any(_last_sign(later) == sign for later in parts[place + 1 :]):
                opened.append((sign, len(said)))
            elif sign == "/" and 0 < place < len(parts) - 1 and all(map(_is_upright, parts[place - 1 : place + 2 : 2])):
                said.append(self.phrase("per"))
            elif said and said[-1] == MICRO and _is_upright(part):
                said[-1] += self.element(part)
            elif sign == "μ" and place < len(parts) - 1 and _is_upright(parts[place + 1]):
                said.append(MICRO)
            elif not (sign == APPLY and said and said[-1].endswith(":")):
                said.append(self.element(part))
        return " ".join(said)

    def _bracketed(self, parts: Sequence[ET.Element]) -> str:
        """A matrix, a list of cases or a binomial coefficient between its brackets; empty for anything else."""
        inner = [part for part in parts if part.tag in ("mtable", "mfrac")]
        ends = [_sign(part) for part in parts if part.tag == "mo"]
        if len(inner) != 1 or len(parts) - len(ends) != 1 or not ends or parts[0].tag != "mo":
            return ""
        (body,) = inner
        if body.tag == "mfrac":
            binomial = body.get("linethickness") == "0" and ends == ["(", ")"]
            return self.phrase("choose", *map(self.element, body)) if binomial else ""
        name = _MATRICES.get((ends[0], ends[1] if len(ends) > 1 else ""), "matrix")
        if name == "cases":
            return self.phrase(name, self._lines(body, "case"))
        if len(ends) != 2:
            return ""
        width = max((len(row) for row in body), default=0)
        return self.phrase(name, str(len(body)), str(width), self._lines(body, "row"))

    def _lines(self, table: ET.Element, name: str) -> str:
        between = " " if name == "line" else ", "
        rows = (between.join(filter(None, map(self.element, row))) for row in table)
        return "; ".join(self.phrase(name, str(number), said) for number, said in enumerate(rows, start=1))

    def _number(self, element: ET.Element) -> str:
        return element.text or ""

    def _identifier(self, element: ET.Element) -> str:
        text = unicodedata.normalize("NFKC", (element.text or "").translate(_ALIKE))
        lower = text.lower()
        if text in self.words.signs:
            return self.words.signs[text]
        if lower in self.words.letters:
            name = self.words.letters[lower]
            return name if text == lower else self.phrase("capital", name)
        return self.words.functions.get(text, text)

    def _operator(self, element: ET.Element) -> str:
        sign = _sign(element)
        if sign == APPLY:
            return self.phrase("of")
        if not sign or sign in _INVISIBLE or sign in ",;.":
            return "" if sign in _INVISIBLE else sign
        if sign not in self.words.signs:
            self.unspoken.add(sign)
        return self.words.signs.get(sign, sign)

    def _fraction(self, element: ET.Element) -> str:
        name = "fraction" if all(map(_is_simple, element)) else "long_fraction"
        return self.phrase(name, *map(self.element, element))

    def _square_root(self, element: ET.Element) -> str:
        return self._ended("square_root", self.row(element), simple=len(element) == 1 and _is_simple(element[0]))

    def _root(self, element: ET.Element) -> str:
        said, degree = map(self.element, element)
        if degree == "3":
            return self._ended("cube_root", said, simple=_is_simple(element[0]))
        root = self.phrase("root", degree, said)
        return root if _is_simple(element[0]) else self.phrase("end_of_root", root)

    def _ended(self, name: str, said: str, *, simple: bool) -> str:
        root = self.phrase(name, said)
        return root if simple else self.phrase("end_of_root", root)

    def _script(self, element: ET.Element) -> str:
        """A base with what stands above and below it, right of it or over it: a matter of style alone."""
        base = element[0]
        low, high = _low_and_high(element)
        if high is not None and high.tag == "mspace":  # what keeps an arrow long enough for its label
            return self.element(base)
        if _sign(base) in _LARGE:
            return self._large(base, low, high)
        if element.tag in ("mover", "munder") and (accent := self._accent(element)):
            return accent
        if _function(base) in _LIMITS and low is not None and high is None:
            return self.phrase("limit", self.element(base), self.element(low))
        if element.tag in ("mover", "munder", "munderover"):
            said = self._grouped(base)
            said = said if low is None else self.phrase("below", said, self.element(low))
            return said if high is None else self.phrase("above", said, self.element(high))
        return self._scripted(element, self._grouped(base))

    def _scripted(self, element: ET.Element, base: str) -> str:
        """The words of a base with its index and its exponent, where the element has any."""
        if element.tag not in _SCRIPTS:
            return base
        low, high = _low_and_high(element)
        return self._power(element[0], self._index(element[0], base, low), high)

    def _large(self, base: ET.Element, low: ET.Element | None, high: ET.Element | None) -> str:
        said = [self.element(part) for part in (base, low, high) if part is not None]
        return self.phrase("range" if len(said) == 3 else "domain", *said)

    def _accent(self, element: ET.Element) -> str:
        base, sign = element[0], element[1].text or ""
        if element.tag == "munder":
            return self.phrase("underlined", self._grouped(base)) if sign in _LINES else ""
        name = _ACCENTS.get(sign)
        if name is None or element[1].tag != "mo" or element.get("accent") != "true":
            return ""
        return self.phrase(name, self._grouped(base))

    def _grouped(self, base: ET.Element) -> str:
        """A base; where it begins and ends is said of one that has several parts and no brackets."""
        said = self.element(base)
        bracketed = len(base) > 1 and _sign(base[0]) in _BRACKETS and base[-1].tag == "mo"
        return said if base.tag not in _SEVERAL or bracketed or not said else self.phrase("group", said)

    def _index(self, base: ET.Element, said: str, low: ET.Element | None) -> str:
        if low is None:
            return said
        if not said:
            return self.phrase("lower", self.element(low))
        if _function(base) == "log":
            return self.phrase("base", said, self.element(low))
        if _is_upright(base) and low.tag == "mn":
            return f"{said} {low.text}"  # as chemists say it
        index = self.phrase("index", said, self.element(low))
        return index if _is_simple(low) else self.phrase("end_of_index", index)

    def _power(self, base: ET.Element, said: str, high: ET.Element | None) -> str:
        if high is None:
            return said
        exponent = self.element(high)
        if _is_nothing(base) and _sign(high) != "°":
            return " ".join(filter(None, [said, self.phrase("upper", exponent)]))
        if _sign(high) == "*":
            return self.phrase("star", said)
        charged = _is_upright(base) and len(high) > 1 and _sign(high[-1]) in ("+", "−")
        if high.tag == "mo" or _sign(high) == "°" or charged:
            return f"{said} {exponent}"
        if high.tag == "mn" and high.text in ("2", "3"):
            return self.phrase("squared" if high.text == "2" else "cubed", said)
        power = self.phrase("power", said, exponent)
        return power if _is_simple(high) or _is_negative(high) else self.phrase("end_of_power", power)

    def _multiscripts(self, element: ET.Element) -> str:
        """An isotope: what stands before the base is said before it."""
        tags = [part.tag for part in element]
        split = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
        before = [self.element(part) for part in element[split + 1 :]]
        names = ("lower", "upper")
        said = [self.phrase(names[place % 2], text) for place, text in enumerate(before) if text]
        return " ".join([*said, self.element(element[0])])


def _sign(element: ET.Element) -> str:
    """The sign of an operator, or of an identifier that is one; empty for anything else."""
    return (element.text or "").translate(_ALIKE) if element.tag in ("mo", "mi") else ""


def _last_sign(element: ET.Element) -> str:
    """The sign of an element, or that of its base where it has an index or an exponent."""
    return _sign(element[0] if element.tag in ("msub", "msup", "msubsup") else element)


def _low_and_high(element: ET.Element) -> tuple[ET.Element | None, ET.Element | None]:
    """What stands below and above a base."""
    _, *rest = element
    if element.tag in ("msup", "mover"):
        return None, rest[0]
    return rest[0], rest[1] if len(rest) > 1 else None


def _function(element: ET.Element) -> str:
    return element.text or "" if element.tag == "mi" else ""


def _is_simple(element: ET.Element) -> bool:
    """Whether an element sounds like one word, alone or with an index."""
    if element.tag == "msub":
        return all(map(_is_simple, element))
    return element.tag in _LEAVES and " " not in (element.text or "").strip()


def _is_negative(element: ET.Element) -> bool:
    return element.tag == "mrow" and len(element) == 2 and _sign(element[0]) == "−" and _is_simple(element[1])


def _is_nothing(element: ET.Element) -> bool:
    return element.tag == "mspace" or (element.tag == "mrow" and len(element) == 0)


def _is_upright(element: ET.Element) -> bool:
    """Whether an element is a word, a unit or a chemical symbol, with its exponent or index, rather than a variable."""
    if element.tag in ("msub", "msup", "msubsup"):
        return _is_upright(element[0])
    if element.tag == "mrow":
        return len(element) > 0 and all(map(_is_upright, element))
    text = element.text or ""
    return element.tag == "mtext" or (element.tag == "mi" and (len(text) > 1 or element.get("mathvariant") == "normal"))
