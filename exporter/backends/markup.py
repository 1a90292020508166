"""A document's parts as one XHTML page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Document, Severity

SOURCE = re.compile(r'<img\b[^>]*?\ssrc="(?P<name>[^"]*)"')
CSS_URL = re.compile(r"url\(\s*(?P<quote>['\"]?)(?P<name>(?:images|fonts)/[^'\")]+)(?P=quote)\s*\)")
"""A file of the document in a stylesheet; other addresses are drawings within the stylesheet itself."""


def join(document: Document, *, head: str = "") -> str:
    """Join the parts in reading order into one complete, well-formed XHTML page that is valid HTML too.

    Args:
        document: Its parts' markup must be well-formed; texts of the metadata are escaped here.
        head: Well-formed XHTML for the end of `<head>`, such as `<style>` or `<link>` elements.
    """
    language = escape(document.language)
    body = "\n".join(part.html for part in document.parts)
    return (
        "<!DOCTYPE html>\n"
        f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}"'
        f' dir="{escape(document.direction)}">\n'
        f'<head>\n<meta charset="utf-8"/>\n<title>{escape(document.metadata.title)}</title>\n'
        f"{''.join(_metadata(document))}{head}</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def check_resources(document: Document) -> None:
    """See that the document has every file that its parts and its stylesheet show.

    Raises:
        ExporterError: it has not; all files that are missing are told.
    """
    shown = {match["name"] for part in document.parts for match in SOURCE.finditer(part.html)}
    named = {match["name"] for match in CSS_URL.finditer(document.stylesheet)}
    missing = sorted((shown | named) - document.resources.keys())
    if missing:
        raise ExporterError([missing_resource(name) for name in missing])


def missing_resource(name: str) -> Diagnostic:
    """Tell that the markup or the stylesheet refers to what is no resource."""
    return Diagnostic(
        rule="missing-resource",
        severity=Severity.ERROR,
        message=f"the document refers to {name!r}, which is not among its resources",
        hint="add the file to the layout, or name it as the layout does",
    )


def _metadata(document: Document) -> Iterator[str]:
    """The names HTML registers for metadata: https://html.spec.whatwg.org/multipage/semantics.html#standard-metadata-names."""
    metadata = document.metadata
    named = [("author", person.name) for person in metadata.authors]
    named += [("description", metadata.description), ("keywords", ", ".join(metadata.keywords))]
    for name, content in named:
        if content:
            yield f'<meta name="{name}" content="{escape(content)}"/>\n'
