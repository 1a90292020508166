"""WeasyPrint's log as findings: what it cannot use it only logs, and writes the PDF all the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from exporter import characters
from exporter.model import Diagnostic, Document, Severity

LOGGER = logging.getLogger("weasyprint")
STYLESHEET = "stylesheet"
"""The path of findings about CSS: the document's stylesheet is made of many files."""

PLACE = re.compile(r" at (\d+):(\d+)")
DECLARATION = re.compile(r"^Ignored `\s*([\w-]+)\s*:\s*([^`]*)`")
WEIGHT_RANGE = re.compile(r"\d+ \d+")
"""Of a variable font; WeasyPrint takes the range from the font itself."""
SILENT_PROPERTIES = frozenset(
    {
        # They improve a page where they are known and change nothing where they are not.
        "font-display",
        "font-optical-sizing",
        "font-palette",
        "font-synthesis",
        "font-variant-emoji",
        "hanging-punctuation",
        "text-rendering",
        "text-size-adjust",
        "text-wrap",
        # They are about screens, and the sheet may be shared with a web page.
        "accent-color",
        "color-scheme",
        "cursor",
        "forced-color-adjust",
        "outline-offset",
        "pointer-events",
        "print-color-adjust",
        "scroll-behavior",
        "scroll-margin-top",
        "scroll-padding-top",
        "transition",
        "user-select",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one of WeasyPrint's messages is told: `opening` is how its template begins."""

    opening: str
    rule: str
    severity: Severity
    hint: str = ""


MISSING_GLYPH = ".notdef glyph"
"""How the message about a character that no font has begins; its first argument is the character."""
RULES = (
    Rule(
        "Failed to load image",
        rule="unreadable-image",
        severity=Severity.ERROR,
        hint="save the image again in its own format",
    ),
    Rule(
        "Failed to render SVG",
        rule="unreadable-image",
        severity=Severity.ERROR,
        hint="simplify the drawing or save it as PNG",
    ),
    Rule(
        "Failed to load inline SVG",
        rule="unreadable-image",
        severity=Severity.ERROR,
        hint="simplify the drawing or save it as PNG",
    ),
    Rule(
        "Font-face",
        rule="unreadable-font",
        severity=Severity.ERROR,
        hint="check that the font is packaged with the layout",
    ),
    Rule("Please install HarfBuzz", rule="colour-emoji", severity=Severity.ERROR, hint="use a monochrome emoji font"),
    Rule("No anchor", rule="broken-internal-link", severity=Severity.WARNING, hint="link to a heading that exists"),
    Rule(
        "Content discarded: target",
        rule="broken-internal-link",
        severity=Severity.WARNING,
        hint="link to a heading that exists",
    ),
    Rule(
        "Relative link", rule="relative-link", severity=Severity.WARNING, hint="write the whole address, with https://"
    ),
    Rule(
        "Anchor defined twice",
        rule="duplicate-id",
        severity=Severity.WARNING,
        hint="give each element an id of its own",
    ),
    Rule("Ignored `", rule="unsupported-css", severity=Severity.WARNING),
    Rule("Deprecated `", rule="unsupported-css", severity=Severity.WARNING),
)
OTHER = Rule("", rule="typesetting", severity=Severity.WARNING)


class Collector(logging.Handler):
    """Keeps the records of warnings and errors."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self.records.append(record)


@contextmanager
def collected(document: Document) -> Iterator[Callable[[], tuple[Diagnostic, ...]]]:
    """Collect what WeasyPrint logs meanwhile; call what is given for the findings so far, each of them once."""
    collector = Collector()
    level, propagate = LOGGER.level, LOGGER.propagate
    LOGGER.addHandler(collector)
    LOGGER.setLevel(logging.WARNING)
    LOGGER.propagate = False
    try:
        yield lambda: tuple(dict.fromkeys(_findings(collector.records, document)))
    finally:
        LOGGER.removeHandler(collector)
        LOGGER.setLevel(level)
        LOGGER.propagate = propagate


def _findings(records: list[logging.LogRecord], document: Document) -> Iterator[Diagnostic]:
    missing: set[str] = set()
    for record in records:
        message = record.getMessage()
        if str(record.msg).startswith(MISSING_GLYPH) and isinstance(record.args, tuple):
            missing.add(str(record.args[0]))
            continue
        if _is_harmless(message):
            continue
        rule = next((rule for rule in RULES if str(record.msg).startswith(rule.opening)), OTHER)
        place = PLACE.search(message)
        message = PLACE.sub("", message, count=1).rstrip(".") if place else message.rstrip(".")
        yield Diagnostic(
            rule=rule.rule,
            severity=rule.severity,
            message=message[:1].lower() + " ".join(message[1:].split()),
            hint=rule.hint,
            path=STYLESHEET if place else document.source_name,
            line=int(place[1]) if place else None,
            column=int(place[2]) if place else None,
        )
    if missing:
        lines = [line for character in missing if (line := _line(character, document))]
        yield characters.missing(missing, Severity.ERROR, document.source_name, min(lines, default=None))


def _is_harmless(message: str) -> bool:
    declaration = DECLARATION.match(message)
    if not declaration:
        return False
    name, value = declaration.groups()
    if name == "font-weight":
        return WEIGHT_RANGE.fullmatch(value.strip()) is not None
    return name in SILENT_PROPERTIES or name.startswith("-")


def _line(character: str, document: Document) -> int | None:
    """The source line of the block in which a character stands first, as its markup tells."""
    for part in document.parts:
        before, found, _ = part.html.partition(character)
        if found:
            lines = re.findall(r'data-line="(\d+)"', before)
            return int(lines[-1]) if lines else None
    return None
