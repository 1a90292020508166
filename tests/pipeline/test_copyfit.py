"""The search for the size of type, on texts that grow with it as texts do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from math import ceil

import pytest

from exporter.model import Article, Block, Copyfit, Document, Medium, Metadata, Pagination, Part, Typeset
from exporter.pipeline import copyfit
from exporter.pipeline.copyfit import Trial

BLOCKS = tuple(Block(f'<p id="b{n}">{"word " * 50}</p>', "paragraph", f"b{n}", 10 + 2 * n) for n in range(10))
ARTICLE = Article("long.md", Metadata("Long"), BLOCKS, (), (), (), (), b"")


def setter(pages_at_10_pt: float) -> tuple[Callable[[float], Trial], list[float]]:
    """A stand-in for typesetting: pages grow with the square of the size; one block a page, a back page last."""
    tried: list[float] = []

    def typeset(size_pt: float) -> Trial:
        tried.append(size_pt)
        count = ceil(pages_at_10_pt * (size_pt / 10) ** 2) + 1
        starts = {block.anchor: min(number, count - 2) for number, block in enumerate(BLOCKS)} | {"_clinic": count - 1}
        parts = (Part("body", "body", "Long", "<main/>"), Part("back", "back", "Contact", '<h2 id="_clinic">C</h2>'))
        document = Document(
            medium=Medium.PRINT,
            metadata=ARTICLE.metadata,
            publisher="",
            parts=parts,
            stylesheet="",
            resources={},
            fonts=(),
            outline=(),
            footnotes=(),
            language="en",
            direction="ltr",
            modified=date(2026, 1, 2),
            source_name="long.md",
            source=b"",
        )
        return Trial(size_pt, document, Typeset(b"", ((100.0, 210.0),) * count, starts, Pagination("", ())))

    return typeset, tried


def test_what_fits_at_the_largest_size_is_set_once() -> None:
    typeset, tried = setter(3)
    fit = copyfit.search(Copyfit(9, 12), 6, typeset)
    assert (fit.fits, fit.trial.size_pt) == (True, 12)
    assert tried == [12]


@pytest.mark.parametrize("pages_at_10_pt", [4.0, 4.3, 4.7, 5.0, 5.4, 5.9])
def test_the_largest_size_that_fits_is_found_in_six_trials(pages_at_10_pt: float) -> None:
    typeset, tried = setter(pages_at_10_pt)
    fit = copyfit.search(Copyfit(9, 12), 6, typeset)
    assert fit.fits
    assert fit.trial.pages <= 6
    assert len(tried) <= copyfit.MOST_TRIALS
    assert typeset(fit.trial.size_pt + copyfit.STEP_PT).pages > 6


def test_over_a_wide_range_it_still_tries_no_more_than_six_and_what_it_gives_fits() -> None:
    typeset, tried = setter(5)
    fit = copyfit.search(Copyfit(6, 40), 6, typeset)
    assert fit.fits
    assert fit.trial.pages <= 6
    assert len(tried) == 6
    assert fit.trial.size_pt == max(size for size in tried if size <= 10)


def test_what_does_not_fit_at_the_smallest_size_is_given_back_at_it() -> None:
    typeset, tried = setter(20)
    fit = copyfit.search(Copyfit(9, 12), 6, typeset)
    assert (fit.fits, fit.trial.size_pt) == (False, 9)
    assert tried == [12, 9]


def test_where_there_is_one_size_it_is_tried_once() -> None:
    typeset, tried = setter(20)
    assert not copyfit.search(Copyfit(9, 9), 6, typeset).fits
    assert tried == [9]


def test_overset_says_how_much_and_where() -> None:
    typeset, _ = setter(9)
    finding = copyfit.overset(typeset(10), ARTICLE, 6, ["use paper = 'a4'"])
    assert str(finding) == (
        "long.md:20: error: overset: about 250 words do not fit on 6 pages at 10 pt [overset]\n"
        "  hint: cut the text to about 250 words, use paper = 'a4', or allow 10 pages; "
        "'--overset draft' writes it all, marked"
    )


def test_a_block_that_goes_on_for_pages_counts_with_the_part_that_is_too_much() -> None:
    typeset, _ = setter(9)
    long = Block(f'<p id="b0">{"word " * 900}</p>', "paragraph", "b0", 10)
    finding = copyfit.overset(typeset(10), replace(ARTICLE, blocks=(long,)), 6)
    assert finding.message == "overset: about 371 words do not fit on 6 pages at 10 pt", "3.5 pages of 8.5"
    assert finding.line == 10


def test_words_and_sizes() -> None:
    assert copyfit.words("<p>It\u2019s <b>well-known</b>: 0.5 mg &amp; more</p>") == 5
    assert copyfit.size_pt({"text-size": "11.5pt"}) == 11.5
    assert copyfit.size_pt({"text-size": "1rem"}) == 0
