"""Which tables can be set cell by cell, and what their cells are called then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exporter.backends.epub import parts, tables
from exporter.model import Document

Small = Callable[..., Document]
HEAD = "<thead><tr><th>Dose</th><th>Given <b>over</b></th><th/><th>Note</th></tr></thead>"
ROW = "<tr><th>1 mg</th><td>4 min</td><td>x</td><td>slowly</td></tr>"


def labelled(small: Small, table: str) -> str:
    bodies = parts.split(small(("chapter", "One", f"<section>{table}</section>")))
    tables.label(bodies)
    return parts.serialise(small(("chapter", "One", "<section/>")), bodies[0]).decode()


def test_the_cells_of_a_wide_table_are_called_by_the_heads_of_their_columns(small: Small) -> None:
    page = labelled(small, f'<table class="a">{HEAD}<tbody>{ROW}</tbody></table>')
    assert '<table class="a stacks">' in page
    assert (
        '<tbody><tr><th data-label="Dose">1 mg</th><td data-label="Given over">4 min</td><td>x</td>'
        '<td data-label="Note">slowly</td></tr></tbody>'
    ) in page


@pytest.mark.parametrize(
    "table",
    [
        "<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
        f"<table><tbody>{ROW}</tbody></table>",
        f"<table>{HEAD}<tbody><tr><td colspan='2'>x</td><td>y</td><td>z</td></tr></tbody></table>",
        f"<table>{HEAD.replace('</thead>', '<tr><th>a</th></tr></thead>')}<tbody>{ROW}</tbody></table>",
        f"<table>{HEAD}<tbody><tr><td><table><tbody><tr><td>x</td></tr></tbody></table></td></tr></tbody></table>",
        f'<figure class="chart"><table>{HEAD}<tbody>{ROW}</tbody></table></figure>',
    ],
    ids=["narrow", "no heads", "spans", "two rows of heads", "a table within", "a chart"],
)
def test_others_stay_as_they_are(small: Small, table: str) -> None:
    page = labelled(small, table)
    assert "stacks" not in page
    assert "data-label" not in page
