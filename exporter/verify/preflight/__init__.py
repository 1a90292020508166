"""Preflight: whether a printing house can print a PDF as it is, ours or anyone's.

Every rule is one function, and every finding names the page and the place on it, in millimetres from the lower left
corner of the trim as the page is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from exporter.model import Diagnostic
from exporter.verify.preflight.profile import OFFICE, PDF_X_4, PRESS_COATED, PRESS_UNCOATED, PROFILES, Profile

if TYPE_CHECKING:
    from exporter.verify.preflight.places import Finding

__all__ = [
    "OFFICE",
    "PDF_X_4",
    "PRESS_COATED",
    "PRESS_UNCOATED",
    "PROFILES",
    "Profile",
    "check",
    "parse",
    "pictures",
    "schema",
]


def check(data: bytes, profile: Profile, *, path: str) -> tuple[Diagnostic, ...]:
    """Hold a PDF to a profile.

    Args:
        data: The whole file.
        profile: One of `PROFILES`, or a house's own.
        path: The file's name in the findings.
    """
    from exporter.verify import findings

    try:
        return tuple(finding.diagnostic(path) for finding in _found(data, profile))
    except findings.UnreadableError as refusal:
        return findings.within(path, [refusal.finding])


def pictures(data: bytes, profile: Profile) -> Mapping[int, bytes]:
    """Draw the pages on which something is found at a place, with the places marked, as PNG by 1-based page number.

    Empty for a file that cannot be read.
    """
    from exporter.verify import findings
    from exporter.verify.preflight import markup

    try:
        return markup.draw(data, _found(data, profile))
    except findings.UnreadableError:
        return {}


def parse(data: bytes, path: str) -> tuple[Profile, tuple[Diagnostic, ...]]:
    """Parse a house's own profile.

    Raises:
        ExporterError: it is no TOML, or a value is wrong.
    """
    from exporter.verify.preflight import profile_file

    return profile_file.parse(data, path)


def schema() -> dict[str, object]:
    """The JSON Schema of a house's own profile."""
    from exporter.verify.preflight.profile_file import ProfileFile

    return ProfileFile.model_json_schema()


def _found(data: bytes, profile: Profile) -> tuple[Finding, ...]:
    from exporter.verify.preflight import inspection, pdfx, rules
    from exporter.verify.preflight.places import grouped

    with inspection.opened(data) as (file, pages):
        limits = profile.with_claim() if pdfx.CLAIM in file.claims else profile
        return grouped(rules.apply(file, pages, limits))
