"""The driver: order, retries, what waits for what, and that only whole jobs are published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from exporter.batch import Ended, File, Loss, Lost, Outcome, Policy, State, Store, Task, run
from exporter.batch.forgetful import Forgetful
from exporter.batch.values import Known
from exporter.model import Diagnostic, Edition, Pagination, Severity
from exporter.pipeline import Job, Result, Settings

SETTINGS = Settings(today=date(2026, 1, 2))
FAULT = Diagnostic("missing-image", Severity.ERROR, "there is no picture")


@dataclass
class Fake:
    """Does tasks one at a time, when it is asked for the window, as `doing` says."""

    store: Store
    doing: Callable[[Task], Outcome]
    window: int = 4
    done: list[Task] = field(default_factory=list)
    closed: list[bool] = field(default_factory=list)

    def submit(self, task: Task) -> Future[Outcome]:
        self.done.append(task)
        future: Future[Outcome] = Future()
        try:
            future.set_result(self.doing(task))
        except Lost as lost:
            future.set_exception(lost)
        return future

    def close(self, *, at_once: bool = False) -> None:
        self.closed.append(at_once)


@dataclass
class Notebook(Forgetful):
    """Remembers in memory what was recorded."""

    kept: dict[str, Known] = field(default_factory=dict)
    recorded: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def known(self, job: Job, settings: Settings) -> Known | None:
        assert settings is SETTINGS
        return self.kept.get(job.name)

    def record(self, job: Job, settings: Settings, outcome: Outcome) -> None:
        assert settings is SETTINGS
        assert outcome.files
        self.recorded.append(job.name)

    def failed(self, job: Job, findings: tuple[Diagnostic, ...]) -> None:
        assert findings
        self.failures.append(job.name)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "objects")


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    def make(name: str, *, formats: tuple[str, ...] = ("html",), pages_from: Job | None = None) -> Job:
        outputs = {one: tmp_path / "build" / f"{name}.{one}" for one in formats}
        edition = Edition(name.rsplit(maxsplit=1)[-1], "brochure", formats)
        article = tmp_path / f"{name.split(maxsplit=1)[0]}.md"
        return Job(name, tmp_path, article, edition, outputs, (), pages_from=pages_from)

    return make


def written(store: Store, task: Task, pagination: Pagination | None = None) -> Outcome:
    """What a worker gives back whose files hold the job's name."""
    data = {name: f"{task.job.name} as {name}".encode() for name in task.job.outputs}
    files = tuple(File(name, store.put(each), len(each)) for name, each in data.items())
    return Outcome(Result(task.job.name, (), (), 0.1, pagination), files)


def test_what_is_made_is_published_and_recorded(store: Store, job: Callable[..., Job]) -> None:
    engine, notebook = Fake(store, lambda task: written(store, task)), Notebook()
    jobs = [job(f"a{number} page", formats=("html", "epub")) for number in range(20)]
    ended = list(run(jobs, Policy(SETTINGS), notebook, store, lambda: engine))
    assert [one.state for one in ended] == [State.BUILT] * 20
    assert sorted(notebook.recorded) == sorted(one.name for one in jobs)
    assert engine.closed == [False]
    for one in jobs:
        assert {path.read_text() for path in one.outputs.values()} == {f"{one.name} as html", f"{one.name} as epub"}


def test_a_published_file_is_the_one_in_the_store(store: Store, job: Callable[..., Job]) -> None:
    one = job("a page")
    (ended,) = run([one], Policy(SETTINGS), Notebook(), store, lambda: Fake(store, lambda task: written(store, task)))
    assert one.outputs["html"].samefile(store.path(ended.files[0].digest))


def test_jobs_are_taken_from_the_plan_only_as_the_engine_wants_them(store: Store, job: Callable[..., Job]) -> None:
    engine = Fake(store, lambda task: written(store, task), window=3)
    taken = 0

    def plan() -> Iterator[Job]:
        nonlocal taken
        for number in count():
            taken = number + 1
            yield job(f"a{number} page")

    ended = run(plan(), Policy(SETTINGS), Notebook(), store, lambda: engine)
    for number in range(50):
        next(ended)
        assert taken <= number + 1 + 2 * engine.window


def test_an_engine_is_not_started_for_what_is_known(store: Store, job: Callable[..., Job]) -> None:
    one, result = job("a page"), Result("a page", (), (), 0.0)
    notebook = Notebook({"a page": Known(result, (), is_published=True)})

    def never() -> Fake:
        raise AssertionError("there is nothing to do")

    (ended,) = run([one], Policy(SETTINGS), notebook, store, never)
    assert ended.state is State.FRESH
    assert notebook.recorded == []


def test_force_does_again_what_is_known(store: Store, job: Callable[..., Job]) -> None:
    notebook = Notebook({"a page": Known(Result("a page", (), (), 0.0), (), is_published=True)})
    engine = Fake(store, lambda task: written(store, task))
    (ended,) = run([job("a page")], Policy(SETTINGS, force=True), notebook, store, lambda: engine)
    assert ended.state is State.BUILT


def test_known_files_come_back_from_the_store(store: Store, job: Callable[..., Job]) -> None:
    one, digest = job("a page"), store.put(b"as before")
    files = (File("html", digest, 9),)
    known = Known(Result("a page", (), (), 0.0), files, is_published=False, lacking={"html": digest})
    notebook = Notebook({"a page": known})
    (ended,) = run([one], Policy(SETTINGS), notebook, store, lambda: Fake(store, lambda task: written(store, task)))
    assert ended.state is State.RESTORED
    assert one.outputs["html"].read_bytes() == b"as before"
    assert notebook.recorded == ["a page"]


def test_what_is_known_but_no_longer_in_the_store_is_made_again(store: Store, job: Callable[..., Job]) -> None:
    one = job("a page")
    known = Known(Result("a page", (), (), 0.0), (), is_published=False, lacking={"html": "0" * 64})
    engine = Fake(store, lambda task: written(store, task))
    (ended,) = run([one], Policy(SETTINGS), Notebook({"a page": known}), store, lambda: engine)
    assert ended.state is State.BUILT
    assert one.outputs["html"].read_text() == "a page as html"


@pytest.mark.parametrize(
    ("loss", "rule"),
    [(Loss.CRASHED, "worker-crashed"), (Loss.TIMED_OUT, "timed-out"), (Loss.OUT_OF_MEMORY, "out-of-memory")],
)
def test_a_lost_task_is_tried_once_more_and_then_told(
    store: Store, job: Callable[..., Job], loss: Loss, rule: str
) -> None:
    def doing(task: Task) -> Outcome:
        if task.job.name == "b page":
            raise Lost(loss, "SIGNAL")
        return written(store, task)

    engine, notebook = Fake(store, doing), Notebook()
    jobs = [job(f"{name} page") for name in "abc"]
    ended = {one.job.name: one for one in run(jobs, Policy(SETTINGS), notebook, store, lambda: engine)}
    assert [task.job.name for task in engine.done].count("b page") == 2
    assert ended["b page"].state is State.FAILED
    assert ended["b page"].attempts == 2
    (finding,) = ended["b page"].result.diagnostics
    assert finding.rule == rule
    assert "SIGNAL" in finding.message
    assert [ended[f"{name} page"].state for name in "ac"] == [State.BUILT] * 2
    assert notebook.failures == ["b page"]


def test_a_task_lost_once_is_made_all_the_same(store: Store, job: Callable[..., Job]) -> None:
    losses = iter([Loss.CRASHED])

    def doing(task: Task) -> Outcome:
        for loss in losses:
            raise Lost(loss)
        return written(store, task)

    (ended,) = run([job("a page")], Policy(SETTINGS), Notebook(), store, lambda: Fake(store, doing))
    assert ended.state is State.BUILT
    assert ended.attempts == 2


def printed(job: Callable[..., Job], article: str) -> list[Job]:
    brochure = job(f"{article} brochure", formats=("screen",))
    return [brochure, job(f"{article} ebook", formats=("epub",), pages_from=brochure)]


def test_an_ebook_waits_for_the_pages_of_its_print_job(store: Store, job: Callable[..., Job]) -> None:
    pages = Pagination("urn:example", ())
    engine = Fake(store, lambda task: written(store, task, pages if "screen" in task.job.outputs else None))
    jobs = [*printed(job, "a"), *printed(job, "b")]
    ended = list(run(jobs, Policy(SETTINGS), Notebook(), store, lambda: engine))
    assert len(ended) == 4
    given = {task.job.name: task.print_pages for task in engine.done}
    assert given == {"a brochure": None, "a ebook": pages, "b brochure": None, "b ebook": pages}


def test_an_ebook_takes_the_pages_of_a_print_job_that_is_known(store: Store, job: Callable[..., Job]) -> None:
    pages = Pagination("urn:example", ())
    notebook = Notebook({"a brochure": Known(Result("a brochure", (), (), 0.0, pages), (), is_published=True)})
    engine = Fake(store, lambda task: written(store, task))
    list(run(printed(job, "a"), Policy(SETTINGS), notebook, store, lambda: engine))
    assert [(task.job.name, task.print_pages) for task in engine.done] == [("a ebook", pages)]


def test_an_ebook_is_made_though_its_print_job_fails(store: Store, job: Callable[..., Job]) -> None:
    def doing(task: Task) -> Outcome:
        if "screen" in task.job.outputs:
            return Outcome(Result(task.job.name, (), (FAULT,), 0.1))
        return written(store, task)

    states = {
        one.job.name: one.state
        for one in run(printed(job, "a"), Policy(SETTINGS), Notebook(), store, lambda: Fake(store, doing))
    }
    assert states == {"a brochure": State.FAILED, "a ebook": State.BUILT}


def test_nothing_more_is_begun_after_a_failure_that_is_to_stop_all(store: Store, job: Callable[..., Job]) -> None:
    def doing(task: Task) -> Outcome:
        return Outcome(Result(task.job.name, (), (FAULT,), 0.1))

    engine = Fake(store, doing, window=1)
    ended = list(
        run(
            (job(f"a{number} page") for number in count()),
            Policy(SETTINGS, fail_fast=True),
            Notebook(),
            store,
            lambda: engine,
        )
    )
    assert [one.state for one in ended] == [State.FAILED]
    assert len(engine.done) == 1


def test_what_cannot_be_published_fails_and_changes_nothing(store: Store, job: Callable[..., Job]) -> None:
    one = job("a page", formats=("html", "epub"))
    one.outputs["epub"].mkdir(parents=True)
    notebook = Notebook()
    (ended,) = run([one], Policy(SETTINGS), notebook, store, lambda: Fake(store, lambda task: written(store, task)))
    assert ended.state is State.FAILED
    assert [finding.rule for finding in ended.result.diagnostics] == ["cannot-write"]
    assert not one.outputs["html"].exists()
    assert (notebook.recorded, notebook.failures) == ([], ["a page"])


def test_workers_are_stopped_when_the_run_is_left(store: Store, job: Callable[..., Job]) -> None:
    engine = Fake(store, lambda task: written(store, task), window=1)
    run_of_many = run(
        (job(f"a{number} page") for number in count()), Policy(SETTINGS), Notebook(), store, lambda: engine
    )
    next(run_of_many)
    run_of_many.close()
    assert engine.closed == [True]


def test_a_result_keeps_what_a_worker_tells(store: Store, job: Callable[..., Job]) -> None:
    engine = Fake(store, lambda task: replace(written(store, task), worker="host:7"))
    ended: list[Ended] = list(run([job("a page")], Policy(SETTINGS), Notebook(), store, lambda: engine))
    assert ended[0].worker == "host:7"
