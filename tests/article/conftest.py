"""Articles for the tests of the parse stage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exporter import article, source
from exporter.model import Article, Clinic, Diagnostic

CLINIC = Clinic(
    name="Example Clinic",
    phone="+1 212 555 0100",
    email="hello@example.org",
    url="https://example.org",
    address=("1 Example Street", "Springfield"),
)
Parsed = tuple[Article, tuple[Diagnostic, ...]]
Parse = Callable[[str], Parsed]


@pytest.fixture(scope="session")
def parse() -> Parse:
    """Parse an article for a `screen` edition of the layout `brochure`; without front matter its title is `Example`."""

    def parsed(text: str) -> Parsed:
        text = text if text.startswith("---") else f"---\ntitle: Example\n---\n{text}"
        read, found = source.read(text.encode(), "article.md")
        value, findings = article.parse(
            read,
            clinic=CLINIC,
            selection=frozenset({"screen", "brochure"}),
            known=frozenset({"screen", "epub", "html", "brochure", "ebook"}),
            variables={"ward": "Day surgery"},
        )
        return value, (*found, *findings)

    return parsed
