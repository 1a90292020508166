"""Rules about the file: what it says of itself, and what has no business on a press."""

from __future__ import annotations

import re
from collections.abc import Iterator

from exporter.model import Severity
from exporter.verify.preflight import pdfx
from exporter.verify.preflight.facts import File, Intent, Page
from exporter.verify.preflight.places import Finding, error, warning
from exporter.verify.preflight.profile import Profile

REGISTERED = re.compile(
    r"FOGRA\d{2}|CGATS TR ?\d{3}|CGATS ?21-2-CRPC[1-7]|SWOP|JC\d{6}|IFRA\d{2}|ISOcoated_v2|EUROSB\d{3}|GRACoL2006\w*"
)
"""Names of printing conditions as the registry at https://www.color.org writes them."""
PRINTERS_OWN = frozenset({"PrinterMark", "TrapNet"})
"""Annotations that are made for a press (ISO 15930-7)."""
COLOUR_SPACE = slice(16, 20)
"""Of an ICC profile's header (ISO 15076-1, 7.2)."""
CLASS = slice(12, 16)


def is_intact(file: File, _profile: Profile) -> Iterator[Finding]:
    """The file did not have to be repaired to be read."""
    if file.repairs:
        message = f"the file is damaged, and was repaired to be read: {file.repairs[0]}"
        yield error("damaged-file", message, "export or copy it again")


def is_open(file: File, profile: Profile) -> Iterator[Finding]:
    """The file is not encrypted."""
    if file.is_encrypted:
        severity = Severity.ERROR if profile.output_intent else Severity.WARNING
        yield Finding("encrypted-file", severity, "the file is encrypted", "save it without restrictions")


def is_passive(file: File, _profile: Profile) -> Iterator[Finding]:
    """The file does nothing of its own."""
    for action in sorted(file.actions):
        yield error("active-content", f"the document holds an action of type {action!r}", "remove the action")


def has_pages(file: File, profile: Profile) -> Iterator[Finding]:
    """There are pages, and as many as can be bound."""
    count, multiple = len(file.boxes), profile.pages_multiple_of
    if not count:
        yield error("no-pages", "the document has no pages", "export it again")
    elif count % multiple:
        pages = "is 1 page" if count == 1 else f"are {count} pages"
        hint = f"add {multiple - count % multiple} or leave out {count % multiple}"
        yield error("page-count", f"there {pages}, which is no multiple of {multiple}", hint)


def names_condition(file: File, profile: Profile) -> Iterator[Finding]:
    """The file says for which printing condition it was made, by a name or profile that the press knows."""
    if not profile.output_intent:
        return
    if not file.intents:
        message = "the file does not say for which printing condition it was made"
        yield error("missing-output-intent", message, "export it with an output intent, such as FOGRA39")
    for intent in file.intents:
        yield from _condition(intent, profile)


def _condition(intent: Intent, profile: Profile) -> Iterator[Finding]:
    name = intent.identifier
    if profile.conditions and name not in profile.conditions:
        message = f"the file was made for {name!r}, and not for {' or '.join(profile.conditions)}"
        yield error("wrong-output-intent", message, "convert the colours for the condition of the press")
    elif not REGISTERED.fullmatch(name) and not profile.conditions:
        message = f"the printing condition {name!r} is none that is registered"
        yield warning("wrong-output-intent", message, "use a name of the registry at www.color.org, such as FOGRA39")
    if intent.profile is None:
        message = f"the output intent {name!r} has no profile"
        yield error("wrong-output-intent", message, "embed the ICC profile of the press")
    elif intent.profile[COLOUR_SPACE] != b"CMYK" or intent.profile[CLASS] != b"prtr":
        space = intent.profile[COLOUR_SPACE].decode("latin-1").strip()
        message = f"the profile of the output intent {name!r} is for {space!r} and not for a press"
        yield error("wrong-output-intent", message, "embed the ICC profile of the press")


def embeds_fonts(page: Page, _profile: Profile) -> Iterator[Finding]:
    """Every font is in the file: a press has others."""
    for name in page.missing_fonts:
        yield error("font-not-embedded", f"the font {name!r} is not embedded", "embed all fonts", page.at())


def has_no_annotations(page: Page, profile: Profile) -> Iterator[Finding]:
    """No link, note or form field lies on the page or in its bleed."""
    for annotation in page.annotations:
        is_inside = annotation.area.touches(page.boxes.bleed)
        if is_inside and annotation.subtype not in PRINTERS_OWN and not profile.annotations:
            message = f"there is an annotation of type {annotation.subtype!r}"
            yield error("annotation", message, "export it without links, notes and forms", page.at(annotation.area))


def keeps_claim(file: File, _profile: Profile) -> Iterator[Finding]:
    """A file that says that it is PDF/X-4 has what that asks for."""
    for fault in file.unmet:
        message = f"the file says it conforms to {pdfx.CLAIM}, but {fault}"
        yield error("broken-claim", message, "repair the fault or drop the claim")
