"""The record for shops: written with its ebook or without, and of that ebook alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from exporter import pipeline
from exporter.cli.exits import Exit, exit_for
from exporter.errors import ExporterError
from exporter.model import Document, Edition, Pagination, Recording
from exporter.pipeline import Job, OneOff, Result, Settings, gather

if TYPE_CHECKING:
    from exporter.backends.epub.package import Package

ARTICLE = """---
title: A test
lang: en
---

Text for all.

/// only | epub
![IMG_0001.png](leaf.svg)
///
"""
LEAF = """<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><path d="M0 0h8v8z"/></svg>"""


def export(folder: Path, *names: str, clinic: bool = True) -> list[Result]:
    (folder / "a.md").write_text(ARTICLE)
    (folder / "leaf.svg").write_text(LEAF)
    (folder / "clinic.toml").write_text('name = "Example Clinic"')
    wanted = OneOff(
        folder / "a.md", tuple(folder / name for name in names), clinic=folder / "clinic.toml" if clinic else None
    )
    return list(pipeline.export_together(pipeline.one_off(wanted), Settings(date(2026, 1, 2))))


def test_a_record_is_of_the_ebook_with_it_or_without(tmp_path: Path) -> None:
    (both,) = export(tmp_path, "a.epub", "a.onix.xml")
    assert [file.format for file in both.written] == ["epub", "onix"]
    together = (tmp_path / "a.onix.xml").read_bytes()
    assert f"<ExtentValue>{(tmp_path / 'a.epub').stat().st_size}<".encode() in together
    # What only the ebook has costs the claim in both: its picture has no alternative that says anything.
    assert b"<ProductFormFeatureValue>04<" not in together
    assert b"Not all pictures have alternative text." in together
    (tmp_path / "a.epub").unlink()
    export(tmp_path, "a.onix.xml")
    assert not (tmp_path / "a.epub").exists()
    assert (tmp_path / "a.onix.xml").read_bytes() == together


def test_a_book_is_assembled_once_for_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from exporter.backends import epub

    assembled, assemble = [], epub.assemble

    def counted(document: Document, pages: Pagination | None, recording: Recording | None) -> Package:
        assembled.append(assemble(document, pages, recording))
        return assembled[-1]

    monkeypatch.setattr(epub, "assemble", counted)
    (both,) = export(tmp_path, "a.epub", "a.onix.xml")
    assert both.ok
    assert len(assembled) == 1
    (book,) = assembled
    assert epub.bind(book).data == (tmp_path / "a.epub").read_bytes()  # as often as it is bound


def test_there_is_no_record_of_what_nobody_publishes(tmp_path: Path) -> None:
    (result,) = export(tmp_path, "a.epub", "a.onix.xml", clinic=False)
    assert [finding.rule for finding in result.diagnostics if finding.severity == "error"] == ["missing-publisher"]
    assert not (tmp_path / "a.epub").exists()


def test_that_nobody_publishes_it_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ARTICLE.replace("![IMG_0001.png](leaf.svg)", "Text."))
    edition = Edition("record", "ebook", ("epub", "onix"), path="exporter.toml", line=3)
    job = Job("a", tmp_path, tmp_path / "a.md", edition, {"onix": tmp_path / "a.xml"}, layouts=())
    with pytest.raises(ExporterError) as caught:
        gather.gather(job)
    (finding,) = caught.value.diagnostics
    assert (finding.rule, finding.path, finding.line) == ("missing-publisher", "exporter.toml", 3)
    assert finding.message.startswith("edition 'record': ")
    assert exit_for([finding]) == Exit.CONFIGURATION
    assert exit_for([replace(finding, path="", line=None)]) == Exit.USAGE
