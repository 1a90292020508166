"""Fenced code, coloured by Pygments with classes that a layout gives colours to."""

from __future__ import annotations

import html
import xml.etree.ElementTree as ET

from markdown.util import AtomicString

from exporter.article.findings import Findings
from exporter.article.lines import Fence
from exporter.article.markup import RAW

_PLAIN = frozenset({"", "text", "txt", "plain", "none", "plaintext"})
MAX_HIGHLIGHTED = 50_000
"""Characters; longer code is set without colours, since some lexers take time that grows with the square."""


def code_element(fence: Fence, findings: Findings) -> ET.Element:
    """`<pre class="highlight"><code class="language-…">` with Pygments' spans inside."""
    pre = ET.Element("pre", {"class": "highlight", "data-line": str(fence.line)})
    language = fence.language.lower()
    code = ET.SubElement(pre, "code", {"class": f"language-{language}"} if language else {})
    marked = None if language in _PLAIN or len(fence.code) > MAX_HIGHLIGHTED else _highlighted(fence, findings)
    inner = ET.SubElement(code, RAW, {"data-line": str(fence.line)})
    inner.text = AtomicString(html.escape(fence.code, quote=False) if marked is None else marked)
    return pre


def _highlighted(fence: Fence, findings: Findings) -> str | None:
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(fence.language.lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        message = f"unknown language {fence.language!r}, the code is set without colours"
        findings.warning("unknown-code-language", message, fence.line, "name a language that Pygments knows, or none")
        return None
    return highlight(fence.code, lexer, HtmlFormatter(nowrap=True)).removesuffix("\n")
