"""How fast whole projects are built, for the first time and again, and what memory workers and driver take."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import inside
from bench.generator import write_project
from bench.peers import build, write_documents
from bench.sizes import Sizes
from bench.table import Budget, at_least, at_most, heading, tell
from bench.timing import BIN, seconds, spent

NOTHING_BUDGET_S, ONE_BUDGET_S = at_most(1), at_most(2.5)
"""A build of 1,000 jobs that has nothing to do, and one that has one."""
TWO_BUDGET = at_least(1.8)
"""Jobs a second of two workers to those of one."""
LEAST_BUDGET, MOST_BUDGET = at_least(0.9), at_most(1.1)
"""A worker's memory to that after its first hundred jobs."""
DRIVER_BUDGET_MB = at_most(300)
WEB = """\
[editions.web]
layout = "brochure"
formats = ["html"]
"""
SETTLED, WINDOW = 100, 100
"""Jobs before a worker's memory is looked at, and jobs of which the mean is taken: with five clinics and two editions
these are ten articles, after which their lengths come again."""
SHORT = 300, 900
"""Words, where only the number of jobs matters."""


def measure(sizes: Sizes) -> None:
    """Print every figure of builds of many jobs."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        planned(folder / "planned", sizes.planned)  # first: a child's memory counts from what its parent has
        small(folder / "small", sizes)
        real(folder / "real", sizes)
        memory(folder / "memory", sizes.memory_jobs)


def small(folder: Path, sizes: Sizes) -> None:
    """What it takes to find out what must be done."""
    heading(f"{sizes.small} small articles in one edition for the web, a job each; -j 2")
    project = write_project(folder, articles=sizes.small, clinics=1, words=(60, 60), pictures=0, configuration=WEB)
    again(project, sizes.rounds, (NOTHING_BUDGET_S, ONE_BUDGET_S))


def real(folder: Path, sizes: Sizes) -> None:
    """What a clinic's own project takes, and what more workers bring."""
    project, clinics = write_documents(folder, sizes.documents, sizes.words)
    heading(
        f"{sizes.documents} documents ({sizes.documents // clinics} articles, {clinics} clinics), each a job of two "
        "PDFs and one of an ebook; -j 2"
    )
    again(project, sizes.rounds)
    documents = sizes.documents // clinics
    heading(f"documents a second of {documents} of them, built cold; -j 0 is the driver's own process")
    rates: dict[int, list[float]] = {1: [], 2: [], 0: []}
    for number in range(sizes.rounds):
        for workers, found in rates.items():
            place = folder / f"build-{number}-{workers}"
            found.append(documents / seconds(build(project, place, "-j", workers, "--clinic", "clinic-001")))
    for workers, found in rates.items():
        tell(f"-j {workers} (documents a second)", found)
    tell("two workers to one", [two / one for one, two in zip(rates[1], rates[2], strict=True)], TWO_BUDGET)


def again(project: Path, rounds: int, budgets: tuple[Budget | None, Budget | None] = (None, None)) -> None:
    """Build a project, build it again, and again with an article changed."""
    command = build(project, project / "build", "-j", 2)
    tell("cold (s)", [seconds(command)])
    tell("nothing changed (s)", [seconds(command) for _ in range(rounds)], budgets[0])
    articles = sorted((project / "source" / "articles").glob("*.md"))
    changed = []
    for number in range(rounds):
        with articles[number % len(articles)].open("a", encoding="utf-8") as file:
            file.write(f"\nOne more sentence, the number {number}.\n")
        changed.append(seconds(command))
    tell("an article changed (s)", changed, budgets[1])


def memory(folder: Path, jobs: int) -> None:
    """Whether a worker's memory grows with the jobs that it has done."""
    project, clinics = write_documents(folder, jobs // 2, SHORT)
    heading(
        f"{jobs} jobs of documents of {SHORT[0]} to {SHORT[1]} words for {clinics} clinics, done by -j 1: "
        "resident memory\nof the worker after each job"
    )
    out = folder / "build"
    seconds(inside.command("weighing", build(project, out, "-j", 1)[1:]))
    held, workers = inside.weights(out)
    settled, window = min(SETTLED, len(held) // 4), min(WINDOW, max(1, len(held) // 8))
    means = [statistics.mean(held[at : at + window]) for at in range(settled, len(held) - window + 1, window)]
    tell("workers that were needed", [workers])
    tell(f"after the first {settled} jobs, mean of {window} (MB)", means[:1])
    tell(f"least mean of {window} later jobs, to that", [min(means) / means[0]], LEAST_BUDGET)
    tell(f"largest mean of {window} later jobs, to that", [max(means) / means[0]], MOST_BUDGET)
    tell("largest of all (MB)", [max(held)])


def planned(folder: Path, jobs: int) -> None:
    """What the driver's memory is with so many jobs."""
    clinics = 50 if jobs % 100 == 0 else 2
    project = write_project(folder, articles=jobs // clinics // 2, clinics=clinics, words=(1, 1), pictures=0)
    heading(f"the driver with {jobs} jobs ({jobs // clinics // 2} articles, {clinics} clinics, 2 editions)")
    taken, memory_mb = spent([BIN / "exporter", "build", "--project", project, "--dry-run"])
    tell("exporter build --dry-run (s)", [taken])
    tell("exporter build --dry-run (MB)", [memory_mb], DRIVER_BUDGET_MB)
    command = inside.command("stub", build(project, folder / "build", "-j", 1)[1:])
    for what in ("made, by an engine that does nothing", "made before"):
        taken, memory_mb = spent(command)
        tell(f"exporter build, all {what} (s)", [taken])
        tell(f"exporter build, all {what} (MB)", [memory_mb], DRIVER_BUDGET_MB)
