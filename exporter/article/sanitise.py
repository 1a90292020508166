"""From HTML, whatever is in it, to a well-formed XHTML tree, through nh3's lists of what is allowed."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import nh3

from exporter.article.markup import ALLOWED, ATTRIBUTES, GLOBAL_ATTRIBUTES, SCHEMES, VOID

# nh3 writes HTML as the HTML Standard's fragment serialisation does (section 13.3): attributes in double quotes, void
# elements without an end, `&nbsp;` as the one entity XML does not know.
_TAG = re.compile(r'<([a-z][a-z0-9]*)((?:\s[^\s="<>/]+="[^"]*")*)\s*>')
_ATTRIBUTES = {name: set(GLOBAL_ATTRIBUTES | ATTRIBUTES.get(name, frozenset())) for name in ALLOWED}


def tree(html: str) -> ET.Element:
    """Parse HTML as a browser would, drop what is not allowed, and give it back as an XML tree."""
    clean = nh3.clean(
        html,
        tags=set(ALLOWED),
        attributes=_ATTRIBUTES,
        url_schemes=set(SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    xml = _TAG.sub(_as_xml, clean.replace("&nbsp;", "\u00a0"))
    return ET.fromstring(f"<body>{xml}</body>")  # noqa: S314  # no document type can be in it: nh3 has written it


def _as_xml(match: re.Match[str]) -> str:
    name, attributes = match.groups()
    attributes = attributes.replace("<", "&lt;")
    return f"<{name}{attributes}/>" if name in VOID else f"<{name}{attributes}>"
