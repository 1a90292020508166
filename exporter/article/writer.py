"""Writes the Markdown tree as HTML in which every tag that is opened is closed where it should be.

Raw HTML is balanced on the way: a tag opened within an element of Markdown ends with it at the latest, and an end tag
without a beginning is dropped, so that nothing an author writes can close what is not theirs.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from exporter.article import marks
from exporter.article.dialect import Parsed
from exporter.article.findings import Findings
from exporter.article.foreign import ROOTS, UNSEEN, Foreign
from exporter.article.markup import (
    ALLOWED,
    ATTRIBUTES,
    BLOCKS,
    FLOW,
    FORMULA,
    GLOBAL_ATTRIBUTES,
    KNOWN,
    PLACE,
    RAW,
    RENAMED,
    SILENT,
    TRANSPARENT,
    VOID,
    WITH_CONTENT,
    Tag,
    Text,
    decoded,
    tokens,
)
from exporter.article.variables import Expanded

MAX_DEPTH = 60
"""Elements within one another; raw HTML beyond it loses its tags, not its text."""

_ESCAPED = re.compile("\x02([0-9]+)\x03")
_CODE_ENTITIES = re.compile("&(amp|lt|gt);")
_IMPLIED_END = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"},
                "th": {"td", "th"}}  # fmt: skip
_SCOPES = frozenset({"ul", "ol", "dl", "table", "blockquote", "div"})


def write(parsed: Parsed, expanded: Expanded, direction: str, findings: Findings) -> str:
    """The tree as HTML, the root element's tags included; `direction` is that of the article's language."""
    writer = _Writer(parsed, expanded, direction, findings)
    writer.element(parsed.root)
    return "".join(writer.out)


class _Writer:
    """State of one run."""

    def __init__(self, parsed: Parsed, expanded: Expanded, direction: str, findings: Findings) -> None:
        self.stash = parsed.stash
        self.direction = direction
        self.expanded = expanded
        self.findings = findings
        self.out: list[str] = []
        self.open: list[str | None] = []
        """Tags of raw HTML that are open, outermost first; None stands for an element of Markdown."""
        self.muted = ""
        """The raw tag whose contents are dropped when its end comes."""
        self.muted_from = 0
        self.foreign: Foreign | None = None
        """The drawing or formula that is open."""

    def element(self, element: ET.Element) -> None:
        """Write an element of Markdown and all that is in it."""
        line = int(element.get("data-line") or 0) or None
        if element.tag == RAW:
            if self.open == [None]:
                self.out.append(f'<wbr class="{PLACE}">')
            self.raw(element.text or "", line)
            self._come_back()
            return
        if element.tag == TRANSPARENT:
            self._contents(element, line)
            return
        if element.tag == FORMULA:
            self._formula(element)
            return
        if element.tag in FLOW and "p" in self._own():
            self._close("p")
        self._start(element.tag, self._filled(element))
        if element.tag in VOID:
            return
        self.open.append(None)
        self._contents(element, line)
        for name in reversed(self._own()):
            self.out.append(f"</{name}>")
            self.open.pop()
        self.open.pop()
        self._come_back()
        self.out.append(f"</{element.tag}>")

    def _formula(self, element: ET.Element) -> None:
        """Hold a formula's place; what it becomes nobody but the program may write."""
        given = self._filled(element)
        place = {"data-formula": given.pop("number")}
        if "alt" in given:
            place["data-alternative"] = given.pop("alt")
        self._start("span", {**given, **place})
        self.out.append("</span>")

    def _come_back(self) -> None:
        """What raw HTML has begun and not ended, ends here."""
        self.muted, self.foreign = "", None

    def _contents(self, element: ET.Element, line: int | None) -> None:
        self.text(element.text, element, line)
        for child in element:
            self.element(child)
            self.text(child.tail, element, line)

    def _own(self) -> list[str]:
        """The raw tags open in the innermost element of Markdown, outermost first."""
        names: list[str] = []
        for name in reversed(self.open):
            if name is None:
                break
            names.append(name)
        return names[::-1]

    def _filled(self, element: ET.Element) -> dict[str, str]:
        return {
            name: self.expanded.filled(decoded(self._unescaped(self._unstashed(value))))
            for name, value in element.items()
        }

    def _unstashed(self, text: str) -> str:
        """Entities in an attribute were put away like those of the text."""
        return HTML_PLACEHOLDER_RE.sub(lambda match: self.stash[int(match.group(1))], text) if "\x02" in text else text

    def _unescaped(self, text: str) -> str:
        return _ESCAPED.sub(lambda match: chr(int(match.group(1))), text) if "\x02" in text else text

    def text(self, text: str | None, parent: ET.Element, line: int | None) -> None:
        """Write text of a Markdown element, in which raw HTML may stand."""
        if not text:
            return
        if isinstance(text, AtomicString) and parent.tag == "code":
            text = _CODE_ENTITIES.sub(lambda match: html.unescape(match.group()), text)
        for index, piece in enumerate(HTML_PLACEHOLDER_RE.split(text)):
            if index % 2:
                self.raw(self.stash[int(piece)], line)
            elif piece:
                self._literal(_ESCAPED.sub(lambda match: f"{chr(int(match.group(1)))}{marks.AS_WRITTEN}", piece))

    def _literal(self, text: str) -> None:
        self.out.append(html.escape(self.expanded.told(text, self.direction), quote=False))

    def raw(self, raw: str, line: int | None) -> None:
        """Write raw HTML, of which only allowed tags and attributes remain."""
        for token in tokens(raw, line):
            if isinstance(token, Text):
                self._text(token.text, token.line)
            elif self.muted:
                if token.closes and token.name == self.muted:
                    self.muted = ""
                    del self.out[self.muted_from :]
            elif self.foreign and self.foreign.takes(token):
                self._go_on(self.foreign, token)
            elif token.name not in KNOWN and ":" not in token.name:
                self._word(token)
            elif token.closes:
                self._end(token)
            else:
                self._begin(token)

    def _text(self, text: str, line: int | None) -> None:
        if self.open == [None] and text.strip() and line is not None:
            self.out.append(f'<wbr class="{PLACE}" data-line="{line}">')
        self._literal(self._unescaped(text))

    def _word(self, tag: Tag) -> None:
        """Write what is no tag of HTML as it is: `<dose>` may be all that a sentence says."""
        message = f"{tag.written!r:.60} is no element of HTML and is shown as it is written"
        self.findings.warning("unknown-element", message, tag.line, "write '\\<' in place of '<' where it is meant so")
        self._text(tag.written, tag.line)

    def _go_on(self, foreign: Foreign, tag: Tag) -> None:
        """Leave out a tag of a drawing or a formula."""
        if tag.closes and tag.name == foreign.root:
            self.foreign = None
        elif not tag.closes and not tag.is_whole and tag.name in UNSEEN | WITH_CONTENT:
            self.muted, self.muted_from = tag.name, len(self.out)
        else:
            self.out.append(foreign.instead(tag))

    def _remove(self, tag: Tag) -> None:
        """Leave out a tag that cannot be in a document; its text stays, but for what nobody would see."""
        if tag.name not in SILENT:
            message = f"the element {tag.name!r} is removed"
            self.findings.warning("removed-html", message, tag.line, "write it in Markdown")
        if tag.name in WITH_CONTENT:
            self.muted, self.muted_from = tag.name, len(self.out)
        elif tag.name in ROOTS and not tag.is_whole:
            self.foreign = Foreign(tag.name)
        elif tag.name in BLOCKS:
            self.out.append(" ")

    def _begin(self, tag: Tag) -> None:
        name, classes = RENAMED.get(tag.name, (tag.name, ""))
        if name not in ALLOWED:
            self._remove(tag)
            return
        if len(self.open) > MAX_DEPTH:
            message = f"HTML is nested more than {MAX_DEPTH} elements deep, {name!r} is removed"
            self.findings.warning("nested-too-deeply", message, tag.line, "write it in Markdown")
            return
        if name in FLOW and "p" in self._own():
            self._close("p")
        self._close_implied(name)
        attributes = self._attributes(tag, name)
        if classes:
            attributes["class"] = f"{attributes.get('class', '')} {classes}".strip()
        if tag.line is not None:
            attributes["data-line"] = str(tag.line)
        self._start(name, attributes)
        if name not in VOID:
            self.open.append(name)

    def _close_implied(self, name: str) -> None:
        """End what HTML ends of itself: a list item before the next one."""
        ends = _IMPLIED_END.get(name, set())
        for opened in reversed(self._own()):
            if opened in ends:
                self._close(opened)
                return
            if opened in _SCOPES:
                return

    def _attributes(self, tag: Tag, name: str) -> dict[str, str]:
        allowed = GLOBAL_ATTRIBUTES | ATTRIBUTES.get(name, frozenset())
        kept: dict[str, str] = {}
        for attribute, value in tag.attributes.items():
            if attribute in allowed and not attribute.startswith("data-"):
                kept[attribute] = self.expanded.filled(self._unescaped(value))
            elif attribute.startswith("on") or attribute in {"srcdoc", "formaction"}:
                message = f"the attribute {attribute!r} of {tag.name!r} is removed"
                self.findings.warning("removed-html", message, tag.line, "leave scripts out of the article")
        return kept

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        written = dict(attributes)
        for link in ("href", "src"):
            if link in written:
                written[f"data-{link}"] = written[link]
        pairs = "".join(f' {key}="{html.escape(value)}"' for key, value in written.items() if _is_name(key))
        self.out.append(f"<{name}{pairs}>")

    def _end(self, tag: Tag) -> None:
        name = RENAMED.get(tag.name, (tag.name, ""))[0]
        if name in self._own():
            self._close(name)
        elif name in ALLOWED and name not in VOID:
            message = f"the end tag {f'</{tag.name}>'!r} closes nothing and is removed"
            self.findings.warning("stray-end-tag", message, tag.line, "remove it, or open the element before it")

    def _close(self, name: str) -> None:
        """End the innermost raw element of this name and all within it."""
        while self.open:
            current = self.open.pop()
            self.out.append(f"</{current}>")
            if current == name:
                return


def _is_name(key: str) -> bool:
    return re.fullmatch(r"[a-z][a-z0-9-]*", key) is not None
