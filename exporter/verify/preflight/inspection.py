"""Gathers what the rules look at: structure by pikepdf, everything that is drawn by MuPDF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from exporter.verify import objects, pdf_facts
from exporter.verify.findings import UnreadableError
from exporter.verify.findings import error as refusal
from exporter.verify.preflight import pages, pdfx
from exporter.verify.preflight.facts import File, Intent, Page

if TYPE_CHECKING:
    import pikepdf

Native: TypeAlias = Any
"""A structure of MuPDF's."""


@contextmanager
def opened(data: bytes) -> Iterator[tuple[File, Iterator[Page]]]:
    """Look at a file, and at its pages one by one.

    Raises:
        UnreadableError: it asks for a password, or cannot be read.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            facts = pdf_facts.gather(pdf)
            file = File(
                boxes=tuple(pages.boxes(page, pages.frame(page)) for page in pdf.pages),
                intents=tuple(_intents(pdf)),
                claims=facts.claims,
                repairs=facts.warnings,
                is_encrypted=facts.encrypted,
                actions=frozenset(facts.contents.actions),
                unmet=tuple(pdfx.unmet(pdf, facts.properties)) if pdfx.CLAIM in facts.claims else (),
            )
            yield file, _pages(pdf, data)
    except pikepdf.PasswordError as reason:
        finding = refusal("encrypted-file", "the file asks for a password", "save it without a password")
        raise UnreadableError(finding) from reason
    except pikepdf.PdfError as reason:
        raise _damaged(str(reason).partition(": ")[2] or "it is no PDF") from reason


ALL_PERCENT = 100
"""Of what MuPDF keeps of files that it has drawn: up to 256 MB, and no other file can use it."""


def _damaged(reason: str) -> UnreadableError:
    return UnreadableError(refusal("damaged-file", f"the file cannot be read: {reason}", "export or copy it again"))


def _pages(pdf: pikepdf.Pdf, data: bytes) -> Iterator[Page]:
    import pymupdf

    from exporter.verify.preflight import plates, tracing

    try:
        with pymupdf.open(stream=data, filetype="pdf") as document:
            condition = _condition(document)
            for number, page in enumerate(pdf.pages):
                frame = pages.frame(page)
                uncrop(document, number, frame)
                native = document[number].this
                drawing = pymupdf.mupdf.fz_new_display_list_from_page_contents(native)
                yield Page(
                    number=number + 1,
                    boxes=pages.boxes(page, frame),
                    marks=tracing.marks(drawing, frame, is_group=objects.get(page.obj, "/Group", "/CS") is not None),
                    missing_fonts=tuple(sorted(pages.missing_fonts(page.obj, set()))),
                    annotations=tuple(pages.overlays(page, frame)),
                    plates=plates.draw(drawing, native, condition, frame),
                )
    except (pymupdf.mupdf.FzErrorBase, pymupdf.FileDataError) as reason:
        raise _damaged(str(reason)) from reason
    finally:
        pymupdf.TOOLS.store_shrink(ALL_PERCENT)


def _condition(document: Native) -> Native:
    """The colour space of the printing condition: DeviceCMYK means the values of that one, so they stay as they are."""
    from pymupdf import mupdf

    intent = mupdf.pdf_document_output_intent(mupdf.pdf_document_from_fz_document(document.this))
    if intent.m_internal and mupdf.fz_colorspace_is_cmyk(intent):
        return intent
    return mupdf.FzColorspace(mupdf.FzColorspace.Fixed_CMYK)


def uncrop(document: Native, number: int, frame: pages.Frame) -> None:
    """Show the whole MediaBox, and all else as `frame` has it: MuPDF draws what is within the CropBox."""
    box = " ".join(f"{edge:f}" for edge in frame.media)
    try:
        xref = document.page_xref(number)
        for key, value in {"MediaBox": f"[{box}]", "CropBox": f"[{box}]", "Rotate": str(frame.turn)}.items():
            document.xref_set_key(xref, key, value)
    except ValueError as reason:  # the two libraries do not see the same pages
        raise _damaged(f"there is no page {number + 1} to be drawn") from reason


def _intents(pdf: pikepdf.Pdf) -> Iterator[Intent]:
    import pikepdf

    for intent in pdfx.intents(pdf):
        profile = intent.get("/DestOutputProfile")
        yield Intent(
            identifier=str(intent.get("/OutputConditionIdentifier", "")).strip(),
            profile=profile.read_bytes() if isinstance(profile, pikepdf.Stream) else None,
        )
