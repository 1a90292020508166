"""The head of a chart: lines `key: value` that say what the numbers are and how they are drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from exporter.article.lines import Fence
from exporter.article.number_tables import NUMBER, Faults, Written
from exporter.validation import nearest

KINDS = ("bar", "column", "line")
KEYS = ("file", "kind", "max", "source", "title", "unit")

_ENTRY = re.compile(r"\s*([\w-]+):(?:\s+(.*?))?\s*$")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says."""

    kind: str
    """One of `KINDS`."""
    title: str
    unit: str
    source: str
    """Where the numbers are from; empty where that is not said."""
    most: Decimal | None
    """Where the scale ends; None lets it follow from the numbers."""
    file: Written | None
    """The CSV file that has the numbers; None where they stand in the block."""


def split(fence: Fence) -> tuple[list[Written], list[Written]]:
    """The head, up to the first empty line where the first line looks like one, and the rows of the table."""
    written = [Written(text, fence.line + number) for number, text in enumerate(fence.code.split("\n"), start=1)]
    while written and not written[0].text.strip():
        written.pop(0)
    has_head = bool(written) and _ENTRY.fullmatch(written[0].text) is not None
    length = next((number for number, line in enumerate(written) if not line.text.strip()), len(written))
    end = length if has_head else 0
    return written[:end], [line for line in written[end:] if line.text.strip()]


def file(head: Sequence[Written]) -> Written | None:
    """The CSV file that a head names, sound or not."""
    matches = [(_ENTRY.fullmatch(line.text), line.line) for line in head]
    named = [(match.group(2), line) for match, line in matches if match and match.group(1).lower() == "file"]
    return Written(*named[0]) if named and named[0][0] else None


def read(lines: Sequence[Written], faults: Faults) -> Head:
    """Read a head; where there are faults, some of it may be missing."""
    entries = _entries(lines, faults)
    if "title" not in entries:
        faults.add("this chart has no title", faults.line, "begin it with a line such as 'title: Side effects'")
    title, unit, source = (entries[key].text if key in entries else "" for key in ("title", "unit", "source"))
    return Head(_kind(entries, faults), title, unit, source, _most(entries, faults), entries.get("file"))


def _entries(lines: Sequence[Written], faults: Faults) -> Mapping[str, Written]:
    entries: dict[str, Written] = {}
    for line in lines:
        match = _ENTRY.fullmatch(line.text)
        if match is None:
            message = f"{line.text.strip()!r} is no line 'key: value' of a chart's head"
            faults.add(message, line.line, "leave an empty line between the head and the table")
            continue
        key, text = match.group(1).lower(), " ".join((match.group(2) or "").split())
        if key not in KEYS:
            faults.add(f"a chart has no {match.group(1)!r}", line.line, nearest(key, KEYS))
        elif key in entries:
            faults.add(f"{key!r} is given twice", line.line, "leave one of the two out")
        elif not text:
            faults.add(f"{key!r} has no value", line.line, "write it behind the colon, or leave the line out")
        else:
            entries[key] = Written(text, line.line)
    return entries


def _kind(entries: Mapping[str, Written], faults: Faults) -> str:
    given = entries.get("kind", Written(KINDS[0], faults.line))
    if given.text not in KINDS:
        faults.add(f"there is no kind of chart {given.text!r}", given.line, nearest(given.text, KINDS))
    return given.text


def _most(entries: Mapping[str, Written], faults: Faults) -> Decimal | None:
    given = entries.get("max")
    if given is None:
        return None
    if not NUMBER.fullmatch(given.text) or Decimal(given.text) <= 0:
        faults.add(f"{given.text!r} is no number above 0", given.line, "write it plainly, such as 100 or 12.5")
        return None
    return Decimal(given.text)
