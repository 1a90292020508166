from __future__ import annotations

from collections.abc import Callable

import pytest

from exporter.backends import pdf
from exporter.backends.pdf import pagination
from exporter.model import Document

Make = Callable[..., Document]
THREE = "<p>1</p><p class='break'>2</p><p class='break'>3</p>"
NOTHING = "@page { @bottom-center { content: none } }"


def labels(document: Document) -> tuple[str, ...]:
    return pdf.typeset(document)[0].labels


def test_numbers_are_taken_out_of_the_words_around_them(make: Make) -> None:
    assert labels(make(THREE)) == ("1", "2", "3")


def test_pages_without_numbers_are_counted(make: Make) -> None:
    assert labels(make(THREE, style=NOTHING + "@page :first { @bottom-center { content: none } }")) == ("1", "2", "3")


def test_cover_before_page_one_is_numbered_in_roman(make: Make) -> None:
    style = "html { counter-reset: page 0 } @page :nth(2) { counter-reset: page 1 }"
    assert labels(make(THREE, style=style)) == ("i", "1", "2")


def test_unnumbered_page_between_others_is_counted_on(make: Make) -> None:
    style = "@page :nth(2) { @bottom-center { content: none } }"
    assert labels(make(THREE, style=style)) == ("1", "2", "3")


def test_numbers_are_as_printed(make: Make) -> None:
    style = "@page { @bottom-center { content: counter(page, upper-roman) } }"
    assert labels(make(THREE, style=style)) == ("1", "II", "III")


def test_number_in_an_element_moved_to_the_margin_counts(make: Make) -> None:
    style = """
    @page { @bottom-center { content: none } @top-right { content: element(folio) } }
    .folio { position: running(folio) }
    .folio::after { content: "* " counter(page) " *" }
    @page { counter-increment: page 4 }
    """
    assert labels(make(f"<div class='folio'></div>{THREE}", style=style)) == ("4", "8", "12")


@pytest.mark.parametrize(("number", "numeral"), [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (38, "xxxviii")])
def test_roman(number: int, numeral: str) -> None:
    assert pagination.roman(number) == numeral
