"""The way to a scheduler: its address, who may listen, and who is there."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from exporter.batch.versions import versions
from exporter.errors import ExporterError
from exporter.model import Diagnostic, Severity

if TYPE_CHECKING:
    from distributed import Client, Security

CONNECT_S = 20.0
"""Until a scheduler counts as gone, at the start and when the connection is lost."""
PATIENCE_S = 120.0
"""Until a scheduler must have a worker: clusters that grow on demand take a minute or two."""
SHOWN = 5
"""Differing versions and workers that a message names."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the scheduler is, and what it is shown."""

    scheduler: str
    """Such as `tcp://127.0.0.1:8786`, or `tls://` and so on."""
    tls_ca_file: Path | None = None
    """Of those who sign for scheduler and workers, PEM."""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    patience_s: float = PATIENCE_S
    """Until there must be a worker."""

    @property
    def tls(self) -> dict[str, Path]:
        """Files that were given, by the name of their option."""
        named = {"--tls-ca-file": self.tls_ca_file, "--tls-cert": self.tls_cert, "--tls-key": self.tls_key}
        return {name: path for name, path in named.items() if path is not None}


def check(connection: Connection) -> tuple[Diagnostic, ...]:
    """What is to be said of an address before anybody calls there.

    Raises:
        ExporterError: it is no address of a scheduler, or does not fit the files for TLS.
    """
    scheme, host = _parts(connection.scheduler)
    if scheme == "tls":
        missing = [path for path in connection.tls.values() if not path.is_file()]
        if missing:
            raise _refused(f"there is no file {str(missing[0])!r}", "name the files for TLS in PEM")
        return ()
    if connection.tls:
        hint = f"write --scheduler tls://{connection.scheduler.removeprefix('tcp://')}, or leave the option out"
        raise _refused(f"{next(iter(connection.tls))} is for schedulers whose address begins with tls://", hint)
    if _is_loopback(host):
        return ()
    message = f"everything that goes to {connection.scheduler!r} and back can be read and changed on the way"
    hint = "use TLS, see docs/cluster.md; whoever can reach a scheduler can run programs on its workers"
    return (Diagnostic("unencrypted-cluster", Severity.WARNING, message, hint),)


def _parts(address: str) -> tuple[str, str]:
    """Scheme and host.

    Raises:
        ExporterError: there is something else.
    """
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("tcp", "tls") and parts.hostname and parts.port and parts.path in ("", "/")
    except ValueError:  # a port that is no number
        known = False
    if not known or parts.username is not None:
        raise _refused("the scheduler's address is not of the form tcp://HOST:PORT", "such as tcp://127.0.0.1:8786")
    return parts.scheme, parts.hostname or ""


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def connect(connection: Connection) -> Client:
    """Call a scheduler, and see that it has workers that make the same bytes as this machine would.

    Raises:
        ExporterError: dask.distributed is not installed, nobody answers, no worker comes, or one differs.
    """
    try:
        import distributed
    except ImportError as error:
        message, hint = f"--engine dask needs {error.name}", "run: pip install 'exporter[cluster]'"
        raise ExporterError([Diagnostic("missing-library", Severity.ERROR, message, hint)]) from error
    _hush()
    try:
        client = distributed.Client(
            connection.scheduler, timeout=CONNECT_S, security=_security(connection), set_as_default=False
        )
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        raise unreachable(connection.scheduler, str(error)) from error
    try:
        _wait_for_workers(client, connection)
        _refuse_others(client)
    except BaseException:
        client.close(timeout=1)
        raise
    return client


def _security(connection: Connection) -> Security | None:
    from distributed import Security

    if not connection.tls:  # what dask's own configuration says then
        return None
    return Security(
        require_encryption=True,
        tls_ca_file=_text(connection.tls_ca_file),
        tls_client_cert=_text(connection.tls_cert),
        tls_client_key=_text(connection.tls_key),
    )


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def _hush() -> None:
    """Keep dask's own messages from standard error: what matters comes as findings."""
    for name in ("distributed", "tornado", "asyncio"):
        for logger in (logging.getLogger(name), *_below(name)):
            logger.handlers = [logging.NullHandler()]
            logger.propagate = False
    warnings.filterwarnings("ignore", module=r"distributed(\.|$)")


def _below(name: str) -> list[logging.Logger]:
    known = logging.getLogger().manager.loggerDict
    return [one for key, one in known.items() if key.startswith(f"{name}.") and isinstance(one, logging.Logger)]


def _wait_for_workers(client: Client, connection: Connection) -> None:
    try:
        client.wait_for_workers(1, timeout=connection.patience_s)
    except TimeoutError as error:
        raise deserted(connection) from error


def _refuse_others(client: Client) -> None:
    """Ask each worker for its versions.

    Raises:
        ExporterError: one lacks exporter, or its versions are others.
    """
    answers: Mapping[str, object] = client.run(versions, on_error="return")
    names = {address: str(one["name"]) for address, one in client.scheduler_info(n_workers=-1)["workers"].items()}
    findings = [
        foreign(names.get(address, address), answer)
        for address, answer in sorted(answers.items())
        if answer != versions()
    ]
    if findings:
        raise ExporterError(findings)


def foreign(worker: str, answer: object) -> Diagnostic:
    """A worker that would make other bytes, or none."""
    if isinstance(answer, Mapping):
        odd = _differing(versions(), answer)
        shown = [f"{name} {there or 'missing'} and not {here or 'none'}" for name, (here, there) in odd.items()]
        more = f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else ""
        message = f"the worker {worker!r} has {', '.join(shown[:SHOWN])}{more}"
    else:
        message = f"the worker {worker!r} does not have exporter as it is here: {answer}"
    hint = "install the same versions everywhere: it would make other files than this machine"
    return Diagnostic("other-versions", Severity.ERROR, message, hint)


def _differing(wanted: Mapping[str, str], found: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Versions that are not the same, by name: what is wanted and what there is."""
    names = [*wanted, *(name for name in found if name not in wanted)]
    pairs = {name: (wanted.get(name, ""), found.get(name, "")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def unreachable(scheduler: str, reason: str) -> ExporterError:
    """Nobody answers at the scheduler's address."""
    hint = "start it with 'dask scheduler', check address and TLS, and that no firewall is between; see docs/cluster.md"
    message = f"there is no scheduler at {scheduler!r}: {reason.splitlines()[0] if reason else 'no answer'}"
    return ExporterError([Diagnostic("unreachable-scheduler", Severity.ERROR, message, hint)])


def deserted(connection: Connection) -> ExporterError:
    """A scheduler without workers."""
    message = f"the scheduler at {connection.scheduler!r} has had no worker for {connection.patience_s:.0f} s"
    hint = f"start one with 'dask worker {connection.scheduler}'; see docs/cluster.md"
    return ExporterError([Diagnostic("no-workers", Severity.ERROR, message, hint)])


def lost(scheduler: str) -> ExporterError:
    """The scheduler was there, and is no more."""
    message = f"the connection to the scheduler at {scheduler!r} is lost"
    hint = "what was finished is in its place; run the command again when the scheduler is back"
    return ExporterError([Diagnostic("lost-scheduler", Severity.ERROR, message, hint)])


def _refused(message: str, hint: str) -> ExporterError:
    return ExporterError([Diagnostic("wrong-usage", Severity.ERROR, message, hint)])
