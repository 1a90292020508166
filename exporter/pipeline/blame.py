"""Where a choice stands that a layout cannot meet: in the table of the edition that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Edition

RULES = frozenset(
    {
        "impossible-fold",
        "impossible-sheet",
        "invalid-value",
        "missing-narration",
        "missing-publisher",
        "unknown-engine",
        "unknown-fold",
        "unknown-layout",
        "unknown-option",
        "unknown-paper",
        "unknown-profile",
        "unknown-token",
        "unsupported-fold",
        "unsupported-format",
    }
)
"""What a layout, a fold or a sheet has against the choices of an edition; they do not know whose these are."""


def placed(edition: Edition, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Name the edition, its file and its line in findings about its choices that name no file themselves."""
    for finding in findings:
        if finding.path or finding.rule not in RULES or not edition.path:
            yield finding
        else:
            message = f"edition {edition.name!r}: {finding.message}"
            yield replace(finding, message=message, path=edition.path, line=edition.line)


@contextmanager
def on(edition: Edition) -> Iterator[None]:
    """Place what is raised within."""
    try:
        yield
    except ExporterError as error:
        raise ExporterError(placed(edition, error.diagnostics)) from error
