"""Pictures from listed hosts, fetched from a real server with TLS on this machine.

The names resolve to public addresses, as far as the code is told, and the connections to them end at the server.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from exporter.errors import ExporterError
from exporter.model import Diagnostic, ImageReference
from exporter.resources import Door, Place, Policy
from exporter.resources.fetch import Network, fetch

PEM = Path(__file__).parent / "server.pem"
"""A key and a certificate for images.example.org and cdn.example.org, which nobody but these tests trusts."""
PUBLIC = "93.184.215.14"
BLAME = Place("article.md", 7)
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server, what it answers, and what it was asked."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Host header and path."""
    looked_up: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)

    def network(self, *addresses: str) -> Network:
        def look_up(host: str) -> list[str]:
            self.looked_up.append(host)
            return list(addresses or (PUBLIC,))

        def connect(place: tuple[str, int], timeout_s: float) -> socket.socket:
            self.connected.append(place)
            return socket.create_connection(("127.0.0.1", self.port), timeout_s)

        return Network(look_up, connect, lambda: ssl.create_default_context(cafile=str(PEM)))

    def policy(self, *addresses: str, timeout_s: float = 5.0) -> Policy:
        hosts = frozenset({"images.example.org", "cdn.example.org", "other.example.org"})
        return Policy(hosts, fetch_bytes=100_000, timeout_s=timeout_s, network=self.network(*addresses))


@pytest.fixture
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            here.asked.append((self.headers["Host"], self.path))
            here.answers[self.path](self)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            """Say nothing of clients that hang up, which is what many of these tests want."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        here = Site(int(server.server_address[1]))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield here
        server.shutdown()
        thread.join()


def body(data: bytes, status: int = 200) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


def redirect(target: str, status: int = 302) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if target:
            request.send_header("Location", target)
        request.end_headers()

    return answer


def raw(data: bytes, *, every_s: float = 0.0) -> Answer:
    """Answer with bytes as they are, one at a time where `every_s` is given."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True
        for piece in [data] if not every_s else [data[n : n + 1] for n in range(len(data))]:
            request.wfile.write(piece)
            request.wfile.flush()
            time.sleep(every_s)

    return answer


def fault(url: str, policy: Policy) -> Diagnostic:
    with pytest.raises(ExporterError) as caught:
        fetch(url, policy, BLAME)
    (finding,) = caught.value.diagnostics
    assert (finding.path, finding.line) == ("article.md", 7)
    assert finding.hint
    return finding


def test_a_picture_is_fetched_from_the_address_that_was_checked(site: Site, tmp_path: Path) -> None:
    stream = BytesIO()
    Image.new("RGB", (3, 2), "red").save(stream, "PNG")
    site.answers["/hand.png?size=3"] = body(stream.getvalue())
    reference = ImageReference("https://Images.Example.org:443/hand.png?size=3#left", "")
    resource, findings = Door(tmp_path, site.policy()).image(reference, base=tmp_path, blame_path="article.md")
    assert (resource.width_px, resource.height_px) == (3, 2)
    assert not findings
    assert site.asked == [("images.example.org", "/hand.png?size=3")]
    assert site.looked_up == ["images.example.org"]
    assert site.connected == [(PUBLIC, 443)]


def test_letters_outside_ascii_are_encoded(site: Site) -> None:
    site.answers["/Z%C3%BCrich%20a%2Fb.png?q=%C3%A9"] = body(b"picture")
    assert fetch("https://images.example.org/Zürich a%2Fb.png?q=é", site.policy(), BLAME) == b"picture"


def test_an_address_without_a_path_asks_for_the_root(site: Site) -> None:
    site.answers["/"] = body(b"picture")
    assert fetch("https://images.example.org.", site.policy(), BLAME) == b"picture"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_every_host_is_checked(site: Site, status: int) -> None:
    site.answers["/a"] = redirect("b", status)
    site.answers["/b"] = redirect("https://cdn.example.org/c", status)
    site.answers["/c"] = body(b"picture")
    assert fetch("https://images.example.org/a", site.policy(), BLAME) == b"picture"
    assert site.looked_up == ["images.example.org", "images.example.org", "cdn.example.org"]


@pytest.mark.parametrize(
    ("target", "rule"),
    [
        ("http://images.example.org/b", "forbidden-address"),
        ("https://images.example.org:8443/b", "forbidden-address"),
        ("https://user@images.example.org/b", "forbidden-address"),
        ("https://images.example.org:port/b", "invalid-address"),
        ("https://evil.example.org/b", "host-not-allowed"),
        ("https://127.0.0.1/b", "host-not-allowed"),
        ("file:///etc/passwd", "forbidden-address"),
        ("//[", "invalid-address"),
        ("/a", "fetch-failed"),
        ("", "fetch-failed"),
    ],
)
def test_a_redirect_gets_no_further_than_an_address(site: Site, target: str, rule: str) -> None:
    site.answers["/a"] = redirect(target)
    finding = fault("https://images.example.org/a", site.policy())
    assert finding.rule == rule
    assert len(site.connected) <= 4


def test_only_so_many_redirects(site: Site) -> None:
    for number in range(9):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}")
    site.answers["/3"] = body(b"picture")
    assert fetch("https://images.example.org/0", site.policy(), BLAME) == b"picture"
    site.answers["/3"] = redirect("/4")
    assert "redirects more than 3 times" in fault("https://images.example.org/0", site.policy()).message


PRIVATE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 - refused, not listened at
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_connected_to(site: Site, address: str) -> None:
    for addresses in ((address,), (PUBLIC, address)):
        finding = fault("https://images.example.org/a", site.policy(*addresses))
        assert finding.rule == "private-address"
        assert address in finding.message
    assert not site.connected


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07::1", "64:ff9b::5db8:d70e", f"::ffff:{PUBLIC}"])
def test_a_public_address_is_connected_to_as_it_is(site: Site, address: str) -> None:
    site.answers["/a"] = body(b"picture")
    assert fetch("https://images.example.org/a", site.policy(address), BLAME) == b"picture"
    assert site.connected == [(address, 443)]


def test_a_name_that_changes_its_address_is_looked_up_once_for_each_request(site: Site) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    network = replace(site.network(), look_up=lambda _host: next(answers))
    site.answers["/a"] = body(b"picture")
    policy = replace(site.policy(), network=network)
    assert fetch("https://images.example.org/a", policy, BLAME) == b"picture"
    assert site.connected == [(PUBLIC, 443)]
    assert fault("https://images.example.org/a", policy).rule == "private-address"
    assert len(site.connected) == 1


def test_this_machine_is_refused_by_default() -> None:
    assert fault("https://localhost/a.png", Policy(frozenset({"localhost"}))).rule == "private-address"
    assert fault("https://127.0.0.1/a.png", Policy(frozenset({"127.0.0.1"}))).rule == "private-address"


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("https://evil.example.org/a", "host-not-allowed"),
        ("https://images.example.org.evil.example/a", "host-not-allowed"),
        ("https://images.example.org@evil.example.org/a", "forbidden-address"),
        ("https://images.example.org:80/a", "forbidden-address"),
        ("https://images.example.org:99999/a", "invalid-address"),
        ("https:///a", "forbidden-address"),
        ("https://[::1/a", "invalid-address"),
        ("http://images.example.org/a", "forbidden-address"),
    ],
)
def test_other_hosts_and_ports_are_not_even_looked_up(site: Site, url: str, rule: str) -> None:
    assert fault(url, site.policy()).rule == rule
    assert not site.looked_up


def test_a_host_that_is_not_listed_is_named(site: Site) -> None:
    finding = fault("https://evil.example.org/a", site.policy())
    assert "'evil.example.org'" in finding.message
    assert "'hosts'" in finding.hint


def test_the_certificate_must_be_for_the_name(site: Site) -> None:
    site.answers["/a"] = body(b"picture")
    finding = fault("https://other.example.org/a", site.policy())
    assert finding.rule == "fetch-failed"
    assert "not valid for 'other.example.org'" in finding.message


def test_the_certificate_must_be_trusted(site: Site) -> None:
    network = replace(site.network(), trust=ssl.create_default_context)
    finding = fault("https://images.example.org/a", replace(site.policy(), network=network))
    assert "certificate verify failed" in finding.message
    assert not site.asked


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (500, "500"), (206, "206"), (204, "204")])
def test_an_answer_that_is_no_success_is_told(site: Site, status: int, words: str) -> None:
    site.answers["/a"] = body(b"", status)
    finding = fault("https://images.example.org/a", site.policy())
    assert finding.rule == "fetch-failed"
    assert f"was answered with {words}" in finding.message


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 \x1b]0;owned\x07\r\n\r\n",
        b"\x1b[2J nonsense\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200,
    ],
)
def test_a_broken_answer_is_told_without_its_control_characters(site: Site, answer: bytes) -> None:
    site.answers["/a"] = raw(answer)
    finding = fault("https://images.example.org/a", site.policy())
    assert finding.rule == "fetch-failed"
    assert finding.message.isprintable()


def test_an_answer_too_large_is_given_up(site: Site) -> None:
    site.answers["/fits"] = body(bytes(100_000))
    site.answers["/large"] = body(bytes(100_001))
    site.answers["/endless"] = raw(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(3_000_000))
    assert len(fetch("https://images.example.org/fits", site.policy(), BLAME)) == 100_000
    for path in ("large", "endless"):
        assert fault(f"https://images.example.org/{path}", site.policy()).rule == "file-too-large"


def test_an_answer_in_chunks_is_put_together(site: Site) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.answers["/a"] = raw(head + b"4\r\npict\r\n3\r\nure\r\n0\r\n\r\n")
    site.answers["/broken"] = raw(head + b"zz\r\npict")
    assert fetch("https://images.example.org/a", site.policy(), BLAME) == b"picture"
    assert fault("https://images.example.org/broken", site.policy()).rule == "fetch-failed"


DRIPPING = {
    "head": b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 90,
    "body": b"HTTP/1.1 200 OK\r\n\r\n" + bytes(500),
    "silence": b"",
}


@pytest.mark.parametrize("answer", DRIPPING.values(), ids=DRIPPING)
def test_a_server_that_drips_is_given_up_in_time(site: Site, answer: bytes) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        raw(answer, every_s=0.02)(request)
        request.rfile.read(1)  # until the client hangs up

    site.answers["/a"] = slow
    start = time.monotonic()
    finding = fault("https://images.example.org/a", site.policy(timeout_s=0.3))
    assert finding.rule == "fetch-failed"
    assert time.monotonic() - start < 5


def test_time_is_up_before_it_began(site: Site) -> None:
    assert "too long" in fault("https://images.example.org/a", site.policy(timeout_s=0)).message
    assert not site.connected


def test_a_name_that_cannot_be_resolved_is_told(site: Site) -> None:
    def unknown(_host: str) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    policy = replace(site.policy(), network=replace(site.network(), look_up=unknown))
    finding = fault("https://images.example.org/a", policy)
    assert "Name or service not known" in finding.message


def test_a_name_that_cannot_be_a_name_is_told() -> None:
    host = "a" * 70 + ".example.org"
    assert fault(f"https://{host}/a", Policy(frozenset({host}))).rule == "fetch-failed"


def test_a_server_that_refuses_the_connection_is_told(site: Site) -> None:
    def refuse(_place: tuple[str, int], _timeout_s: float) -> socket.socket:
        raise ConnectionRefusedError(111, "Connection refused")

    policy = replace(site.policy(), network=replace(site.network(), connect=refuse))
    assert "Connection refused" in fault("https://images.example.org/a", policy).message
