"""The GitHub Action, the hook and docs/ci.md: their YAML against the schemas of those who read it, and commands run."""

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
from identify import identify
from pre_commit import clientlib

from exporter.cli.exits import Exit

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ?(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci"}
YAML = [
    ("github-actions", ACTION),
    *((SCHEMAS[name], text) for _, name, text in BLOCKS if name in SCHEMAS),
]
HOOKS = ROOT / ".pre-commit-hooks.yaml"


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


def test_pre_commit_reads_the_hook_and_its_recipe(tmp_path: Path) -> None:
    (hook,) = clientlib.load_manifest(HOOKS)
    (recipe,) = (text for _, name, text in BLOCKS if name == "precommit")
    (tmp_path / ".pre-commit-config.yaml").write_text(recipe)
    (repository,) = clientlib.load_config(tmp_path / ".pre-commit-config.yaml")["repos"]
    (wanted,) = repository["hooks"]
    assert wanted["id"] == hook["id"]
    assert set(hook["types"]) <= identify.tags_from_filename("source/articles/a.md")
    assert re.search(wanted["files"], "source/articles/a.md")
    assert not re.search(wanted["files"], "README.md")


def test_the_hook_fails_for_what_is_wrong_with_a_changed_article(tmp_path: Path) -> None:
    (hook,) = clientlib.load_manifest(HOOKS)
    (recipe,) = (text for _, name, text in BLOCKS if name == "precommit")
    arguments = yaml.safe_load(recipe)["repos"][0]["hooks"][0]["args"]
    folder = tmp_path / "leaflets"
    (folder / "source/articles").mkdir(parents=True)
    (folder / "exporter.toml").write_text('[editions.page]\nlayout = "brochure"\nformats = ["html"]\n')
    command = [sys.executable, "-m", *hook["entry"].split(), *hook["args"], *arguments, "leaflets/source/articles/a.md"]
    codes = []
    for text in ("Rest today.", "Rest {{ durration }}."):
        (folder / "source/articles/a.md").write_text(f"---\ntitle: Rest\nlang: en\ndate: 2026-01-31\n---\n\n{text}\n")
        codes.append(subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60).returncode)
    assert codes == [Exit.DONE, Exit.FAILED]


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
