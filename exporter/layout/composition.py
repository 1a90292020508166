"""From an article, a clinic and a layout to a document: the stage itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, count

from exporter import characters, direction, validation
from exporter.errors import ExporterError
from exporter.layout import context as contexts
from exporter.layout import fonts, markup, mathematics, panels, styles, subsets, templates, words
from exporter.layout.context import Pictures, Section, Text
from exporter.layout.styles import Choices
from exporter.layout.values import Layout, PartRule, Request
from exporter.model import Article, Clinic, Diagnostic, Document, Medium, Metadata, Part, Resource, Severity

MONOSPACED = re.compile(r"<(?:code|pre|kbd|samp)\b")
MONOSPACED_TOKEN = "font-mono"  # noqa: S105 - a design token


def compose(
    article: Article, clinic: Clinic, layout: Layout, request: Request
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Lay out the article; see `exporter.layout.compose`."""
    choices, findings = styles.choose(layout, clinic, request)
    if request.medium is Medium.PRINT:
        way = direction.of_language(article.metadata.language)
        choices = replace(choices, fold=panels.plan(layout, request, choices.paper, way))
    context, pictures, found = contexts.build(article, clinic, layout, request, choices)
    findings += found
    parts = tuple(_parts(layout, request.medium, context))
    if not parts:
        raise ExporterError([*findings, _no_parts(layout, request.medium)])
    selection = _fonts(layout, choices, parts, request)
    findings += tuple(_missing_characters(article, clinic, layout, selection.missing))
    stylesheet = styles.stylesheet(layout, choices, request.medium, selection.faces)
    formulas = fonts.NONE if request.medium is Medium.PRINT else mathematics.font(parts, request.medium)
    stylesheet += "".join(f"\n{styles.font_face(face)}\n{mathematics.STYLE}" for face in formulas.faces)
    images = _images(parts, stylesheet, layout, pictures)
    metadata = article.metadata
    spoken = words.spoken(layout.words, metadata.language)
    document = Document(
        medium=request.medium,
        metadata=metadata,
        publisher=clinic.name,
        parts=parts,
        stylesheet=stylesheet,
        resources={**images, **selection.resources, **formulas.resources},
        fonts=(*selection.faces, *formulas.faces),
        outline=article.outline,
        footnotes=article.footnotes,
        language=metadata.language,
        direction=direction.of_language(metadata.language),
        modified=modified(metadata, request.today),
        source_name=article.path.replace("\\", "/").rpartition("/")[2],
        source=article.source,
        words=words.own(layout.words, spoken)[0],
        words_language=spoken,
        cover_image=_cover_image(context, images),
        certification=clinic.certification,
    )
    return document, findings


def modified(metadata: Metadata, today: date) -> date:
    """The date a file may bear: the latest that the article gives of its own text, or today."""
    return metadata.modified or metadata.published or metadata.reviewed or today


@dataclass(frozen=True, slots=True)
class _PartName:
    """What a template knows of the part it makes."""

    kind: str
    name: str
    title: str


def _parts(layout: Layout, medium: Medium, context: Mapping[str, object]) -> Iterator[Part]:
    """The document's parts in the manifest's order; a template that gives nothing leaves its part out."""
    names: set[str] = set()
    for rule in layout.parts:
        if medium not in rule.mediums:
            continue
        for section in _repeats(rule, context):
            kind = (section and section.kind) or rule.kind
            name = _name(kind, section, names)
            part = _PartName(kind, name, _title(rule, section, context))
            own = {"part": part} | ({"section": section} if section else {})
            html = templates.render(layout, rule.template, {**context, **own})
            if html:
                names.add(name)
                _check(html, layout, rule)
                yield Part(kind, name, part.title, html)


def _repeats(rule: PartRule, context: Mapping[str, object]) -> tuple[Section | None, ...]:
    text = context["text"]
    return text.sections if rule.split and isinstance(text, Text) else (None,)


def _name(kind: str, section: Section | None, taken: set[str]) -> str:
    stem = kind if section is None else f"{kind}-{section.number:02}"
    return next(name for name in chain([stem], (f"{stem}-{number}" for number in count(2))) if name not in taken)


def _title(rule: PartRule, section: Section | None, context: Mapping[str, object]) -> str:
    known, metadata = context["words"], context["meta"]
    if rule.title and isinstance(known, Mapping):
        return str(known.get(rule.title, rule.title))
    if section and section.title:
        return section.title
    return metadata.title if isinstance(metadata, Metadata) else ""


def _check(html: str, layout: Layout, rule: PartRule) -> None:
    try:
        markup.check(html)
    except markup.Malformed as error:
        lines = html.splitlines()
        near = lines[error.line - 1].strip()[:60] if error.line <= len(lines) else ""
        diagnostic = Diagnostic(
            rule="malformed-template",
            severity=Severity.ERROR,
            message=f"part {rule.kind!r} is not well-formed XHTML: {error}, near {near!r}",
            hint="close every element, and let one element hold all others",
            path=layout.templates[rule.template].path,
        )
        raise ExporterError([diagnostic]) from error


def _no_parts(layout: Layout, medium: Medium) -> Diagnostic:
    mediums = sorted({each.value for rule in layout.parts for each in rule.mediums})
    return Diagnostic(
        rule="no-parts",
        severity=Severity.ERROR,
        message=f"layout {layout.name!r} has no parts for the medium {medium.value!r}",
        hint=validation.nearest(medium.value, mediums),
        path=layout.path,
    )


def _fonts(layout: Layout, choices: Choices, parts: tuple[Part, ...], request: Request) -> fonts.Selection:
    """The faces that the layout's font tokens name and the text needs; none where they are not to be embedded."""
    if request.medium is not Medium.PRINT and not request.embed_fonts:
        return fonts.NONE
    monospaced = any(MONOSPACED.search(part.html) for part in parts)
    families = [
        choices.tokens[name]
        for name, token in layout.tokens.items()
        if token.kind == "font" and (monospaced or name != MONOSPACED_TOKEN)
    ]
    wanted = frozenset().union(*(mathematics.FORMULA.sub("", part.html) for part in parts))
    selection = fonts.select(families, wanted, own=fonts.own(layout))
    if request.medium is Medium.PRINT:
        return selection
    return subsets.reduced(selection, wanted | fonts.COMMON, request.medium)


def _missing_characters(
    article: Article, clinic: Clinic, layout: Layout, missing: frozenset[str]
) -> Iterator[Diagnostic]:
    if missing:
        path, line = _place(article, clinic, layout, missing)
        yield characters.missing(missing, Severity.WARNING, path, line)


def _place(article: Article, clinic: Clinic, layout: Layout, missing: frozenset[str]) -> tuple[str, int | None]:
    """The file, and the line if it is known, in which one of the characters stands first."""
    written = [(block.line, block.html) for block in article.blocks]
    written += [(note.line, note.html) for note in article.footnotes]
    line = next((line for line, html in written if not missing.isdisjoint(html)), None)
    if line is not None:
        return article.path, line
    told = (clinic.name, clinic.tagline, clinic.phone, clinic.email, clinic.emergency, *clinic.address, *clinic.hours)
    if not missing.isdisjoint("".join(told)):
        return clinic.path, None
    return words.place(layout.words, article.metadata.language, missing) or (article.path, None)


def _images(parts: tuple[Part, ...], stylesheet: str, layout: Layout, pictures: Pictures) -> dict[str, Resource]:
    """Those pictures that the markup or the stylesheet refers to; a stylesheet may name assets as `images/name`."""
    markups = [part.html for part in parts]
    used = {url: resource for url, resource in sorted(pictures.known.items()) if any(url in html for html in markups)}
    assets = {f"images/{name}": asset for name, asset in layout.assets.items()}
    return used | {url: asset for url, asset in assets.items() if url in stylesheet}


def _cover_image(context: Mapping[str, object], images: Mapping[str, Resource]) -> str:
    cover = context["cover"]
    return cover.url if isinstance(cover, contexts.Picture) and cover.url in images else ""
