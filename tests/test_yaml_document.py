"""YAML with places, and without what exhausts memory or stack; more cases are in `source_cases`."""

from __future__ import annotations

import pytest
import yaml

from exporter import yaml_document
from exporter.model import Diagnostic
from exporter.yaml_document import MAX_DEPTH, MAX_NODES, Origin, YamlMapping


def load(text: str) -> tuple[YamlMapping | None, tuple[Diagnostic, ...]]:
    return yaml_document.load(text, Origin("article.md", 10), as_written=frozenset({"title"}))


def loaded(text: str) -> YamlMapping:
    document, findings = load(text)
    assert not findings
    assert document is not None
    return document


def refused(text: str) -> Diagnostic:
    document, findings = load(text)
    assert document is None
    assert all(finding.path == "article.md" and finding.column and finding.hint for finding in findings)
    return findings[0]


def test_values_are_those_of_yaml() -> None:
    text = "a: [1, 2.5, yes, ~, 2026-01-31, x]\nb: {c: |\n  text\n  more\n}\n".replace("|\n  text\n  more\n", "text")
    assert loaded(text).data == yaml.safe_load(text)


def test_places_of_keys_values_and_entries() -> None:
    document = loaded("title: T\na:\n  - b: 1\n    c:  2\n  - {d: 3}\n")
    assert document.locate(("title",)) == (10, 1)
    assert document.locate_value(("title",)) == (10, 8)
    assert document.locate(("a", 0)) == (12, 5)
    assert document.locate(("a", 0, "c")) == (13, 5)
    assert document.locate_value(("a", 0, "c")) == (13, 9)
    assert document.locate(("a", 1, "d")) == (14, 6)
    assert document.locate(("a", 1, "nothing", "there")) == (14, 5)
    assert document.locate_value(("a", 7)) == (11, 1)
    assert document.locate(("nothing",)) == (None, None)
    assert document.locate(()) == (None, None)


def test_only_top_level_keys_are_taken_as_written() -> None:
    document = loaded("title: 1.10\nother: 1.10\nextra: {title: 1.10}\n")
    assert document.data == {"title": "1.10", "other": 1.1, "extra": {"title": 1.1}}
    assert loaded("title:").data == {"title": None}
    assert loaded("title: [1]").data == {"title": [1]}


def test_keys_are_words_whatever_yaml_takes_them_for() -> None:
    assert loaded("no: 1\n2: 3\n'<<': 4\n").data == {"no": 1, "2": 3, "<<": 4}


@pytest.mark.parametrize("text", ["", "# nothing but a comment", "\n\n"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    assert loaded(text).data == {}


def nested(levels: int) -> str:
    return "a: " + "[" * levels + "]" * levels


def test_nesting_has_a_limit() -> None:
    assert loaded(nested(MAX_DEPTH - 1)).data
    finding = refused(nested(MAX_DEPTH))
    assert (finding.rule, finding.line, finding.column) == ("nested-too-deeply", 10, 3 + MAX_DEPTH)


def test_nesting_without_end_does_not_exhaust_the_stack() -> None:
    assert refused("a: " + "[" * 60_000).rule == "nested-too-deeply"
    assert refused("a: " + "{a: " * 15_000).rule == "nested-too-deeply"


def test_aliases_have_a_limit() -> None:
    entries = MAX_NODES // 100 - 3
    few = "a: &a [" + "x, " * 98 + "x]\nb: [" + "*a, " * (entries - 1) + "*a]\n"
    assert loaded(few).data["b"] == [["x"] * 99] * entries
    assert refused(few + "c: [*a, *a, *a, *a]\n").rule == "alias-bomb"


def test_an_alias_bomb_is_refused_before_it_goes_off() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 400))]
    assert refused("\n".join(lines)).rule == "alias-bomb"


def test_an_alias_that_is_used_twice_is_told_once() -> None:
    _, findings = load("a: &a {x: !!int ''}\nb: [*a, *a, *a]\n")
    assert [(finding.line, finding.column) for finding in findings] == [(10, 11)]


def test_a_fault_without_a_place_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise yaml.MarkedYAMLError

    monkeypatch.setattr(yaml.SafeLoader, "get_single_node", fail)
    finding = refused("a: 1")
    assert (finding.message, finding.line, finding.column) == ("unreadable", 10, 1)
