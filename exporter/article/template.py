"""The part of Jinja2 that a text may use: names, a few filters, conditions and loops over lists.

What a template may say is decided twice: its syntax tree is held against a list of allowed nodes before it runs, and it
runs in Jinja2's immutable sandbox on plain data without functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import partial

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from exporter import dates
from exporter.article import marks
from exporter.validation import nearest

FILTERS = (
    "capitalize",
    "day",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "round",
    "title",
    "trim",
    "upper",
)
_NODES = frozenset({
    "Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Filter", "Test", "If", "CondExpr",
    "Compare", "Operand", "And", "Or", "Not", "For", "Tuple", "List", "Neg", "Keyword",
})  # fmt: skip
_NOTHING = (None, "", ())
_MAX_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a template."""

    rule: str
    message: str
    line: int
    """Of the template, 1-based."""
    hint: str = "write {{ name }}, or {% if name %} … {% endif %}"


class Unusable(Exception):  # noqa: N818  # not an error of the program: it carries what an author did
    """A value that cannot be shown, and why."""


class Empty(Undefined):
    """A value that is known and empty: it may be asked for, as in `{% if clinic.phone %}`, but not be shown.

    A leaflet that says "call us on ." does harm.
    """

    __slots__ = ()
    __str__ = Undefined._fail_with_undefined_error  # noqa: SLF001  # as Jinja2's own subclasses have it

    @property
    def _undefined_message(self) -> str:
        return "\n".join(missed(self, ()))


class Missing(StrictUndefined):
    """A name that there is not."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return "\n".join(missed(self, ()))


class Environment(ImmutableSandboxedEnvironment):
    """Names lead to entries of mappings and of lists, and nowhere else."""

    def getattr(self, obj: object, attribute: str) -> object:
        """Give the entry of this name: to a text, `a.b` and `a['b']` are the same."""
        return self.getitem(obj, attribute)

    def getitem(self, obj: object, argument: object) -> object:
        """Give the entry; of what is missing, the name first missed is the one that is reported."""
        if isinstance(obj, Mapping) and argument in obj:
            return obj[argument]
        if isinstance(obj, tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
            return obj[argument]
        return obj if isinstance(obj, Undefined) else self.undefined(obj=obj, name=str(argument))


def environment(finalize: Callable[[object], str], language: str) -> Environment:
    """The environment for one article; `finalize` turns each value into what stands for it in the text."""
    result = Environment(
        comment_start_string=f"{marks.BRACE}#",  # `{#` begins an attribute list in Markdown
        comment_end_string=f"#{marks.BRACE}",
        undefined=Missing,
        finalize=finalize,
        keep_trailing_newline=True,
        autoescape=False,  # values never become markup: marks stand for them
    )
    result.globals.clear()
    result.filters = {name: result.filters[name] for name in FILTERS if name in result.filters}
    result.filters |= {"day": partial(_day, language), "join": _join, "round": _round}
    return result


def faults(tree: nodes.Template) -> Iterator[Finding]:
    """What a template says and may not."""
    for node in tree.find_all(nodes.Node):
        kind = type(node).__name__
        name = getattr(node, "attr", "") or getattr(getattr(node, "arg", None), "value", "")
        if isinstance(node, nodes.Helper | nodes.Stmt | nodes.Expr | nodes.Template) and kind not in _NODES:
            yield Finding("template-error", f"{kind.lower()!r} is not possible in a text", node.lineno)
        elif isinstance(node, nodes.Getattr | nodes.Getitem) and str(name).startswith("_"):
            yield Finding("unsafe-variable", f"{name!r} is out of reach", node.lineno)
        elif isinstance(node, nodes.Name) and node.name == "self":  # Jinja2's own, of which templates are made
            yield Finding("unsafe-variable", "'self' is out of reach", node.lineno)
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            yield Finding("template-error", f"unknown filter {node.name!r}", node.lineno, nearest(node.name, FILTERS))
        elif isinstance(node, nodes.For) and (node.recursive or any(node.find_all(nodes.For))):
            yield Finding("template-error", "a loop within a loop is not possible in a text", node.lineno)


def plain(name: str, value: object) -> object:
    """Turn a value called `name` into what a template may see: text, numbers, dates, tuples and mappings."""
    if isinstance(value, list | tuple | set | frozenset):
        value = tuple(plain(name, entry) for entry in value)
    elif is_dataclass(value) and not isinstance(value, type):
        value = {field.name: plain(field.name, getattr(value, field.name)) for field in fields(value)}
    elif isinstance(value, Mapping):
        value = {str(key): plain(str(key), entry) for key, entry in value.items()}
    if value in _NOTHING:
        return Empty(name=name)
    return value if isinstance(value, bool | int | float | date | tuple | Mapping) else str(value)


def missed(value: Undefined, names: Sequence[str]) -> tuple[str, str]:
    """Tell what is wrong with an undefined value, and what to do; `names` are those of the article."""
    name = str(value._undefined_name or "")  # noqa: SLF001  # Jinja2 has no other way to ask
    if isinstance(value, Empty):
        hint = "give it in the front matter or in the clinic's file, or write {% if … %} around the sentence"
        return f"{name!r} is empty", hint
    parent = value._undefined_obj  # noqa: SLF001  # as above
    if not name or isinstance(parent, tuple):
        return f"there is no entry {name}".rstrip(), "ask for one that there is, counted from 0"
    return f"{name!r} is not defined", nearest(name, list(parent) if isinstance(parent, Mapping) else names)


def _day(language: str, value: object) -> str:
    """A date in words of the language."""
    if isinstance(value, Undefined):
        return str(value)  # raises that it is undefined
    if not isinstance(value, date):
        raise Unusable("'day' takes a date")
    return dates.written(value, language)


def _join(value: object, separator: str = "") -> str:
    """Jinja2's `join`, for lists of plain values and short separators, so that it cannot be made to fill memory."""
    if isinstance(value, Undefined):
        return str(value)  # raises that it is undefined
    if not isinstance(value, tuple | list) or len(separator) > 20:
        raise Unusable("'join' takes a list of values and a short separator")
    return separator.join(str(entry) for entry in value)


def _round(value: float, precision: int = 0) -> float:
    """Python's `round`, which would compute powers of ten as large as it is asked to."""
    if not -_MAX_DIGITS <= precision <= _MAX_DIGITS:
        raise Unusable(f"'round' takes a number and up to {_MAX_DIGITS} decimal places")
    return round(value, precision)
