"""`exporter schema`: a JSON Schema for each kind of file."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from exporter.cli.exits import Exit
from exporter.cli.program import program


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("article", "reviewed_by"),
        ("clinic", "short_url"),
        ("project", "editions"),
        ("layout", "tokens"),
        ("profile", "bleed_mm"),
        ("plan", "jobs"),
        ("report", "jobs"),
    ],
)
def test_each_schema_describes_its_keys(name: str, key: str) -> None:
    done = CliRunner().invoke(program, ["schema", name])
    assert (done.exit_code, done.stderr) == (Exit.DONE, "")
    assert key in json.loads(done.stdout)["properties"]


def test_an_unknown_schema_is_wrong_use() -> None:
    done = CliRunner().invoke(program, ["schema", "artikel"])
    assert done.exit_code == Exit.USAGE
    assert (
        "'artikel' is not one of 'article', 'clinic', 'project', 'layout', 'profile', 'plan', 'manifest', 'report'"
        in done.stderr
    )
