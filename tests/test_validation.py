"""From pydantic's faults to diagnostics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from exporter.model import Diagnostic
from exporter.validation import Key, nearest, validate


def _even(value: int) -> int:
    if value == 13:
        raise ValueError("an unlucky number", "write 12")
    if value % 2:
        raise ValueError("Odd numbers are not liked")
    return value


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = ""
    weight: Annotated[int, AfterValidator(_even)] = 0


class Whole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", alias="$title")
    parts: list[Part] = Field(default_factory=list)
    spare: Part | None = None
    named: dict[str, Annotated[Part, Field()]] = Field(default_factory=dict)
    anything: dict[str, object] = Field(default_factory=dict)


def locate(keys: Sequence[Key]) -> tuple[int | None, int | None]:
    return len(keys), 1


def locate_value(keys: Sequence[Key]) -> tuple[int | None, int | None]:
    return len(keys), 100


def findings(data: dict[str, object]) -> tuple[Whole | None, tuple[Diagnostic, ...]]:
    return validate(Whole, data, path="file", locate=locate, locate_value=locate_value)


def test_what_is_right_has_no_findings() -> None:
    model, found = findings({"$title": "T", "parts": [{"weight": 2}], "anything": {"x": [1]}})
    assert model == Whole.model_validate({"$title": "T", "parts": [{"weight": 2}], "anything": {"x": [1]}})
    assert not found


@pytest.mark.parametrize(
    ("data", "name", "hint"),
    [
        ({"titel": 1}, "titel", "did you mean '$title'?"),
        ({"zzz": 1}, "zzz", "use one of $title, anything, named, parts, spare"),
        ({"parts": [{}, {"nam": 1}]}, "parts.1.nam", "did you mean 'name'?"),
        ({"spare": {"wieght": 1}}, "spare.wieght", "did you mean 'weight'?"),
        ({"named": {"title": {"nam": 1}}}, "named.title.nam", "did you mean 'name'?"),
    ],
)
def test_unknown_keys_are_warned_of_and_dropped(data: dict[str, object], name: str, hint: str) -> None:
    model, (finding,) = findings(data)
    assert model is not None
    assert (finding.rule, finding.severity, finding.hint) == ("unknown-key", "warning", hint)
    assert repr(name) in finding.message
    assert (finding.path, finding.line, finding.column) == ("file", name.count(".") + 1, 1)


def test_unknown_keys_take_nothing_known_with_them() -> None:
    model, found = findings({"parts": [{"name": "a", "x": 1}, {"name": "b", "y": 1}], "z": 1, "spare": {"name": "c"}})
    assert len(found) == 3
    assert model == Whole(parts=[Part(name="a"), Part(name="b")], spare=Part(name="c"))


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        ({"$title": 5}, "$title: expected a text, got 5", "put it in quotation marks"),
        ({"parts": 5}, "parts: expected a list, got 5", "write it as a list"),
        ({"parts": [5]}, "parts.0: expected keys and values, got 5", "write it as keys and values"),
        ({"anything": []}, "anything: expected keys and values, got []", "write it as keys and values"),
        ({"spare": {"weight": 3}}, "spare.weight: odd numbers are not liked, got 3", "write what is asked for"),
        ({"spare": {"weight": 13}}, "spare.weight: an unlucky number, got 13", "write 12"),
        ({"parts": [{"name": {"a": 1}}]}, "parts.0.name: expected a text", "put it in quotation marks"),
        ({"spare": {"weight": "x"}}, "spare.weight: input should be a valid integer, unable to parse", "write what"),
        ({"$title": 10**5000}, "$title: expected a text, got a number with too many digits", "put it"),
    ],
)
def test_wrong_values_are_errors(data: dict[str, object], message: str, hint: str) -> None:
    model, (finding,) = findings(data)
    assert model is None
    assert (finding.rule, finding.severity) == ("invalid-value", "error")
    assert finding.message.startswith(message)
    assert finding.hint.startswith(hint)
    assert finding.column == 100


def test_a_long_value_is_cut() -> None:
    _, (finding,) = findings({"$title": ["x" * 500]})
    assert len(finding.message) < 130


def test_all_faults_are_told_at_once() -> None:
    model, found = findings({"titel": 1, "parts": 5, "spare": 6})
    assert model is None
    assert [finding.severity for finding in found] == ["warning", "error", "error"]


def test_keys_within_what_is_no_model_have_no_hint() -> None:
    class Entry(TypedDict):
        __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]  # pydantic's way for these

        name: str

    class Loose(BaseModel):
        model_config = ConfigDict(extra="forbid")

        entry: Entry

    model, (warning,) = validate(Loose, {"entry": {"name": "a", "nam": 1}}, path="file", locate=locate)
    assert model == Loose(entry={"name": "a"})
    assert warning.hint == ""
    assert warning.column == 1


def test_without_a_place_of_its_own_a_value_has_that_of_its_key() -> None:
    _, (finding,) = validate(Whole, {"parts": 5}, path="file", locate=locate)
    assert finding.column == 1


def test_nearest() -> None:
    assert nearest("brochur", ["ebook", "brochure"]) == "did you mean 'brochure'?"
    assert nearest("zzz", ["b", "a"]) == "use one of a, b"
    assert nearest("zzz", []) == ""
