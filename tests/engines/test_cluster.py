"""Tasks on a cluster of one scheduler and three workers on loopback."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import harmful
import pytest
from distributed import Client

from exporter import config
from exporter.batch import Ended, Engine, Limits, Policy, State, Store, run
from exporter.batch.forgetful import Forgetful
from exporter.engines.cluster import Cluster, Connection, check, connection
from exporter.engines.inline import Inline
from exporter.errors import ExporterError
from exporter.pipeline import Choice, Job, Settings, plan

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster")]
ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(today=date(2026, 1, 2))
PATIENCE_S = 30


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def start(folder: Path, name: str, *words: str, path: Path = ROOT) -> subprocess.Popen[bytes]:
    """A process of the cluster, in a session of its own so that it can be ended with its children."""
    paths = os.pathsep.join([str(path), str(ROOT / "tests")])
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            stdout=log,
            stderr=log,
            env={**os.environ, "PYTHONPATH": paths},
            cwd=folder,  # which Python searches first
            start_new_session=True,
        )


def end(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Machines:
    """A scheduler, and workers that come and go."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self.scheduler = start(
            folder, "scheduler", "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"
        )
        self.workers: list[subprocess.Popen[bytes]] = []

    def join(self, path: Path = ROOT) -> None:
        words = ["worker", self.address, "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard"]
        name = f"worker-{len(self.workers)}"
        self.workers.append(
            start(self.folder, name, *words, "--name", name, "--local-directory", str(self.folder), path=path)
        )

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            if process.poll() is None:
                end(process)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    (tmp_path / "machines").mkdir()
    one = Machines(tmp_path / "machines")
    for _ in range(3):
        one.join()
    yield one
    one.close()


@pytest.fixture
def jobs(tmp_path: Path) -> Callable[..., list[Job]]:
    """Jobs of articles with these names, each a web page and an ebook."""

    def make(*names: str) -> list[Job]:
        folder = tmp_path / "project"
        (folder / "source" / "articles").mkdir(parents=True, exist_ok=True)
        (folder / "exporter.toml").write_text('[editions.page]\nlayout = "handout"\nformats = ["html", "screen"]\n')
        for name in names:
            text = (
                f"---\ntitle: Migraine {name}\nlang: en\ndate: 2026-01-31\n---\n\nA headache that comes back: {name}.\n"
            )
            (folder / "source" / "articles" / f"{name}.md").write_text(text)
        return list(plan(config.load(folder)[0], Choice()))

    return make


def done(jobs: list[Job], store: Store, begin: Callable[[], Engine]) -> Iterator[Ended]:
    return run(jobs, Policy(SETTINGS, force=True), Forgetful(), store, begin)


def undisturbed(jobs: list[Job], folder: Path) -> dict[str, tuple[str, ...]]:
    """What a build in this process gives: digests by job."""
    store = Store(folder / "alone")
    return {one.job.name: tuple(file.digest for file in one.files) for one in done(jobs, store, lambda: Inline(store))}


def test_a_worker_that_dies_and_a_job_that_kills_cost_nothing_else(
    machines: Machines, jobs: Callable[..., list[Job]], tmp_path: Path
) -> None:
    harms = ("hang", "crash", "greedy", "killed")
    planned = jobs(*harms, *(f"a{number}" for number in range(16)))
    expected = undisturbed(planned, tmp_path)
    store = Store(tmp_path / "objects")
    limits = Limits(timeout_s=5, memory_mb=1024)
    ended: list[Ended] = []
    engine = Cluster(store, Connection(machines.address), limits, make=harmful.make)
    for one in done(planned, store, lambda: engine):
        ended.append(one)
        if len(ended) == 3:
            end(machines.workers[0])
            machines.join()
    failed = {one.job.name.split()[0]: one for one in ended if one.state is State.FAILED}
    assert failed.keys() == set(harms), [(one.job.name, one.result.diagnostics) for one in ended]
    rules = {name: one.result.diagnostics[-1].rule for name, one in failed.items()}
    crashed = "worker-crashed"
    assert rules == {"hang": "timed-out", "crash": crashed, "greedy": "out-of-memory", "killed": crashed}
    good = {one.job.name: tuple(file.digest for file in one.files) for one in ended if one.state is State.BUILT}
    assert good == {name: digests for name, digests in expected.items() if name.split()[0] not in harms}
    assert all(path.is_file() for one in ended if one.state is State.BUILT for path in one.job.outputs.values())


def test_a_scheduler_that_goes_ends_the_build_and_leaves_what_was_finished(
    machines: Machines, jobs: Callable[..., list[Job]], tmp_path: Path
) -> None:
    planned, store = jobs(*(f"a{number}" for number in range(8))), Store(tmp_path / "objects")
    ended: list[Ended] = []

    def build() -> None:
        for one in done(planned, store, lambda: Cluster(store, Connection(machines.address), Limits())):
            ended.append(one)
            end(machines.scheduler) if len(ended) == 1 else None

    with pytest.raises(ExporterError) as raised:
        build()
    assert [found.rule for found in raised.value.diagnostics] == ["lost-scheduler"]
    assert all(path.is_file() for path in ended[0].job.outputs.values())


def test_a_worker_of_other_versions_is_refused_by_name(machines: Machines, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(ROOT / "exporter", other / "exporter")
    (other / "exporter" / "added.py").touch()
    machines.join(other)
    with Client(machines.address) as client:
        client.wait_for_workers(4, timeout=PATIENCE_S)
    with pytest.raises(ExporterError) as raised:
        Cluster(Store(tmp_path), Connection(machines.address), Limits())
    (found,) = raised.value.diagnostics
    assert found.rule == "other-versions"
    assert found.message.startswith("the worker 'worker-3' has exporter 0.1.0+")


def test_a_scheduler_without_workers_is_given_up(tmp_path: Path) -> None:
    machines = Machines(tmp_path)
    try:
        with pytest.raises(ExporterError) as raised:
            Cluster(Store(tmp_path), Connection(machines.address, patience_s=1), Limits())
        assert raised.value.diagnostics[0].rule == "no-workers"
    finally:
        machines.close()


def test_nobody_at_the_address_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "CONNECT_S", 1.0)
    with pytest.raises(ExporterError) as raised:
        Cluster(Store(tmp_path), Connection(f"tcp://127.0.0.1:{free_port()}"), Limits())
    assert raised.value.diagnostics[0].rule == "unreachable-scheduler"


@pytest.mark.parametrize(
    "address", ["127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://a:b", "tcp://u@a:1"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ExporterError, match="tcp://HOST:PORT"):
        check(Connection(address))


def test_what_goes_to_other_machines_in_the_clear_is_warned_of(tmp_path: Path) -> None:
    assert check(Connection("tcp://127.0.0.1:8786")) == check(Connection("tcp://localhost:8786")) == ()
    assert [one.rule for one in check(Connection("tcp://192.0.2.1:8786"))] == ["unencrypted-cluster"]
    key = tmp_path / "key.pem"
    with pytest.raises(ExporterError, match="tls://"):
        check(Connection("tcp://127.0.0.1:8786", tls_key=key))
    with pytest.raises(ExporterError, match="no file"):
        check(Connection("tls://192.0.2.1:8786", tls_key=key))
    key.touch()
    assert check(Connection("tls://192.0.2.1:8786", tls_key=key)) == ()


def test_the_commands_of_the_documentation_work(jobs: Callable[..., list[Job]], tmp_path: Path) -> None:
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(dask scheduler|dask worker|exporter build)(.*127\.0\.0\.1.*)$", text, re.MULTILINE)
    assert [first for first, _ in lines] == ["dask scheduler", "dask worker", "exporter build"]
    port = str(free_port())
    commands = [(first + rest).replace("8786", port).split() for first, rest in lines]
    planned = jobs("a")
    processes = [start(tmp_path, command[1], *command[1:]) for command in commands[:2]]
    try:
        deadline = time.monotonic() + PATIENCE_S
        while "Registered to" not in (tmp_path / "worker.log").read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        build = [sys.executable, "-m", *commands[2], "--project", str(tmp_path / "project")]
        said = subprocess.run(build, check=True, capture_output=True, text=True, timeout=PATIENCE_S)
        assert all(path.is_file() for path in planned[0].outputs.values())
        assert "distributed" not in said.stderr
    finally:
        for process in processes:
            end(process)
