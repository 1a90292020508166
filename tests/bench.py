"""How fast the exporter is, against what it cannot do without: run by `./run bench`.

Machines are noisy, so every figure is the median of pairs that ran one right after the other. Times are of whole
processes, from outside.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from exporter import layout, pipeline
from exporter.backends import markup
from exporter.model import Document, Medium
from exporter.pipeline import gather, job

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "source" / "articles" / "ketamine-migraine-treatment.md"
RENDER_BUDGET = 1.3
"""`exporter render` to `weasyprint` on the same HTML."""
PRESS_BUDGET = 1.35
"""`screen` and `press` of one job to `screen` alone."""
HELP_BUDGET_S = 0.25
BIN = Path(sys.executable).parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("article", nargs="?", type=Path, default=ARTICLE)
    parser.add_argument("--runs", type=int, default=7, metavar="N")
    options = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        document = laid_out(options.article)
        page = written(document, folder)
        render = [BIN / "exporter", "-q", "render", options.article, "-o", folder / "a.pdf"]
        bare = [BIN / "weasyprint", "-q", "--pdf-variant", "pdf/a-3a", page, folder / "b.pdf"]
        ratios = [seconds(render) / seconds(bare) for _ in range(options.runs + 1)][1:]
        told("exporter render / weasyprint on the same HTML", ratios, RENDER_BUDGET)
        told("exporter --help (s)", [seconds([BIN / "exporter", "--help"]) for _ in range(options.runs)], HELP_BUDGET_S)
        outputs = (folder / "a.pdf", folder / "a.epub", folder / "a.html")
        formats = [seconds([*render, "-o", folder / "a.epub", "-o", folder / "a.html"]) for _ in range(options.runs)]
        told("exporter render, three formats (s)", formats)
        screen, press = (folder / "a.pdf",), (folder / "a.pdf", folder / "a.press.pdf")
        ratios = [warm(options.article, press) / warm(options.article, screen) for _ in range(options.runs + 1)][1:]
        told("screen and press / screen alone, in one process", ratios, PRESS_BUDGET)
        rates = [1 / each for each in (warm(options.article, outputs) for _ in range(options.runs))]
        told("articles a second in one process, all formats", rates)
    memory_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    sys.stdout.write(f"peak memory of the largest process: {memory_mb:.0f} MB\n")
    return 0


def laid_out(article: Path) -> Document:
    """The document that the PDF is typeset from."""
    (one,) = pipeline.one_off(pipeline.OneOff(article, [Path("a.pdf")]))
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


def seconds(command: Sequence[object]) -> float:
    """How long a process takes from start to end."""
    begun = time.perf_counter()
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return time.perf_counter() - begun


def warm(article: Path, outputs: Sequence[Path]) -> float:
    """How long an export takes in a process that has done one before."""
    jobs = pipeline.one_off(pipeline.OneOff(article, outputs))
    begun = time.perf_counter()
    assert all(result.ok for result in pipeline.export_all(jobs, job.Settings(today=date(2026, 1, 2))))
    return time.perf_counter() - begun


def told(what: str, figures: Sequence[float], budget: float | None = None) -> None:
    """Print least, median and most, and whether the median is within its budget."""
    middle = statistics.median(figures)
    verdict = "" if budget is None else f"  budget {budget:g}: {'kept' if middle <= budget else 'MISSED'}"
    sys.stdout.write(f"{what}: {min(figures):.3f} … {middle:.3f} … {max(figures):.3f}{verdict}\n")


if __name__ == "__main__":
    sys.exit(main())
