"""Findings as text: order, repetition, colours, characters that must not reach a terminal."""

from __future__ import annotations

import click

from exporter.cli import findings
from exporter.model import Diagnostic, Severity

ERROR = Diagnostic("missing-image", Severity.ERROR, "no image 'a.png'", "check its path", "b.md", 3, 1)
WARNING = Diagnostic("unknown-key", Severity.WARNING, "unknown key 'titel'", path="c.md", line=2)
INFO = Diagnostic("note", Severity.INFO, "nothing of weight")


def test_each_finding_is_shown_once_and_errors_come_last() -> None:
    assert findings.in_order([ERROR, WARNING, ERROR, INFO, WARNING]) == [INFO, WARNING, ERROR]


def test_findings_of_one_weight_follow_the_file() -> None:
    later = Diagnostic("x", Severity.ERROR, "later", path="b.md", line=10)
    other = Diagnostic("x", Severity.ERROR, "other", path="a.md", line=99)
    assert findings.in_order([later, ERROR, other]) == [other, ERROR, later]


def test_a_styled_finding_reads_like_the_plain_one() -> None:
    for one in (ERROR, WARNING, INFO):
        assert click.unstyle(findings.styled(one)) == str(one)
    assert findings.styled(ERROR) != str(ERROR)


def test_nothing_a_terminal_would_act_upon_is_let_through() -> None:
    evil = Diagnostic("x", Severity.ERROR, "a\x1b]0;b\x07c\u202ed", "e\x9bf\r", "g\x1b[2J.md\udcff", 1)
    text = click.unstyle(findings.styled(evil))
    assert text == "g\\x1b[2J.md\\xdcff:1: error: a\\x1b]0;b\\x07c\\x202ed [x]\n  hint: e\\x9bf\\x0d"


def test_the_tally_counts_each_finding_once() -> None:
    assert findings.tally([ERROR, ERROR, WARNING, INFO]) == "1 error, 1 warning"
    assert findings.tally([WARNING, Diagnostic("y", Severity.WARNING, "y")]) == "2 warnings"
    assert findings.tally([INFO]) == ""
