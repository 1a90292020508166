"""The GitHub Action and docs/ci.md: their YAML against the schemas of those who read it, and the shell commands run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ?(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
YAML = [
    ("github-actions", ACTION),
    *(({"github": "github-workflows", "gitlab": "gitlab-ci"}[name], text) for kind, name, text in BLOCKS if name),
]


@pytest.mark.parametrize(("schema", "text"), YAML, ids=[name for name, _ in YAML])
def test_yaml_keeps_to_its_schema(schema: str, text: str) -> None:
    data = (files("check_jsonschema") / f"builtin_schemas/vendor/{schema}.json").read_text(encoding="utf-8")
    value = yaml.load(text, yaml.BaseLoader) if schema == "github-workflows" else yaml.safe_load(text)  # noqa: S506 - `on` is a word there
    validator = jsonschema.Draft7Validator(json.loads(data))
    validator.validate(value)


def test_the_page_has_each_recipe() -> None:
    assert [name for name, _ in YAML] == ["github-actions", "github-workflows", "gitlab-ci"]


def test_the_scripts_of_the_action_are_bash() -> None:
    scripts = [step["run"] for step in yaml.safe_load(ACTION)["runs"]["steps"] if "run" in step]
    assert len(scripts) == 2
    for script in scripts:
        assert "${{" not in script, "an input could become a command"
        subprocess.run(["bash", "-n", "-c", script], check=True)


@pytest.mark.slow
def test_the_shell_commands_run(tmp_path: Path) -> None:
    (tmp_path / "source/articles").mkdir(parents=True)
    (tmp_path / "source/articles/a.md").write_text("---\ntitle: Rest\nlang: en\ndate: 2026-01-31\n---\n\nRest today.\n")
    (tmp_path / "exporter.toml").write_text('[editions.page]\nlayout = "brochure"\nformats = ["html"]\n')
    (script,) = (text for kind, _, text in BLOCKS if kind == "sh")
    bash = shutil.which("bash") or "bash"
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    subprocess.run([bash, "-euc", script], cwd=tmp_path, env={"PATH": path, "CI": "1"}, check=True, timeout=120)
    assert (tmp_path / "junit.xml").exists()
    assert (tmp_path / "summary.md").read_text().startswith("## Documents")
    assert (tmp_path / "build/a-page.html").exists()
