"""`exporter doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exporter.cli.exits import Exit
from exporter.cli.options import output, output_options

if TYPE_CHECKING:
    from exporter.doctor import Fact


@click.command()
@output_options
@click.pass_context
def doctor(context: click.Context) -> None:
    """Tell what this machine has of what exporter needs, and how to get the rest.

    Ends with exit code 5 when something is missing without which nothing can be exported.
    """
    from exporter import doctor as examination
    from exporter.cli.findings import counted
    from exporter.cli.table import lines

    facts = examination.examine(examination.probes())
    out = output(context)
    texts = iter(lines(("", "", ""), [_row(fact) for fact in facts])[1:])
    group = None
    for fact, text in zip(facts, texts, strict=True):
        if fact.group is not group:
            out.data(("\n" if group else "") + click.style(fact.group, bold=True))
            group = fact.group
        colour = None if fact.found else "red" if fact.needed else "yellow"
        out.data(click.style(f"  {text}", fg=colour))
        if not fact.found:
            out.data(f"    hint: {fact.remedy}")
    absent = examination.missing(facts)
    if absent:
        out.note(f"\n{counted(len(absent), 'thing')} missing: {', '.join(fact.name for fact in absent)}")
        raise click.exceptions.Exit(Exit.MISSING)
    optional = [fact.name for fact in facts if not fact.found]
    out.note("\nready to export" + (f"; without {', '.join(optional)} some things cannot be done" if optional else ""))


def _row(fact: Fact) -> tuple[str, str, str]:
    return fact.name, fact.found or "missing", fact.purpose
