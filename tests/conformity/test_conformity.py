"""Outside judges on whole articles: none of them finds anything in any file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Reader
from conformity.exported import Export

from exporter.model import Severity
from exporter.verify import verify
from exporter.verify.stores import STORES

Judge = Callable[[bytes], list[str]]
EpubCheck = Callable[[bytes, str], list[str]]
VeraPdf = Callable[[bytes, tuple[str, ...]], list[str]]

pytestmark = [pytest.mark.slow, pytest.mark.tools]
java = pytest.mark.xdist_group("jvm")
chromium = pytest.mark.xdist_group("browser")


@java
def test_verapdf_finds_the_pdf_to_be_ua_1_and_a_3a(article: Path, export: Export, verapdf: VeraPdf) -> None:
    assert verapdf(export(article).screen, ("PDF/UA-1", "PDF/A-3a")) == []


@java
@pytest.mark.parametrize("version", ["5.3.0", "4.2.6"])
def test_epubcheck_says_nothing(article: Path, export: Export, epubcheck: EpubCheck, version: str) -> None:
    assert epubcheck(export(article).epub, version) == []


@chromium
def test_ace_finds_no_violation(article: Path, export: Export, ace: Judge) -> None:
    assert ace(export(article).epub) == []


@chromium
def test_axe_finds_nothing_in_the_page(article: Path, export: Export, axe: Judge) -> None:
    assert axe(export(article).html) == []


@chromium
def test_a_reading_system_opens_the_book(article: Path, export: Export, reader: Reader) -> None:
    opened = reader(export(article).epub)
    assert opened.faults == ()
    assert opened.cover
    assert opened.contents
    assert {"cover", "toc", "bodymatter"} <= {kind for place in opened.landmarks for kind in place.types}


def test_no_shop_finds_anything(article: Path, export: Export) -> None:
    found = verify(export(article).epub, path="book.epub", stores=STORES)
    assert [str(one) for one in found if one.severity is not Severity.INFO] == []


@java
def test_qpdf_and_poppler_find_nothing_to_repair(article: Path, export: Export, tmp_path: Path) -> None:
    path = tmp_path / "article.pdf"
    path.write_bytes(export(article).screen)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)
    fonts = [line.split() for line in run("pdffonts", path).splitlines()[2:]]
    assert fonts
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts), "embedded, a subset, with a map to Unicode"
    assert run("pdftotext", path, "-").strip()


def run(*command: object) -> str:
    """Run a program that must neither fail nor complain."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout
