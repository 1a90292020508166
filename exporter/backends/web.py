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
SOURCE = re.compile(r'(<img\b[^>]*?\ssrc=")([^"]*)(")')
CSS_URL = re.compile(r"url\(\s*(['\"]?)((?:images|fonts)/[^'\")]+)\1\s*\)")
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)
"""Content Security Policy, level 3: nothing but what is in the page may be used, and no script at all."""


def write(document: Document) -> Artifact:
    """Write the document, composed for the web, as one page; the same values give the same bytes."""
    head = "".join(
        (
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY, quote=False)}"/>\n',
            '<meta name="color-scheme" content="light dark"/>\n',
            '<meta name="format-detection" content="telephone=no"/>\n',
            f"<style>\n{_style(document)}\n</style>\n",
        )
    )
    page = SOURCE.sub(lambda match: _embedded(match, document.resources), markup.join(document, head=head))
    return Artifact("html", MEDIA_TYPE, page.encode(), frozenset())


def _style(document: Document) -> str:
    """The stylesheet with its pictures and fonts inside, safe between the tags of `<style>`."""

    def embedded(match: re.Match[str]) -> str:
        return f'url("{_data_url(document.resources[match[2]])}")'

    style = CSS_URL.sub(embedded, document.stylesheet)
    return style.replace("<", "\\3c ").replace("&", "\\26 ")


def _embedded(match: re.Match[str], resources: Mapping[str, Resource]) -> str:
    resource = resources.get(match[2])
    return match[0] if resource is None else f"{match[1]}{_data_url(resource)}{match[3]}"


def _data_url(resource: Resource) -> str:
    """A `data:` address (RFC 2397); drawings as text, which is shorter, everything else as base64."""
    if resource.media_type == "image/svg+xml":
        return f"data:image/svg+xml,{quote(resource.data.decode(), safe=SVG_SAFE)}"
    return f"data:{resource.media_type};base64,{b64encode(resource.data).decode()}"


SVG_SAFE = " =:/;,+@$!*()-._~?"
"""Characters of a drawing that may stand as they are in an attribute and in CSS between double quotes."""
