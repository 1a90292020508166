"""Call-outs: `!!! warning "title"` with an indented text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markdown.blockparser import BlockParser
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.util import AtomicString

from exporter.article import languages, marks
from exporter.article.findings import Findings
from exporter.validation import nearest


class CalloutProcessor(AdmonitionProcessor):
    """Python-Markdown's admonitions, with our types, a visible label and a title of their own."""

    CLASSNAME = "callout"
    RE = re.compile(
        r"(?:^|\n)!!![ ]*+(?P<kind>[\w-]+)?[ ]*+(?P<title>[^\n]*?)[ ]*"
        rf"(?P<mark>{marks.LINE_PATTERN.pattern})?[ ]*(?:\n|$)"
    )

    def __init__(self, parser: BlockParser, language: str, findings: Findings) -> None:
        super().__init__(parser)
        self.language = language
        self.findings = findings

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        """Begin a call-out where a block has its head; otherwise go on with the one before."""
        match = self.RE.search(blocks[0])
        if not match:
            super().run(parent, blocks)
            return
        block = blocks.pop(0)
        if match.start() > 0:
            self.parser.parseBlocks(parent, [block[: match.start()]])
        self.current_sibling = None
        content, rest = self.detab(block[match.end() :])
        self.parser.parseChunk(self._element(parent, match), content)
        if rest:
            blocks.insert(0, rest)

    def _element(self, parent: ET.Element, match: re.Match[str]) -> ET.Element:
        line = marks.first_line(match.group("mark"))
        kind = self._kind((match.group("kind") or "").lower(), line)
        element = ET.SubElement(parent, "div", {"class": f"callout callout-{kind}", "role": "note"})
        if line is not None:
            element.set("data-line", str(line))
        title = ET.SubElement(element, "p", {"class": "callout-title"})
        label = ET.SubElement(title, "span", {"class": "callout-label"})
        label.text = AtomicString(languages.callout_label(kind, self.language))
        if not languages.has_labels(self.language):
            label.set("lang", "en")
        text = _unquoted(match.group("title").strip())
        if text:
            label.tail = AtomicString(" ")
            heading = ET.SubElement(title, "span", {"class": "callout-heading"})
            heading.text = text
        return element

    def _kind(self, word: str, line: int | None) -> str:
        if word in languages.CALLOUTS:
            return word
        message = f"unknown call-out {word!r} is shown as 'info'"
        self.findings.warning("unknown-callout", message, line, nearest(word, languages.CALLOUTS))
        return "info"


def _unquoted(title: str) -> str:
    if len(title) > 1 and title[0] == title[-1] == '"' and '"' not in title[1:-1]:
        return title[1:-1].strip()
    return title
