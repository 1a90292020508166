"""Objects of anyone's PDF, where nothing is certain to be what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Object: TypeAlias = Any
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
"""Where a descriptor has the font program, by its kind (ISO 32000-1, table 126)."""


def get(item: Object, *keys: str) -> Object:
    """Follow keys through dictionaries; None where one is missing or is no dictionary."""
    for key in keys:
        if not is_dictionary(item):
            return None
        item = item.get(key)
    return item


def entries(item: Object) -> Iterator[tuple[str, Object]]:
    """The dictionaries and streams that a dictionary holds, by name; none where it is no dictionary."""
    if is_dictionary(item):
        yield from ((str(name), value) for name, value in item.items() if is_dictionary(value))


def listed(item: Object) -> list[Object]:
    """The dictionaries and streams in an array; none where it is no array."""
    import pikepdf

    return [one for one in item if is_dictionary(one)] if isinstance(item, pikepdf.Array) else []


def is_dictionary(item: Object) -> bool:
    """Whether it is a dictionary or a stream, which has one."""
    import pikepdf

    return isinstance(item, pikepdf.Dictionary | pikepdf.Stream)


def has_font_program(descriptor: Object) -> bool:
    """Whether a font's descriptor has its font program, so that it needs none from elsewhere."""
    return any(get(descriptor, key) is not None for key in FONT_FILES)
