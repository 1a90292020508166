"""Variables in the text, `{{ clinic.phone }}`.

Values come out as marks, so that no value can become markup, and so that lines keep their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import TemplateError, Undefined, UndefinedError

from exporter import direction
from exporter.article import marks, spans, template
from exporter.article.findings import Findings
from exporter.article.lines import Line

MAX_OUTPUT = 4_000_000
"""Characters of an article with its variables filled in."""

_LINK_WITH_UNDEFINED = re.compile(
    rf"(?<!!)\[[^\[\]]*+\]\(\s*+[^\s)]*?{marks.UNDEFINED}"
    rf"|href\s*=\s*[\"'][^\"']*?{marks.UNDEFINED}"
    rf"|^[ ]*+\[[^\]\[]+\]:\s*+\S*?{marks.UNDEFINED}"
)
_AUTOLINK = re.compile(rf"<((?:mailto:|tel:)?)({marks.VALUE_PATTERN.pattern})>")


@dataclass(frozen=True, slots=True)
class Expanded:
    """Lines with a mark in the place of every value."""

    lines: tuple[Line, ...]
    values: tuple[str, ...] = ()
    undefined: tuple[tuple[str, str], ...] = ()
    """Message and hint for each variable that links lead to but that has no value."""

    def filled(self, text: str) -> str:
        """The text with its values."""
        if marks.VALUE not in text:
            return text
        return marks.VALUE_PATTERN.sub(lambda match: self.values[marks.number(match.group(1))], text)

    def told(self, text: str, around: str) -> str:
        """The text with its values, those of another direction than `around` set apart: for text, not for addresses."""
        if marks.VALUE not in text:
            return text

        def value(match: re.Match[str]) -> str:
            return direction.isolated(self.values[marks.number(match.group(1))], around)

        return marks.VALUE_PATTERN.sub(value, text)


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


class _Expansion:
    """One run over one article."""

    def __init__(self, lines: Sequence[Line], variables: Mapping[str, object], findings: Findings) -> None:
        self.lines = lines
        self.language = str(variables.get("lang", ""))
        self.variables = {name: template.plain(name, value) for name, value in variables.items()}
        self.findings = findings
        self.values: list[str] = []
        self.undefined: list[tuple[str, str]] = []

    def run(self) -> Expanded:
        text = "\n".join(marks.mark(marks.LINE, line.number) + _shielded(line.text) for line in self.lines)
        environment = template.environment(self._value, self.language)
        try:
            faults = list(template.faults(environment.parse(text)))
        except TemplateError as error:
            faults = [template.Finding("template-error", _message(error), getattr(error, "lineno", None) or 1)]
        except ValueError:
            faults = [template.Finding("template-error", "a number has thousands of digits", 1)]
        for fault in faults:
            line = self.lines[min(fault.line, len(self.lines)) - 1].number
            self.findings.error(fault.rule, fault.message, line, fault.hint)
        if faults:
            return Expanded(())
        output = self._render(environment, text)
        return Expanded(tuple(self._split(output)), tuple(self.values), tuple(self.undefined))

    def _render(self, environment: template.Environment, text: str) -> str:
        pieces: list[str] = []
        try:
            pieces.extend(_limited(environment.from_string(text).generate(self.variables)))
        except UndefinedError as error:
            message, _, hint = str(error).partition("\n")
            self.findings.error("undefined-variable", message, marks.last_line("".join(pieces)), hint)
        except (TemplateError, template.Unusable, TypeError, ValueError) as error:
            fault = template.Finding("template-error", _message(error), 0)
            self.findings.error(fault.rule, fault.message, marks.last_line("".join(pieces)), fault.hint)
        return "".join(pieces)

    def _value(self, value: object) -> str:
        """Put a mark in the place of a value."""
        if isinstance(value, Undefined):
            self.undefined.append(template.missed(value, list(self.variables)))
            return marks.mark(marks.UNDEFINED, len(self.undefined) - 1)
        if isinstance(value, Mapping | tuple | list):
            names = f": {', '.join(value)}" if isinstance(value, Mapping) else ""
            raise template.Unusable(f"this name holds several values{names}; name one of them, or join them")
        self.values.append(" ".join(marks.ANY.sub("", str(value)).split()))
        return marks.mark(marks.VALUE, len(self.values) - 1)

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
                message, hint = self.undefined[marks.number(match.group(1))]
                self.findings.error("undefined-variable", message, line, hint)
        return text


def _limited(pieces: Iterator[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        yield piece
        size += len(piece)
        if size > MAX_OUTPUT:
            raise template.Unusable(f"loops write more than {MAX_OUTPUT} characters")


def _message(error: Exception) -> str:
    text = " ".join(str(error).split()).removesuffix(".")
    return text[:1].lower() + text[1:]


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
    pieces, position = [], 0
    for start, end in spans.code(text):
        pieces += [text[position:start], text[start:end].replace("{", marks.BRACE)]
        position = end
    return "".join([*pieces, text[position:]])
