"""What is found on the way, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops the file it is about, a warning does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about an article, a configuration file or a finished file."""

    rule: str
    """Stable identifier in kebab case, such as `missing-image`."""
    severity: Severity
    message: str
    """Lower case, no full stop, the offending value as `!r`."""
    hint: str = ""
    """What to do about it, as an imperative; empty where nothing can be advised."""
    path: str = ""
    """The file as the user named it; empty where no file is to blame."""
    line: int | None = None
    """1-based."""
    column: int | None = None
    """1-based."""

    def __str__(self) -> str:
        """Format as `path:line:column: severity: message [rule]`, the hint on a line of its own."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        head = f"{place}: " if place else ""
        tail = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{head}{self.severity}: {self.message} [{self.rule}]{tail}"
