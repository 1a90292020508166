"""Formulas in an article's title, which stands where no MathML can: in contents, landmarks and file properties."""

from __future__ import annotations

from exporter.article import marks
from exporter.article.findings import Findings
from exporter.article.formulas import notation, speech, words, written
from exporter.article.formulas.notation import Unreadable
from exporter.article.formulas.written import Formula
from exporter.article.lines import Line


def in_words(title: str, language: str, findings: Findings) -> str:
    """Put the words of each formula in its place; one that cannot be read stays as it is written."""
    if "$" not in title:
        return title
    lines, found = written.take([Line(1, title)], (), findings)
    text = marks.FORMULA_PATTERN.sub(lambda match: _said(found[marks.number(match.group(1))], language), lines[0].text)
    return text.replace(r"\$", "$")


def _said(formula: Formula, language: str) -> str:
    try:
        math = notation.mathml(formula.latex, display=False)
    except Unreadable:
        return formula.source
    return speech.say(math, words.of(language))[0]
