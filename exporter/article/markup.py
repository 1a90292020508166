"""What an article's markup may consist of, and how raw HTML is read.

The lists say what is valid in the XHTML of an EPUB 3.3 (the HTML Standard) and harmless in a document that is handed
out; everything else is dropped with a finding, its text kept.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exporter.article import marks

RAW = "x-raw"
"""Element of the Markdown tree whose text is HTML as the author wrote it."""
PLACE = "x-place"
"""Class of an empty element that ends a paragraph made of raw text, or has the line of the text behind it."""
FORMULA = "x-formula"
"""Element of the Markdown tree that stands for a formula; its text is the formula as written."""
TRANSPARENT = "x-text"
"""Element of the Markdown tree that leaves no tag, only its contents."""

BLOCKS = frozenset({
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col", "colgroup",
    "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frame",
    "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "iframe", "legend", "li",
    "link", "main", "menu", "menuitem", "nav", "noframes", "object", "ol", "optgroup", "option", "p", "param", "pre",
    "script", "search", "section", "style", "summary", "svg", "table", "tbody", "td", "textarea", "tfoot", "th",
    "thead", "title", "tr", "track", "ul", "video", "audio", "noscript", "canvas", "math",
})  # fmt: skip
"""Tags that begin a block of raw HTML: CommonMark 0.31, section 4.6, condition 6, with those of conditions 1 and some
that cannot stand in a paragraph."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TEXT_ONLY = HEADINGS | frozenset({"p", "li", "td", "th", "dt", "dd", "summary", "caption"})
"""Blocks in which `markdown="1"` means Markdown within a line."""

FLOW = frozenset({
    "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "caption", "ul",
})  # fmt: skip
PHRASING = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
})  # fmt: skip
ALLOWED = FLOW | PHRASING
VOID = frozenset({"br", "hr", "img", "wbr"})

RENAMED: Mapping[str, tuple[str, str]] = {
    "center": ("div", "align-center"), "font": ("span", ""), "big": ("span", ""), "strike": ("s", ""),
    "tt": ("code", ""), "acronym": ("abbr", ""), "dir": ("ul", ""), "menu": ("ul", ""), "address": ("div", "address"),
    "article": ("div", ""), "aside": ("div", ""), "header": ("div", ""), "footer": ("div", ""), "main": ("div", ""),
    "nav": ("div", ""), "hgroup": ("div", ""), "section": ("div", ""), "details": ("div", "details"),
    "summary": ("p", "summary"), "nobr": ("span", ""), "time": ("span", ""), "label": ("span", ""),
    "legend": ("p", ""), "fieldset": ("div", ""),
}  # fmt: skip
"""Tags that mean the same as another one, or nothing on paper: the new name and a class."""

WITH_CONTENT = frozenset({"script", "style", "template", "datalist"})
"""Tags that go with all that is in them, where they have an end: no reader would see it."""
UNBROKEN = WITH_CONTENT | frozenset({
    "pre", "iframe", "object", "applet", "svg", "math", "noscript", "noembed", "noframes", "textarea", "select",
    "title", "head", "canvas", "audio", "video", "xmp", "plaintext",
})  # fmt: skip
"""Tags in which there is no Markdown, blank lines or not: CommonMark 0.31, section 4.6, condition 1, and more."""
SILENT = frozenset({"html", "body", "head", "title", "tbody", "colgroup", "col", "wbr", "meta", "link"})
"""Tags nobody misses: no finding."""
KNOWN = ALLOWED | BLOCKS | frozenset(RENAMED) | UNBROKEN | SILENT | frozenset({
    "area", "bgsound", "blink", "button", "command", "data", "embed", "image", "input", "isindex", "keygen", "layer",
    "listing", "map", "marquee", "meter", "multicol", "output", "picture", "progress", "rb", "rtc", "slot", "source",
    "spacer",
})  # fmt: skip
"""Tags of HTML, past and present; what else stands between angle brackets is a word."""

GLOBAL_ATTRIBUTES = frozenset({"id", "class", "lang", "dir", "title", "data-line", "align", "role", "data-note",
                               "data-noteref", "data-href", "data-src", "data-formula", "data-alternative",
                               "width", "index"})  # fmt: skip
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href", "name"}),
    "img": frozenset({"src", "alt", "height"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "abbr"}),
    "q": frozenset({"cite"}),
}
SCHEMES = frozenset({"http", "https", "mailto", "tel", "sms"})

_TOKEN = re.compile(
    r"<!--.*?(?:-->|(?P<endless_comment>\Z))|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|(?P<endless_cdata>\Z))"
    r"|<\?[^>]*+>|<!(?!--|\[CDATA\[)[^>]*+>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*+)(?P<attributes>(?:[^<>\"']|\"[^\"<]*+\"|'[^'<]*+')*+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'=<>`]++)))?+")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of raw HTML, name in lower case; of attributes given twice, the first counts."""

    name: str
    attributes: Mapping[str, str]
    closes: bool
    line: int | None
    written: str
    """As the author wrote it."""

    @property
    def is_whole(self) -> bool:
        """Whether the tag ends itself, as in XML."""
        return self.written.endswith("/>")


@dataclass(frozen=True, slots=True)
class Text:
    """Text of raw HTML, without entities."""

    text: str
    line: int | None


def tokens(raw: str, line: int | None) -> Iterator[Tag | Text]:
    """Read raw HTML as tags and texts; comments, declarations and processing instructions are passed over."""
    position = 0
    for match in _TOKEN.finditer(raw):
        text = raw[position : match.start()]
        if text:
            yield _text(text, line)
        line = marks.last_line(text) or line
        if match.group("endless_comment") is not None or match.group("endless_cdata") is not None:
            opening = raw[match.start() : match.start() + 4]
            yield from tokens(raw[match.start() :].replace(opening, f"&lt;{opening[1:]}"), line)
            return
        position = match.end()
        if match.group("cdata"):
            yield Text(marks.without_lines(match.group("cdata")), line)
        elif match.group("name"):
            attributes: dict[str, str] = {}
            for name, double, single, bare in _ATTRIBUTE.findall(marks.without_lines(match.group("attributes"))):
                attributes.setdefault(name.lower(), decoded(double or single or bare))
            written = marks.without_lines(match.group())
            yield Tag(match.group("name").lower(), attributes, bool(match.group("close")), line, written)
        line = marks.last_line(match.group()) or line
    if raw[position:]:
        yield _text(raw[position:], line)


def _text(raw: str, line: int | None) -> Text:
    match = marks.LINE_PATTERN.match(raw.lstrip())
    return Text(decoded(marks.without_lines(raw)), marks.number(match.group(1)) if match else line)


def decoded(text: str) -> str:
    """The text with its entities resolved; `&copy=1` in an address is none."""
    return _ENTITY.sub(lambda match: html.unescape(match.group()), text) if "&" in text else text
