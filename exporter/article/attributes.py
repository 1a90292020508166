"""Attribute lists, `{#id .class name=value}`, behind what they are about."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markdown.extensions.attr_list import AttrListTreeprocessor

from exporter.article import nodes

_ITEM = r"(?:[#.][^\s{}=\"'#.]+|[A-Za-z][\w-]*=(?:\"[^\"{}\n]*\"|'[^'{}\n]*'|[^\s{}\"'=]+))"
LIST = rf"\{{:?[ ]*({_ITEM}(?:[ ]+{_ITEM})*)[ ]*\}}"
"""Regular expression of a list; braces with anything else between them are text."""

_ITEMS = re.compile(r"([#.])([^\s#.]+)|([A-Za-z][\w-]*)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")


def assign(element: ET.Element, items: str) -> None:
    """Give an element the id, classes and attributes between the braces of a list; `data-…` are the program's own."""
    for sign, word, name, double, single, bare in _ITEMS.findall(items):
        if sign == ".":
            nodes.add_class(element, word)
        elif sign == "#":
            element.set("id", word)
        elif name.lower() == "class":
            nodes.add_class(element, double or single or bare)
        elif not name.lower().startswith("data-"):
            element.set(name.lower(), double or single or bare)


class AttributeProcessor(AttrListTreeprocessor):
    """Python-Markdown's search for lists, which does not take other braces for one, so that no word is lost."""

    HEADER_RE = re.compile(rf"[ ]+{LIST}[ ]*$")  # type: ignore[misc]  # the stubs call it final
    BLOCK_RE = re.compile(rf"\n[ ]*{LIST}[ ]*$")  # type: ignore[misc]  # the stubs call it final
    INLINE_RE = re.compile(f"^{LIST}")  # type: ignore[misc]  # the stubs call it final

    def assign_attrs(self, elem: ET.Element, attrs_string: str, *, strict: bool = False) -> str:  # noqa: ARG002  # Python-Markdown's signature
        """Give the element its attributes; nothing is left over."""
        assign(elem, attrs_string)
        return ""
