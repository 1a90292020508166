"""Loads everything when it is imported, which is done once, by the process that workers are forked from.

Nothing is done here but importing: a thread that a library starts at its first work would be missing in every worker,
and whoever waits for it would wait for ever.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import signal
import sys
from collections.abc import Iterator
from types import TracebackType

from exporter.engines import garbage

STAGES = ("article", "backends", "batch", "config", "layout", "pipeline", "prepress", "resources", "verify")
"""Parts of exporter that work on jobs."""
SELDOM = ("exporter.batch.shelf", "exporter.verify.judges", "exporter.verify.onix")
"""Modules in them that jobs do not need, or that need an extra."""
LIBRARIES = (
    "babel.dates",
    "ebooklib.epub",
    "fontTools.ttLib",
    "jinja2",
    "lxml.etree",
    "markdown",
    "nh3",
    "page",
    "pikepdf",
    "PIL.Image",
    "PIL.ImageCms",
    "pydantic",
    "pymupdf",
    "pypdfium2",
    "tinycss2",
    "weasyprint",
    "yaml",
)
"""Libraries of others that functions import where they use them."""


def modules() -> Iterator[str]:
    """Everything that is worth having before the first job."""
    for name in STAGES:
        package = importlib.import_module(f"exporter.{name}")
        yield package.__name__
        found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        yield from (one.name for one in found if not one.name.startswith(SELDOM))
    yield from LIBRARIES
    yield "exporter.engines.local"


def load() -> None:
    """Import it, and take it out of the sight of the garbage collector, which would write to it, and so copy it.

    Ctrl-C is the driver's affair: `multiprocessing` turns it off here as well, but only after this.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.excepthook = _tell
    garbage.search_seldom()
    for name in modules():
        importlib.import_module(name)
    gc.freeze()


def _tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell what a worker fails of while it starts, unless it only finds that the driver has gone meanwhile."""
    if not isinstance(error, OSError | EOFError):
        sys.__excepthook__(kind, error, trace)


load()
