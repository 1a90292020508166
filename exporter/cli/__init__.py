"""The command line: parses, calls the stages, prints; it alone reads the date and the settings of the environment."""

from __future__ import annotations

import gc
import sys

GARBAGE_THRESHOLDS = (200_000, 20, 50)
"""Python searches for garbage after every 700 new objects, and WeasyPrint makes a million that are all in use: seldom
searching saves a tenth of the time, and costs no memory that was measured."""


def main() -> None:
    """Run the `exporter` command and leave with one of `exits.Exit`."""
    try:
        from exporter.cli.program import program
        from exporter.cli.signals import leave_on_termination

        leave_on_termination()
        gc.set_threshold(*GARBAGE_THRESHOLDS)
        program(prog_name="exporter")
    except KeyboardInterrupt:  # outside of a command, while modules are still being imported
        from exporter.cli.exits import Exit

        sys.exit(Exit.INTERRUPTED)
