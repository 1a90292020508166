"""Formulas as authors write them: `$…$` within a line, `$$…$$` and fences of the language `math` on lines of their own.

What may be a formula of a text between dollars is Pandoc's rule (User's Guide, extension `tex_math_dollars`): no space
behind the first dollar, none before the second, and no digit behind it. `candidates` tells which of them are prose.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from exporter.article import attributes, marks, spans
from exporter.article.findings import Findings
from exporter.article.formulas import candidates
from exporter.article.formulas.candidates import Candidate, Doubt
from exporter.article.lines import Fence, Line

LANGUAGE = "math"
"""Of fences that hold a formula, as on GitHub."""

_FORMULA = re.compile(
    r"\\."
    r"|\$\$(?P<display>(?:[^$`\\]|\\.)++)\$\$"
    r"|(?<!\$)\$(?![\s$])(?P<inline>(?:[^$`\\]|\\.)++)(?<!\s)\$(?![\d$])",
    re.DOTALL,
)
_NEW_BLOCK = re.compile(rf"\n[ ]*(?:>[ ]?)*[ ]*(?:[-*+][ ]|\d+[.)][ ]|#{{1,6}}[ ]|\||:[ ]|!!!|{marks.CODE})")
_QUOTED = re.compile(r"[ ]*>")
_PREFIX = re.compile(r"\n[ ]*")
_QUOTE_PREFIX = re.compile(r"\n(?:[ ]*>)*[ ]*")
_LISTED = re.compile(rf"[ ]+(?={attributes.LIST})")
_WORDED = re.compile(r"[ ]+\{[^{}\n]*\balt=")
_UNCLOSED = re.compile(r"[ ]*(?:>[ ]?)*[ ]*\$\$(?!.*\$\$)")
_DELIMITERS = re.compile(r"^[ >:]*(?=[^\n]*\|)\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$", re.MULTILINE)
"""The line below the head of a table."""
_SHOWN = 60
"""Characters of a text between dollars in a message."""
_FENCE = re.compile(rf"(?P<before>.*?){marks.CODE_PATTERN.pattern}$")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was found."""

    latex: str
    source: str
    """All of it, dollars included, to be put back where there is no Markdown."""
    line: int
    display: bool
    """Whether it stands on a line of its own."""


def take(lines: Sequence[Line], fences: Sequence[Fence], findings: Findings) -> tuple[list[Line], tuple[Formula, ...]]:
    """Put a mark in the place of each formula; nothing else reads what stands in one."""
    fenced = any(fence.language.lower() == LANGUAGE for fence in fences)
    if not fenced and not any("$" in line.text for line in lines):
        return list(lines), ()
    formulas: list[Formula] = []
    kept: list[Line] = []
    for block in _blocks(lines):
        kept += _taken([_unfenced(line, fences, formulas) for line in block] if fenced else block, formulas, findings)
    return kept, tuple(formulas)


def restored(markup: str, formulas: Sequence[Formula]) -> str:
    """The HTML with formulas that stand in code or in raw HTML as they were written: there is no Markdown there."""
    if marks.FORMULA not in markup:
        return markup
    return marks.FORMULA_PATTERN.sub(lambda match: html.escape(formulas[marks.number(match.group(1))].source), markup)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines up to a blank one, which is the last of its run: no formula goes on over it."""
    run: list[Line] = []
    for line in lines:
        run.append(line)
        if not line.text.strip(" >"):
            yield run
            run = []
    yield run


def _unfenced(line: Line, fences: Sequence[Fence], formulas: list[Formula]) -> Line:
    match = _FENCE.match(line.text) if marks.CODE in line.text else None
    fence = fences[marks.number(match.group(2))] if match else None
    if match is None or fence is None or fence.language.lower() != LANGUAGE:
        return line
    source = f"```{fence.language}\n{fence.code}\n```"
    formulas.append(Formula(fence.code.strip(), source, fence.line, display=True))
    return Line(line.number, f"{match['before']}{marks.mark(marks.FORMULA, len(formulas) - 1)}{fence.attributes}")


def _taken(block: Sequence[Line], formulas: list[Formula], findings: Findings) -> list[Line]:
    """The lines of a block; one that begins a formula holds what stands behind it too, on whichever line it ends."""
    text = "\n".join(line.text for line in block)
    if "$" not in text:
        return list(block)
    numbers = [line.number for line in block]
    readable = "\n".join(_without_code(line.text) for line in block)
    pieces: list[str] = []
    position, start, row = 0, 0, 0
    in_table = _DELIMITERS.search(readable) is not None
    while match := _FORMULA.search(readable, start):
        latex = match["display"] or match["inline"]
        if not latex:
            start = match.end()
            continue
        if doubt := _doubt(match, in_table=in_table):
            if candidates.is_meant(latex):
                _tell(doubt, match, numbers[row + text.count("\n", position, match.start())], findings)
            start = match.start("display" if match["display"] else "inline")
            continue
        pieces.append(text[position : match.start()])
        row += pieces[-1].count("\n")
        quoted = _QUOTED.match(text, text.rfind("\n", 0, match.start()) + 1) is not None
        clean = (_QUOTE_PREFIX if quoted else _PREFIX).sub("\n", latex).strip()
        formulas.append(Formula(clean, match.group(), numbers[row], display=bool(match["display"])))
        pieces.append(marks.mark(marks.FORMULA, len(formulas) - 1))
        del numbers[row + 1 : row + 1 + latex.count("\n")]
        position = match.end()
        listed = _LISTED.match(text, position)
        if listed and match["display"]:
            position = listed.end()
        elif listed and _WORDED.match(text, position):
            message, hint = (
                "a space parts this formula from its words",
                f"write it without the space: {match.group()}{{…}}",
            )
            findings.warning("unspoken-formula", message, numbers[row], hint)
        start = position
    kept = "".join([*pieces, text[position:]]).split("\n")
    result = [Line(number, text) for number, text in zip(numbers, kept, strict=True)]
    for line in result:
        if _UNCLOSED.match(_without_code(line.text)):
            message, hint = "this formula is never closed", "close it with '$$'; write '\\$' for a dollar sign"
            findings.warning("unclosed-formula", message, line.number, hint)
    return result


def _doubt(match: re.Match[str], *, in_table: bool) -> Doubt | None:
    """Give the reason to leave a text between dollars as it is."""
    text, latex = match.string, match["inline"]
    if match["display"]:
        return None if match["display"].strip() else Doubt("there is nothing in it", "write a formula")
    if _NEW_BLOCK.search(latex):
        return Doubt("it goes on in another block", "close it before the block ends; write '\\$' for a dollar sign")
    before = text[max(match.start() - candidates.BEFORE, 0) : match.start()]
    return candidates.doubt(Candidate(latex, before, text[match.end() : match.end() + 1], in_table))


def _tell(doubt: Doubt, match: re.Match[str], line: int, findings: Findings) -> None:
    shown = " ".join(match.group().split())[:_SHOWN]
    message = f"'{shown}' is left as text and no formula: {doubt.reason}"
    findings.warning("unclosed-formula", message, line, doubt.hint)


def _without_code(text: str) -> str:
    """The line with backticks in the place of all that stands in its code spans."""
    if "`" not in text:
        return text
    for start, end in spans.code(text):
        text = text[:start] + "`" * (end - start) + text[end:]
    return text
