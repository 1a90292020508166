"""Annotations of GitHub Actions: a command on a line of its own for each finding."""

from __future__ import annotations

from exporter.model import Diagnostic, Severity
from exporter.plain import on_one_line, written_out
from exporter.reports.run import Run

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
IN_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
IN_PROPERTY = {**IN_DATA, **str.maketrans({":": "%3A", ",": "%2C"})}
"""As the runner unescapes them (docs.github.com, "Workflow commands"; actions/toolkit, `command.ts`)."""
GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)
"""GitHub shows ten of a kind for each step, and leaves the others to its log."""


def text(run: Run) -> str:
    """Write the findings as workflow commands, errors first."""
    found = sorted(run.all_findings(), key=lambda one: GRAVEST_FIRST.index(one.severity))
    return "".join(f"{_command(run, one)}\n" for one in found)


def _command(run: Run, finding: Diagnostic) -> str:
    properties = {
        "file": run.place(finding.path),
        "line": str(finding.line or ""),
        "col": str(finding.column or ""),
        "title": finding.rule,
    }
    told = ",".join(f"{key}={on_one_line(value).translate(IN_PROPERTY)}" for key, value in properties.items() if value)
    message = finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    return f"::{COMMANDS[finding.severity]} {told}::{written_out(message).translate(IN_DATA)}"
