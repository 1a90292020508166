"""Footnotes: numbered by their first reference, wherever they are defined."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from exporter.article import nodes
from exporter.article.findings import Findings
from exporter.article.markup import HEADINGS
from exporter.validation import nearest


@dataclass(slots=True)
class Note:
    """A footnote while its references are being counted."""

    number: int
    element: ET.Element
    references: list[str] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """Id of the note; no heading and no author's id begins with an underscore."""
        return f"_fn-{self.number}"


def flatten_headings(root: ET.Element) -> None:
    """Make paragraphs of headings within notes: a note has no place in the outline."""
    for section in root:
        if section.get("data-note") is None:
            continue
        for element in section.iter():
            if element.tag in HEADINGS:
                element.tag = "p"
                nodes.add_class(element, "note-heading")


def take(root: ET.Element, findings: Findings) -> tuple[Note, ...]:
    """Take the notes out of the tree, number them, and link their references to them; in order of first reference."""
    defined: dict[str, ET.Element] = {}
    kept = []
    for child in root:
        if child.get("data-note") is None:
            kept.append(child)
        else:
            defined[child.attrib.pop("data-note")] = child
    root[:] = kept
    notes: dict[str, Note] = {}
    waiting = deque([root])
    while waiting:  # a note may refer to further notes
        waiting += _link(waiting.popleft(), defined, notes, findings)
    for label, section in defined.items():
        if label not in notes:
            message = f"no text refers to the note {label!r}, it is left out"
            findings.warning("unused-footnote", message, nodes.line(section), f"write '[^{label}]' where it belongs")
    return tuple(notes.values())


def _link(
    root: ET.Element, defined: Mapping[str, ET.Element], notes: dict[str, Note], findings: Findings
) -> list[ET.Element]:
    """Link the references in a tree; the notes that were not referred to before."""
    new = []
    for element in [element for element in root.iter("sup") if element.get("data-noteref") is not None]:
        label = element.attrib.pop("data-noteref")
        if label not in defined:
            message = f"there is no note {label!r}"
            hint = nearest(label, list(defined)) if defined else f"define it: '[^{label}]: text'"
            findings.error("undefined-footnote", message, nodes.line(element), hint)
            continue
        if label not in notes:
            notes[label] = Note(len(notes) + 1, defined[label])
            new.append(defined[label])
        note = notes[label]
        count = len(note.references) + 1
        anchor = f"_fnref-{note.number}" if count == 1 else f"_fnref-{note.number}-{count}"
        note.references.append(anchor)
        element.set("class", "noteref-mark")
        link = ET.SubElement(
            element, "a", {"class": "noteref", "role": "doc-noteref", "href": f"#{note.anchor}", "id": anchor}
        )
        link.text = str(note.number)
    return new
