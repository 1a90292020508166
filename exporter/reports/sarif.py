"""SARIF 2.1.0 (OASIS), as code scanning of GitHub and others reads it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import PurePath
from urllib.parse import quote

from exporter.model import Diagnostic, Severity
from exporter.plain import on_one_line, written_out
from exporter.reports.rules import rules
from exporter.reports.run import Run

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
FINGERPRINT = "exporterFinding/v1"
"""Of rule, file and message, without the line: it stays the same finding where text above it grows."""
Value = dict[str, object]


def text(run: Run) -> str:
    """Write the findings of all jobs, each once, and the rules that they name."""
    findings = list(run.all_findings())
    known = list(dict.fromkeys(finding.rule for finding in findings))
    driver = {"name": "exporter", "version": run.version or "0", "rules": [_rule(name) for name in known]}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": not run.failed and len(run.jobs) == run.planned}],
                "results": _results(run, findings, known),
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(name: str) -> Value:
    rule = rules().get(name)
    if rule is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": rule.meaning},
        "help": {"text": rule.remedy, "markdown": f"{rule.meaning}\n\n{rule.remedy}"},
    }


def _results(run: Run, findings: Iterable[Diagnostic], known: list[str]) -> list[Value]:
    seen: Counter[str] = Counter()
    numbers = {name: number for number, name in enumerate(known)}
    results = []
    for finding in findings:
        alike = f"{finding.rule}\0{finding.path}\0{finding.message}"
        seen[alike] += 1
        print_ = sha256(f"{alike}\0{seen[alike]}".encode(errors="surrogatepass")).hexdigest()
        message = finding.message + (f"\n{finding.hint}" if finding.hint else "")
        result: Value = {
            "ruleId": finding.rule,
            "ruleIndex": numbers[finding.rule],
            "level": LEVELS[finding.severity],
            "message": {"text": written_out(message)},
            "partialFingerprints": {FINGERPRINT: print_},
        }
        if finding.path:
            result["locations"] = [{"physicalLocation": _location(run, finding)}]
        results.append(result)
    return results


def _location(run: Run, finding: Diagnostic) -> Value:
    path = run.place(finding.path)
    uri = quote(path, safe="/", errors="replace") if not PurePath(path).is_absolute() else _outside(path)
    location: Value = {"artifactLocation": {"uri": uri}}
    if finding.line:
        region = {"startLine": finding.line}
        location["region"] = region | ({"startColumn": finding.column} if finding.column else {})
    return location


def _outside(path: str) -> str:
    return "file://" + quote(on_one_line(path), safe="/", errors="replace")
