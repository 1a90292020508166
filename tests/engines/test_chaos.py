"""Whatever becomes of workers, of the disk and of the command itself: the files that come out are the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

import chaos
import pytest

from exporter import pipeline
from exporter.batch import Limits, Policy, State, Store, manifest, run
from exporter.batch.forgetful import Forgetful
from exporter.config import load
from exporter.engines.inline import Inline
from exporter.engines.local import Local

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("engines")]
PROJECT = """\
[editions.page]
layout = "brochure"
formats = ["html"]
[editions.book]
layout = "ebook"
formats = ["epub"]
"""
ARTICLES = int(os.environ.get("CHAOS_ARTICLES", "12"))
"""Of two jobs each; 100 for the full measure."""
SETTINGS = pipeline.Settings(today=date(2026, 1, 2))
LIMITS = Limits(timeout_s=6, memory_mb=1024)
"""The time is many times what a job takes, since a machine that is busy with other tests is slow."""
EXPORTER = [sys.executable, "-m", "exporter", "build", "-j", "2"]
PATIENCE_S = 60


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "source" / "articles").mkdir(parents=True)
    (folder / "exporter.toml").write_text(PROJECT)
    for number in range(ARTICLES):
        text = f"---\ntitle: Leaflet {number}\nlang: en\ndate: 2026-01-31\n---\n\n## What it is\n\nHeadache {number}.\n"
        (folder / "source" / "articles" / f"a{number:03}.md").write_text(text)
    return folder


def built(folder: Path) -> Mapping[str, str]:
    """Every output and the hash of its bytes; the manifest, which the command writes, is none."""
    files = [path for path in folder.glob("build/*") if path.is_file() and path.name != manifest.NAME]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def planned(folder: Path) -> Sequence[pipeline.Job]:
    return tuple(pipeline.plan(load(folder)[0], pipeline.Choice((), (), ())))


@pytest.fixture
def undisturbed(project: Path) -> Mapping[str, str]:
    """What a build gives that nothing happens to; its files are gone again."""
    store = Store(project / "build" / ".cache" / "objects")
    for one in run(planned(project), Policy(SETTINGS), Forgetful(), store, lambda: Inline(store)):
        assert one.state is State.BUILT, one.result.diagnostics
    files = built(project)
    assert len(files) == 2 * ARTICLES
    clear(project)
    return files


def clear(project: Path) -> None:
    for path in project.glob("build/**/*"):
        if path.is_file():
            path.unlink()


def test_what_kills_workers_costs_no_other_file(project: Path, undisturbed: Mapping[str, str]) -> None:
    store, jobs = Store(project / "build" / ".cache" / "objects"), planned(project)
    for number, harm in enumerate(chaos.HARMS):
        (project / f"{jobs[5 * number + 2].name}.harm").write_text(harm)
    harmed = {jobs[5 * number + 2].name: rule for number, rule in enumerate(chaos.HARMS.values())}
    ended = list(run(jobs, Policy(SETTINGS), Forgetful(), store, lambda: Local(store, 2, LIMITS, chaos.perform)))
    failed = {one.job.name: one.result.diagnostics[0].rule for one in ended if one.state is State.FAILED}
    assert failed == harmed
    assert len(ended) == len(jobs)
    spared = {path.name for job in jobs if job.name not in harmed for path in job.outputs.values()}
    assert built(project) == {name: digest for name, digest in undisturbed.items() if name in spared}
    assert len(list(project.glob("*.struck"))) > len(jobs) / 4, "too few were killed for this to say anything"


def start(project: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1767312000"}
    return subprocess.Popen(
        [*EXPORTER, "--project", str(project)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )


def test_a_build_that_is_killed_again_and_again_ends_with_the_same_files(
    project: Path, undisturbed: Mapping[str, str]
) -> None:
    moments = random.Random(7)  # noqa: S311 - no secret
    for _ in range(int(os.environ.get("CHAOS_KILLS", "2"))):
        build = start(project)
        time.sleep(moments.uniform(0.5, 3))
        build.kill()
        build.communicate()
        so_far = built(project)
        assert so_far == {name: undisturbed[name] for name in so_far}, "a file that is there is whole"
    build = start(project)
    _, told = build.communicate(timeout=PATIENCE_S)
    assert build.returncode == 0, told
    assert built(project) == undisturbed


def test_ctrl_c_stops_a_build_soon_and_leaves_what_is_finished(project: Path, undisturbed: Mapping[str, str]) -> None:
    build = start(project)
    deadline = time.monotonic() + PATIENCE_S
    while not built(project):
        assert time.monotonic() < deadline
        assert build.poll() is None
        time.sleep(0.01)
    begun = time.monotonic()
    os.killpg(build.pid, signal.SIGINT)
    _, told = build.communicate(timeout=PATIENCE_S)
    assert time.monotonic() - begun < 2
    assert build.returncode == 130, told
    assert "Traceback" not in told
    files = built(project)
    assert files
    assert files == {name: undisturbed[name] for name in files}
    while running(build.pid):
        assert time.monotonic() - begun < 3
        time.sleep(0.05)


def running(group: int) -> Sequence[str]:
    """What still runs of a group of processes, by the fields of proc(5) that follow the name: state, parent, group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state != "Z":
                found.append(path.parent.name)
    return found


def test_ctrl_c_is_heard_while_everything_is_being_loaded(project: Path) -> None:
    build = start(project)
    time.sleep(1)
    os.killpg(build.pid, signal.SIGINT)
    _, told = build.communicate(timeout=PATIENCE_S)
    assert build.returncode in {130, -signal.SIGINT}, told
    assert "Traceback" not in told


def test_a_full_disk_leaves_what_was_there(project: Path, undisturbed: Mapping[str, str]) -> None:
    store, jobs = Store(project / "build" / ".cache" / "objects"), planned(project)
    for job in jobs:
        for path in job.outputs.values():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("as before")
    ended = list(run(jobs, Policy(SETTINGS), Forgetful(), store, lambda: Local(store, 2, LIMITS, chaos.on_a_full_disk)))
    assert {one.result.diagnostics[0].rule for one in ended} == {"cannot-write"}
    assert all(path.read_text() == "as before" for job in jobs for path in job.outputs.values())
    assert {path.name for path in project.glob("build/**/*") if path.is_file()} == undisturbed.keys()
