"""A book's style sheet as the oldest reading systems read it, and beside it what only newer ones understand.

Adobe's RMSDK, which draws plain EPUBs on Kobo, Tolino and Nook, loses a whole sheet that has a media query (Stack
Overflow 77441756) and refuses the whole book for a `min()` (andreklein.net, "Your ePub is fine"); Kindle drops what is
not in "Supported CSS" of the Kindle Publishing Guidelines. None of them has custom properties or logical ones. So the
first sheet of a book is CSS 2.1 with few exceptions, and holds all that the meaning needs; the second adds to it.

The second comes later, so it would win over what stood behind it in one sheet. A plain declaration of a property that
has been written to the second sheet already is therefore written to both: who reads both sees what one sheet says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import tinycss2

Node: TypeAlias = Any
"""A token or a rule of tinycss2, which has no types."""
PLAIN_PROPERTIES = frozenset({
    "background-color", "border", "border-collapse", "border-color", "border-radius", "border-spacing", "border-style",
    "border-width", "border-top", "border-top-color", "border-top-style", "border-top-width", "border-right",
    "border-right-color", "border-right-style", "border-right-width", "border-bottom", "border-bottom-color",
    "border-bottom-style", "border-bottom-width", "border-left", "border-left-color", "border-left-style",
    "border-left-width", "caption-side", "clear", "color", "content", "display", "float", "font", "font-family",
    "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style",
    "list-style-position", "list-style-type", "margin", "margin-top", "margin-right", "margin-bottom", "margin-left",
    "max-height", "max-width", "min-height", "min-width", "orphans", "padding", "padding-top", "padding-right",
    "padding-bottom", "padding-left", "page-break-after", "page-break-before", "page-break-inside", "src", "text-align",
    "text-decoration", "text-indent", "text-transform", "unicode-range", "vertical-align", "white-space", "widows",
    "width", "word-spacing", "word-wrap",
})  # fmt: skip
"""Of CSS 2.1, with the few of later levels that all have had for long: `border-radius` and `word-wrap`."""
PLAIN_FUNCTIONS = frozenset({"attr", "counter", "rgb", "url"})
PLAIN_UNITS = frozenset({"em", "ex", "px", "pt", "mm", "cm", "in"})
PLAIN_DISPLAY = frozenset({"block", "inline", "inline-block", "none", "table", "table-row", "table-cell"})
PLAIN_PSEUDO = frozenset({"after", "before", "first-child", "first-letter", "first-line", "link"})
"""Pseudo-classes and pseudo-elements of CSS 2.1."""
HOLDING = {"function": "arguments", "() block": "content"}
"""Tokens that hold others, and where."""
GENERAL_SIBLING = "~"
SIDES = {"ltr": ("left", "right"), "rtl": ("right", "left")}
"""Where lines begin and end."""
RELATED = {
    "border-color": "border", "border-style": "border", "border-width": "border", "line-height": "font-line-height",
    "text-wrap": "white-space-wrap", "word-wrap": "overflow-wrap",
}  # fmt: skip
"""Properties that set others, or are set by others, than their names say."""
EVERYTHING = "all"
"""The property that sets all others."""
BREAKS = {"page": "always"}
"""Values of `break-before` and the like that `page-break-before` writes otherwise."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """A book's style in two parts."""

    plain: str
    newer: str
    """Comes after the plain one; empty where there is nothing to add."""


@lru_cache(maxsize=8)
def divided(css: str, direction: str) -> Sheets:
    """Write out custom properties and logical ones, and divide the sheet; both parts together mean what it did.

    Args:
        css: One style sheet. Custom properties that it sets only at `:root` and outside of any condition are written
            out where they are used, but for the names in a circle; others stay as they are, in the newer part.
        direction: Of the book, `ltr` or `rtl`: where its lines begin. What stands in the other direction within it
            keeps the sides of the book.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    writer = _Writer(_constants(rules), direction)
    for rule in rules:
        writer.add(rule)
    return Sheets("".join(writer.plain), "".join(writer.newer))


def _constants(rules: Sequence[Node]) -> dict[str, Sequence[Node]]:
    """The values of custom properties that are the same everywhere."""
    found: dict[str, Sequence[Node]] = {}
    elsewhere: set[str] = set()
    for rule in rules:
        everywhere = rule.type == "qualified-rule" and _text(rule.prelude) == ":root"
        for name, value in _custom(rule):
            if everywhere:
                found[name] = value
            else:
                elsewhere.add(name)
    return {name: value for name, value in found.items() if name not in elsewhere}


def _custom(rule: Node) -> Iterator[tuple[str, Sequence[Node]]]:
    """Every custom property that a rule or a rule within it sets."""
    if rule.type == "at-rule" and rule.content is not None:
        for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            yield from _custom(inner)
    elif rule.type == "qualified-rule":
        for declaration in _declarations(rule):
            if declaration.name.startswith("--"):
                yield declaration.name, declaration.value


def _declarations(rule: Node) -> Iterator[Node]:
    parsed = tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True)
    return (node for node in parsed if node.type == "declaration")


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A declaration as it is written."""

    name: str
    text: str
    is_plain: bool


@dataclass(slots=True)
class _Writer:
    """State of one division."""

    constants: Mapping[str, Sequence[Node]]
    direction: str
    plain: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    added: set[str] = field(default_factory=set)
    """Properties in the newer sheet so far."""

    def add(self, rule: Node) -> None:
        """Write a rule of the sheet's top level."""
        if rule.type == "qualified-rule":
            selector = _text(rule.prelude)
            declared = list(self._written(rule))
            if _is_plain_selector(rule.prelude):
                self.plain += _rule(selector.replace("::", ":"), [each for each in declared if each.is_plain])
                declared = [each for each in declared if not each.is_plain or self._is_late(each)]
            self.newer += self._added(selector, declared)
        elif rule.type == "at-rule" and rule.at_keyword == "font-face":
            self.plain.append(f"{rule.serialize()}\n")
        elif rule.type == "at-rule":
            self.newer.append(self._conditional(rule))

    def _conditional(self, rule: Node) -> str:
        """An at-rule, with what stands in it written out."""
        if rule.content is None:
            return f"{rule.serialize()}\n"
        inner: list[str] = []
        for each in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            if each.type == "qualified-rule":
                inner += self._added(_text(each.prelude), list(self._written(each)))
            elif each.type == "at-rule":
                inner.append(self._conditional(each))
        return f"@{rule.at_keyword} {_text(rule.prelude)} {{\n{''.join(inner)}}}\n" if inner else ""

    def _is_late(self, declaration: _Declaration) -> bool:
        """Whether the newer sheet has something that would win over a declaration that comes after it."""
        return any(_overlap(declaration.name, name) for name in self.added)

    def _added(self, selector: str, declared: Sequence[_Declaration]) -> list[str]:
        """A rule for the newer sheet."""
        self.added.update(each.name for each in declared)
        return _rule(selector, declared)

    def _written(self, rule: Node) -> Iterator[_Declaration]:
        for declaration in _declarations(rule):
            if declaration.name in self.constants:
                continue
            value = list(self._filled(declaration.value))
            important = " !important" if declaration.important else ""
            for name, tokens in _physical(declaration.lower_name, value, SIDES[self.direction]):
                yield _Declaration(name, f"{name}: {_text(tokens)}{important}", _is_plain(name, tokens))

    def _filled(self, tokens: Iterable[Node], within: frozenset[str] = frozenset()) -> Iterator[Node]:
        """The tokens with the values of custom properties in their place, but for those `within` which this stands."""
        for token in tokens:
            if token.type == "function" and token.lower_name == "var":
                name = _text(token.arguments).partition(",")[0].strip()
                if name in self.constants and name not in within:
                    yield from self._filled(_stripped(self.constants[name]), within | {name})
                    continue
            if token.type in HOLDING:
                token = copy(token)  # noqa: PLW2901 - the same tokens are filled in wherever a property is used
                setattr(token, HOLDING[token.type], list(self._filled(getattr(token, HOLDING[token.type]), within)))
            yield token


def _rule(selector: str, declared: Sequence[_Declaration]) -> list[str]:
    return [f"{selector} {{ {'; '.join(each.text for each in declared)} }}\n"] if declared else []


def _overlap(one: str, other: str) -> bool:
    """Whether one property sets the other: a shorthand sets what its name begins."""
    short, long = sorted((RELATED.get(one, one), RELATED.get(other, other)), key=len)
    return short in (long, EVERYTHING) or long.startswith(f"{short}-")


def _physical(name: str, value: Sequence[Node], sides: tuple[str, str]) -> Iterator[tuple[str, Sequence[Node]]]:
    """A declaration as CSS 2.1 has it: sides of the page for those of the text, and page breaks by their old names."""
    start, end = sides
    for axis, (first, second) in (("inline", (start, end)), ("block", ("top", "bottom"))):
        box, _, rest = name.partition(f"-{axis}")
        if box not in ("margin", "padding", "border") or not name.startswith(f"{box}-{axis}"):
            continue
        side, _, part = rest.removeprefix("-").partition("-")
        part = f"-{part}" if part else ""
        if side in ("start", "end"):
            yield f"{box}-{first if side == 'start' else second}{part}", value
        else:
            each = [token for token in value if token.type != "whitespace"]
            part = f"-{side}" if side else ""
            yield f"{box}-{first}{part}", value if box == "border" else each[:1]
            yield f"{box}-{second}{part}", value if box == "border" else each[-1:]
        return
    if name in ("break-after", "break-before", "break-inside"):
        yield f"page-{name}", _ident(BREAKS.get(_text(value), _text(value)))
    elif name in ("text-align", "float"):
        sides_by_name = {"start": start, "end": end, "inline-start": start, "inline-end": end}
        yield name, _ident(sides_by_name.get(_text(value), _text(value)))
    elif name == "overflow-wrap":
        yield "word-wrap", _ident("break-word" if _text(value) == "anywhere" else _text(value))
        yield name, value
    else:
        yield name, value


def _ident(text: str) -> Sequence[Node]:
    return tinycss2.parse_component_value_list(text)  # type: ignore[no-any-return]  # no types


def _is_plain(name: str, value: Sequence[Node]) -> bool:
    if name not in PLAIN_PROPERTIES or (name == "display" and _text(value) not in PLAIN_DISPLAY):
        return False
    return all(
        (token.type != "function" or token.lower_name in PLAIN_FUNCTIONS)
        and (token.type != "dimension" or token.lower_unit in PLAIN_UNITS)
        for token in value
    )


def _is_plain_selector(prelude: Sequence[Node]) -> bool:
    """Whether CSS 2.1 has every part of a selector."""
    before = None
    for token in prelude:
        if token.type == "function" or token == GENERAL_SIBLING:
            return False
        if token.type == "ident" and before == ":" and token.lower_value not in PLAIN_PSEUDO:
            return False
        before = token.value if token.type == "literal" else None
    return True


def _stripped(tokens: Sequence[Node]) -> Sequence[Node]:
    return [token for index, token in enumerate(tokens) if token.type != "whitespace" or 0 < index < len(tokens) - 1]


def _text(tokens: Sequence[Node]) -> str:
    return " ".join(str(tinycss2.serialize(tokens)).split())
