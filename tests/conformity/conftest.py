"""Whole articles, exported in every format: the project's own, and with `./run conform FOLDER` those of any folder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from conformity.exported import Export, Exported

from exporter import pipeline
from exporter.model import Severity
from exporter.pipeline import gather

OWN = Path(__file__).parent / "articles"
CLINIC = Path(__file__).parent / "clinic.toml"
SAMPLE = Path(__file__).parents[2] / "source" / "articles"
READ = {"everything", "ketamine-migraine-treatment"}
"""Those that reading systems show from cover to end, which takes ten seconds each."""
TODAY = date(2026, 1, 2)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--articles", action="append", metavar="FOLDER", help="articles to export instead of our own")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test of an `article` on each, and one of a `read_article` on `READ` alone unless folders are named."""
    for name in {"article", "read_article"} & set(metafunc.fixturenames):
        folders = metafunc.config.getoption("articles", None)
        paths = sorted(path for folder in folders or [OWN, SAMPLE] for path in Path(folder).glob("*.md"))
        if name == "read_article" and not folders:
            paths = [path for path in paths if path.stem in READ]
        metafunc.parametrize(name, paths, ids=[path.stem for path in paths])


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Export an article in every format, once."""

    @cache
    def exported(article: Path) -> Exported:
        folder = tmp_path_factory.mktemp("conformity")
        outputs = [folder / f"{article.stem}.{suffix}" for suffix in ("pdf", "epub", "html", "press.pdf")]
        printed, book = pipeline.one_off(pipeline.OneOff(article, outputs, clinic=CLINIC))
        jobs = (printed, replace(book, pages_from=replace(printed, outputs={"screen": outputs[0]})))
        results = list(pipeline.export_all(jobs, pipeline.Settings(today=TODAY)))
        found = [finding for result in results for finding in result.diagnostics]
        assert [str(finding) for finding in found if finding.severity is Severity.ERROR] == []
        articles = {name: value for job in jobs for name, value in gather.gather(job)[0].articles.items()}
        screen, epub, html, press = (path.read_bytes() for path in outputs)
        return Exported(articles, screen, epub, html, press)

    return exported
