"""The manifest of outputs: what it says, that it is the same for the same, and what is found to differ from it."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from exporter.batch import Ended, File, Outcome, State, Store, inventory, manifest, versions
from exporter.batch.ledger import Ledger
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Edition, Input, InputKind, Severity
from exporter.pipeline import Job, Result, Settings, Written

WARNING = Diagnostic("long-line", Severity.WARNING, "a line is long", path="note.md", line=3)
SETTINGS = Settings(today=date(2026, 1, 2))


def ended(build: Path, name: str = "note", data: bytes = b"<p>") -> Ended:
    """Publish a page and tell how its job ended."""
    place = build / f"{name}.html"
    build.mkdir(exist_ok=True)
    place.write_bytes(data)
    root = build.parent
    job = Job(name, root, root / f"{name}.md", Edition("web", "brochure", ("html",)), {"html": place}, ())
    written = Written(str(place), "html", None, len(data), (), 0.5)
    inputs = (
        Input(InputKind.FILE, str(root / f"{name}.md"), "ab"),
        Input(InputKind.ADDRESS, "https://example.org/a", "c"),
    )
    files = (File("html", sha256(data).hexdigest(), len(data)),)
    return Ended(job, State.BUILT, Result(name, (written,), (WARNING,), 0.5), files, inputs=inputs)


def opened(build: Path) -> Ledger:
    return Ledger(build / inventory.CACHE, build.parent, Store(build / inventory.CACHE / "objects"), "2026-01-02")


def recorded(build: Path, *jobs: Ended) -> str:
    """Record how jobs ended, and give the manifest."""
    with closing(opened(build)) as ledger:
        inventory.adopt(build, ledger)
        for one in jobs:
            ledger.record(one.job, SETTINGS, Outcome(one.result, one.files, one.inputs))
        ledger.settle()
        inventory.write(build, ledger)
    return (build / manifest.NAME).read_text(encoding="utf-8")


def rules(path: Path) -> dict[str, str]:
    return {Path(one.path).name: one.rule for one in inventory.compare(path)}


def test_it_says_what_was_made_of_what(tmp_path: Path) -> None:
    said = json.loads(recorded(tmp_path / "build", ended(tmp_path / "build")))
    (output,) = said["outputs"].values()
    assert output["sha256"] == sha256(b"<p>").hexdigest()
    job = said["jobs"][output["job"]]
    assert job["inputs"] == {"note.md": "ab", "https://example.org/a": "c"}
    assert job["findings"][0]["rule"] == "long-line"
    assert said["versions"][job["versions"]] == versions.versions()


def test_it_is_the_same_elsewhere_and_in_another_order_and_after_another_time(tmp_path: Path) -> None:
    texts = []
    for place, names in ((tmp_path / "one", "ab"), (tmp_path / "two" / "deeper", "ba")):
        place.mkdir(parents=True)
        build = place / "build"
        texts.append(recorded(build, *(replace(ended(build, name), worker=str(place)) for name in names)))
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]


def test_a_part_changes_its_part_and_the_same_touches_nothing(tmp_path: Path) -> None:
    build = tmp_path / "build"
    recorded(build, ended(build, "a"), ended(build, "b"))
    changed = json.loads(recorded(build, ended(build, "a", b"<div>")))["outputs"]
    assert changed["a.html"]["sha256"] == sha256(b"<div>").hexdigest()
    assert changed["b.html"]["sha256"] == sha256(b"<p>").hexdigest()
    before = (build / manifest.NAME).stat()
    recorded(build, ended(build, "b"))
    after = (build / manifest.NAME).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_what_a_new_ledger_does_not_know_is_taken_from_the_manifest(tmp_path: Path) -> None:
    build = tmp_path / "build"
    recorded(build, ended(build, "a"), ended(build, "b"))
    before = json.loads((build / manifest.NAME).read_text())
    shutil.rmtree(build / inventory.CACHE)
    after = json.loads(recorded(build, ended(build, "b", b"<div>")))
    assert after["outputs"]["a.html"] == before["outputs"]["a.html"]
    assert after["jobs"]["a"] == before["jobs"]["a"]
    assert after["outputs"]["b.html"]["sha256"] == sha256(b"<div>").hexdigest()


def test_what_was_changed_is_missing_or_foreign_is_told(tmp_path: Path) -> None:
    build = tmp_path / "build"
    recorded(build, *(ended(build, name) for name in "abc"))
    (build / "README").write_text("what comes out")
    path = build / manifest.NAME
    assert rules(path) == {}
    (build / "a.html").write_bytes(b"<q>")
    (build / "b.html").unlink()
    (build / "mine.html").write_bytes(b"")
    assert rules(path) == {"a.html": "changed-output", "b.html": "missing-output", "mine.html": "unlisted-output"}


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[" * 100_000,
        "[]",
        '{"manifest": 2, "outputs": {}, "jobs": {}, "versions": {}}',
        '{"manifest": 1, "outputs": {}, "jobs": []}',
        '{"manifest": 1, "outputs": {"../a": {"sha256": "", "job": "a"}}, "jobs": {}, "versions": {}}',
        '{"manifest": 1, "outputs": {"/a": {"sha256": "", "job": "a"}}, "jobs": {}, "versions": {}}',
        '{"manifest": 1, "outputs": {"a": {"sha256": 1, "job": "a"}}, "jobs": {}, "versions": {}}',
    ],
)
def test_a_manifest_that_is_none_is_refused_and_written_anew(tmp_path: Path, text: str) -> None:
    build = tmp_path / "build"
    build.mkdir()
    path = build / manifest.NAME
    path.write_text(text)
    with pytest.raises(ExporterError) as caught:
        inventory.compare(path)
    assert [one.rule for one in caught.value.diagnostics] == ["invalid-manifest"]
    assert set(json.loads(recorded(build, ended(build)))["outputs"]) == {"note.html"}


def test_there_is_nothing_to_compare_without_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(ExporterError, match="there is no manifest"):
        inventory.compare(tmp_path / manifest.NAME)


def test_only_what_is_as_it_was_written_is_removed(tmp_path: Path) -> None:
    build = tmp_path / "build"
    recorded(build, *(ended(build, name) for name in ("a", "b", "c")))
    (build / "b.html").write_bytes(b"edited")
    with closing(opened(build)) as ledger:
        wanted = ["a.html", "b.html"]
        assert [path.name for path in inventory.clear(build, ledger, wanted, dry_run=True).removed] == ["a.html"]
        assert (build / "a.html").exists()
        cleared = inventory.clear(build, ledger, wanted, dry_run=False)
        assert [one.rule for one in cleared.findings] == ["changed-output"]
        assert sorted(path.name for path in build.glob("*.html")) == ["b.html", "c.html"]
        assert inventory.names(build, ledger) == ["b.html", "c.html"]


def test_the_schema_is_that_of_what_is_written(tmp_path: Path) -> None:
    said = json.loads(recorded(tmp_path / "build", ended(tmp_path / "build")))
    properties = manifest.schema()["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == set(said)
    for table in ("outputs", "jobs"):
        (entry,) = said[table].values()
        assert set(properties[table]["additionalProperties"]["required"]) == set(entry)
