"""From a document to one self-contained web page: pictures and styles inside, no script, no request."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from exporter.backends import markup
from exporter.model import Artifact, Document, Resource

MEDIA_TYPE = "text/html"
ADDRESS = re.compile(r'(\s(?:src|href)=")((?:images|fonts)/[^"]*)(?=")')
STYLE = re.compile(r'\sstyle="[^"]*"')
TABLES = re.compile(
    r'<h[1-6]\b[^>]*?\sid="(?P<heading>[^"]+)"'
    r'|(?P<table><table\b(?:[^>]*?\saria-labelledby="(?P<label>[^"]+)")?[^>]*>)(?P<caption>\s*<caption\b(?:[^>]*?\sid="(?P<id>[^"]+)")?)?'
    r"|</table>"
)
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)
"""Content Security Policy, level 3: nothing but what is in the page may be used, and no script at all."""
SVG_SAFE = " =:/;,+@$!*()-._~?"
"""Characters of a drawing that may stand as they are in an attribute and in CSS between single quotes."""


def write(document: Document) -> Artifact:
    """Write the document, composed for the web, as one page; the same values give the same bytes.

    Raises:
        ExporterError: the markup or the stylesheet refers to a file that the document does not have.
    """
    markup.check_resources(document)
    head = "".join(
        (
            _publisher(document),
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=False)}"/>\n',
            '<meta name="color-scheme" content="light dark"/>\n',
            '<meta name="format-detection" content="telephone=no"/>\n',
            '<meta name="referrer" content="no-referrer"/>\n',
            '<link rel="icon" href="data:,"/>\n',  # or browsers ask the server for one
            f"<style>/*<![CDATA[*/\n{_style(document)}\n/*]]>*/</style>\n",
        )
    )
    page = _embedded(_framed(markup.join(document, head=head)), document.resources)
    return Artifact("html", MEDIA_TYPE, page.encode(), frozenset())


def _publisher(document: Document) -> str:
    """Who publishes the page, in the terms of Dublin Core (DCMI Metadata Terms; registered at WHATWG's wiki)."""
    name = escape(document.publisher)
    return f'<meta name="dcterms.publisher" content="{name}"/>\n' if name else ""


def _style(document: Document) -> str:
    """The stylesheet with its pictures and fonts inside; it cannot end its element, and XML takes it as it is."""
    return _inlined(document.stylesheet, document.resources).replace("</", r"<\/").replace("]]>", r"]]\>")


def _inlined(css: str, resources: Mapping[str, Resource]) -> str:
    return markup.CSS_URL.sub(lambda match: f"url('{_data_url(resources[match['name']])}')", css)


def _embedded(page: str, resources: Mapping[str, Resource]) -> str:
    """Put in the place of each file's name the file itself."""

    def address(match: re.Match[str]) -> str:
        resource = resources.get(match[2])
        return f"{match[1]}{_data_url(resource)}" if resource else match[0]

    page = ADDRESS.sub(address, page)
    return STYLE.sub(lambda match: _inlined(match[0], resources), page)


def _framed(page: str) -> str:
    """Put each table in a box that scrolls sideways, by keyboard too, and is named by what names the table.

    That is another element, its caption, or the heading above.

    A table that scrolls by itself (`display: block`) is no table to some screen readers.
    """
    above, depth, number = "", 0, 0

    def frame(match: re.Match[str]) -> str:
        nonlocal above, depth, number
        if match["heading"]:
            above = match["heading"]
            return match[0]
        if not match["table"]:
            depth -= 1
            return match[0] if depth else f"{match[0]}</div>"
        depth += 1
        if depth > 1:
            return match[0]
        number += 1
        name, opening = match["id"] or match["label"] or above, match[0]
        if match["caption"] and not match["id"]:
            name = f"_caption-{number}"
            opening = f'{opening} id="{name}"'
        named = f' aria-labelledby="{name}"' if name else ""
        return f'<div class="table-scroll" role="group"{named} tabindex="0">{opening}'

    return TABLES.sub(frame, page)


def _data_url(resource: Resource) -> str:
    """A `data:` address (RFC 2397); drawings as text, which is shorter, everything else as base64."""
    if resource.media_type == "image/svg+xml":
        return f"data:image/svg+xml,{quote(resource.data.decode(), safe=SVG_SAFE)}"
    return f"data:{resource.media_type};base64,{b64encode(resource.data).decode()}"
