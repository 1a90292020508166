"""An article that holds everything an article can, as the article stage gives it, and documents made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from exporter import layout
from exporter.model import (
    Article,
    Block,
    Clinic,
    Colour,
    Document,
    Footnote,
    Heading,
    ImageReference,
    Medium,
    Metadata,
    Part,
    Person,
    Resource,
)

NOTE = '<sup class="noteref-mark"><a class="noteref" role="doc-noteref" href="#_fn-1" id="_fnref-1">1</a></sup>'
KINDS = ("emergency", "urgent", "warning", "info", "tip", "do", "dont")
CALLOUT = (
    '<div class="callout callout-{kind}" role="note" id="_line-{kind}"><p class="callout-title">'
    '<span class="callout-label">{kind}</span> <span class="callout-heading">Call us</span></p>'
    '<p>When <a href="https://example.org/">in doubt</a>.</p></div>'
)
TABLE = (
    '<table id="_table"><caption>What is given</caption><thead><tr><th scope="col">Dose</th>'
    '<th class="align-right" scope="col">Time</th></tr></thead>'
    '<tbody><tr><td>0.5 mg</td><td class="align-right">40 minutes in a chair</td></tr></tbody></table>'
)
WIDE = "<table><tbody><tr>" + "<td>pneumonia</td>" * 12 + "</tr></tbody></table>"
FIGURE = '<figure id="_figure"><img src="leaf.png" alt="A leaf"/><figcaption>It is green.</figcaption></figure>'
DECORATION = '<figure><img src="leaf.png" alt="" role="presentation"/></figure>'
TASKS = (
    '<ul><li class="task task-done"><span class="task-box" role="img" aria-label="done">☑</span> asked</li>'
    '<li class="task"><span class="task-box" role="img" aria-label="to do">☐</span> signed</li></ul>'
)
CODE = '<pre class="highlight"><code class="language-xml">&lt;p xmlns="http://www.w3.org/1999/xhtml"&gt;</code></pre>'
REST = (
    '<dl><dt>Infusion</dt><dd>Given slowly.</dd></dl><blockquote id="quote"><p>Gone the next day.</p></blockquote>'
    '<div class="page-break"></div><hr/><p class="tagline">A <abbr title="magnetic">MRI</abbr> for <em>all</em>.</p>'
)
BLOCKS: tuple[tuple[str, str, str], ...] = (
    ("paragraph", "_line-1", f'<p id="_line-1">Before any heading.{NOTE}</p>'),
    *(("callout", f"_line-{kind}", CALLOUT.format(kind=kind)) for kind in KINDS),
    ("heading", "contents", '<h2 id="contents">Contents &amp; signs</h2>'),
    ("heading", "deeper", '<h3 id="deeper">Deeper</h3>'),
    ("heading", "deepest", '<h4 id="deepest">Deepest</h4>'),
    ("table", "_table", TABLE),
    ("html", "_wide", f'<div id="_wide">{WIDE}</div>'),
    ("heading", "notes", '<h2 id="notes">Notes</h2>'),
    ("list", "_list", f'<div id="_list">{TASKS}</div>'),
    ("figure", "_figure", FIGURE),
    ("figure", "_decoration", f'<div id="_decoration">{DECORATION}</div>'),
    ("code", "_code", f'<div id="_code">{CODE}</div>'),
    ("html", "_rest", f'<div id="_rest">{REST}</div>'),
    ("heading", "more", '<h3 id="more">More</h3>'),
    ("paragraph", "_last", '<p id="_last">See <a href="#contents">the signs</a>.</p>'),
)
OUTLINE = (
    Heading(2, "Contents & signs", "contents", 20),
    Heading(3, "Deeper", "deeper", 22),
    Heading(4, "Deepest", "deepest", 24),
    Heading(2, "Notes", "notes", 30),
    Heading(3, "More", "more", 40),
)
METADATA = Metadata(
    "After “it” & <before>",
    subtitle="The first week",
    description="What to expect & when to call",
    language="en-GB",
    authors=(Person("Example Clinic"),),
    reviewers=(Person("Example Reviewer", "Nurse"),),
    keywords=("surgery", "recovery"),
    published=date(2026, 1, 31),
    version="1.2",
    identifier="https://example.org/after?a=1&b=2",
    cover=ImageReference("leaf.png", "A leaf on a table"),
)
CLINIC = Clinic(
    "Example Clinic",
    tagline="Close to home",
    logo=ImageReference("leaf.png", ""),
    colours={"primary": Colour("#17606e"), "accent": Colour("#c8742a")},
    phone="+1 212 555 0100",
    email="hello@example.org",
    address=("1 Example Street", "New York, NY 10001"),
    hours=("Monday to Friday",),
    url="https://example.org/",
    emergency="Call 911.",
)

Compose = Callable[..., Document]


def picture() -> Resource:
    stream = BytesIO()
    Image.new("RGB", (600, 900), "teal").save(stream, "PNG")
    return Resource(stream.getvalue(), "image/png", 600, 900)


@pytest.fixture(scope="session")
def everything() -> Article:
    blocks = tuple(Block(html, kind, anchor, line) for line, (kind, anchor, html) in enumerate(BLOCKS, start=1))
    note = Footnote("1", "_fn-1", '<p>A <a href="https://example.org/study">study</a>.</p>', ("_fnref-1",), 9)
    return Article("after.md", METADATA, blocks, OUTLINE, (), (note,), (), b"source")


@pytest.fixture(scope="session")
def compose(everything: Article) -> Compose:
    """Lay the article out by a shipped layout with `options`; keywords change its front matter, `fonts` embeds them."""

    def composed(
        medium: Medium,
        *,
        article: Article = everything,
        fonts: bool = False,
        options: Mapping[str, str | bool | float] | None = None,
        **changes: object,
    ) -> Document:
        changed = replace(article, metadata=replace(article.metadata, **changes))  # type: ignore[arg-type]  # of names known only when called
        request = layout.Request(
            medium, date(2026, 2, 3), {"leaf.png": picture()}, options=options or {}, embed_fonts=fonts
        )
        chosen, _ = layout.load("ebook" if medium is Medium.BOOK else "brochure", [])
        document, findings = layout.compose(changed, CLINIC, chosen, request)
        assert findings == ()
        return document

    return composed


@pytest.fixture(scope="session")
def small() -> Compose:
    """A document of the parts given as `(kind, title, html)`, without a layout; keywords are its other fields."""

    def document(*parts: tuple[str, str, str], medium: Medium = Medium.BOOK, **fields: object) -> Document:
        values: Mapping[str, object] = {
            "metadata": Metadata("A title"),
            "publisher": "",
            "stylesheet": "p { color: red }",
            "resources": {"images/leaf.png": picture()},
            "fonts": (),
            "outline": (),
            "footnotes": (),
            "language": "en",
            "direction": "ltr",
            "modified": date(2026, 1, 2),
            "source_name": "a.md",
            "source": b"",
            **fields,
        }
        made = tuple(Part(kind, f"{kind}-{n}", title, html) for n, (kind, title, html) in enumerate(parts, start=1))
        return Document(medium=medium, parts=made, **values)  # type: ignore[arg-type]

    return document
