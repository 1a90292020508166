"""The steps of the parse stage, in their order."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from exporter import direction
from exporter.article import (
    blocks,
    charts,
    dialect,
    figures,
    headings,
    indentation,
    lines,
    links,
    marks,
    names,
    notes,
    passages,
    places,
    sanitise,
    shape,
    shortcodes,
    tables,
    tasks,
    terms,
    typography,
    variables,
    writer,
)
from exporter.article.findings import Findings
from exporter.article.formulas import titles, written
from exporter.article.formulas.placing import Formulas
from exporter.article.lines import Fence
from exporter.article.markup import PHRASING
from exporter.article.passages import Selection
from exporter.article.variables import Expanded
from exporter.model import Article, Clinic, Diagnostic, Footnote, Source


def parse(
    source: Source, clinic: Clinic, selection: Selection, given: Mapping[str, object]
) -> tuple[Article, tuple[Diagnostic, ...]]:
    """Parse an article; see `exporter.article.parse`."""
    findings = Findings(source.path)
    try:
        root, read = _tree(source, clinic, selection, given, findings)
        charts.place(root, read.fences, source, findings)
        article = _article(source, root, read, findings)
    except RecursionError:
        message = "quotations, lists or other blocks are nested too deeply to be read"
        findings.error("too-deeply-nested", message, source.body_line, "nest fewer blocks in one another")
        findings.raise_errors()
        raise
    findings.raise_errors()
    return article, findings.all()


@dataclass(frozen=True, slots=True)
class _Read:
    """What the lines held besides the text."""

    fences: Sequence[Fence]
    expanded: Expanded
    formulas: Formulas


def _tree(
    source: Source, clinic: Clinic, selection: Selection, given: Mapping[str, object], findings: Findings
) -> tuple[ET.Element, _Read]:
    """From the body to a clean tree, whose elements carry the lines of the file they begin on.

    Raises:
        ExporterError: a passage or a variable is wrong: what follows from it would only confuse.
    """
    language = source.metadata.language
    body = lines.number(source.body.rstrip(), source.body_line)
    body, fences = lines.without_fences(body, findings)
    body = lines.without_blanks(lines.without_comments(body))
    body = passages.select(body, selection, findings)
    body, found = written.take(body, fences, findings)
    expanded = variables.expand(body, names.of(source.metadata, clinic, given), findings)
    findings.raise_errors()
    objects = dialect.Objects(fences, found)
    parsed = dialect.parse(places.marked(indentation.normalise(expanded.lines)), objects, language, findings)
    html = writer.write(parsed, expanded, direction.of_language(language), findings)
    root = sanitise.tree(written.restored(html, found))[0]
    formulas = Formulas(found, language, findings)
    formulas.read(root)
    shape.tidy(root, findings)
    return root, _Read(fences, expanded, formulas)


def _article(source: Source, root: ET.Element, read: _Read, findings: Findings) -> Article:
    """From the tree to blocks, outline, notes and references."""
    language = source.metadata.language
    tasks.mark(root, language)
    shortcodes.read(root, findings)
    figures.make(root)
    tables.complete(root)
    typography.set_type(root, language)
    notes.flatten_headings(root)
    headings.level(root, findings)
    anchors = headings.identify(root)
    outline = headings.outline(root)
    taken = notes.take(root, findings)
    trees = (root, *(note.element for note in taken))
    references = [link for tree in trees for link in links.settle(tree, anchors, read.expanded, findings)]
    images = [image for tree in trees for image in figures.collect(tree, findings)]
    index = tuple(terms.indexed(root, findings))
    for tree in trees:
        read.formulas.place(tree)
        _clear(tree)
    explained = tuple(term for tree in trees for term in terms.explained(tree))
    return Article(
        path=source.path,
        metadata=replace(source.metadata, title=titles.in_words(source.metadata.title, language, findings)),
        blocks=blocks.make(root, source.body_line),
        outline=outline,
        images=tuple(images),
        footnotes=tuple(_footnote(note, source.body_line) for note in taken),
        references=tuple(references),
        source=source.data,
        terms=explained,
        index=index,
    )


def _footnote(note: notes.Note, first_line: int) -> Footnote:
    return Footnote(
        label=str(note.number),
        anchor=note.anchor,
        html="".join(blocks.xhtml(child) for child in note.element),
        references=tuple(note.references),
        line=blocks.line(note.element) or first_line,
    )


def _clear(tree: ET.Element) -> None:
    """Take out the marks that no step has read, and the lines of what stands within a text: its block has one."""
    for element in tree.iter():
        if element.tag in PHRASING:
            element.attrib.pop("data-line", None)
        for name, value in element.items():
            if marks.ANY.search(value):
                element.set(name, marks.ANY.sub("", value))
