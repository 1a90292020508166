"""The same page label leads to the same words on paper and in the ebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from conformity import contents, page_words
from conformity.conftest import CLINIC, OWN, TODAY
from conformity.page_words import PageInBook, PrintedPage, TypeArea

from exporter import direction, layout, pipeline, source
from exporter.model import Metadata

pytestmark = [pytest.mark.slow, pytest.mark.tools]
EDITIONS = (("brochure", ""), ("brochure", "18pt"), ("handout", ""), ("large-print", ""))
"""Layouts and sizes of type: each breaks the text into pages elsewhere."""
EMAIL = "hello@example.org"
"""The clinic's: on the back page, and in the colophon."""


@pytest.mark.parametrize(("name", "size"), EDITIONS, ids=[" ".join(each).strip() for each in EDITIONS])
def test_every_page_begins_with_the_same_words_in_the_book(article: Path, name: str, size: str, tmp_path: Path) -> None:
    pdf, book = export(article, name, size, tmp_path)
    pages = page_words.of_pdf(pdf, type_area(article, name))
    listed, title = page_words.of_book(book.read_bytes())
    assert list(page_words.disagreements(pages, of_kind(listed, "chapter", "notes"))) == []
    for label, page in of_kind(listed, "title-page", "colophon").items():
        known = contents.letters(EMAIL if page.file == "colophon.xhtml" else metadata(article).title)[:16]
        assert known in contents.letters(page.text)
        assert known in contents.letters(pages[label].text)
    assert_only_contents_are_missing(pages, listed, title)


def of_kind(listed: Mapping[str, PageInBook], *kinds: str) -> dict[str, PageInBook]:
    return {label: page for label, page in listed.items() if page.file.startswith(kinds)}


def assert_only_contents_are_missing(
    pages: Mapping[str, PrintedPage], listed: Mapping[str, PageInBook], title: str
) -> None:
    """The pages of the contents stand behind the cover, and the contacts' may go on to a second page."""
    labels = list(pages)
    first_text = next((labels.index(label) for label in of_kind(listed, "chapter")), 1)
    back = next((labels.index(label) for label in of_kind(listed, "colophon")), len(labels))
    before_text = [label for label in labels[1:first_text] if label not in listed]
    assert [label for label in labels if label not in listed] == [*before_text, *labels[back + 1 :]]
    assert all(contents.letters(pages[label].text).startswith(contents.letters(title)) for label in before_text[:1])


def export(article: Path, name: str, size: str, folder: Path) -> tuple[Path, Path]:
    """Export an article for print, and as an ebook with the pages of that."""
    pdf, epub = folder / "article.pdf", folder / "article.epub"
    settings = {"tokens.text-size": size} if size else {}
    (printed,) = pipeline.one_off(pipeline.OneOff(article, [pdf], layout=name, clinic=CLINIC, settings=settings))
    (book,) = pipeline.one_off(pipeline.OneOff(article, [epub], clinic=CLINIC))
    for result in pipeline.export_all([printed, replace(book, pages_from=printed)], pipeline.Settings(today=TODAY)):
        assert result.ok
    return pdf, epub


def type_area(article: Path, name: str) -> TypeArea:
    """What the layout says of its usual paper."""
    chosen, _ = layout.load(name, [])
    tokens = {key: token.value for key, token in chosen.tokens.items()} | dict(chosen.papers[chosen.paper].tokens)
    top_mm, bottom_mm = (float(tokens[key].removesuffix("mm")) for key in ("margin-top", "margin-bottom"))
    is_from_right = direction.of_language(metadata(article).language) == "rtl"
    return TypeArea(top_mm, bottom_mm, int(tokens.get("columns", "1")), is_from_right)


def test_words_are_divided_between_pages_among_them(tmp_path: Path) -> None:
    article = OWN / "german.md"
    pdf, _ = export(article, "brochure", "18pt", tmp_path)
    pages = page_words.of_pdf(pdf, type_area(article, "brochure")).values()
    assert any(page_words.divided(page.end) for page in pages)


def metadata(article: Path) -> Metadata:
    return source.read(article.read_bytes(), article.name)[0].metadata


@pytest.mark.parametrize(
    ("page", "before", "text", "agrees"),
    [
        ("One two three four", "", "One two three five", True),
        ("One two three four", "", "two three four", False),
        ("One two three four", "", "Zero. One two three", False),
        ("sion, two and three", "the infu\N{HYPHEN}", "infusion, two and three", True),
        ("sion, two and three", "the infu", "infusion, two and three", False),
        ("sion, two and three", "the infu\N{HYPHEN}", "two and three", False),
        ("3. One two three", "", "One two three", True),
        ("Alone", "", "Alone. With others", True),
        ("", "", f"{page_words.PICTURE} caption", True),
        ("", "", f"text {page_words.PICTURE}", False),
        ("Text", "", f"{page_words.PICTURE} caption", False),
        ("Dose Time 5 mg", "", "Dose Time 5 mg", True),
    ],
)
def test_the_comparison_can_fail(page: str, before: str, text: str, *, agrees: bool) -> None:
    assert page_words.agree(page, before, PageInBook("chapter-01.xhtml", text, "", is_cell=False)) is agrees


def test_a_page_may_repeat_the_head_of_a_table() -> None:
    cell = PageInBook("chapter-01.xhtml", "Aspirin 5 mg", contents.letters("Dose Time"), is_cell=True)
    assert page_words.agree("Dose  Time\nAspirin 5 mg", "", cell)
    assert not page_words.agree("Dose  Time\nIbuprofen 5 mg", "", cell)
