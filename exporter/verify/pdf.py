"""Quick checks of anyone's PDF: whether it opens, keeps its claims, and can be read by people and their software."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

from exporter.model import Diagnostic, Severity
from exporter.verify.findings import error, warning, within
from exporter.verify.pdf_facts import Facts

PROFILES = {
    "PDF/A-1a": "1a",
    "PDF/A-1b": "1b",
    "PDF/A-2a": "2a",
    "PDF/A-2b": "2b",
    "PDF/A-2u": "2u",
    "PDF/A-3a": "3a",
    "PDF/A-3b": "3b",
    "PDF/A-3u": "3u",
    "PDF/UA-1": "ua1",
}
"""What page-validation can check."""
COMPRESSED_METADATA = "METADATA-FILTER-001"
"""page-validation faults compressed metadata, which ISO 19005-2 and -3 allow; only -1 forbids it (6.7.2)."""
STREAM_LENGTH = "STREAM-LENGTH-001"
"""page-validation takes a line end that is a stream's last byte for the one that stands before `endstream`."""
STREAM = re.compile(rb"/Length (\d+)(?! \d+ R)\b(?:(?!endobj|stream).){,4000}>>\s*stream\r?\n", re.DOTALL)
STREAM_END = re.compile(rb"(?:\r\n|\r|\n)?endstream")
SMALLEST_PAGE_MM, LARGEST_PAGE_MM = 40, 5080
"""A business card is larger than the first; the second is the 14 400 units of ISO 32000-1, annex C, table C.1."""


def check(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    """Check a PDF without anything but this process.

    A broken claim, a damaged file and active content are errors; what makes the file hard to use is a warning.

    Args:
        data: The whole file.
        path: Its name in the findings.
    """
    import pikepdf

    from exporter.verify import pdf_facts

    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            facts = pdf_facts.gather(pdf)
    except pikepdf.PasswordError:
        found = [error("encrypted-file", "the file asks for a password", "save it without a password")]
    except pikepdf.PdfError as damage:
        reason = str(damage).partition(": ")[2] or "it is no PDF"
        found = [error("damaged-file", f"the file cannot be read: {reason}", "export or copy it again")]
    else:
        rules = PRESS_RULES if _is_for_press(facts) else RULES
        found = [finding for rule in rules for finding in rule(facts)]
        for claim in sorted(facts.claims):
            found += _broken(claim, data)
    return within(path, found)


def claims(data: bytes) -> frozenset[str]:
    """What a PDF's XMP says it conforms to, such as `PDF/UA-1` and `PDF/A-3a`; nothing where it cannot be opened."""
    import pikepdf

    from exporter.verify import pdf_facts

    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as pdf:
            return pdf_facts.claims(pdf_facts.xmp(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return frozenset()


def _is_intact(facts: Facts) -> Iterator[Diagnostic]:
    if facts.warnings:
        message = f"the file is damaged, and was repaired to be read: {facts.warnings[0]}"
        yield error("damaged-file", message, "export or copy it again")
    if facts.encrypted:
        yield warning("encrypted-file", "the file is encrypted", "save it without restrictions")


def _has_title(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.title:
        yield warning("missing-title", "the document has no title", "give the article a title")
    elif not facts.shows_title:
        yield warning("hidden-title", "viewers will show the file's name, not its title", "set `DisplayDocTitle`")


def _has_language(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.language:
        yield warning("missing-language", "the document does not say its language", "set `lang` in the front matter")


def _is_tagged(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.tagged:
        yield warning("untagged", "the document has no tags: screen readers must guess", "export it with tags")


def _has_bookmarks(facts: Facts) -> Iterator[Diagnostic]:
    if facts.contents.headings > 1 and not facts.bookmarked:
        message = f"the document has {facts.contents.headings} headings and no bookmarks"
        yield warning("missing-bookmarks", message, "export its headings as bookmarks")


def _has_alternatives(facts: Facts) -> Iterator[Diagnostic]:
    if count := facts.contents.bare_figures:
        message = f"{count} of the pictures {'has' if count == 1 else 'have'} no alternative text"
        yield warning("missing-alternative", message, "describe each picture, or mark it as decoration")


def _embeds_fonts(facts: Facts) -> Iterator[Diagnostic]:
    for name in sorted(facts.contents.missing_fonts):
        yield warning("font-not-embedded", f"the font {name!r} is not embedded", "embed all fonts")


def _has_text(facts: Facts) -> Iterator[Diagnostic]:
    for name in sorted(facts.contents.unreadable_fonts):
        message = f"text in the font {name!r} cannot be copied, searched or read aloud"
        yield warning("unreadable-text", message, "export the font with a map to Unicode")
    if facts.contents.images and not facts.contents.fonts:
        yield warning("no-text", "the document has pictures and no text", "recognise the text of a scan first")


def _is_passive(facts: Facts) -> Iterator[Diagnostic]:
    for action in sorted(facts.contents.actions):
        yield error("active-content", f"the document holds an action of type {action!r}", "remove the action")


def _has_plausible_pages(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.page_sizes_mm:
        yield error("no-pages", "the document has no pages", "export it again")
    for number, (width, height) in enumerate(facts.page_sizes_mm, start=1):
        if not (min(width, height) >= SMALLEST_PAGE_MM and max(width, height) <= LARGEST_PAGE_MM):
            message = f"page {number} is {width:.0f} mm wide and {height:.0f} mm high"
            yield warning("implausible-page-size", message, "check the paper size")


RULES: tuple[Callable[[Facts], Iterator[Diagnostic]], ...] = (
    _is_intact,
    _has_title,
    _has_language,
    _is_tagged,
    _has_bookmarks,
    _has_alternatives,
    _embeds_fonts,
    _has_text,
    _is_passive,
    _has_plausible_pages,
)

PRESS_RULES = (_is_intact, _is_passive, _has_plausible_pages)
"""What matters of a file that only a press will read."""
PRESS_CLAIM = "PDF/X-4"


def _is_for_press(facts: Facts) -> bool:
    """Whether a file says that it is made for a press, and not that people can read it by other means too."""
    return PRESS_CLAIM in facts.claims and not any(claim.startswith("PDF/UA") for claim in facts.claims)


def _unfit(data: bytes) -> Iterator[Diagnostic]:
    """Check what PDF/X-4 requires, but for what is told by a rule of its own."""
    from exporter.verify import preflight

    told = {"active-content", "damaged-file", "no-pages"}
    for fault in preflight.check(data, preflight.PDF_X_4, path=""):
        if fault.severity is Severity.ERROR and fault.rule not in told:
            is_told = fault.rule == "broken-claim"
            message = fault.message if is_told else f"the file says it conforms to {PRESS_CLAIM}, but {fault.message}"
            yield error("broken-claim", message, fault.hint)


def _broken(claim: str, data: bytes) -> Iterator[Diagnostic]:
    """Check one claim; each requirement of the standard that is not met is an error of its own."""
    import page

    if claim == PRESS_CLAIM:
        yield from _unfit(data)
        return
    profile = PROFILES.get(claim)
    if profile is None:
        message = f"the file says it conforms to {claim}, which is not checked here"
        yield Diagnostic("unchecked-claim", Severity.INFO, message, "check it with veraPDF")
        return
    try:
        report = page.validate_pdf_bytes(data, profile=profile)
    except page.PageError as failure:
        yield warning("unchecked-claim", f"{claim} could not be checked: {failure}", "check it with veraPDF")
        return
    failures: dict[str, list[str]] = {}
    for fault in report.failures:
        if not _is_false_alarm(fault.rule_id, profile, data):
            failures.setdefault(fault.rule_id, []).append(fault.message)
    for rule, messages in failures.items():
        times = f", {len(messages)} times" if len(messages) > 1 else ""
        message = f"the file says it conforms to {claim}, but fails {rule}{times}: {messages[0].rstrip('.')}"
        yield error("broken-claim", message, "repair the fault or drop the claim")


def _is_false_alarm(rule: str, profile: str, data: bytes) -> bool:
    if rule.endswith(COMPRESSED_METADATA):
        return not profile.startswith("1")
    return rule.endswith(STREAM_LENGTH) and all(
        STREAM_END.match(data, stream.end() + int(stream[1])) for stream in STREAM.finditer(data)
    )
