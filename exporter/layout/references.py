"""What a layout's manifest names, held against what there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from exporter import validation
from exporter.errors import ExporterError
from exporter.layout import limits
from exporter.layout.values import Layout, Token
from exporter.model import Diagnostic, Severity
from exporter.sheets.patterns import PATTERNS


class Reference(NamedTuple):
    """Something that a manifest names."""

    user: str
    """Who names it."""
    name: str
    known: Collection[str]
    """All there are of its kind."""
    rule: str
    """That it breaks where there is none of this name."""


def check(layout: Layout) -> None:
    """See that everything is there that the manifest names.

    Raises:
        ExporterError: a template, token, asset, paper or fold does not exist, a token follows from itself, or has
            a value beyond its limits.
    """
    faults = [_unknown(one, layout.path) for one in _references(layout) if one.name not in one.known]
    if not faults:
        faults = [
            Diagnostic("circular-token", Severity.ERROR, f"token {name!r} follows from itself", path=layout.path)
            for name in layout.tokens
            if _is_circular(name, layout.tokens, ())
        ]
        faults += [
            Diagnostic("invalid-value", Severity.ERROR, message, hint, layout.path)
            for message, hint in limits.faults(layout)
        ]
    if faults:
        raise ExporterError(faults)


def _references(layout: Layout) -> Iterator[Reference]:
    for part in layout.parts:
        yield Reference(f"part {part.kind!r}", part.template, layout.templates, rule="unknown-template")
    for token in layout.tokens.values():
        for name in token.derivation.tokens if token.derivation else ():
            yield Reference(f"token {token.name!r}", name, layout.tokens, rule="unknown-token")
    for icon in layout.icons.values():
        yield Reference(f"icon {icon.name!r}", icon.colour, layout.tokens, rule="unknown-token")
    for face in layout.fonts:
        yield Reference(f"font {face.family!r}", face.file, layout.assets, rule="unknown-asset")
    for paper in layout.papers.values():
        for name in paper.tokens:
            yield Reference(f"paper {paper.name!r}", name, layout.tokens, rule="unknown-token")
    if layout.papers and layout.formats:
        yield Reference("the layout", layout.paper, layout.papers, rule="unknown-paper")
    if layout.fold:
        yield Reference("the layout", layout.fold, PATTERNS, rule="unknown-fold")


def _unknown(reference: Reference, path: str) -> Diagnostic:
    kind = reference.rule.removeprefix("unknown-")
    message = f"{reference.user} names {kind} {reference.name!r}, which does not exist"
    hint = validation.nearest(reference.name, list(reference.known))
    return Diagnostic(reference.rule, Severity.ERROR, message, hint, path)


def _is_circular(name: str, tokens: Mapping[str, Token], seen: tuple[str, ...]) -> bool:
    derivation = tokens[name].derivation
    if name in seen or derivation is None:
        return name in seen
    return any(_is_circular(other, tokens, (*seen, name)) for other in derivation.tokens)
