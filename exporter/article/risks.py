"""What stands in a fenced block `risk`: sentences such as "10 in 100 people feel sick", to be drawn as icon arrays.

How they are drawn follows what is known of such pictures: whole people, the same number of them in pictures that are
compared, and both how many are affected and how many are not (L. Trevena et al., Presenting quantitative information
about decision outcomes: a risk communication primer for patient decision aid developers, BMC Medical Informatics and
Decision Making 13, suppl. 2, 2013, S7; M. Galesic, R. Garcia-Retamero, G. Gigerenzer, Using icon arrays to communicate
medical risks, Health Psychology 28, 2009, 210-216).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from exporter.article.findings import Findings
from exporter.article.lines import Fence

RISK = "risk"
"""The language of its fence."""
TOTALS = (*range(2, 11), 20, 25, 50, 100, 200, 250, 500, 1000)
"""Numbers of people that make whole rows."""
MAX_RISKS = 6
"""More are not compared at a glance."""
MAX_SENTENCE = 300
"""Characters."""

_HEAD = re.compile(r"(title|source):\s+(\S.*?)\s*$", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![A-Za-z\d])(?<![A-Za-z]-)\d+(?:[ .,'\u2019\u00a0\u202f]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:[ .,'\u2019\u00a0\u202f]\d{3})+")


@dataclass(frozen=True, slots=True)
class Risk:
    """A sentence, and the two numbers in it."""

    sentence: str
    affected: int
    total: int
    """One of `TOTALS`."""


@dataclass(frozen=True, slots=True)
class Risks:
    """Risks to be compared, or a single one."""

    title: str
    source: str
    risks: tuple[Risk, ...]


def read(fence: Fence, findings: Findings) -> Risks | None:
    """The risks of a block; None where anything is wrong with it, which is then told."""
    head: dict[str, str] = {}
    risks: list[Risk | None] = []
    for line, text in enumerate(fence.code.split("\n"), start=fence.line + 1):
        match = _HEAD.fullmatch(text.strip())
        if match:
            head[match.group(1).lower()] = " ".join(match.group(2).split())
        elif text.strip():
            risks.append(_risk(" ".join(text.split()), line, findings))
    if not risks:
        findings.error("invalid-risk", "this block has no risk", fence.line, "write '10 in 100 people feel sick'")
    if len(risks) > MAX_RISKS:
        message = f"{len(risks)} risks cannot be compared at a glance, {MAX_RISKS} can"
        findings.error("invalid-risk", message, fence.line, "make several blocks, or a chart")
    sound = tuple(risk for risk in risks if risk)
    if not sound or len(sound) < len(risks) or len(risks) > MAX_RISKS:
        return None
    _compare(sound, fence.line, findings)
    return Risks(head.get("title", ""), head.get("source", ""), sound)


def _risk(sentence: str, line: int, findings: Findings) -> Risk | None:
    figures = _FIGURE.findall(sentence)
    if len(sentence) > MAX_SENTENCE:
        findings.error("invalid-risk", f"this sentence is longer than {MAX_SENTENCE} characters", line, "shorten it")
    elif len(figures) != 2:
        message = f"this sentence has {len(figures) or 'no'} number{'s' * (len(figures) != 1)}, a risk has two"
        hint = "write how many of how many, such as '10 in 100 people', and other numbers as words"
        findings.error("invalid-risk", message, line, hint)
    elif any(not figure.isdecimal() and not _GROUPED.fullmatch(figure) for figure in figures):
        broken = next(figure for figure in figures if not figure.isdecimal() and not _GROUPED.fullmatch(figure))
        hint = "take a larger number of people, such as 5 in 1000"
        findings.error("invalid-risk", f"{broken!r} cannot be drawn: people are whole", line, hint)
    else:
        affected, total = (int("".join(filter(str.isdecimal, figure))) for figure in figures)
        if total in TOTALS and affected <= total:
            return Risk(sentence, affected, total)
        _refuse(affected, total, line, findings)
    return None


def _refuse(affected: int, total: int, line: int, findings: Findings) -> None:
    if affected > total:
        hint = "write first how many are affected, then of how many"
        findings.error("invalid-risk", f"{affected} of {total} cannot be", line, hint)
        return
    known = ", ".join(str(number) for number in TOTALS if number > 10)
    message = f"{total} people cannot be drawn in whole rows"
    findings.error("invalid-risk", message, line, f"say it of 2 to 10 people, or of {known}")


def _compare(risks: tuple[Risk, ...], line: int, findings: Findings) -> None:
    totals = sorted({risk.total for risk in risks})
    if len(totals) > 1:
        listed = " and of ".join(str(total) for total in totals)
        message = f"these risks are of {listed} people: who compares the pictures will take them wrongly"
        findings.warning("different-denominators", message, line, "say each of the same number of people")
