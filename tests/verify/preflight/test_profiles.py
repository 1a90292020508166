from __future__ import annotations

import math
from dataclasses import replace

import pytest

from exporter.errors import ExporterError
from exporter.model import Severity
from exporter.verify import preflight


def test_a_file_changes_what_it_names() -> None:
    text = (
        b'like = "press-uncoated"\nsafe_mm = 3\ncolours = ["grey", "cmyk"]\nconditions = ["FOGRA52"]\nink_percent = inf'
    )
    profile, findings = preflight.parse(text, "houses/example.toml")
    assert findings == ()
    assert profile == replace(
        preflight.PRESS_UNCOATED,
        name="example",
        safe_mm=3,
        colours=frozenset({"grey", "cmyk"}),
        conditions=("FOGRA52",),
        ink_percent=math.inf,
    )


def test_an_empty_file_is_for_coated_paper() -> None:
    assert preflight.parse(b"", "example.toml") == (replace(preflight.PRESS_COATED, name="example"), ())


def test_every_limit_can_be_set() -> None:
    properties = preflight.schema()["properties"]
    assert isinstance(properties, dict)
    assert {*properties} - {"like"} == {*preflight.Profile.__slots__} - {"name"}


def test_unknown_keys_are_told_and_ignored() -> None:
    profile, (finding,) = preflight.parse(b"safe_mm = 4\nbleed = 2", "example.toml")
    assert profile.safe_mm == 4
    assert (finding.rule, finding.severity, finding.line) == ("unknown-key", Severity.WARNING, 2)
    assert finding.hint == "did you mean 'bleed_mm'?"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('like = "press"', "like: there is no such profile, got 'press'"),
        ('colours = ["cmyk", "rbg"]', "colours.1: there is no such kind of colour, got 'rbg'"),
        ("colours = []", "colours: list should have at least 1 item after validation, not 0, got []"),
        ("safe_mm = -1", "safe_mm: a limit is 0 or more, got -1"),
        ("safe_mm = nan", "safe_mm: a limit is 0 or more, got nan"),
        ('safe_mm = "3 mm"', "safe_mm: expected a number, got '3 mm'"),
        ("safe_mm = true", "safe_mm: expected a number, got True"),
        ("pages_multiple_of = 0", "pages_multiple_of: input should be greater than or equal to 1, got 0"),
        ("trim_box = 5.5", "trim_box: expected true or false, got 5.5"),
        ("safe_mm = ", "no valid TOML: invalid value"),
    ],
)
def test_wrong_values_are_told_with_their_place(text: str, message: str) -> None:
    with pytest.raises(ExporterError) as raised:
        preflight.parse(text.encode(), "example.toml")
    (finding,) = raised.value.diagnostics
    assert (finding.message, finding.path, finding.line) == (message, "example.toml", 1)
