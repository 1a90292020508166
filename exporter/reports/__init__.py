"""What a finished run says of itself, as text for machines: pure functions of one value, a module each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exporter.reports import github, json_report, junit, markdown, sarif, trace
from exporter.reports.run import Finished, Run, finished

__all__ = ["FORMATS", "Finished", "Run", "finished"]

FORMATS: Mapping[str, Callable[[Run], str]] = {
    "json": json_report.text,
    "junit": junit.text,
    "sarif": sarif.text,
    "github": github.text,
    "markdown": markdown.text,
    "trace": trace.text,
}
"""By the names that `--report` knows, and `trace` for `--timings`."""
