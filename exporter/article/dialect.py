"""The Markdown that articles are written in: Python-Markdown with its tables, lists, abbreviations, and our blocks."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, HRProcessor
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListIndentProcessor, DefListProcessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from exporter.article import charts, inline, marks
from exporter.article.attributes import AttributeProcessor
from exporter.article.callouts import CalloutProcessor
from exporter.article.code import code_element
from exporter.article.findings import Findings
from exporter.article.formulas.written import Formula
from exporter.article.lines import Fence
from exporter.article.markup import BLOCKS, KNOWN, RAW, TEXT_ONLY, TRANSPARENT
from exporter.article.tables import TableProcessor

_MARK = rf"(?:{marks.LINE_PATTERN.pattern})?"
_HTML = re.compile(
    rf"^[ ]{{0,3}}{_MARK}[ ]*(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9-]*)(?=[\s/>])[^<>]*+>?|<!(?=[\[A-Za-z-])|<\?)",
    re.MULTILINE,
)
_MARKDOWN_ATTRIBUTE = re.compile(
    r"\smarkdown(?:\s*=\s*[\"']?(?:1|block|span|markdown)[\"']?)?(?=[\s/>])", re.IGNORECASE
)
_WHOLE_TAG = re.compile(rf"^[ ]{{0,3}}{_MARK}[ ]*</?[A-Za-z][^<>]*+>[ ]*$", re.MULTILINE)


@dataclass(slots=True)
class Parsed:
    """What Python-Markdown made of an article: a tree with raw HTML still inside, and the notes."""

    root: ET.Element
    stash: Sequence[str]
    """Raw inline HTML and entities, by the number in their placeholder."""


@dataclass(frozen=True, slots=True)
class Objects:
    """What was taken out of the text before, and stands in it as marks."""

    fences: Sequence[Fence]
    formulas: Sequence[Formula]


def parse(lines: Sequence[str], objects: Objects, language: str, findings: Findings) -> Parsed:
    """Parse marked lines into a tree whose elements carry `data-line`."""
    fences = objects.fences
    markdown = Markdown(extensions=[TableExtension(use_align_attribute=True), AbbrExtension(), SaneListExtension()])
    notes = _Notes(markdown, findings)
    blocks = markdown.parser.blockprocessors
    blocks.register(CalloutProcessor(markdown.parser, language, findings), "callout", 105)
    blocks.register(_ObjectProcessor(markdown.parser, fences, findings), "object", 82)
    _replace_blocks(markdown, notes, findings)
    inline.register(markdown, objects.formulas, findings)
    _replace_trees(markdown, fences)
    markdown.parser.parseDocument(lines)
    root = markdown.parser.root
    notes.place(root)
    for processor in markdown.treeprocessors:
        processor.run(root)
    return Parsed(root, [str(entry) for entry in markdown.htmlStash.rawHtmlBlocks])


def _replace_blocks(markdown: Markdown, notes: _Notes, findings: Findings) -> None:
    """Register our blocks; the numbers are their places, and those of Python-Markdown's whose place they take."""
    parser = markdown.parser
    parser.blockprocessors.register(DefListIndentProcessor(parser), "defindent", 85)
    parser.blockprocessors.register(_HtmlProcessor(parser), "html", 78)
    parser.blockprocessors.register(TableProcessor(parser, findings), "table", 75)
    parser.blockprocessors.register(_RuleProcessor(parser), "hr", 50)
    parser.blockprocessors.register(_DefinitionProcessor(parser), "deflist", 25)
    parser.blockprocessors.register(
        FootnoteBlockProcessor(notes),  # type: ignore[arg-type]  # it asks for `parser` and `setFootnote` only
        "footnote",
        17,
    )


def _replace_trees(markdown: Markdown, fences: Sequence[Fence]) -> None:
    """Register what keeps lines, and take out what makes strings where a tree is wanted."""
    for name in ("prettify", "unescape"):
        markdown.treeprocessors.deregister(name)
    markdown.treeprocessors.register(_LineProcessor(markdown, fences), "lines", 15)
    markdown.treeprocessors.register(AttributeProcessor(markdown), "attributes", 8)


class _Notes:
    """Collects footnotes as their definitions are met, and parses them behind the article."""

    def __init__(self, markdown: Markdown, findings: Findings) -> None:
        self.parser = markdown.parser
        self.findings = findings
        self.texts: dict[str, str] = {}
        self.lines: dict[str, int | None] = {}
        self.waiting: deque[str] = deque()

    def setFootnote(self, label: str, text: str) -> None:  # noqa: N802  # called by Python-Markdown's processor
        line = marks.first_line(text)
        label = label.strip()
        if label in self.texts:
            message = f"the note {label!r} is defined twice, the first is kept"
            self.findings.warning("duplicate-footnote", message, line, "give it another label")
            return
        self.texts[label], self.lines[label] = text, line
        self.waiting.append(label)

    def place(self, root: ET.Element) -> None:
        """Parse each note into a `section` at the end of the tree; a note may define further notes."""
        while self.waiting:
            label = self.waiting.popleft()
            element = ET.SubElement(root, "section", {"data-note": label})
            if self.lines[label] is not None:
                element.set("data-line", str(self.lines[label]))
            self.parser.parseChunk(element, self.texts[label])


class _ObjectProcessor(BlockProcessor):
    """Code blocks and forced pages, which stand in the text as marks on lines of their own."""

    def __init__(self, parser: BlockParser, fences: Sequence[Fence], findings: Findings) -> None:
        super().__init__(parser)
        self.fences = fences
        self.findings = findings

    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002  # Python-Markdown's signature
        return (marks.CODE in block or marks.PAGE in block) and marks.OBJECT.search(block) is not None

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        place = 0
        for match in marks.OBJECT.finditer(block):
            before = block[place : match.start()].strip("\n")
            if before:
                self.parser.parseBlocks(parent, [before])
            line = str(marks.number(match.group("line"))) if match.group("line") else ""
            if match.group("kind") == marks.PAGE:
                ET.SubElement(parent, "div", {"class": "page-break", "data-line": line})
            else:
                self._fence(parent, marks.number(match.group("number")))
            place = match.end()
        after = block[place:].strip("\n")
        if after:
            blocks.insert(0, after)

    def _fence(self, parent: ET.Element, number: int) -> None:
        fence = self.fences[number]
        if charts.is_drawn(fence):
            paragraph = ET.SubElement(parent, "p", {"data-line": str(fence.line)})
            paragraph.text = AtomicString(marks.mark(marks.DRAWING, number))
            return
        holder = ET.SubElement(parent, TRANSPARENT)  # hides it from those who add to code before them
        holder.append(code_element(fence, self.findings))


class _HtmlProcessor(BlockProcessor):
    """Raw HTML up to the next blank line, as CommonMark has it (section 4.6, start conditions 6 and 7)."""

    def test(self, parent: ET.Element, block: str) -> bool:  # noqa: ARG002  # Python-Markdown's signature
        return "<" in block and self._start(block) is not None

    def _start(self, block: str) -> re.Match[str] | None:
        for match in _HTML.finditer(block):
            name = (match.group("name") or "").lower()
            if not name or name in BLOCKS:
                return match
            whole = (name in KNOWN or ":" in name) and _WHOLE_TAG.match(block, match.start())
            if whole and not marks.without_lines(block[: match.start()]).strip():
                return match
        return None

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = self._start(block)
        if match is None:
            return
        if block[: match.start()].strip():
            self.parser.parseBlocks(parent, [block[: match.start()].rstrip("\n")])
        raw, rest = block[match.start() :], ""
        if match.group("name") and _MARKDOWN_ATTRIBUTE.search(match.group("tag")):
            raw, rest = block[match.start() : match.end()], block[match.end() :].lstrip("\n")
        element = ET.SubElement(parent, RAW)
        element.text = AtomicString(raw)
        if rest and (match.group("name") or "").lower() in TEXT_ONLY:
            ET.SubElement(parent, TRANSPARENT).text = rest
        elif rest:
            blocks.insert(0, rest)


class _DefinitionProcessor(DefListProcessor):
    """Definitions of terms; the title of a call-out is no term."""

    def test(self, parent: ET.Element, block: str) -> bool:
        sibling = self.lastChild(parent)
        return super().test(parent, block) and not (sibling is not None and sibling.tag == "p" and not sibling.text)


class _RuleProcessor(HRProcessor):
    """A rule whose line mark stands at its end."""

    RE = rf"^[ ]{{0,3}}(?:(?:-[ ]*+){{3,}}+|(?:_[ ]*+){{3,}}+|(?:\*[ ]*+){{3,}}+){_MARK}[ ]*$"
    SEARCH_RE = re.compile(RE, re.MULTILINE)

    def run(self, parent: ET.Element, blocks: list[str]) -> None:
        line = marks.first_line(self.match.group())
        count = len(parent)
        super().run(parent, blocks)
        for child in parent[count:]:
            if child.tag == "hr" and line is not None:
                child.set("data-line", str(line))


class _LineProcessor(Treeprocessor):
    """Takes the line marks out of the text and gives each element the line it begins on."""

    def __init__(self, markdown: Markdown, fences: Sequence[Fence]) -> None:
        super().__init__(markdown)
        self.fences = fences
        self._line: int | None = None

    def run(self, root: ET.Element) -> None:
        self._visit(root)

    def _visit(self, element: ET.Element) -> None:
        known = element.get("data-line")
        self._line = int(known) if known else self._line
        leading = self._leading(element)
        self._line = leading or self._line
        for name, value in element.items():
            self._line = marks.last_line(value) or self._line
            element.set(name, marks.without_lines(value))
        if self._line is not None and not known:
            element.set("data-line", str(self._line))
        if element.tag == RAW:
            self._line = marks.last_line(element.text) or self._line
            element.text = AtomicString(self._with_code(element.text or ""))
            return
        element.text = self._clean(element.text)
        for child in element:
            self._visit(child)
            child.tail = self._clean(child.tail)

    @staticmethod
    def _leading(element: ET.Element) -> int | None:
        """The line of the first mark, where nothing but elements stands before it."""
        current: ET.Element | None = element
        while current is not None:
            if current.text and current.text.strip():
                before, mark, _ = current.text.partition(marks.LINE)
                text_before = any(character.isalnum() for character in before)
                return marks.first_line(current.text) if mark and not text_before else None
            current = current[0] if len(current) else None
            if current is not None and current.get("data-line"):
                return int(current.get("data-line", ""))
        return None

    def _with_code(self, text: str) -> str:
        """The text with code that stands in the middle of a paragraph or of raw HTML, where it is no block."""
        if marks.CODE not in text:
            return text
        return marks.CODE_PATTERN.sub(lambda match: self.fences[marks.number(match.group(1))].code, text)

    def _clean(self, text: str | None) -> str | None:
        text = self._with_code(text) if text else text
        if not text or marks.LINE not in text:
            return text
        self._line = marks.last_line(text) or self._line
        clean = marks.without_lines(text)
        return AtomicString(clean) if isinstance(text, AtomicString) else clean
