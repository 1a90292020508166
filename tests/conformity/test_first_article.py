"""The first article lost no letter and no digit on its way from the text that was delivered."""

from __future__ import annotations

from pathlib import Path

import pytest
from conformity import contents
from conformity.conftest import SAMPLE
from conformity.exported import Export

ARTICLE = SAMPLE / "ketamine-migraine-treatment.md"
DELIVERED = (Path(__file__).parent / "first-article.txt").read_text(encoding="utf-8")
TITLE, _, TEXT = DELIVERED.partition("\n")

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("jvm")]


def test_the_source_holds_every_letter_and_digit(export: Export) -> None:
    article = export(ARTICLE).articles["screen"]
    assert contents.letters(article.metadata.title) == contents.letters(TITLE)
    assert "".join(contents.of_article(article).texts) == contents.letters(TEXT)


def test_so_do_the_files(export: Export) -> None:
    exported = export(ARTICLE)
    for found in (contents.of_pdf(exported.screen), contents.of_book(exported.epub), contents.of_page(exported.html)):
        assert contents.letters(TEXT) in "".join(found.texts)
        assert contents.letters(TITLE) in found.headings


def test_its_numbered_lines_are_headings_and_its_lead_ins_bold(export: Export) -> None:
    article = export(ARTICLE).articles["screen"]
    numbered = [line.strip() for line in TEXT.splitlines() if line[:1].isdigit()]
    assert numbered == [heading.text for heading in article.outline if heading.level == 3]
    lead_ins = [line.strip(" •").partition(":")[0] for line in TEXT.splitlines() if "•" in line and ":" in line]
    markup = "".join(block.html for block in article.blocks)
    assert len(lead_ins) == 4
    assert all(f"{words}:</strong>" in markup for words in lead_ins)
    assert contents.of_article(article).texts[-1] == contents.letters("Our Blog Embrace Relief and Renewal")
    assert 'class="tagline"' in article.blocks[-1].html
