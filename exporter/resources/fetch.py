"""One https request to a listed host, to the very address that was found harmless."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urljoin, urlsplit

if TYPE_CHECKING:
    from exporter.resources.door import Place, Policy

COPY = "copy the picture into the project, and name it by its path"
REDIRECTS = 3
CHUNK_BYTES = 64 * 1024
HTTPS_PORT = 443
REDIRECTING = frozenset({301, 302, 303, 307, 308})
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052, 2.1: IPv6 addresses whose last four bytes are an IPv4 address; so are those below `::/96`."""
COMPATIBLE = ipaddress.IPv6Network("::/96")


def _looked_up(host: str) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Network:
    """How a name becomes addresses, an address a connection, and whom to trust: the system's ways where not given."""

    look_up: Callable[[str], Sequence[str]] = _looked_up
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context


class PunctualSocket(ssl.SSLSocket):
    """Gives up at the deadline, however often something arrives: a timeout alone starts anew with every byte."""

    deadline_s: float = 0.0

    def recv_into(self, *arguments: Any) -> int:  # noqa: ANN401 - handed on as they come
        """Wait for data no longer than until the deadline."""
        self.settimeout(_left(self.deadline_s))
        return super().recv_into(*arguments)


class PinnedConnection(http.client.HTTPSConnection):
    """Connects to an address that was checked, while the certificate is checked against the name.

    Looking the name up again could give another address, one inside the house.
    """

    def __init__(self, host: str, address: str, network: Network, deadline_s: float) -> None:
        self.context = network.trust()
        self.context.sslsocket_class = PunctualSocket
        super().__init__(host, HTTPS_PORT, context=self.context)
        self.address = address
        self.network = network
        self.deadline_s = deadline_s

    def connect(self) -> None:
        """Open the connection to the checked address."""
        plain = self.network.connect((self.address, HTTPS_PORT), _left(self.deadline_s))
        try:
            plain.settimeout(_left(self.deadline_s))
            secure = cast("PunctualSocket", self.context.wrap_socket(plain, server_hostname=self.host))
        except BaseException:
            plain.close()
            raise
        secure.deadline_s = self.deadline_s
        self.sock = secure


def _left(deadline_s: float) -> float:
    """Seconds until the deadline.

    Raises:
        TimeoutError: there are none.
    """
    left = deadline_s - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    return left


def fetch(url: str, policy: Policy, blame: Place) -> bytes:
    """Fetch a picture.

    Raises:
        ExporterError: the host is not listed or resolves to a private address, the answer is too large, too late or
            no success.
    """
    deadline_s = time.monotonic() + policy.timeout_s
    target = url
    for _ in range(REDIRECTS + 1):
        host = _allowed_host(target, policy, blame)
        try:
            answer = _request(target, host, policy, blame, deadline_s)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise blame.error(
                "fetch-failed",
                f"{target!r} could not be fetched: {_printable(str(error) or type(error).__name__)}",
                "try again later, or copy the picture into the project",
            ) from error
        if isinstance(answer, bytes):
            return answer
        try:
            target = urljoin(target, answer)
        except ValueError as error:
            raise blame.error(
                "invalid-address", f"{target!r} redirects to {answer!r}, no valid address", COPY
            ) from error
    raise blame.error("fetch-failed", f"{url!r} redirects more than {REDIRECTS} times", COPY)


def _printable(text: str) -> str:
    """What a server said, without what would reach into the terminal that shows it."""
    return text if text.isprintable() else ascii(text)


def _allowed_host(url: str, policy: Policy, blame: Place) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise blame.error("invalid-address", f"{url!r} is no valid address: {error}", COPY) from error
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme != "https" or parts.username is not None or port not in (None, HTTPS_PORT) or not host:
        raise blame.error(
            "forbidden-address", f"{url!r} is not fetched: only plain https addresses on the usual port are", COPY
        )
    if host not in policy.hosts:
        raise blame.error(
            "host-not-allowed",
            f"{url!r} is not fetched: the project does not list the host {host!r}",
            "copy the picture into the project, or add the host to 'hosts' in the project's configuration",
        )
    return host


def _public_address(host: str, network: Network, blame: Place) -> str:
    """The first address of `host`; every one of them must be public.

    Raises:
        ExporterError: one of them is private, loopback, link-local, multicast or reserved.
        OSError: the name cannot be resolved.
    """
    addresses = network.look_up(host)
    for text in addresses:
        for address in _meant(ipaddress.ip_address(text.partition("%")[0])):
            if not address.is_global or address.is_multicast:
                raise blame.error(
                    "private-address", f"the host {host!r} has the private address {text}, not fetched", COPY
                )
    return addresses[0]


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> Iterator[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The address, and the IPv4 address within an IPv6 one, which a gateway may pass the connection on to."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    else:
        yield address
        if address.sixtofour:
            yield address.sixtofour
        if address in NAT64 or address in COMPATIBLE:
            yield ipaddress.IPv4Address(address.packed[-4:])


def _request(url: str, host: str, policy: Policy, blame: Place, deadline_s: float) -> bytes | str:
    """The body, or the address that the answer redirects to."""
    network = policy.network or Network()
    connection = PinnedConnection(host, _public_address(host, network, blame), network, deadline_s)
    parts = urlsplit(url)
    path = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe="/%?:@!$&'()*+,;=~-._")
    try:
        connection.request("GET", path, headers={"Accept": "image/*", "User-Agent": "exporter"})
        with connection.getresponse() as response:
            if response.status in REDIRECTING:
                return response.headers.get("Location", "")
            if response.status != http.client.OK:
                reason = _printable(f"{response.status} {response.reason}".strip())
                raise blame.error("fetch-failed", f"{url!r} was answered with {reason}", COPY)
            data = bytearray()
            while chunk := response.read1(CHUNK_BYTES):
                data += chunk
                if len(data) > policy.fetch_bytes:
                    limit = policy.fetch_bytes / 2**20
                    raise blame.error("file-too-large", f"{url!r} is larger than the limit of {limit:.0f} MB", COPY)
            return bytes(data)
    finally:
        connection.close()
