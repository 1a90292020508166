"""From a document to the master PDF: WeasyPrint, once, tagged, in sRGB, with nothing but the document's own bytes."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from typing import Any

from exporter.backends import markup
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Document, Pagination, Severity, Typeset

MILLIMETRES_PER_PIXEL = 25.4 / 96
VARIANT = "pdf/a-3a"
IDENTIFIER = b"exporter"
"""The master's; each finished file has one of its own."""


def typeset(document: Document) -> tuple[Typeset, tuple[Diagnostic, ...]]:
    """Lay the document out on pages and write the master.

    The findings tell what WeasyPrint could not use; an error among them says that something is missing from the pages.
    WeasyPrint's log and its tagger belong to the process, so a process typesets one document at a time.

    Raises:
        ExporterError: the markup is not well-formed or too deeply nested, or refers to what is no resource; or a
            library of the system is missing, or the temporary folder is full.
    """
    try:
        with redirect_stdout(StringIO()):  # where WeasyPrint says besides that Pango is missing
            from exporter.backends.pdf import edges, formulas, log, page_starts, pagination
    except OSError as error:  # WeasyPrint loads Pango as soon as it is imported
        raise ExporterError([_missing_library(error)]) from error

    with log.collected(document) as findings:
        layout, pdf = _write(document)
        found = findings()
    boxes = [page._page_box for page in layout.pages]  # noqa: SLF001 - the only way to what stands on a page
    labels = pagination.labels(boxes)
    master = Typeset(
        pdf=pdf,
        page_sizes_mm=tuple((_millimetres(page.width), _millimetres(page.height)) for page in layout.pages),
        pages=pagination.anchors(layout.pages),
        pagination=Pagination(document.identifier, page_starts.starts(boxes, labels, document)),
        labels=labels,
    )
    return master, (*dict.fromkeys(found), *edges.findings(boxes, document), *formulas.findings(boxes, document))


def _write(document: Document) -> tuple[Any, bytes]:
    """WeasyPrint's layout of the document and its PDF."""
    from weasyprint.urls import FatalURLFetchingError

    from exporter.backends.pdf import fonts, formulas, index, line_breaks, lines, pagination, pictures, sources, tagging

    try:
        fetcher = sources.Fetcher(document.resources)
        style = sources.style(document, fetcher)

        def laid_out(document: Document) -> Any:  # noqa: ANN401 - WeasyPrint has no types
            return sources.Page(markup.join(document), fetcher).render(
                font_config=style.fonts,
                counter_style=style.counters,
                color_profiles=sources.colour_profiles(),
                stylesheets=style.sheets,
                output_intent=sources.OUTPUT_INTENT,
                pdf_variant=VARIANT,
            )

        with lines.kept(), line_breaks.mended(), formulas.drawn():
            layout = laid_out(document)
            if index.is_in(document):
                layout = laid_out(index.numbered(document, pagination.labelled(layout.pages)))
        with fonts.instanced(), pictures.kept(), tagging.applied():
            return layout, layout.write_pdf(
                output_intent=sources.OUTPUT_INTENT, pdf_variant=VARIANT, pdf_identifier=IDENTIFIER
            )
    except FatalURLFetchingError as error:
        raise ExporterError([markup.missing_resource(str(error))]) from error
    except RecursionError as error:
        raise ExporterError([_too_deep(document)]) from error
    except OSError as error:  # WeasyPrint hands fonts to Pango as files
        raise ExporterError([_no_room(error)]) from error


def _too_deep(document: Document) -> Diagnostic:
    return Diagnostic(
        rule="too-deeply-nested",
        severity=Severity.ERROR,
        message="lists, quotes or other blocks are nested too deeply to be set on pages",
        hint="nest fewer blocks in one another",
        path=document.source_name,
    )


def _no_room(error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    return Diagnostic(
        rule="cannot-write",
        severity=Severity.ERROR,
        message=f"the temporary folder, which fonts go through, cannot be written: {reason}",
        hint="free some space there, or name another folder in TMPDIR",
    )


def _missing_library(error: OSError) -> Diagnostic:
    return Diagnostic(
        rule="missing-library",
        severity=Severity.ERROR,
        message=f"a library that typesetting needs is missing: {str(error).splitlines()[0]}",
        hint="run 'exporter doctor', which tells how to get it",
    )


def _millimetres(pixels: float) -> float:
    return round(pixels * MILLIMETRES_PER_PIXEL, 3)
