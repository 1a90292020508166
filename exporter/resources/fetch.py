"""One https request to a listed host, to the very address that was found harmless."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from exporter.resources.door import Place, Policy

REDIRECTS = 3
CHUNK_BYTES = 64 * 1024
HTTPS_PORT = 443
REDIRECTING = frozenset({301, 302, 303, 307, 308})


class PinnedConnection(http.client.HTTPSConnection):
    """Connects to an address that was checked, while the certificate is checked against the name.

    Looking the name up again could give another address, one inside the house.
    """

    def __init__(self, host: str, address: str, *, timeout_s: float) -> None:
        self.context = ssl.create_default_context()
        super().__init__(host, HTTPS_PORT, timeout=timeout_s, context=self.context)
        self.address = address

    def connect(self) -> None:
        """Open the connection to the checked address."""
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.context.wrap_socket(plain, server_hostname=self.host)


def fetch(url: str, policy: Policy, blame: Place) -> bytes:
    """Fetch a picture.

    Raises:
        ExporterError: the host is not listed or resolves to a private address, the answer is too large, too late or
            no success.
    """
    deadline = time.monotonic() + policy.timeout_s
    target = url
    for _ in range(REDIRECTS + 1):
        host = _allowed_host(target, policy, blame)
        try:
            answer = _request(target, host, policy, blame, deadline)
        except (OSError, http.client.HTTPException) as error:
            raise blame.error(
                "fetch-failed",
                f"{target!r} could not be fetched: {str(error) or type(error).__name__}",
                "try again later, or copy the picture into the project",
            ) from error
        if isinstance(answer, bytes):
            return answer
        target = urljoin(target, answer)
    raise blame.error("fetch-failed", f"{url!r} redirects more than {REDIRECTS} times")


def _allowed_host(url: str, policy: Policy, blame: Place) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise blame.error("invalid-address", f"{url!r} is no valid address: {error}") from error
    host = (parts.hostname or "").rstrip(".").lower()
    if parts.scheme != "https" or parts.username is not None or port not in (None, HTTPS_PORT) or not host:
        raise blame.error(
            "forbidden-address", f"{url!r} is not fetched: only plain https addresses on the usual port are"
        )
    if host not in policy.hosts:
        raise blame.error(
            "host-not-allowed",
            f"{url!r} is not fetched: the project does not list the host {host!r}",
            "copy the picture into the project, or add the host to 'hosts' in the project's configuration",
        )
    return host


def _public_address(host: str, blame: Place) -> str:
    """The first address of `host`; every one of them must be public.

    Raises:
        ExporterError: one of them is private, loopback, link-local, multicast or reserved.
        OSError: the name cannot be resolved.
    """
    found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if not mapped.is_global or mapped.is_multicast:
            raise blame.error("private-address", f"the host {host!r} has the private address {text}, not fetched")
    return addresses[0]


def _request(url: str, host: str, policy: Policy, blame: Place, deadline: float) -> bytes | str:
    """The body, or the address that the answer redirects to."""
    address = _public_address(host, blame)
    connection = PinnedConnection(host, address, timeout_s=max(0.1, deadline - time.monotonic()))
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET", path, headers={"Accept": "image/*", "User-Agent": "exporter"})
        response = connection.getresponse()
        if response.status in REDIRECTING:
            return response.headers.get("Location", "")
        if response.status != http.client.OK:
            raise blame.error("fetch-failed", f"{url!r} was answered with {response.status} {response.reason}")
        data = bytearray()
        while chunk := response.read(CHUNK_BYTES):
            data += chunk
            if len(data) > policy.fetch_bytes:
                limit = policy.fetch_bytes / 2**20
                raise blame.error("file-too-large", f"{url!r} is larger than the limit of {limit:.0f} MB")
            if time.monotonic() > deadline:
                raise blame.error("fetch-failed", f"{url!r} took longer than {policy.timeout_s:.0f} s")
        return bytes(data)
    finally:
        connection.close()
