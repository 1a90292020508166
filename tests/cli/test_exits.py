"""Which findings lead to which exit code."""

from __future__ import annotations

import pytest

from exporter.cli.exits import Exit, exit_for
from exporter.model import Diagnostic, Severity


def error(rule: str, path: str) -> Diagnostic:
    return Diagnostic(rule, Severity.ERROR, "wrong", path=path)


BAD_ARTICLE = error("missing-image", "a.md")
BAD_PROJECT = error("invalid-value", "exporter.toml")
BAD_TEMPLATE = error("template-error", "layouts/mine/cover.html.j2")
BAD_EXPRESSION = error("template-error", "a.md")
NO_FONT = error("missing-font", "")
WARNING = Diagnostic("unknown-key", Severity.WARNING, "odd", path="exporter.toml")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], Exit.DONE),
        ([WARNING], Exit.DONE),
        ([BAD_ARTICLE], Exit.FAILED),
        ([BAD_EXPRESSION], Exit.FAILED),
        ([BAD_ARTICLE, BAD_PROJECT], Exit.CONFIGURATION),
        ([BAD_TEMPLATE], Exit.CONFIGURATION),
        ([NO_FONT, BAD_ARTICLE], Exit.MISSING),
        ([error("missing-library", "")], Exit.MISSING),
        ([error("invalid-value", "")], Exit.CONFIGURATION),
        ([error("unknown-token", "")], Exit.CONFIGURATION),
        ([error("invalid-value", "a.md")], Exit.FAILED),
    ],
)
def test_what_stops_most_weighs_most(found: list[Diagnostic], expected: Exit) -> None:
    assert exit_for(found) is expected


def test_warnings_count_only_under_strict() -> None:
    assert exit_for([WARNING], strict=True) is Exit.WARNINGS
    assert exit_for([WARNING, BAD_ARTICLE], strict=True) is Exit.FAILED
    assert exit_for([], strict=True) is Exit.DONE
