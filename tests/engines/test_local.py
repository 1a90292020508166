"""The engine of this machine: what is lost with a worker, and what is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import date
from pathlib import Path

import poison
import pytest

from exporter.batch import Limits, Loss, Lost, Outcome, Policy, State, Store, Task, run
from exporter.batch.forgetful import Forgetful
from exporter.engines.local import Local
from exporter.model import Edition
from exporter.pipeline import Job, Settings

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("engines")]
SETTINGS = Settings(today=date(2026, 1, 2))
LIMITS = Limits(timeout_s=2, memory_mb=512)
PATIENCE_S = 30


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "objects")


@pytest.fixture
def task(tmp_path: Path) -> Callable[[str], Task]:
    def make(name: str) -> Task:
        edition = Edition("page", "brochure", ("html",))
        article = tmp_path / f"{name.split(maxsplit=1)[0]}.md"
        return Task(Job(name, tmp_path, article, edition, {"html": tmp_path / "build" / f"{name}.html"}, ()), SETTINGS)

    return make


@pytest.fixture
def engine(store: Store) -> Iterator[Local]:
    """An engine of one worker."""
    one = Local(store, 1, LIMITS, poison.perform)
    yield one
    one.close(at_once=True)


def outcome(future: Future[Outcome]) -> Outcome:
    return future.result(timeout=PATIENCE_S)


@pytest.mark.parametrize(
    ("name", "loss", "detail"),
    [
        ("hangs", Loss.TIMED_OUT, "2 s"),
        ("killed", Loss.CRASHED, "SIGKILL: the system may have run out of memory"),
        ("crashes", Loss.CRASHED, "SIGSEGV"),
        ("leaves", Loss.CRASHED, "exit code 7"),
        ("greedy", Loss.OUT_OF_MEMORY, "512 MB"),
        ("raises", Loss.CRASHED, "RuntimeError: an unforeseen fault"),
    ],
)
def test_what_befalls_a_worker_costs_its_task_alone(
    engine: Local, task: Callable[[str], Task], name: str, loss: Loss, detail: str
) -> None:
    futures = [engine.submit(task(each)) for each in ("good 1", name, "good 2")]
    assert outcome(futures[0]).files
    with pytest.raises(Lost) as lost:
        outcome(futures[1])
    assert (lost.value.loss, lost.value.detail) == (loss, detail)
    assert outcome(futures[2]).files


def test_an_answer_that_cannot_be_sent_is_a_loss(engine: Local, task: Callable[[str], Task]) -> None:
    with pytest.raises(Lost):
        outcome(engine.submit(task("unanswerable")))
    assert outcome(engine.submit(task("good"))).files


def test_a_worker_that_does_not_listen_is_stopped_all_the_same(engine: Local, task: Callable[[str], Task]) -> None:
    with pytest.raises(Lost) as lost:
        outcome(engine.submit(task("hangs-deaf")))
    assert lost.value.loss is Loss.TIMED_OUT


def test_a_lost_task_gets_a_fresh_worker(engine: Local, task: Callable[[str], Task]) -> None:
    workers = []
    for number in range(3):
        workers += [outcome(engine.submit(task(f"good {each} after {number}"))).worker for each in range(2)]
        with pytest.raises(Lost):
            outcome(engine.submit(task("greedy")))
    assert workers[0::2] == workers[1::2]
    assert len(set(workers)) == 3


def test_a_worker_that_dies_while_it_has_nothing_to_do_costs_nothing(
    engine: Local, task: Callable[[str], Task]
) -> None:
    worker = int(outcome(engine.submit(task("good"))).worker)
    os.kill(worker, signal.SIGKILL)
    until(lambda: not is_running(worker))
    time.sleep(0.5)  # until the pool has seen it
    assert outcome(engine.submit(task("good again"))).files


def test_programs_that_a_worker_started_end_with_it(engine: Local, task: Callable[[str], Task], tmp_path: Path) -> None:
    with pytest.raises(Lost):
        outcome(engine.submit(task("starts")))
    child = int((tmp_path / "child").read_text())
    until(lambda: not is_running(child))


def test_a_worker_that_grows_is_replaced(
    store: Store, task: Callable[[str], Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exporter.engines.local.RECYCLED_MB", 1.0)
    engine = Local(store, 1, LIMITS, poison.perform)
    workers = [outcome(engine.submit(task(f"good {number}"))).worker for number in range(3)]
    engine.close()
    assert len(set(workers)) == 3
    assert not any(is_running(int(worker)) for worker in workers)


def test_the_driver_does_all_but_the_poisonous(store: Store, task: Callable[[str], Task]) -> None:
    names = [f"good {number}" for number in range(12)]
    names[2:2], names[7:7] = ["hangs a", "once", "killed b"], ["greedy c", "crashes d"]
    jobs = [task(name).job for name in names]
    ended = list(run(jobs, Policy(SETTINGS), Forgetful(), store, lambda: Local(store, 2, LIMITS, poison.perform)))
    failed = {one.job.name: one.result.diagnostics[0].rule for one in ended if one.state is State.FAILED}
    assert failed == {
        "hangs a": "timed-out",
        "killed b": "worker-crashed",
        "greedy c": "out-of-memory",
        "crashes d": "worker-crashed",
    }
    for one in ended:
        assert one.attempts == (2 if one.job.name in {*failed, "once"} else 1)
        if one.job.name not in failed:
            assert one.job.outputs["html"].read_text().startswith(one.job.name)


@pytest.mark.parametrize("name", ["hangs-deaf", "starts-deaf"])
def test_what_does_not_listen_is_stopped_within_a_second(
    engine: Local, task: Callable[[str], Task], tmp_path: Path, name: str
) -> None:
    worker = int(outcome(engine.submit(task("good"))).worker)
    engine.submit(task(name))
    until((tmp_path / "deaf").exists)
    started = [int((tmp_path / "child").read_text())] if (tmp_path / "child").exists() else []
    begun = time.monotonic()
    engine.close(at_once=True)
    assert time.monotonic() - begun < 1
    until(lambda: not any(map(is_running, [worker, *started])))


DRIVER = """
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, {tests!r})
import poison
from exporter.batch import Limits, Store, Task
from exporter.engines.local import Local
from exporter.model import Edition
from exporter.pipeline import Job, Settings

if __name__ == "__main__":
    folder = Path({folder!r})
    def task(name):
        job = Job(name, folder, folder / "a.md", Edition("page", "brochure", ("html",)), {{}}, ())
        return Task(job, Settings(today=date(2026, 1, 2)))
    engine = Local(Store(folder / "objects"), 2, Limits(0, 0), poison.perform)
    print(*(engine.submit(task(f"good {{number}}")).result().worker for number in range(2)), flush=True)
    for number in range(2):
        engine.submit(task("hangs"))
    print("busy", flush=True)
    import time
    time.sleep(60)
"""


def test_workers_do_not_outlive_a_driver_that_is_killed(tmp_path: Path) -> None:
    code = DRIVER.format(tests=str(Path(__file__).parents[1]), folder=str(tmp_path))
    script = tmp_path / "driver.py"
    script.write_text(code)
    driver = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert driver.stdout is not None
    workers = [int(word) for word in driver.stdout.readline().split()]
    assert driver.stdout.readline() == "busy\n"
    assert all(map(is_running, workers))
    driver.kill()
    driver.wait()
    driver.stdout.close()
    until(lambda: not any(map(is_running, workers)))


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(process: int) -> bool:
    """Whether there is such a process, and no mere memory of one."""
    try:
        os.kill(process, 0)
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_workers_leave_ctrl_c_to_the_driver(engine: Local, task: Callable[[str], Task]) -> None:
    worker = int(outcome(engine.submit(task("good"))).worker)
    os.kill(worker, signal.SIGINT)
    assert outcome(engine.submit(task("good again"))).worker == str(worker)
