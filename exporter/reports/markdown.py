"""A summary as GitHub Flavored Markdown, for `$GITHUB_STEP_SUMMARY` or a comment."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from exporter.batch import State
from exporter.model import Diagnostic, Severity
from exporter.plain import on_one_line
from exporter.reports.run import Run

SPECIAL = re.compile(r"[\\`*_{}\[\]()#+!|~$:-]")
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"})
"""`@` would call people by their names."""
MOST = 50
"""Rows of a table: GitHub takes a megabyte for a step, and people far less."""
GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def text(run: Run) -> str:
    """Write the summary: how many jobs ended how, those that failed, what was found."""
    failed = run.failed
    done = len(run.jobs) - len(failed)
    head = f"{done} of {run.planned} documents done, {len(failed)} failed, in {run.seconds:.1f} s"
    parts = ["## Documents", head, *_editions(run), *_failed(run), *_findings(tuple(run.all_findings()))]
    return "\n\n".join(parts) + "\n"


def _editions(run: Run) -> Iterator[str]:
    counts = Counter((job.edition, job.state) for job in run.jobs)
    names = dict.fromkeys(job.edition for job in run.jobs)
    columns = [state for state in State if any(job.state is state for job in run.jobs)]
    if names:
        rows = [(escaped(name), *(str(counts[name, state] or "") for state in columns)) for name in names]
        yield _table(("edition", *map(str, columns)), rows, numbers=len(columns))


def _failed(run: Run) -> Iterator[str]:
    rows = [
        (escaped(job.name), escaped("; ".join(one.message for one in job.findings if one.severity is Severity.ERROR)))
        for job in run.failed
    ]
    if rows:
        yield "### Failed"
        yield from _cut(("document", "why"), rows)


def _findings(findings: Sequence[Diagnostic]) -> Iterator[str]:
    shown = [one for one in findings if one.severity is not Severity.INFO]
    rows = [
        (str(one.severity), escaped(_place(one)), escaped(one.message), f"`{one.rule}`", escaped(one.hint))
        for one in sorted(shown, key=lambda one: GRAVEST_FIRST.index(one.severity))
    ]
    if rows:
        yield "### Findings"
        yield from _cut(("severity", "place", "finding", "rule", "what to do"), rows)


def _place(finding: Diagnostic) -> str:
    return ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part)


def _cut(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield _table(head, rows[:MOST])
    if len(rows) > MOST:
        yield f"and {len(rows) - MOST} more"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: int = 0) -> str:
    rule = ["---"] * (len(head) - numbers) + ["---:"] * numbers
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def escaped(text: str) -> str:
    """Write a text on one line so that nothing in it is markup."""
    return SPECIAL.sub(r"\\\g<0>", on_one_line(text)).translate(ENTITIES)
