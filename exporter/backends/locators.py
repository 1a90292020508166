"""How the entries of an index are called by pages, in print and in books alike.

The part of the kind `index` has for each entry a `<span class="locators">`, which holds nothing but links to the
places, with commas between them (`layouts/base/index-list.html.j2`). A link's text is the title of its section.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

PART = "index"
"""Kind of the part."""
HOLDER = "locators"
"""Class of what holds the places of an entry."""
SEPARATOR = ", "


def by_pages(places: Sequence[str], labels: Mapping[str, str]) -> dict[int, str]:
    """The places of an entry that stay, by their number from 0, and the page each is called by.

    Of several on one page the first stays. One that is on no page stays too, and has an empty label: it keeps its text.

    Args:
        places: Addresses, in the order of the entry.
        labels: Address to the page as printed.
    """
    kept: dict[int, str] = {}
    for number, place in enumerate(places):
        label = labels.get(place, "")
        if not label or label not in kept.values():
            kept[number] = label
    return kept
