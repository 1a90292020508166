"""What WeasyPrint reads: a page, its stylesheet and, by name, the resources; nothing else is reachable."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from exporter.kept import Kept
from exporter.model import Diagnostic, Document, Resource, Severity

BASE_URL = "https://document.invalid/"
"""Resolves the names of resources; the top-level domain is reserved never to exist (RFC 2606)."""
OUTPUT_INTENT = "--srgb"
XHTML = "{http://www.w3.org/1999/xhtml}"
RELATIVE_LINK = "Relative link %r leads nowhere from a PDF and becomes plain text"
TOKENS = re.compile(r"^:root \{\n.*?^\}\n", re.MULTILINE | re.DOTALL)
"""The first rule for the root: the layout stage writes a document's tokens into it."""
FONTS_KEPT = 4
"""Sets of fonts, some megabytes each: a batch alternates between a few editions."""
SHEETS_BYTES = 8 * 2**20
"""Parsed, for each set of fonts: the rules of some layouts and the tokens of dozens of clinics."""
PARSED = 30
"""Bytes in memory for each of a sheet that is parsed, measured with `tracemalloc`."""


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
    """A document's stylesheet, parsed, and the fonts it loaded."""

    sheets: tuple[Any, ...]
    """In the order of the cascade."""
    fonts: FontConfiguration
    counters: CounterStyle


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece of a stylesheet, parsed, and what WeasyPrint had to say of it."""

    css: Any
    counters: CounterStyle
    records: tuple[logging.LogRecord, ...]


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts that are loaded, and the sheets that are set in them."""

    configuration: FontConfiguration
    faces: Sheet
    """The rules that loaded them."""
    sheets: Kept[Sheet] = field(default_factory=lambda: Kept(SHEETS_BYTES))
    """By their text and the line that it begins in."""


_fonts: OrderedDict[str, Fonts] = OrderedDict()


def style(document: Document, fetcher: Fetcher) -> Style:
    """Parse the document's stylesheet, or take what earlier documents with the same fonts had in theirs.

    A sheet is parsed in three pieces: the faces of its fonts; its tokens, in which clinics differ; and the layout's own
    rules, which all clinics share. Fonts are shared only between documents whose fonts are the same bytes, so no
    document sees another's.
    """
    faces, tokens, rules = _pieces(document.stylesheet)
    key = _key(document, faces)
    fonts = _fonts.pop(key, None) or _loaded(faces, document, fetcher)
    _fonts[key] = fonts
    if len(_fonts) > FONTS_KEPT:
        _fonts.popitem(last=False)
    before = faces.count("\n")
    sheets = (
        fonts.faces,
        _sheet(tokens, fetcher, fonts, before),
        _sheet(rules, fetcher, fonts, before + tokens.count("\n")),
    )
    counters = CounterStyle()
    for sheet in sheets:
        counters.update(sheet.counters)
        for record in sheet.records:
            LOGGER.handle(record)
    return Style(tuple(sheet.css for sheet in sheets), fonts.configuration, counters)


def _pieces(stylesheet: str) -> tuple[str, str, str]:
    """What stands before the layout's tokens, the tokens, and what follows; the last two empty without tokens."""
    found = TOKENS.search(stylesheet)
    if found is None:
        return stylesheet, "", ""
    return stylesheet[: found.start()], found[0], stylesheet[found.end() :]


def _key(document: Document, faces: str) -> str:
    digest = sha256(f"{bool(document.fonts)}\0{faces}".encode())
    for name, resource in sorted(document.resources.items()):
        if resource.media_type.startswith("font/"):
            digest.update(f"\0{name}\0{resource.sha256}".encode())
    return digest.hexdigest()


def _loaded(faces: str, document: Document, fetcher: Fetcher) -> Fonts:
    configuration = PackagedFonts() if document.fonts else FontConfiguration()
    return Fonts(configuration, parse(faces, fetcher, configuration))


def _sheet(text: str, fetcher: Fetcher, fonts: Fonts, line: int) -> Sheet:
    """A piece that begins in a line, counted from 0."""
    known = fonts.sheets.get((text, line))
    if known is None:
        known = fonts.sheets.put(
            (text, line), parse("\n" * line + text, fetcher, fonts.configuration), PARSED * len(text)
        )
    return known


def parse(text: str, fetcher: Fetcher, fonts: FontConfiguration) -> Sheet:
    """Parse a piece of a stylesheet; its faces are loaded into `fonts`."""
    counters = CounterStyle()
    handlers, collector = LOGGER.handlers, Collector()
    LOGGER.handlers = [collector]
    try:
        css = weasyprint.CSS(
            string=text, base_url=BASE_URL, url_fetcher=fetcher, font_config=fonts, counter_style=counters
        )
    finally:
        LOGGER.handlers = handlers
    return Sheet(css, counters, tuple(collector.records))


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
