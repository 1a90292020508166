"""Variables in the text, `{{ clinic.phone }}`: a small, closed part of Jinja2.

What a template may say is decided twice: its syntax tree is held against a list of allowed nodes before it runs, and it
runs in Jinja2's immutable sandbox on plain data without functions. Values come out as marks, so that no value can
become markup, and so that lines keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from exporter.article import marks
from exporter.article.findings import Findings
from exporter.article.lines import Line
from exporter.validation import nearest

if TYPE_CHECKING:
    from jinja2 import Undefined, nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_NOTHING = (None, "", ())

MAX_OUTPUT = 4_000_000
"""Characters of an article with its variables filled in."""

FILTERS = ("capitalize", "default", "first", "join", "last", "length", "lower", "round", "title", "trim", "upper")
_NODES = frozenset({
    "Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "Filter", "Test", "If", "CondExpr",
    "Compare", "Operand", "And", "Or", "Not", "For", "Tuple", "List", "Neg", "Keyword",
})  # fmt: skip

_TICKS = re.compile(r"`+")
_LINK_WITH_UNDEFINED = re.compile(
    rf"(?<!!)\[[^\[\]]*+\]\(\s*+[^\s)]*?{marks.UNDEFINED}|href\s*=\s*[\"'][^\"']*?{marks.UNDEFINED}|^[ ]*+\[[^\]\[]+\]:\s*+\S*?{marks.UNDEFINED}"
)
_AUTOLINK = re.compile(rf"<((?:mailto:|tel:)?)({marks.VALUE_PATTERN.pattern})>")


@dataclass(frozen=True, slots=True)
class Expanded:
    """Lines with a mark in the place of every value."""

    lines: tuple[Line, ...]
    values: tuple[str, ...] = ()
    undefined: tuple[tuple[str, str], ...] = ()
    """Name and hint of each variable that links lead to but nobody defined."""

    def filled(self, text: str) -> str:
        """The text with its values."""
        if marks.VALUE not in text:
            return text
        return marks.VALUE_PATTERN.sub(lambda match: self.values[marks.number(match.group(1))], text)


class _Unusable(Exception):  # noqa: N818  # not an error of the program: it carries what an author did
    """A value that cannot be shown, and why."""


def expand(lines: Sequence[Line], variables: Mapping[str, object], findings: Findings) -> Expanded:
    """Fill in the variables of an article; code spans stay as they are.

    Args:
        lines: The article without its fenced code.
        variables: By name; dataclasses and mappings may be nested, lists and tuples hold plain values or mappings.
        findings: What is wrong with the variables is added here.
    """
    if not any("{{" in line.text or "{%" in line.text for line in lines):
        return Expanded(tuple(lines))
    return _Expansion(lines, variables, findings).run()


def plain(value: object) -> object:
    """Turn data into what a template may see: text, numbers, dates, tuples and mappings.

    What a dataclass leaves empty may be asked for, as in `{% if clinic.phone %}`, but not be shown: a leaflet that says
    "call us on ." does harm.
    """
    from jinja2 import Undefined

    if is_dataclass(value) and not isinstance(value, type):
        entries = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: Undefined(name=name) if entry in _NOTHING else plain(entry) for name, entry in entries.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(plain(entry) for entry in value)
    if value is None or isinstance(value, bool | int | float | date | str):
        return str(value) if isinstance(value, str) else value
    return str(value)


def _shown(name: str, value: object) -> object:
    from jinja2 import Undefined

    return Undefined(name=name) if value is None or value == "" else plain(value)


class _Expansion:
    """One run over one article."""

    def __init__(self, lines: Sequence[Line], variables: Mapping[str, object], findings: Findings) -> None:
        self.lines = lines
        self.variables = {name: _shown(name, value) for name, value in variables.items()}
        self.findings = findings
        self.values: list[str] = []
        self.undefined: list[tuple[str, str]] = []

    def run(self) -> Expanded:
        from jinja2 import TemplateError

        template = "\n".join(marks.mark(marks.LINE, line.number) + _shielded(line.text) for line in self.lines)
        environment = self._environment()
        try:
            tree = environment.parse(template)
            allowed = self._allowed(tree)
        except TemplateError as error:
            number = getattr(error, "lineno", None)
            self._reject(" ".join(str(error).split()), number)
            return Expanded(())
        if not allowed:
            return Expanded(())
        output = self._render(environment, template)
        return Expanded(tuple(self._split(output)), tuple(self.values), tuple(self.undefined))

    def _environment(self) -> ImmutableSandboxedEnvironment:
        from jinja2 import StrictUndefined
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        class Missing(StrictUndefined):
            """Stays undefined when more is asked of it, so that the name first missed is the one reported."""

            def __getattr__(self, name: str) -> Missing:
                if name.startswith("__"):
                    raise AttributeError(name)
                return self

            def __getitem__(self, key: object) -> Missing:
                return self

        class Environment(ImmutableSandboxedEnvironment):
            """Names lead to entries of mappings and nowhere else."""

            def getattr(self, obj: object, attribute: str) -> object:
                return self.getitem(obj, attribute)

            def getitem(self, obj: object, argument: object) -> object:
                if isinstance(obj, Mapping) and argument in obj:
                    return obj[argument]
                if isinstance(obj, tuple) and isinstance(argument, int) and -len(obj) <= argument < len(obj):
                    return obj[argument]
                return obj if isinstance(obj, Missing) else self.undefined(obj=obj, name=str(argument))

        environment = Environment(
            comment_start_string=f"{marks.BRACE}#",  # `{#` begins an attribute list in Markdown
            comment_end_string=f"#{marks.BRACE}",
            undefined=Missing,
            finalize=self._value,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701  # values never become markup, see the module's first lines
        )
        environment.globals.clear()
        environment.filters = {name: environment.filters[name] for name in FILTERS}
        environment.filters["join"] = _join
        return environment

    def _allowed(self, tree: nodes.Template) -> bool:
        """Whether all of a template's nodes are among the allowed ones; what is not is reported."""
        from jinja2 import nodes

        before = len(self.findings.all())
        for node in tree.find_all(nodes.Node):
            kind = type(node).__name__
            name = getattr(node, "attr", "") or getattr(getattr(node, "arg", None), "value", "")
            if isinstance(node, nodes.Helper | nodes.Stmt | nodes.Expr | nodes.Template) and kind not in _NODES:
                self._reject(f"{kind.lower()!r} is not possible in a text", node.lineno)
            elif isinstance(node, nodes.Getattr | nodes.Getitem) and str(name).startswith("_"):
                self._reject(f"{name!r} is out of reach", node.lineno, rule="unsafe-variable")
            elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
                self._reject(f"unknown filter {node.name!r}", node.lineno, nearest(node.name, FILTERS))
            elif isinstance(node, nodes.For) and (node.recursive or any(node.find_all(nodes.For))):
                self._reject("a loop within a loop is not possible in a text", node.lineno)
        return len(self.findings.all()) == before

    def _reject(self, message: str, template_line: int | None, hint: str = "", rule: str = "template-error") -> None:
        line = self.lines[min(template_line, len(self.lines)) - 1].number if template_line else None
        self.findings.error(rule, message, line, hint or "write {{ name }}, or {% if name %} … {% endif %}")

    def _render(self, environment: ImmutableSandboxedEnvironment, template: str) -> str:
        from jinja2 import TemplateError, UndefinedError

        pieces: list[str] = []
        size = 0
        try:
            for piece in environment.from_string(template).generate(self.variables):
                pieces.append(piece)
                size += len(piece)
                if size > MAX_OUTPUT:
                    message, hint = f"loops write more than {MAX_OUTPUT} characters", "shorten them"
                    self.findings.error("template-error", message, marks.last_line("".join(pieces[-50:])), hint)
                    return ""
        except UndefinedError as error:
            line = marks.last_line("".join(pieces))
            self.findings.error("undefined-variable", str(error).replace(" is undefined", " is not defined"), line)
        except (TemplateError, _Unusable, TypeError, ValueError) as error:
            line = marks.last_line("".join(pieces))
            self.findings.error("template-error", " ".join(str(error).split()), line)
        return "".join(pieces)

    def _value(self, value: object) -> str:
        """Put a mark in the place of a value."""
        from jinja2 import Undefined

        if isinstance(value, Undefined):
            self.undefined.append(self._missed(value))
            return marks.mark(marks.UNDEFINED, len(self.undefined) - 1)
        if isinstance(value, Mapping | tuple | list):
            names = f": {', '.join(value)}" if isinstance(value, Mapping) else ""
            raise _Unusable(f"this name holds several values{names}; name one of them, or join them")
        self.values.append("" if value is None else " ".join(marks.ANY.sub("", str(value)).split()))
        return marks.mark(marks.VALUE, len(self.values) - 1)

    def _missed(self, value: Undefined) -> tuple[str, str]:
        """The name that is not defined and the nearest one that is."""
        from jinja2 import StrictUndefined

        if not isinstance(value, StrictUndefined):
            hint = "give it in the front matter or in the clinic's file, or write {% if … %} around the sentence"
            return str(getattr(value, "_undefined_name", "")), hint
        parent = getattr(value, "_undefined_obj", None)
        name = str(getattr(value, "_undefined_name", ""))
        known = list(parent) if isinstance(parent, Mapping) else list(self.variables)
        return name, nearest(name, known)

    def _split(self, output: str) -> list[Line]:
        """The output as lines; a line that held nothing but statements is gone."""
        written = {line.number: line.text for line in self.lines}
        result: list[Line] = []
        place = 0
        for index, piece in enumerate(marks.LINE_PATTERN.split(output)):
            if index % 2:
                place = marks.number(piece)
            elif index:
                text = piece.removesuffix("\n").replace("\n", " ").replace(marks.BRACE, "{")
                if text.strip() or not written[place].strip():
                    result.append(Line(place, self._checked(_autolinked(text, self.values), place)))
        return result

    def _checked(self, text: str, line: int) -> str:
        """Report variables that are not defined, unless only a link is lost by it."""
        if marks.UNDEFINED in text and not _LINK_WITH_UNDEFINED.search(text):
            for match in marks.UNDEFINED_PATTERN.finditer(text):
                name, hint = self.undefined[marks.number(match.group(1))]
                self.findings.error("undefined-variable", f"{name!r} is not defined", line, hint)
        return text


def _join(value: object, separator: str = "") -> str:
    """Jinja2's `join`, for tuples of plain values and short separators, so that it cannot be made to fill memory."""
    if not isinstance(value, tuple | list) or len(separator) > 20:
        _fail("'join' takes a list of values and a short separator")
    return separator.join(str(entry) for entry in value)


def _fail(message: str) -> NoReturn:
    raise _Unusable(message)


def _autolinked(text: str, values: Sequence[str]) -> str:
    """`<{{ clinic.url }}>` is a link although its address is not known to Markdown."""
    if "<" not in text or marks.VALUE not in text:
        return text

    def link(match: re.Match[str]) -> str:
        value = values[marks.number(match.group(3))]
        scheme = match.group(1) or ("mailto:" if "@" in value and ":" not in value else "")
        return f"[{match.group(2)}]({scheme}{match.group(2)})"

    return _AUTOLINK.sub(link, text)


def _shielded(text: str) -> str:
    """The line with the braces in its code spans hidden from Jinja2."""
    if "`" not in text or "{" not in text:
        return text
    runs = [(match.start(), match.end()) for match in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        later.setdefault(end - start, []).append(index)
    pieces, position, index = [], 0, 0
    while index < len(runs):
        start, end = runs[index]
        same = later[end - start]
        same.pop(0)
        if not same:
            index += 1
            continue
        close = same[0]
        pieces += [text[position:start], text[start : runs[close][1]].replace("{", marks.BRACE)]
        position = runs[close][1]
        for passed in runs[index + 1 : close + 1]:
            later[passed[1] - passed[0]].pop(0)
        index = close + 1
    return "".join([*pieces, text[position:]])
