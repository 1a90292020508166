"""A report in JSON of our own, with its schema."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from exporter.batch import State
from exporter.model import Diagnostic, Severity
from exporter.pipeline import Written
from exporter.reports.run import Finished, Run

VERSION = 1
"""Raised where a reader of the last one would be misled."""
Value = dict[str, object]


def text(run: Run) -> str:
    """Write the whole run: every job with its files and findings."""
    counts = Counter(job.state for job in run.jobs)
    value = {
        "version": VERSION,
        "exporter": run.version,
        "seconds": round(run.seconds, 3),
        "planned": run.planned,
        "counts": {str(state): counts[state] for state in State},
        "findings": [_finding(one) for one in run.findings],
        "jobs": [_job(job) for job in run.jobs],
    }
    return json.dumps(value, indent=2) + "\n"  # only ASCII: whatever a name holds can be read


def _job(job: Finished) -> Value:
    return {
        "name": job.name,
        "article": job.article,
        "clinic": job.clinic or None,
        "edition": job.edition,
        "state": str(job.state),
        "seconds": round(job.seconds, 3),
        "attempts": job.attempts,
        "files": [_file(one) for one in job.files],
        "findings": [_finding(one) for one in job.findings],
    }


def _file(file: Written) -> Value:
    return {
        "path": file.path,
        "format": file.format,
        "pages": file.pages,
        "bytes": file.size_bytes,
        "claims": list(file.claims),
    }


def _finding(finding: Diagnostic) -> Value:
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "hint": finding.hint or None,
        "path": finding.path or None,
        "line": finding.line,
        "column": finding.column,
    }


def schema() -> Value:
    """Give the JSON Schema (draft 2020-12) of the report."""
    states = {str(state): _COUNT for state in State}
    finding = _object(
        rule=_TEXT,
        severity={"enum": [str(one) for one in Severity]},
        message=_TEXT,
        hint=_TEXT_OR_NULL,
        path=_TEXT_OR_NULL,
        line=_COUNT_OR_NULL,
        column=_COUNT_OR_NULL,
    )
    file = _object(path=_TEXT, format=_TEXT, pages=_COUNT_OR_NULL, bytes=_COUNT, claims=_list(_TEXT))
    findings = _list({"$ref": "#/$defs/finding"})
    job = _object(
        name=_TEXT,
        article=_TEXT,
        clinic=_TEXT_OR_NULL,
        edition=_TEXT,
        state={"enum": list(states)},
        seconds=_SECONDS,
        attempts=_COUNT,
        files=_list({"$ref": "#/$defs/file"}),
        findings=findings,
    )
    report = _object(
        version={"const": VERSION},
        exporter=_TEXT,
        seconds=_SECONDS,
        planned=_COUNT,
        counts=_object(**states),
        findings=findings,
        jobs=_list({"$ref": "#/$defs/job"}),
    )
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Report of exporter build"}
    return {**head, **report, "$defs": {"finding": finding, "file": file, "job": job}}


_TEXT: Value = {"type": "string"}
_TEXT_OR_NULL: Value = {"type": ["string", "null"]}
_COUNT: Value = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Value = {"type": ["integer", "null"], "minimum": 0}
_SECONDS: Value = {"type": "number", "minimum": 0}


def _list(items: Mapping[str, object]) -> Value:
    return {"type": "array", "items": items}


def _object(**properties: Mapping[str, object]) -> Value:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
