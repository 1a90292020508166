"""XML from anyone, parsed without fetching, unfolding or trusting anything."""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of anyone's document."""
MOST_MARKS = 1_000_000
"""Beginnings of tags, attributes and references in one document: each is some hundred bytes in memory."""


class FaultyError(Exception):
    """A document is no well-formed XML, or made to do harm."""

    def __init__(self, rule: str, told: str, line: int | None = None) -> None:
        super().__init__(told)
        self.rule = rule
        self.told = told
        self.line = line


def marks(data: bytes) -> int:
    """Tell how much there is to parse, whatever the encoding, before it is parsed."""
    return data.count(b"<") + data.count(b"=") + data.count(b"&")


def parsed(data: bytes) -> Element:
    """Parse a document.

    Raises:
        FaultyError: it is no XML, unfolds to much more than it is, or refers to a file outside (EPUB 3.3, 3.9).
    """
    from lxml import etree

    if marks(data) > MOST_MARKS:
        raise FaultyError(rule="unsafe-markup", told=f"the document has more than {MOST_MARKS:,} tags and attributes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root: Element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as reason:
        harmful = {etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_ENTITY_LOOP}
        rule = "unsafe-markup" if reason.code in harmful else "malformed-markup"
        raise FaultyError(rule, str(reason.msg).partition(", line ")[0], reason.lineno or 1) from reason
    own = root.getroottree().docinfo.internalDTD
    for entity in own.iterentities() if own is not None else ():
        if entity.system_url is not None:
            message = f"the entity {entity.name!r} would be fetched from {entity.system_url!r}"
            raise FaultyError(rule="unsafe-markup", told=message)
    return root
