"""What WeasyPrint reads: a page, its stylesheet and, by name, the resources; nothing else is reachable."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from urllib.request import DataHandler, Request
from xml.etree import ElementTree as ET

import cssselect2
import weasyprint
from weasyprint.css import ColorProfile
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse, url_is_absolute

from exporter.backends.pdf.fonts import PackagedFonts
from exporter.backends.pdf.log import LOGGER, Collector
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Document, Resource, Severity

BASE_URL = "https://document.invalid/"
"""Resolves the names of resources; the top-level domain is reserved never to exist (RFC 2606)."""
OUTPUT_INTENT = "--srgb"
XHTML = "{http://www.w3.org/1999/xhtml}"
RELATIVE_LINK = "Relative link %r leads nowhere from a PDF and becomes plain text"
STYLES_KEPT = 4
"""Parsed stylesheets with their fonts, some megabytes each: a batch alternates between a few editions."""


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serves a document's resources, and what a `data:` address holds itself.

    Any other address stops the typesetting: all bytes from outside have been fetched before, through one door.
    """

    def __init__(self, resources: Mapping[str, Resource]) -> None:
        # Without the parent's: it reads the environment for proxies and loads certificates.
        self.resources = resources

    def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
        """Give the resource of this name."""
        if url.startswith("data:"):
            response = DataHandler().data_open(Request(url))  # noqa: S310 - the bytes are in the address
            return URLFetcherResponse(url, response.read(), dict(response.headers))
        resource = self.resources.get(unquote(url.removeprefix(BASE_URL)))
        if resource is None:
            raise FatalURLFetchingError(url.removeprefix(BASE_URL))
        return URLFetcherResponse(url, resource.data, {"Content-Type": resource.media_type})


class Page(weasyprint.HTML):  # type: ignore[misc]  # WeasyPrint has no types
    """An XHTML page, parsed as XML: a fortieth of the time the HTML parser needs, for the same tree.

    Raises:
        ExporterError: the page is not well-formed.
    """

    def __init__(self, xhtml: str, fetcher: Fetcher) -> None:
        # Without the parent's: it would parse the page as HTML.
        try:
            root = ET.fromstring(xhtml)  # noqa: S314 - sanitised by the article stage, without a DTD
        except ET.ParseError as error:
            raise ExporterError([_malformed(error, xhtml)]) from error
        for element in root.iter():
            element.tag = element.tag.removeprefix(XHTML)
            if element.tag == "a":
                _drop_relative_link(element)
        self.base_url = BASE_URL
        self.url_fetcher = fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def _drop_relative_link(link: ET.Element) -> None:
    """A PDF has no place of its own that a relative address could start from: such a link becomes plain text."""
    address = link.get("href", "#")
    if not address.startswith("#") and not url_is_absolute(address):
        LOGGER.warning(RELATIVE_LINK, address)
        del link.attrib["href"]


@dataclass(frozen=True, slots=True)
class Style:
    """A parsed stylesheet, the fonts it loaded, and what WeasyPrint had to say of it."""

    sheet: Any
    fonts: FontConfiguration
    counters: Any
    records: tuple[logging.LogRecord, ...]


_styles: OrderedDict[str, Style] = OrderedDict()


def style(document: Document, fetcher: Fetcher) -> Style:
    """Parse the document's stylesheet, or take it from one of the last documents that had the same sheet and fonts.

    Fonts are shared only between documents whose fonts are the same bytes, so no document sees another's.
    """
    key = _key(document)
    known = _styles.pop(key, None) or _parse(document, fetcher)
    _styles[key] = known
    if len(_styles) > STYLES_KEPT:
        _styles.popitem(last=False)
    for record in known.records:
        LOGGER.handle(record)
    return known


def _key(document: Document) -> str:
    digest = sha256(f"{bool(document.fonts)}\0{document.stylesheet}".encode())
    for name, resource in sorted(document.resources.items()):
        if resource.media_type.startswith("font/"):
            digest.update(f"\0{name}\0{resource.sha256}".encode())
    return digest.hexdigest()


def _parse(document: Document, fetcher: Fetcher) -> Style:
    fonts = PackagedFonts() if document.fonts else FontConfiguration()
    counters = CounterStyle()
    handlers, collector = LOGGER.handlers, Collector()
    LOGGER.handlers = [collector]
    try:
        sheet = weasyprint.CSS(
            string=document.stylesheet,
            base_url=BASE_URL,
            url_fetcher=fetcher,
            font_config=fonts,
            counter_style=counters,
        )
    finally:
        LOGGER.handlers = handlers
    return Style(sheet, fonts, counters, tuple(collector.records))


def colour_profiles() -> dict[str, ColorProfile]:
    """The profile of the output intent, from WeasyPrint's own file, which WeasyPrint would open and leave open."""
    data = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    profile = ColorProfile(BytesIO(data), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"]))
    return {OUTPUT_INTENT: profile}


def _malformed(error: ET.ParseError, xhtml: str) -> Diagnostic:
    line, column = error.position
    excerpt = xhtml.splitlines()[line - 1][max(0, column - 40) : column + 40] if line else ""
    return Diagnostic(
        rule="malformed-markup",
        severity=Severity.ERROR,
        message=f"the document's markup is not well-formed near {excerpt!r}: {str(error).partition(':')[0]}",
        hint="close every element in the layout's templates, and write entities as characters",
    )
