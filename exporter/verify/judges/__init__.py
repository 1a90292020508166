"""The outside judges: EPUBCheck for ebooks, veraPDF for PDFs, both in one Java machine that stays up."""

from __future__ import annotations

from exporter.model import Diagnostic, Severity
from exporter.verify.judges import epubcheck, machine, verapdf

JUDGES = {"epub": ("EPUBCheck", epubcheck.check), "pdf": ("veraPDF", verapdf.check)}
"""Kind of file -> the judge's name, and how to ask it."""


def ask(kind: str, data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Ask the judge of a kind of file; where there is none, there is nothing to find.

    That a judge is not installed is no fault of the file: it is told once, without a path.

    Args:
        kind: `epub` or `pdf`; other kinds have no judge.
        data: The whole file.
        path: Its name in the findings.
    """
    if kind not in JUDGES:
        return ()
    name, check = JUDGES[kind]
    try:
        return check(data, path)
    except machine.MissingError as error:
        return (Diagnostic("missing-judge", Severity.INFO, f"{name} was not asked: {error}", machine.REMEDY),)
