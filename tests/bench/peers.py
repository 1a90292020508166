"""How fast a project is built, against loops over other tools that do less for each document."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc
from bench import single
from bench.generator import write_project
from bench.sizes import Sizes
from bench.table import Budget, at_least, heading, tell
from bench.timing import BIN, seconds, two_at_a_time

CLINICS = 5
"""Among which documents are shared out where their number allows it."""
PANDOC_BUDGET = at_least(8)
"""pandoc and WeasyPrint, one PDF and one ebook, to our two PDFs and an ebook."""
WEASYPRINT_BUDGET = at_least(5)
"""The bare `weasyprint`, one PDF, to our two PDFs and an ebook."""
PANDOC = pypandoc.get_pandoc_path()
CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], root=sys.argv[3])"

Command = Sequence[object]


@dataclass(frozen=True, slots=True)
class Sample:
    """A document as each tool wants it; all that is not the tool's own work is done before."""

    article: Path
    ours: Path
    """The page that our PDF is typeset from."""
    plain: Path
    """The page that pandoc writes, with its own style sheet."""
    typst: Path
    """What pandoc writes for Typst."""
    out: Path
    """Folder of what is made."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Another tool, and what it does for each document."""

    what: str
    commands: Callable[[Sample], Sequence[Command]]
    budget: Budget | None = None


def _by_pandoc(one: Sample) -> Sequence[Command]:
    call = (PANDOC, one.article, f"--resource-path={one.article.parent}")
    return [
        [*call, f"--pdf-engine={BIN / 'weasyprint'}", "-o", one.out / "pandoc.pdf"],
        [*call, "-o", one.out / "pandoc.epub"],
    ]


def _by_weasyprint(page: Path, folder: Path) -> Command:
    return [BIN / "weasyprint", "-q", "--pdf-variant", "pdf/a-3a", page, folder / "weasyprint.pdf"]


PEERS = (
    Peer("pandoc with WeasyPrint (a PDF) and pandoc (an ebook)", _by_pandoc, PANDOC_BUDGET),
    Peer("weasyprint (PDF/A-3a) on our page", lambda one: [_by_weasyprint(one.ours, one.out)], WEASYPRINT_BUDGET),
    Peer(
        "weasyprint (PDF/A-3a) on pandoc's page",
        lambda one: [_by_weasyprint(one.plain, one.out)],
        WEASYPRINT_BUDGET,
    ),
    Peer(
        "headless Chromium (a PDF) on pandoc's page",
        lambda one: [[*CHROMIUM, f"--print-to-pdf={one.out / 'chromium.pdf'}", one.plain.as_uri()]],
    ),
    Peer(
        "Typst (a PDF) on pandoc's Typst",
        lambda one: [[sys.executable, "-c", TYPST, one.typst, one.out / "typst.pdf", one.typst.parents[1]]],
    ),
)


def measure(sizes: Sizes) -> None:
    """Print what a document takes us and others, with two at a time; theirs before and after ours, for the mean."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        project, clinics = write_documents(folder / "project", sizes.documents, sizes.words)
        samples = _samples(project, folder / "samples", sizes.sample)
        heading(
            f"{sizes.documents} documents ({sizes.documents // clinics} articles, {clinics} clinics), each two PDFs "
            f"and an ebook, built cold with\n-j 2; others, two at a time, make what is said of {len(samples)} articles "
            "before and after it"
        )
        before = [_loop(peer, samples) for peer in PEERS]
        ours = seconds(build(project, folder / "build", "-j", 2)) / sizes.documents
        after = [_loop(peer, samples) for peer in PEERS]
        tell("exporter: two PDFs and an ebook (s a document)", [ours])
        for peer, *theirs in zip(PEERS, before, after, strict=True):
            tell(f"{peer.what} (s a document)", theirs)
            tell("  to exporter", [statistics.mean(theirs) / ours], peer.budget)


def write_documents(folder: Path, count: int, words: tuple[int, int]) -> tuple[Path, int]:
    """Write a project of so many documents, and give its folder and the number of its clinics."""
    clinics = math.gcd(count, CLINICS)
    return write_project(folder, articles=count // clinics, clinics=clinics, words=words), clinics


def build(project: Path, folder: Path, *more: object) -> Command:
    """The command that builds a project into a folder."""
    return [BIN / "exporter", "build", "-q", "--project", project, "--build", folder, *more]


def _samples(project: Path, folder: Path, count: int) -> list[Sample]:
    """The first articles: lengths come again every ten, so of twenty they are those of the whole."""
    articles = sorted((project / "source" / "articles").glob("*.md"))[:count]
    for name in ("pages", "typst"):  # beside `articles`, so that pictures are found
        (project / "source" / name).mkdir()
    return [_sample(project, article, folder / article.stem) for article in articles]


def _sample(project: Path, article: Path, folder: Path) -> Sample:
    folder.mkdir(parents=True)
    ours = single.written(single.laid_out(article, project, project / "source" / "clinics" / "clinic-001.toml"), folder)
    plain = article.parents[1] / "pages" / f"{article.stem}.html"
    typst = article.parents[1] / "typst" / f"{article.stem}.typ"
    seconds([PANDOC, article, "-s", "-o", plain])
    seconds([PANDOC, article, "-s", "-o", typst])
    return Sample(article, ours, plain, typst, folder)


def _loop(peer: Peer, samples: Sequence[Sample]) -> float:
    """Seconds a document."""
    return two_at_a_time(partial(_one, peer, sample) for sample in samples) / len(samples)


def _one(peer: Peer, sample: Sample) -> None:
    for command in peer.commands(sample):
        seconds(command)
