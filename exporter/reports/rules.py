"""What the reference says of each rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROW = re.compile(
    r"^\| (?P<names>`[a-z][^|]+`) \| (?:error|warning|info)[^|]* \| (?P<meaning>[^|]+) \| (?P<remedy>[^|]+) \|",
    re.MULTILINE,
)
NAME = re.compile(r"`([a-z][a-z0-9-]+)`")


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the tables below "Findings"; both texts are Markdown."""

    meaning: str
    remedy: str


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its name: from the copy of REFERENCE.md in the installed package, or from the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_REFERENCE.md"
    page = (installed if installed.exists() else package.parent / "REFERENCE.md").read_text(encoding="utf-8")
    return {
        name: Rule(row["meaning"].strip(), row["remedy"].strip())
        for row in ROW.finditer(page)
        for name in NAME.findall(row["names"])
    }
