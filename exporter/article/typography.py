"""Smart typography: quotation marks of the language, dashes, ellipses; code stays as it is."""

# ruff: noqa: RUF001  # quotation marks are this module's matter

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from exporter.article import languages, marks, nodes

_VERBATIM = frozenset({"code", "pre", "kbd", "samp", "var"})
_WORTH = re.compile(r"[\"'.:;!?-]")
_DASHES = re.compile(rf"(?<!-)(-{{2,3}})(?![-{marks.AS_WRITTEN}])")
_DOTS = re.compile(rf"(?<!\.)\.\.\.(?![.{marks.AS_WRITTEN}])")
_QUOTE = re.compile(rf"[\"'](?!{marks.AS_WRITTEN})")
_OPENS_AFTER = re.compile(r"[\s(\[{<«‹„‚“‘\u2013\u2014/=\u00a0\u202f-]\Z")
_ELISION = re.compile(r"(?:tis|twas|til|em|cause|n)\b|\d0s\b", re.IGNORECASE)
_FRENCH_NARROW = re.compile(r"(?<=[^\s;!?«])[ \u00a0]?(?=[;!?](?:\s|$|»))")
_FRENCH_COLON = re.compile(r"(?<=\w) (?=:(?:\s|$))")


def set_type(root: ET.Element, language: str) -> None:
    """Set the text below an element in the typography of its language, in place."""
    _Setter(root, languages.typography(language))


class _Setter:
    """Goes through the text in reading order: what stands before a quotation mark may be in another element."""

    def __init__(self, root: ET.Element, style: languages.Typography) -> None:
        self.style = style
        self.before = " "
        self.open_quotes: list[str] = []
        self._element(root)

    def _element(self, element: ET.Element) -> None:
        verbatim = element.tag in _VERBATIM or "data-formula" in element.attrib
        if nodes.is_flow(element) or element.tag == "br":
            self.before = " "
            if nodes.is_flow(element):
                self.open_quotes = []
        element.text = self._text(element.text, verbatim=verbatim)
        for child in element:
            style = self.style
            language = child.get("lang")
            if language:
                self.style = languages.typography(language)
            if verbatim:
                self._verbatim(child)
            else:
                self._element(child)
            self.style = style
            if nodes.is_flow(child):
                self.before = " "
            elif child.tag == "img":
                self.before = "x"
            child.tail = self._text(child.tail, verbatim=verbatim)
        for name in ("alt", "title"):
            if name in element.attrib:
                element.set(name, marks.ANY.sub("", element.get(name, "")))

    def _verbatim(self, element: ET.Element) -> None:
        for inner in element.iter():
            inner.text = self._text(inner.text, verbatim=True)
            inner.tail = self._text(inner.tail, verbatim=True) if inner is not element else inner.tail

    def _text(self, text: str | None, *, verbatim: bool) -> str | None:
        if not text:
            return text
        if not verbatim and _WORTH.search(text):
            text = _DOTS.sub("…", text)
            text = _DASHES.sub(lambda match: "\u2014" if len(match.group(1)) == 3 else "\u2013", text)
            text = self._quotes(text)
            if self.style.spaced_punctuation:
                text = _FRENCH_COLON.sub("\u00a0", _FRENCH_NARROW.sub("\u202f", text))
        text = text.replace(marks.AS_WRITTEN, "")
        self.before = text[-1:] or self.before
        return text

    def _quotes(self, text: str) -> str:
        pieces: list[str] = []
        position = 0
        before = self.before
        for match in _QUOTE.finditer(text):
            pieces.append(text[position : match.start()])
            before = text[match.start() - 1] if match.start() > position else before
            opens = _OPENS_AFTER.match(before) is not None and not text[match.end() : match.end() + 1].isspace()
            pieces.append(self._quote(match.group(), before, text[match.end() : match.end() + 6], opens=opens))
            before = "(" if opens else "."  # the sign itself may open in one language and close in another
            position = match.end()
        return "".join([*pieces, text[position:]])

    def _quote(self, mark: str, before: str, after: str, *, opens: bool) -> str:
        outer_open, outer_close, inner_open, inner_close = self.style.quotes
        if mark == '"':
            if before.isdigit() and not self.open_quotes:
                return "\u2033"  # inches and seconds
            if opens:
                nested = '"' in self.open_quotes
                self.open_quotes.append('"')
                return inner_open if nested else outer_open
            nested = self.open_quotes.count('"') > 1
            if '"' in self.open_quotes:
                self.open_quotes.remove('"')
            return inner_close if nested else outer_close
        if not opens or _ELISION.match(after):
            if "'" in self.open_quotes and not (before.isalnum() and after[:1].isalnum()):
                self.open_quotes.remove("'")
                return inner_close
            return "\u2019"
        self.open_quotes.append("'")
        return inner_open
