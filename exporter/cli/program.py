"""The `exporter` command: its subcommands, and how everything that can go wrong is told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from exporter.cli.build import build
from exporter.cli.check import check
from exporter.cli.clean import clean
from exporter.cli.doctor import doctor
from exporter.cli.exits import Exit, exit_for
from exporter.cli.explain import explain
from exporter.cli.layouts import layouts
from exporter.cli.options import output, output_options
from exporter.cli.render import render
from exporter.cli.schema import schema
from exporter.cli.verify import verify
from exporter.errors import ExporterError

if TYPE_CHECKING:
    from exporter.model import Diagnostic

PROGRAM = "exporter"


class Program(click.Group):
    """A group of commands whose failures read like findings, never like a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for."""
        with telling_failures(ctx):
            return super().invoke(ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options before the command's name."""
        with telling_failures(ctx):
            return super().parse_args(ctx, args)


@contextmanager
def telling_failures(context: click.Context) -> Iterator[None]:
    """Print what went wrong as findings and leave with the exit code that belongs to it."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise _told(context, [_usage(error)], Exit.USAGE) from error
    except ExporterError as error:
        raise _told(context, error.diagnostics, exit_for(error.diagnostics)) from error
    except BrokenPipeError as error:
        _silence()
        raise click.exceptions.Exit(Exit.BROKEN_PIPE) from error
    except (KeyboardInterrupt, click.Abort) as error:
        output(context).message("interrupted: what was being written is as it was before")
        raise click.exceptions.Exit(Exit.INTERRUPTED) from error
    except (click.exceptions.Exit, click.ClickException):
        raise
    except Exception as error:  # a mistake of ours: people get a line that says what to report, not a traceback
        raise _told(context, [_apology(context, error)], Exit.INTERNAL) from error


def _told(context: click.Context, diagnostics: Iterable[Diagnostic], code: Exit) -> click.exceptions.Exit:
    """Print the findings and give the exception that ends the command."""
    output(context).findings(diagnostics)
    return click.exceptions.Exit(code)


def _usage(error: click.UsageError) -> Diagnostic:
    """Put a mistake on the command line as a finding that names what was perhaps meant."""
    from exporter.model import Diagnostic, Severity

    message, meant = error.format_message(), ""
    if isinstance(error, click.NoSuchOption | click.exceptions.NoSuchCommand):
        message = error.message
        meant = f"did you mean {' or '.join(repr(one) for one in error.possibilities)}? " if error.possibilities else ""
    command = error.ctx.command_path if error.ctx else PROGRAM
    return Diagnostic(
        rule="wrong-usage",
        severity=Severity.ERROR,
        message=message[:1].lower() + message[1:].rstrip("."),
        hint=f"{meant}see '{command} --help'",
    )


def _apology(context: click.Context, error: Exception) -> Diagnostic:
    """Own up to a mistake of exporter's; the traceback is for those who ask for it."""
    from exporter.model import Diagnostic, Severity

    if output(context).verbose:
        import traceback

        output(context).message("".join(traceback.format_exception(error)).rstrip())
    return Diagnostic(
        rule="internal-error",
        severity=Severity.ERROR,
        message=f"sorry, this is a mistake in exporter, not in your files: {type(error).__name__}: {error}",
        hint="run the command again with -v and report what it prints, together with the output of 'exporter doctor'",
    )


def _silence() -> None:
    """Point standard output to nowhere, so that the interpreter's last flush does not fail again."""
    with suppress(OSError, ValueError):  # the stream may be no file, as in tests, or closed
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 some documents failed, 2 wrong use, 3 warnings under --strict, 4 configuration or "
    "template error, 5 a tool or font is missing, 130 interrupted.",
)
@click.version_option(package_name=PROGRAM, prog_name=PROGRAM, message="%(prog)s %(version)s")
@output_options
def program() -> None:
    """Turn a Markdown article into an accessible PDF brochure, an ebook and a web page."""


for command in (build, render, check, verify, clean, explain, layouts, schema, doctor):
    program.add_command(command)
