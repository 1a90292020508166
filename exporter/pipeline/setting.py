"""From a job's materials to a document, and for print to pages: as the layout has it, or fitted to their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from exporter.errors import ExporterError
from exporter.model import Article, Copyfit, Diagnostic, Document, Medium, Severity, Typeset
from exporter.pipeline import balance, blame, copyfit, identity
from exporter.pipeline.gather import Materials
from exporter.pipeline.job import Overset, Settings
from exporter.pipeline.stopwatch import STOPPED, Stopwatch
from exporter.pipeline.suitability import TEXT_SIZE
from exporter.sheets.folds import Fold, Folding

if TYPE_CHECKING:
    from exporter.layout import Request

MISSING_GLYPH = "missing-glyph"
DRAFT = """
body::before {
  content: "DRAFT: overset"; position: fixed; z-index: 9; top: 40%; left: 0; right: 0; text-align: center;
  font: 600 34pt/1 var(--font-body); color: #b3261e; opacity: 0.4;
}
"""
"""Across every page: what is fixed is drawn on each of them."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be set: an article of a job, and how the run wants it."""

    materials: Materials
    article: Article
    settings: Settings
    findings: list[Diagnostic] = field(default_factory=list)
    """What is found on the way is added here."""
    watch: Stopwatch = STOPPED


def compose(order: Order, medium: Medium, tokens: Mapping[str, str] | None = None) -> Document:
    """Lay the article out for a medium; `tokens` go before those of the edition."""
    from exporter import layout

    materials = order.materials
    with order.watch.span(f"lay out {medium}"), blame.on(materials.job.edition):
        request = _request(order, medium, tokens or {})
        document, found = layout.compose(order.article, materials.clinic, materials.layout, request)
    order.findings.extend(found)
    if medium is Medium.PRINT:
        return replace(document, identifier=identity.of_print(document, materials.job.edition.name))
    return document


def _request(order: Order, medium: Medium, tokens: Mapping[str, str]) -> Request:
    from exporter import layout

    edition, is_print = order.materials.job.edition, medium is Medium.PRINT
    return layout.Request(
        medium=medium,
        today=order.settings.today,
        images=order.materials.images[medium],
        paper=edition.paper if is_print else "",
        fold=edition.printed.fold if is_print else "",
        folding=Folding(edition.printed.orientation, edition.printed.stock_gsm, edition.printed.shave_mm),
        tokens={**edition.tokens, **tokens},
        options=edition.options,
        embed_fonts=edition.embed_fonts,
    )


def typeset(order: Order, document: Document) -> Typeset:
    """Set a document on pages.

    Raises:
        ExporterError: something is missing from the pages.
    """
    from exporter.backends import pdf

    with order.watch.span("typeset"):
        outcome = pdf.typeset(document)
    return accepted(order, outcome)


def accepted(order: Order, outcome: tuple[Typeset, Sequence[Diagnostic]]) -> Typeset:
    """What has been set, once its findings are told.

    Raises:
        ExporterError: something is missing from the pages.
    """
    master, found = outcome
    order.findings[:] = _once(order.findings, found)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise ExporterError(order.findings)
    return master


def _once(known: Sequence[Diagnostic], found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """All findings; what the layout has warned of and the pages confirm is told once, where the layout has found it."""
    warned = {finding.message: finding for finding in known if finding.rule == MISSING_GLYPH}
    confirmed = {finding.message for finding in found if finding.rule == MISSING_GLYPH}
    kept = [finding for finding in known if finding.rule != MISSING_GLYPH or finding.message not in confirmed]
    return kept + [_placed(finding, warned.get(finding.message)) for finding in found]


def _placed(finding: Diagnostic, warned: Diagnostic | None) -> Diagnostic:
    return finding if warned is None else replace(finding, path=warned.path, line=warned.line)


def on_pages(order: Order) -> tuple[Document, Typeset]:
    """Lay the article out for print and set it, fitted to its pages where the edition asks for that.

    Raises:
        ExporterError: the text does not fit, and a draft of it was not asked for.
    """
    limits, most = order.materials.job.edition.copyfit, _most_pages(order)
    if limits is None:
        fit = _as_laid_out(order, most)
    elif most:
        fit = _fitted(order, limits, most)
    else:
        raise ExporterError([*order.findings, *blame.placed(order.materials.job.edition, [_endless()])])
    if fit.fits:
        best = _balanced(order, fit.trial, most)
        return best.document, best.master
    finding = copyfit.overset(fit.trial, order.article, most, _remedies(order, fit.trial, most))
    if order.settings.overset is Overset.REFUSE:
        raise ExporterError([*order.findings, finding])
    order.findings.append(replace(finding, severity=Severity.WARNING))
    marked = replace(fit.trial.document, stylesheet=fit.trial.document.stylesheet + DRAFT)
    return marked, typeset(order, marked)


def _balanced(order: Order, trial: copyfit.Trial, most: int) -> copyfit.Trial:
    """The text on all the panels there are, where it would leave some blank and the layout can leave its foot free."""
    folded, edition = fold(order), order.materials.job.edition
    if folded is None or balance.FOOT not in order.materials.layout.tokens or balance.FOOT in edition.tokens:
        return trial
    size = {TEXT_SIZE: f"{trial.size_pt:g}pt"} if edition.copyfit else {}

    def again(foot_mm: float) -> copyfit.Trial:
        own = replace(order, findings=[])
        document = compose(own, Medium.PRINT, {**size, balance.FOOT: f"{foot_mm:.1f}mm"})
        return copyfit.Trial(trial.size_pt, document, typeset(own, document))

    fixed = len(folded.panels) - len(folded.numbers("text"))
    return balance.spread(trial, (most, fixed), folded.sheet.height_mm, again)


def fold(order: Order) -> Fold | None:
    """How the paper is folded; None for a layout without panels.

    Raises:
        ExporterError: it cannot be folded so.
    """
    from exporter import layout

    with blame.on(order.materials.job.edition):
        request = _request(order, Medium.PRINT, {})
        return layout.fold(order.materials.layout, request, order.article.metadata.language)


def _most_pages(order: Order) -> int:
    """How many pages there may be: as the edition says, else as many as the fold has panels; 0 for any number."""
    limits = order.materials.job.edition.copyfit
    if limits is not None and limits.pages:
        return limits.pages
    folded = fold(order)
    return len(folded.panels) if folded else 0


def _as_laid_out(order: Order, most: int) -> copyfit.Fit:
    """Set the text once, at the layout's own size."""
    document = compose(order, Medium.PRINT)
    edition, chosen = order.materials.job.edition, order.materials.layout
    paper = chosen.papers.get(edition.paper or chosen.paper)
    tokens = {name: token.value for name, token in chosen.tokens.items()}
    tokens |= {**(paper.tokens if paper else {}), **edition.tokens}
    trial = copyfit.Trial(copyfit.size_pt(tokens), document, typeset(order, document))
    return copyfit.Fit(trial, fits=not most or trial.pages <= most)


def _fitted(order: Order, limits: Copyfit, most: int) -> copyfit.Fit:
    found: dict[float, list[Diagnostic]] = {}

    def trial(size_pt: float) -> copyfit.Trial:
        own = replace(order, findings=found.setdefault(size_pt, []))
        document = compose(own, Medium.PRINT, {TEXT_SIZE: f"{size_pt:g}pt"})
        return copyfit.Trial(size_pt, document, typeset(own, document))

    fit = copyfit.search(limits, most, trial)
    order.findings.extend(found[fit.trial.size_pt])
    return fit


def _endless() -> Diagnostic:
    message = "copyfit does not say how many pages there may be"
    return Diagnostic("invalid-value", Severity.ERROR, message, "add 'pages', since the layout has no panels")


def _remedies(order: Order, trial: copyfit.Trial, pages: int) -> Sequence[str]:
    """Papers of the layout on which the text would fit, judged by area."""
    papers = order.materials.layout.papers
    own = papers.get(order.materials.job.edition.paper or order.materials.layout.paper)
    if own is None:
        return ()
    needed = own.width_mm * own.height_mm * trial.pages / pages
    larger = sorted((paper.width_mm * paper.height_mm, name) for name, paper in papers.items())
    return [f"use paper = {name!r}" for area, name in larger if area >= needed][:1]
