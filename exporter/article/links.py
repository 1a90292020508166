"""Links: those that cannot work in a file that is handed out become plain text, with a finding."""

from __future__ import annotations

import difflib
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, unquote

from exporter.article import marks, nodes
from exporter.article.findings import Findings
from exporter.article.headings import Anchors
from exporter.article.markup import SCHEMES
from exporter.article.variables import Expanded
from exporter.model import LinkReference

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"https?://[^\s/?#]+", re.IGNORECASE)


def settle(root: ET.Element, anchors: Anchors, expanded: Expanded, findings: Findings) -> tuple[LinkReference, ...]:
    """Decide on every link of a tree; give back those that stayed links to somewhere outside."""
    links = _Links(anchors, expanded, findings)
    kept = []
    for element in list(root.iter("a")):
        if element.get("role") == "doc-noteref":
            continue
        url = links.settle(element)
        if url:
            kept.append(LinkReference(url, nodes.text(element), nodes.line(element) or 1))
    return tuple(kept)


class _Links:
    """What there is to know about links in one article."""

    def __init__(self, anchors: Anchors, expanded: Expanded, findings: Findings) -> None:
        self.anchors = anchors
        self.expanded = expanded
        self.findings = findings

    def settle(self, element: ET.Element) -> str:
        """Keep the link or make it a span; the address it leads to, empty where it does not lead out of the file."""
        allowed = element.attrib.pop("href", None)
        address = element.attrib.pop("data-href", None)
        line = nodes.line(element)
        if address is None:
            _plain(element)  # an anchor: <a id="…">
            return ""
        address = address.strip()
        undefined = marks.UNDEFINED_PATTERN.search(address)
        if undefined:
            message, hint = self.expanded.undefined[marks.number(undefined.group(1))]
            self._degrade(
                element, f"{message}, the link that needs it becomes plain text", hint, rule="undefined-variable"
            )
            return ""
        if not nodes.text(element) and not any(element.iter("img")):
            self._fill(element, address, line)
        if address.startswith("#"):
            self._internal(element, address)
            return ""
        if not address:
            self._degrade(element, "the link leads nowhere", "write an address into its parentheses", rule="empty-link")
            return ""
        return self._external(element, address, allowed)

    def _fill(self, element: ET.Element, address: str, line: int | None) -> None:
        message = f"the link to {address!r} has no text, its address is shown"
        self.findings.warning("empty-link", message, line, "write what it leads to between its brackets")
        element.text = address.removeprefix("mailto:").removeprefix("tel:")

    def _internal(self, element: ET.Element, address: str) -> None:
        name = unquote(address[1:])
        if name in self.anchors.known:
            element.set("href", f"#{name}")
        elif name in self.anchors.aliases:
            target = self.anchors.aliases[name]
            element.set("href", f"#{target}")
            message = f"several headings are called {name!r}, the link leads to the first"
            self.findings.warning("ambiguous-link", message, nodes.line(element), f"write '#{target}'")
        elif not name:
            self._degrade(element, "the link leads nowhere", "write a heading's id behind the '#'", rule="broken-link")
        else:
            known = [anchor for anchor in self.anchors.known if not anchor.startswith("_")]
            near = difflib.get_close_matches(name, sorted(known), n=1)
            hint = f"did you mean '#{near[0]}'?" if near else "write a heading's id behind the '#'"
            self._degrade(element, f"there is no {address!r} in this article", hint, rule="broken-link")

    def _external(self, element: ET.Element, address: str, allowed: str | None) -> str:
        scheme = _SCHEME.match(address)
        if not scheme:
            message = f"the address {address!r} works only on a web site, the link becomes plain text"
            self._degrade(element, message, "write the whole address, with 'https://'", rule="relative-link")
            return ""
        name = scheme.group(1).lower()
        if name.startswith("http") and not _HOST.match(address):
            self._degrade(
                element, f"the address {address!r} has no host", "write the whole address", rule="broken-link"
            )
            return ""
        if name not in SCHEMES or allowed is None:
            message = f"links to {name + ':'!r} are not possible, the link becomes plain text"
            self._degrade(element, message, f"use {', '.join(sorted(SCHEMES))}", rule="unsafe-link")
            return ""
        url = _encoded(address, name)
        element.set("href", url)
        return url

    def _degrade(self, element: ET.Element, message: str, hint: str, *, rule: str) -> None:
        self.findings.warning(rule, message, nodes.line(element), hint)
        _plain(element)


def _plain(element: ET.Element) -> None:
    element.tag = "span"
    element.attrib.pop("title", None)


def _encoded(address: str, scheme: str) -> str:
    """The address with what RFC 3986 does not allow percent-encoded; telephone numbers without blanks (RFC 3966)."""
    if scheme in ("tel", "sms"):
        address = re.sub(r"[\s()\u2010-\u2015]", "", address)
    address = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", address)
    return quote(address, safe="%:/?#[]@!$&'()*+,;=-._~")
