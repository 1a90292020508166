"""Options that several commands share, and how the environment stands in for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from exporter.cli.output import Output

F = TypeVar("F", bound=Callable[..., object])
V = TypeVar("V")
KEY = "exporter.output"
COLOURS = ("auto", "always", "never")


def output_options(command: F) -> F:
    """Add `-q`, `-v` and `--color`, which may stand before or after the command's name."""
    for option in (
        click.option(
            "--color",
            type=click.Choice(COLOURS),
            envvar="EXPORTER_COLOR",
            show_envvar=True,
            expose_value=False,
            callback=_remember,
            help="When to use colour; NO_COLOR is honoured.  [default: auto]",
        ),
        click.option(
            "-v", "--verbose", is_flag=True, expose_value=False, callback=_remember, help="Tell each step and more."
        ),
        click.option("-q", "--quiet", is_flag=True, expose_value=False, callback=_remember, help="Tell errors only."),
    ):
        command = option(command)
    return command


def as_one(shape: Callable[..., V]) -> Callable[[Callable[[click.Context, V], None]], Callable[..., None]]:
    """Hand a command its many parameters as one value, made by `shape` from their names."""

    def decorate(command: Callable[[click.Context, V], None]) -> Callable[..., None]:
        @click.pass_context
        @wraps(command)
        def called(context: click.Context, /, **given: object) -> None:
            command(context, shape(**given))

        return called

    return decorate


def _remember(context: click.Context, parameter: click.Parameter, value: str | bool | None) -> None:  # noqa: FBT001 - click's signature
    """Keep the option for `output`; what follows the command's name outweighs what precedes it."""
    if value and parameter.name:
        context.meta[f"{KEY}.{parameter.name}"] = value


def output(context: click.Context) -> Output:
    """Give what the options said about printing so far."""
    from exporter.cli.output import Colour, Output

    return Output(
        quiet=bool(context.meta.get(f"{KEY}.quiet")),
        verbose=bool(context.meta.get(f"{KEY}.verbose")),
        colour=Colour(context.meta.get(f"{KEY}.color", Colour.AUTO)),
    )


strict_option = click.option(
    "--strict",
    is_flag=True,
    envvar="EXPORTER_STRICT",
    show_envvar=True,
    help="Take warnings for errors: write nothing for an article that has any, and end with exit code 3.",
)
allow_unverified_option = click.option(
    "--allow-unverified",
    is_flag=True,
    envvar="EXPORTER_ALLOW_UNVERIFIED",
    show_envvar=True,
    help="Write files that fail verification too, without the labels they would claim.",
)
overset_option = click.option(
    "--overset",
    type=click.Choice(["refuse", "draft"]),
    default="refuse",
    show_default=True,
    help="What becomes of a text that does not fit: an error, or a draft on more pages, each of them marked.",
)
project_option = click.option(
    "--project",
    type=click.Path(path_type=Path),
    envvar="EXPORTER_PROJECT",
    show_envvar=True,
    metavar="DIR",
    help="The project's folder.  [default: the nearest with exporter.toml or pyproject.toml]",
)


def cluster_options(command: F) -> F:
    """Add what says who does the work."""
    pem = click.Path(path_type=Path)
    for option in (
        click.option("--tls-key", type=pem, envvar="EXPORTER_TLS_KEY", show_envvar=True, help="The certificate's key."),
        click.option(
            "--tls-cert", type=pem, envvar="EXPORTER_TLS_CERT", show_envvar=True, help="What we show to the scheduler."
        ),
        click.option(
            "--tls-ca-file",
            type=pem,
            envvar="EXPORTER_TLS_CA_FILE",
            show_envvar=True,
            help="Who signs for the scheduler at tls://…; PEM, like the next two.",
        ),
        click.option(
            "--scheduler",
            metavar="URL",
            envvar="EXPORTER_SCHEDULER",
            show_envvar=True,
            help="Of dask: its scheduler's address, tcp://HOST:PORT or tls://HOST:PORT.",
        ),
        click.option(
            "--engine",
            type=click.Choice(["local", "dask"]),
            default="local",
            show_default=True,
            envvar="EXPORTER_ENGINE",
            show_envvar=True,
            help="Who does the work: this machine, or the workers of a dask cluster.",
        ),
    ):
        command = option(command)
    return command


def today(environment: Mapping[str, str], now: Callable[[], datetime]) -> date:
    """Give the day that stands for today: that of SOURCE_DATE_EPOCH (reproducible-builds.org), else of the clock.

    Raises:
        click.UsageError: SOURCE_DATE_EPOCH is no number of seconds since 1970.
    """
    text = environment.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return now().date()
    try:
        return datetime.fromtimestamp(int(text), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        message = f"the environment's SOURCE_DATE_EPOCH is {text!r}, not a number of seconds since 1970"
        raise click.UsageError(message) from error
