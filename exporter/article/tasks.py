"""Task lists: `- [x] done`, `- [ ] to do`."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from exporter.article import languages, nodes

_BOX = re.compile(r"\s*\[(?P<tick>[ xX])\][ \n]+(?=\S|$)")
_SIGNS = {True: "☑", False: "☐"}


def mark(root: ET.Element, language: str) -> None:
    """Turn the brackets at the head of list items into boxes that are drawn, and read aloud as words."""
    for item in root.iter("li"):
        holder = item
        if not (item.text or "").strip() and len(item) and item[0].tag == "p":
            holder = item[0]
        match = _BOX.match(holder.text or "")
        if not match:
            continue
        done = match["tick"] != " "
        nodes.add_class(item, "task")
        if done:
            nodes.add_class(item, "task-done")
        box = ET.Element(
            "span", {"class": "task-box", "role": "img", "aria-label": languages.task_label(language, done=done)}
        )
        if not languages.has_labels(language):
            box.set("lang", "en")
        box.text = _SIGNS[done]
        box.tail = f" {(holder.text or '')[match.end() :]}"
        holder.text = None
        holder.insert(0, box)
