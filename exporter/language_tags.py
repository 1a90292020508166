"""The parts of language tags (BCP 47)."""

from __future__ import annotations


def subtags(tag: str) -> list[str]:
    """The subtags of a tag in lower case, the primary language first; `pt_BR`, as programs write it, is read too."""
    return tag.lower().replace("_", "-").split("-")


def primary(tag: str) -> str:
    """The primary language of a tag: `de` of `de-AT`."""
    return subtags(tag)[0]
