"""One Markdown article becomes an accessible PDF brochure, an ebook and a web page.

What the `exporter` command does, as a library:

- `open_project(folder)` and `plan(project, choice)` give the jobs of a project, `one_off(wanted)` those of one article;
- `export(job, settings)` makes and publishes the files of one job, `export_all(jobs, settings)` those of many,
  `export_together` those of many or none;
- the stages in between are the packages `article`, `layout`, `backends`, `prepress` and `verify`, and `source.read`;
  `pipeline.gather` and `pipeline.produce` join them without writing anything.

Every failure is a value: a `Result` or an `ExporterError` holds `Diagnostic`s with file, line and advice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporter.config import load as open_project
    from exporter.errors import ExporterError
    from exporter.model import Artifact, Diagnostic, Document, Edition, Project, Severity
    from exporter.pipeline import Job, Result, Settings, Written, export, export_all, export_together
    from exporter.pipeline.one_off import OneOff, one_off
    from exporter.pipeline.plan import Choice, plan

__all__ = [
    "Artifact",
    "Choice",
    "Diagnostic",
    "Document",
    "Edition",
    "ExporterError",
    "Job",
    "OneOff",
    "Project",
    "Result",
    "Settings",
    "Severity",
    "Written",
    "export",
    "export_all",
    "export_together",
    "one_off",
    "open_project",
    "plan",
]

_HOMES = {
    "exporter.config": {"open_project": "load"},
    "exporter.errors": {"ExporterError": "ExporterError"},
    "exporter.model": {name: name for name in ("Artifact", "Diagnostic", "Document", "Edition", "Project", "Severity")},
    "exporter.pipeline": {
        name: name
        for name in (
            "Choice",
            "Job",
            "OneOff",
            "Result",
            "Settings",
            "Written",
            "export",
            "export_all",
            "export_together",
            "one_off",
            "plan",
        )
    },
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: `import exporter` alone costs next to nothing (PEP 562)."""
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            value: object = getattr(import_module(module), names[name])
            return value
    raise AttributeError(f"module 'exporter' has no attribute {name!r}")
