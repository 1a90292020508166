"""JUnit's XML, as Jenkins, GitLab and others read it: a test case for each job.

JUnit itself has no schema; this keeps to the order of elements and the attributes of Jenkins' `jenkins-junit.xsd`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from exporter.batch import State
from exporter.model import Diagnostic, Severity
from exporter.plain import on_one_line, written_out
from exporter.reports.run import Finished, Run

PLAN = "exporter.plan"
"""Class of the test case that stands for what belongs to no job."""


def text(run: Run) -> str:
    """Write one suite with a case for each job, whose class is its clinic and edition."""
    wrong = [one for one in run.findings if one.severity is Severity.ERROR]
    attributes = {
        "name": "exporter",
        "tests": str(len(run.jobs) + bool(run.findings)),
        "failures": str(len(run.failed)),
        "errors": str(int(bool(wrong))),
        "skipped": "0",
        "time": _seconds(run.seconds),
        "timestamp": datetime.fromtimestamp(run.begun_s, UTC).strftime("%Y-%m-%dT%H:%M:%S"),
    }
    suites = ET.Element("testsuites", name="exporter", time=_seconds(run.seconds))
    suite = ET.SubElement(suites, "testsuite", attributes)
    if run.findings:
        case = ET.SubElement(suite, "testcase", name="plan", classname=PLAN, time=_seconds(0))
        _tell(case, run.findings, "error" if wrong else "")
    for job in run.jobs:
        _case(suite, job)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(suite: ET.Element, job: Finished) -> None:
    classname = ".".join(part.replace(".", "_") for part in (job.clinic, job.edition) if part)
    attributes = {"name": job.name, "classname": classname, "time": _seconds(job.seconds)}
    case = ET.SubElement(suite, "testcase", {key: on_one_line(value) for key, value in attributes.items()})
    _tell(case, job.findings, "failure" if job.state is State.FAILED else "")


def _tell(case: ET.Element, findings: Sequence[Diagnostic], failure: str) -> None:
    """Put the findings of a case that failed into its failure, those of any other into its output."""
    if failure:
        errors = [one for one in findings if one.severity is Severity.ERROR]
        first = next(iter((*errors, *findings)), None)
        attributes = {"type": first.rule, "message": on_one_line(first.message)} if first else {}
        ET.SubElement(case, failure, attributes).text = _lines(findings)
    elif findings:
        ET.SubElement(case, "system-out").text = _lines(findings)


def _lines(findings: Iterable[Diagnostic]) -> str:
    return "\n".join(written_out(str(one)) for one in findings)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
