"""What the CSS of a drawing loads, told from its tokens: escapes and comments hide nothing from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import tinycss2

LOADING = frozenset({"url", "src"})
"""Functions whose argument is an address: CSS Values 4, 4.5."""
OPAQUE = frozenset({"image", "image-set", "-webkit-image-set", "cross-fade", "element", "expression", "paint"})
"""Functions that may load or run something in ways of their own."""
GROUPING = frozenset({"media", "supports", "charset"})
"""At-rules that load nothing by themselves."""

TRANSFORMATIONS = ("matrix", "translate", "translatex", "translatey", "scale", "scalex", "scaley", "rotate")
HARMLESS = frozenset([*TRANSFORMATIONS, "skewx", "skewy", "rgb", "rgba", "hsl", "hsla", "calc"])
FUNCTION = re.compile(r"([a-z-]{0,14})\(")
"""The end of a function's name is enough, and keeps the search from taking time with the square of the length."""


def loads_from_outside(css: str) -> bool:
    """Whether a style sheet, or the value of an attribute, refers to anything but parts of the drawing itself."""
    return any(not address.startswith("#") for address in addresses(css))


def addresses(css: str) -> Iterator[str]:
    """Every address in the CSS as a renderer would understand it; for what has none, the name of what loads."""
    names = FUNCTION.findall(css.lower())
    if HARMLESS.issuperset(names) and not any(mark in css for mark in ("\\", "@", "/*")):
        return iter(())  # most attributes of a drawing are transformations and colours, and there may be many
    return _named(tinycss2.parse_component_value_list(css, skip_comments=True))


def rules(css: str) -> Iterator[tuple[frozenset[str], tuple[str, ...]]]:
    """What each rule of a style sheet may apply to, as `.class`, `#id`, a type or `*`, and the addresses it names."""
    waiting = list(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))
    while waiting:
        rule = waiting.pop()
        if rule.type == "qualified-rule":
            found = tuple(_named(rule.content))
            if found:
                yield _subjects(rule.prelude), found
        elif rule.type == "at-rule" and rule.content is not None:
            waiting += tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)


def _subjects(prelude: Sequence[Any]) -> frozenset[str]:
    """The most telling kind of name in the selectors: an element a rule applies to has one of them."""
    classes, ids, types = set(), set(), set()
    for before, token in pairwise((None, *prelude)):
        if token.type == "hash":
            ids.add(f"#{token.value}")
        elif token.type == "ident" and before is not None and before == ".":
            classes.add(f".{token.value}")
        elif token.type == "ident" and not (before is not None and before == ":"):
            types.add(token.value)
    has_list = "," in prelude
    return frozenset(classes | ids | types if has_list else classes or ids or types or {"*"})


def _named(tokens: Sequence[Any]) -> Iterator[str]:
    waiting = list(tokens)
    while waiting:  # no recursion: brackets may be nested as deeply as the file is long
        token = waiting.pop()
        if token.type == "url":
            yield token.value.strip()
        elif token.type == "function" and token.lower_name in LOADING:
            yield "".join(part.value for part in token.arguments if part.type == "string").strip()
        elif token.type == "function" and token.lower_name in OPAQUE:
            yield token.lower_name
        elif token.type == "at-keyword" and token.lower_value not in GROUPING:
            yield f"@{token.lower_value}"
        elif token.type == "error" and token.kind == "bad-url":
            yield token.kind
        waiting += getattr(token, "arguments", None) or getattr(token, "content", None) or []
