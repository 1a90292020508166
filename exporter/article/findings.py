"""Findings are gathered while the article is read and handed out together."""

from __future__ import annotations

from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity


class Findings:
    """The findings about one article, in the order they were made; the same one is kept once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._found: dict[Diagnostic, None] = {}

    def error(self, rule: str, message: str, line: int | None, hint: str = "") -> None:
        """Note that the file would be wrong or unsafe."""
        self._found[Diagnostic(rule, Severity.ERROR, message, hint, self.path, line)] = None

    def warning(self, rule: str, message: str, line: int | None, hint: str = "") -> None:
        """Note that something was degraded without loss."""
        self._found[Diagnostic(rule, Severity.WARNING, message, hint, self.path, line)] = None

    def include(self, others: Findings) -> None:
        """Take over what was found in a file that the article names."""
        self._found.update(others._found)

    def all(self) -> tuple[Diagnostic, ...]:
        """Every finding, by line."""
        return tuple(sorted(self._found, key=lambda finding: finding.line or 0))

    def raise_errors(self) -> None:
        """Stop where there is an error.

        Raises:
            ExporterError: with all findings.
        """
        if any(finding.severity is Severity.ERROR for finding in self._found):
            raise ExporterError(self.all())
