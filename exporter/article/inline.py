"""What stands within a text: deleted text, sub- and superscript, references to notes, addresses of mail."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from markdown import Markdown
from markdown.inlinepatterns import (
    IMAGE_LINK_RE,
    LINK_RE,
    ImageInlineProcessor,
    InlineProcessor,
    LinkInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from exporter.article import attributes, brackets, emphasis, marks
from exporter.article.findings import Findings
from exporter.article.formulas.written import Formula
from exporter.article.markup import FORMULA

MAX_TEXT = 30_000
"""Characters of one paragraph, some ten pages."""

_ESCAPED = "\"'-.<&~^$"
"""Characters that a backslash keeps as they are, besides those of Python-Markdown."""


def register(markdown: Markdown, formulas: Sequence[Formula], findings: Findings) -> None:
    """Add our patterns; the numbers are their places: Python-Markdown's links have 160, its HTML 90."""
    emphasis.register(markdown)
    patterns = markdown.inlinePatterns
    patterns.register(_FormulaProcessor(marks.FORMULA_PATTERN.pattern, markdown, formulas), "formula", 185)
    patterns.register(_NoteProcessor(r"\[\^([^\]\n]+)\]", markdown), "footnote", 175)
    patterns.register(_LinkProcessor(LINK_RE, markdown), "link", 160)
    patterns.register(_BracketProcessor(rf"\[([^\[\]]+)\](?={attributes.LIST})", markdown), "bracketed", 155)
    patterns.register(_PictureProcessor(IMAGE_LINK_RE, markdown), "image_link", 150)
    patterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 140)
    patterns.register(_MailProcessor(r"<([^<>\s!@]+@[^@<>\s]+)>", markdown), "automail", 110)
    patterns.register(_SpanProcessor(r"(?<!~)~~(?=[^\s~])((?:[^~]|~(?!~))++)(?<=\S)~~(?!~)", "del"), "deleted", 68)
    patterns.register(_SpanProcessor(r"(?<!~)~([^\s~]++)~(?!~)", "sub"), "subscript", 67)
    patterns.register(_SpanProcessor(r"(?<!\^)\^([^\s^]++)\^(?!\^)", "sup"), "superscript", 66)
    markdown.treeprocessors.register(_TextProcessor(markdown, findings), "text", 30)
    markdown.ESCAPED_CHARS += [character for character in _ESCAPED if character not in markdown.ESCAPED_CHARS]


class _TextProcessor(Treeprocessor):
    """Bounds the work of the patterns, which go through a text once for each match."""

    def __init__(self, markdown: Markdown, findings: Findings) -> None:
        super().__init__(markdown)
        self.findings = findings

    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            text = element.text
            if not text or isinstance(text, AtomicString):
                continue
            element.text = brackets.shield(text)
            length = len(marks.without_lines(text))
            if length > MAX_TEXT:
                message = f"this paragraph has {length} characters, more than {MAX_TEXT}"
                hint = "write a blank line between paragraphs"
                self.findings.error("too-large", message, marks.first_line(text), hint)
                element.text = AtomicString(text)


class _LinkProcessor(LinkInlineProcessor):
    """Links; Python-Markdown takes `[a]('(` for one, and the place before the text for its end."""

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802  # called so there
        found = super().getLink(data, index)
        return found if found[2] > index else ("", None, index, False)


class _PictureProcessor(_LinkProcessor, ImageInlineProcessor):
    """Pictures, with the same care."""


class _SpanProcessor(InlineProcessor):
    """A stretch of text between two signs that becomes an element."""

    def __init__(self, pattern: str, tag: str) -> None:
        super().__init__(pattern)
        self.tag = tag

    def handleMatch(  # type: ignore[override]  # noqa: N802  # the stubs keep the old signature
        self,
        match: re.Match[str],
        data: str,  # noqa: ARG002  # Python-Markdown's signature
    ) -> tuple[ET.Element, int, int]:
        element = ET.Element(self.tag)
        element.text = match.group(1)
        return element, match.start(), match.end()


class _BracketProcessor(_SpanProcessor):
    """`[words]{.class}`: words that an attribute list is about, as Pandoc has it."""

    def __init__(self, pattern: str, markdown: Markdown) -> None:
        super().__init__(pattern, "span")
        self.md = markdown


class _MailProcessor(InlineProcessor):
    """`<name@example.org>`, without the entities Python-Markdown hides addresses with."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # the stubs keep the old signature
        self,
        match: re.Match[str],
        data: str,  # noqa: ARG002  # Python-Markdown's signature
    ) -> tuple[ET.Element, int, int]:
        address = match.group(1).removeprefix("mailto:")
        element = ET.Element("a", {"href": f"mailto:{address}"})
        element.text = AtomicString(address)
        return element, match.start(), match.end()


class _FormulaProcessor(InlineProcessor):
    """A formula, which was taken out of the text before."""

    def __init__(self, pattern: str, markdown: Markdown, formulas: Sequence[Formula]) -> None:
        super().__init__(pattern, markdown)
        self.formulas = formulas

    def handleMatch(  # type: ignore[override]  # noqa: N802  # the stubs keep the old signature
        self,
        match: re.Match[str],
        data: str,  # noqa: ARG002  # Python-Markdown's signature
    ) -> tuple[ET.Element, int, int]:
        number = marks.number(match.group(1))
        element = ET.Element(FORMULA, {"number": str(number)})
        element.text = AtomicString(self.formulas[number].source)
        return element, match.start(), match.end()


class _NoteProcessor(InlineProcessor):
    """A reference to a note; whether there is such a note is known later."""

    def handleMatch(  # type: ignore[override]  # noqa: N802  # the stubs keep the old signature
        self,
        match: re.Match[str],
        data: str,  # noqa: ARG002  # Python-Markdown's signature
    ) -> tuple[ET.Element, int, int]:
        element = ET.Element("sup", {"data-noteref": marks.without_lines(self.unescape(match.group(1))).strip()})
        return element, match.start(), match.end()
