"""What the command's exit code says, and which findings lead to which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exporter.model import Diagnostic


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FAILED = 1
    """Some documents have errors; the others were written."""
    USAGE = 2
    """The command line is wrong; nothing was done."""
    WARNINGS = 3
    """There are warnings, and `--strict` was asked for."""
    CONFIGURATION = 4
    """The project's configuration, a clinic's file, a layout or a template is wrong."""
    MISSING = 5
    """A tool, a library or a font is missing: `exporter doctor` says which and how to get it."""
    INTERNAL = 70
    """A mistake of exporter's own (EX_SOFTWARE of sysexits.h)."""
    INTERRUPTED = 130
    """Ctrl-C: 128 and the number of SIGINT."""
    BROKEN_PIPE = 141
    """Whoever read the output went away: 128 and the number of SIGPIPE."""


MISSING_RULES = frozenset(
    {
        "lost-scheduler",
        "missing-engine",
        "missing-font",
        "missing-library",
        "no-workers",
        "other-versions",
        "unreachable-scheduler",
    }
)
CONFIGURATION_RULES = frozenset(
    {
        "impossible-fold",
        "impossible-sheet",
        "missing-narration",
        "missing-publisher",
        "no-parts",
        "no-project",
        "output-collision",
        "unknown-clinic",
        "unknown-edition",
        "unknown-engine",
        "unknown-fold",
        "unknown-layout",
        "unknown-option",
        "unknown-paper",
        "unknown-profile",
        "unknown-token",
        "unsupported-fold",
        "unsupported-format",
    }
)
USAGE_RULES = frozenset(
    {
        "missing-narration",
        "missing-publisher",
        "unknown-clinic",
        "unknown-edition",
        "unknown-engine",
        "unknown-format",
        "wrong-usage",
    }
)
"""Without a file that is to blame they are about what was typed."""
SETTING_RULES = frozenset({"invalid-value"})
"""Without a file that is to blame they are about an edition, or about what stands in for one on the command line."""
CONFIGURATION_SUFFIXES = frozenset({".toml", ".j2", ".css"})


def exit_for(diagnostics: Iterable[Diagnostic], *, strict: bool = False) -> Exit:
    """Give the exit code for everything that was found; what stops most documents weighs most."""
    from exporter.model import Severity

    found = tuple(diagnostics)
    errors = [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]
    if any(error.rule in USAGE_RULES and not error.path for error in errors):
        return Exit.USAGE
    if any(_is_about_configuration(error) for error in errors):
        return Exit.CONFIGURATION
    if any(error.rule in MISSING_RULES for error in errors):
        return Exit.MISSING
    if errors:
        return Exit.FAILED
    if strict and any(diagnostic.severity is Severity.WARNING for diagnostic in found):
        return Exit.WARNINGS
    return Exit.DONE


def _is_about_configuration(error: Diagnostic) -> bool:
    if error.path:
        return error.rule in CONFIGURATION_RULES or PurePath(error.path).suffix in CONFIGURATION_SUFFIXES
    return error.rule in CONFIGURATION_RULES | SETTING_RULES
