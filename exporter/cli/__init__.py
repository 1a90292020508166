"""The command line: parses, calls the stages, prints; it alone reads the date and the settings of the environment."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the `exporter` command and leave with one of `exits.Exit`."""
    try:
        from exporter.cli.program import program
        from exporter.cli.signals import leave_on_termination
        from exporter.engines import garbage

        leave_on_termination()
        garbage.search_seldom()
        program(prog_name="exporter")
    except KeyboardInterrupt:  # outside of a command, while modules are still being imported
        from exporter.cli.exits import Exit

        sys.exit(Exit.INTERRUPTED)
