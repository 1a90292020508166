from __future__ import annotations

import pikepdf
import pytest

from exporter.prepress import page_labels


@pytest.mark.parametrize(
    ("labels", "ranges"),
    [
        ((), 0),
        (("1", "2", "3"), 1),
        (("i", "1", "2"), 2),
        (("1", "2", "5", "6"), 2),
        (("i", "ii", "1", "A-1", "2", "07"), 6),
    ],
)
def test_labels_read_as_given_in_few_ranges(labels: tuple[str, ...], ranges: int) -> None:
    with pikepdf.new() as pdf:
        for _ in labels:
            pdf.add_blank_page()
        pdf.Root.PageLabels = page_labels.number_tree(labels)
        assert tuple(str(page.label) for page in pdf.pages) == labels
        assert len(pdf.Root.PageLabels.Nums) == 2 * ranges
