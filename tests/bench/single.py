"""How fast one export is, against what it cannot do without."""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import large_book
from bench.table import at_most, tell
from bench.timing import BIN, seconds, spent

from exporter import layout, pipeline
from exporter.backends import markup
from exporter.engines import garbage
from exporter.model import Document, Medium
from exporter.pipeline import gather, job

ROOT = Path(__file__).parents[2]
ARTICLE = ROOT / "source" / "articles" / "ketamine-migraine-treatment.md"
RENDER_BUDGET = at_most(1.3)
"""`exporter render` to `weasyprint` on the same HTML."""
PRESS_BUDGET = at_most(1.35)
"""`screen` and `press` of one job to `screen` alone."""
HELP_BUDGET_S = at_most(0.25)
EPUB_BUDGET_S = at_most(0.06)
"""An ebook in a process that has made one, its cover drawn."""
LARGE_BUDGET_S, LARGE_BUDGET_MB = at_most(5), at_most(400)
"""An ebook of `large_book`."""
TITLE = re.compile(r"^title: \"?", re.MULTILINE)


def measure(runs: int) -> None:
    """Print every figure of single exports, the median of so many runs."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        large_ebook(folder, runs)  # first: a child's memory counts from what its parent has at the start
        processes(ARTICLE, folder, runs)
        warm_process(ARTICLE, folder, runs)
        ebooks(ARTICLE, folder, runs)
    memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    tell("peak memory of the largest process (MB)", [memory_mb])


def processes(article: Path, folder: Path, runs: int) -> None:
    """What someone waits for who types a command."""
    page = written(laid_out(article), folder)
    render = [BIN / "exporter", "-q", "render", article, "-o", folder / "a.pdf"]
    bare = [BIN / "weasyprint", "-q", "--pdf-variant", "pdf/a-3a", page, folder / "b.pdf"]
    ratios = [seconds(render) / seconds(bare) for _ in range(runs + 1)][1:]
    tell("exporter render / weasyprint on the same HTML", ratios, RENDER_BUDGET)
    tell("exporter --help (s)", [seconds([BIN / "exporter", "--help"]) for _ in range(runs)], HELP_BUDGET_S)
    formats = [seconds([*render, "-o", folder / "a.epub", "-o", folder / "a.html"]) for _ in range(runs)]
    tell("exporter render, three formats (s)", formats)


def warm_process(article: Path, folder: Path, runs: int) -> None:
    """What each article of many takes in one process."""
    outputs = (folder / "a.pdf", folder / "a.epub", folder / "a.html")
    screen, press = (folder / "a.pdf",), (folder / "a.pdf", folder / "a.press.pdf")
    ratios = [warm(article, press) / warm(article, screen) for _ in range(runs + 1)][1:]
    tell("screen and press / screen alone, in one process", ratios, PRESS_BUDGET)
    rates = [1 / each for each in (warm(article, outputs) for _ in range(runs))]
    tell("articles a second in one process, all formats", rates)


def ebooks(article: Path, folder: Path, runs: int) -> None:
    """What an ebook takes after the first: of one article again and again, then of others, each with its own cover.

    The garbage collector is set as the command line sets it.
    """
    garbage.search_seldom()
    outputs = (folder / "a.epub",)
    text = article.read_text(encoding="utf-8")
    others = [TITLE.sub(rf"\g<0>Number {number} of ", text, count=1).encode() for number in range(runs)]
    warm(article, outputs)
    tell("an ebook again, in one process (s)", [warm(article, outputs) for _ in range(runs)], EPUB_BUDGET_S)
    tell("another ebook, in one process (s)", [warm(article, outputs, text) for text in others], EPUB_BUDGET_S)


def large_ebook(folder: Path, runs: int) -> None:
    """What a book of 300 chapters takes, from the start of the process."""
    book, output = large_book.write(folder), folder / "large.epub"
    taken = [spent([BIN / "exporter", "-q", "render", book, "-o", output]) for _ in range(runs)]
    what = f"an ebook of {large_book.CHAPTERS} chapters and {output.stat().st_size / 1e6:.0f} MB"
    tell(f"{what} (s)", [seconds for seconds, _ in taken], LARGE_BUDGET_S)
    tell(f"{what} (MB of memory)", [memory_mb for _, memory_mb in taken], LARGE_BUDGET_MB)


def laid_out(article: Path, root: Path | None = None, clinic: Path | None = None) -> Document:
    """The document that the PDF is typeset from; `root` is the project that the article lies in."""
    (one,) = pipeline.one_off(pipeline.OneOff(article, [Path("a.pdf")], root=root, clinic=clinic))
    materials, _ = gather.gather(one)
    request = layout.Request(Medium.PRINT, date(2026, 1, 2), materials.images[Medium.PRINT])
    return layout.compose(materials.articles["screen"], materials.clinic, materials.layout, request)[0]


def written(document: Document, folder: Path) -> Path:
    """The document as a page for the `weasyprint` command, its pictures and fonts beside it."""
    for name, resource_ in document.resources.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(resource_.data)
    page = folder / "page.html"
    page.write_text(markup.join(document, head='<link rel="stylesheet" href="style.css"/>'), encoding="utf-8")
    (folder / "style.css").write_text(document.stylesheet, encoding="utf-8")
    return page


def warm(article: Path, outputs: Sequence[Path], text: bytes | None = None) -> float:
    """How long an export takes in a process that has done one before; of the article, or of `text` in its place."""
    begun = time.perf_counter()
    jobs = pipeline.one_off(pipeline.OneOff(article, outputs, text=text))
    assert all(result.ok for result in pipeline.export_all(jobs, job.Settings(today=date(2026, 1, 2))))
    return time.perf_counter() - begun
