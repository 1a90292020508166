"""What templates can use; REFERENCE.md tells it name by name, and a test compares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from markupsafe import Markup

from exporter import dates, direction
from exporter.layout import art, backmatter, charts, colours, markup, qr, words
from exporter.layout.drawing import Pen
from exporter.layout.styles import Choices
from exporter.layout.values import Layout, OptionValue, Request
from exporter.model import (
    Article,
    Block,
    Clinic,
    Diagnostic,
    Footnote,
    Heading,
    ImageReference,
    Medium,
    Resource,
    Severity,
)

PRINTED_CHART, SHOWN_CHART = "chart", "chart-screen"
"""Tokens of the colour that charts and icon arrays are drawn in, on paper and on screens."""

REFERENCES = "references"
"""Kind of a section that lists sources."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the document."""

    url: str
    alternative: str
    width: int
    """Pixels, or units of a drawing; 0 where it has no size of its own."""
    height: int


@dataclass(frozen=True, slots=True)
class Section:
    """What stands between two level-2 headings."""

    title: str
    """Empty for what stands before the first one."""
    anchor: str
    number: int
    """0 for what stands before the first heading, then from 1."""
    html: Markup
    """The heading and all blocks."""
    heading: Markup
    """The heading alone."""
    body: Markup
    """The blocks without the heading."""
    kind: str = ""
    """`references` where the author says that it is a list of sources."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote, ready to be set."""

    label: str
    anchor: str
    html: Markup
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """The article's text."""

    html: Markup
    sections: tuple[Section, ...]
    outline: tuple[Heading, ...]
    """Without headings of level 1."""
    notes: tuple[Note, ...]
    glossary: tuple[backmatter.Entry, ...] = ()
    """Empty where the layout's option `glossary` does not ask for it."""
    index: tuple[backmatter.IndexEntry, ...] = ()
    """Empty where the layout's option `index` does not ask for it."""


@dataclass(slots=True)
class Pictures:
    """The images a document may refer to, collected as its templates ask for them."""

    layout: Layout
    tokens: Mapping[str, str]
    seed: str
    known: dict[str, Resource] = field(default_factory=dict)

    def add(self, resource: Resource, alternative: str) -> Picture:
        """Make a resource a picture of the document."""
        url = markup.image_name(resource)
        self.known[url] = resource
        return Picture(url, alternative, resource.width_px, resource.height_px)

    def art(self, width: float, height: float) -> Picture:
        """Draw a cover for the article."""
        return self.add(art.cover(self.seed, self.tokens, (width, height)), "")

    def hills(self, width: float, height: float) -> Picture:
        """Draw the cover's ridges as a band."""
        return self.add(art.hills(self.seed, self.tokens, (width, height)), "")

    def qr(self, text: str) -> Picture:
        """Draw a QR code; its alternative text says what it holds."""
        return self.add(qr.draw(text), f"QR code: {text}")

    def asset(self, name: str) -> Picture:
        """Take a file of the layout's folder `assets`.

        Raises:
            LookupError: there is none of this name; the template is told.
        """
        if name not in self.layout.assets:
            raise LookupError(f"the layout has no asset {name!r}")
        return self.add(self.layout.assets[name], "")


def text(
    article: Article, images: Mapping[str, Resource], pen: Pen, options: Mapping[str, OptionValue]
) -> tuple[Text, tuple[Diagnostic, ...]]:
    """The article's blocks with their images named as resources, and an error for each image that has no resource.

    Charts and risks are drawn with the pen. The layout's options `glossary` and `index` say what stands behind them.
    """
    findings: list[Diagnostic] = []

    def ready(html: str, line: int) -> str:
        written, missing = markup.rewrite(charts.draw(html, pen), images)
        findings.extend(_missing(article, url, line) for url in missing)
        return written

    language = article.metadata.language
    htmls = [ready(block.html, block.line) for block in article.blocks]
    notes = tuple(_note(note, ready(note.html, note.line)) for note in article.footnotes)
    # What is missing in a definition has been told of its block.
    terms = (replace(term, html=markup.rewrite(charts.draw(term.html, pen), images)[0]) for term in article.terms)
    glossary = backmatter.glossary(terms, str(options.get("glossary", "never")), language)
    blocks = [
        (block, Markup(html))  # noqa: S704 - sanitised by the article stage
        for block, html in zip(article.blocks, backmatter.linked(htmls, glossary), strict=True)
    ]
    sections = _cited(_sections(article, blocks))
    outline = tuple(heading for heading in article.outline if heading.level > 1)
    joined = Markup("\n").join(section.html for section in sections)
    index = _index(article, sections) if options.get("index") else ()
    return Text(joined, sections, outline, notes, glossary, index), tuple(findings)


def _cited(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """The sections with their links to sources marked."""
    sources = backmatter.anchors(section.body for section in sections if section.kind == REFERENCES)
    if not sources:
        return sections
    return tuple(
        section
        if section.kind == REFERENCES
        else replace(
            section,
            html=Markup(backmatter.cited(section.html, sources)),  # noqa: S704 - as above
            heading=Markup(backmatter.cited(section.heading, sources)),  # noqa: S704 - as above
            body=Markup(backmatter.cited(section.body, sources)),  # noqa: S704 - as above
        )
        for section in sections
    )


def _index(article: Article, sections: tuple[Section, ...]) -> tuple[backmatter.IndexEntry, ...]:
    titles = {
        anchor: section.title or article.metadata.title
        for section in sections
        for anchor in backmatter.anchors([section.html])
    }
    return backmatter.index(article.index, titles, article.metadata.language)


def _note(note: Footnote, html: str) -> Note:
    return Note(note.label, note.anchor, Markup(html), note.references)  # noqa: S704 - as above


def _missing(article: Article, url: str, line: int) -> Diagnostic:
    return Diagnostic(
        rule="missing-image",
        severity=Severity.ERROR,
        message=f"there is no image {url!r}",
        path=article.path,
        line=next((image.line for image in article.images if image.url == url), line),
    )


def _foreign_words(article: Article, layout: Layout) -> Diagnostic:
    return Diagnostic(
        rule="missing-words",
        severity=Severity.WARNING,
        message=f"the layout {layout.name!r} has no words in {article.metadata.language!r}: its own are in English",
        hint="add a file words/LANGUAGE.po to a layout of the project that extends it",
        path=article.path,
    )


def _sections(article: Article, blocks: list[tuple[Block, Markup]]) -> tuple[Section, ...]:
    titles = {heading.anchor: heading.text for heading in article.outline if heading.level == 2}
    kinds = {heading.anchor: REFERENCES for heading in article.outline if heading.heads_references}
    groups: list[list[tuple[Block, Markup]]] = [[]]
    for block, html in blocks:
        if block.kind == "heading" and block.anchor in titles:
            groups.append([])
        groups[-1].append((block, html))
    sections = []
    for number, group in enumerate(groups):
        if not group:
            continue
        parts = [html for _, html in group]
        heading, body = (parts[0], parts[1:]) if number else (Markup(), parts)
        first = group[0][0].anchor
        newline = Markup("\n")
        sections.append(
            Section(
                titles.get(first, "") if number else "",
                first,
                number,
                newline.join(parts),
                heading,
                newline.join(body),
                kinds.get(first, "") if number else "",
            )
        )
    return tuple(sections)


def picture(reference: ImageReference | None, images: Mapping[str, Resource], pictures: Pictures) -> Picture | None:
    """The logo's or the cover's picture; None where there is none or its bytes were not to be had."""
    resource = images.get(reference.url) if reference else None
    return pictures.add(resource, reference.alternative) if reference and resource else None


def tel(phone: str) -> str:
    """A `tel:` address: digits and a leading plus (RFC 3966); a trunk 0 in brackets is left out."""
    written = re.sub(r"\(0\)", "", phone)
    return "tel:" + ("+" if written.lstrip().startswith("+") else "") + re.sub(r"\D", "", written)


def _pen(article: Article, choices: Choices, request: Request, table: Mapping[str, str], spoken: str) -> Pen:
    """The clinic's colour for drawings: on screens it must be seen on a light ground and on a dark one."""
    language = article.metadata.language
    token = PRINTED_CHART if request.medium is Medium.PRINT else SHOWN_CHART
    foreign = spoken if spoken != language else ""
    return Pen(choices.tokens.get(token, colours.BLACK), table, foreign, language, direction.of_language(language))


def build(
    article: Article, clinic: Clinic, layout: Layout, request: Request, choices: Choices
) -> tuple[dict[str, object], Pictures, tuple[Diagnostic, ...]]:
    """What every template of the document can use, and the pictures it may end up with."""
    metadata = article.metadata
    pictures = Pictures(layout, choices.tokens, metadata.identifier or metadata.title)
    pictures.known.update((markup.image_name(resource), resource) for resource in request.images.values())
    table, told = words.table(layout.words, metadata.language)
    spoken = words.spoken(layout.words, metadata.language)
    body, findings = text(article, request.images, _pen(article, choices, request, table, spoken), choices.options)
    findings = (*told, *findings)
    table["lang"] = ""
    if spoken != metadata.language:
        findings = (*findings, _foreign_words(article, layout))
        table["lang"] = Markup(' lang="{0}" xml:lang="{0}"').format(spoken)

    def day(value: date | None) -> str:
        return dates.written(value, spoken) if value else ""

    context: dict[str, object] = {
        "meta": metadata,
        "clinic": clinic,
        "text": body,
        "words": table,
        "options": dict(choices.options),
        "tokens": dict(choices.tokens),
        "paper": choices.paper,
        "fold": choices.fold,
        "medium": request.medium.value,
        "language": metadata.language,
        "direction": direction.of_language(metadata.language),
        "cover": picture(metadata.cover, request.images, pictures),
        "logo": picture(clinic.logo, request.images, pictures),
        "tel": tel,
        "day": day,
        "art": pictures.art,
        "hills": pictures.hills,
        "qr": pictures.qr,
        "asset": pictures.asset,
    }
    return context, pictures, findings
