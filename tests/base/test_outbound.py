"""Nobody makes Huying ask into its own network: not by name, not by number, not by a redirect, not by a name that changes."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import requests
from requests_hardened.ip_filter import InvalidIPAddress

from huying.base import outbound
from huying.base.journal.refusals import Refused

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200",  # noqa: S104 - refused
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "2130706433", "0177.0.0.1", "0x7f.1", "127.1",
    "[::1]", "[::]", "[fe80::1]", "[fd00:ec2::254]", "[ff02::1]", "[::ffff:127.0.0.1]", "[::ffff:169.254.169.254]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "localhost",
]  # fmt: skip


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Host → the addresses it has, one more look-up each; what is not in here is looked up as ever."""
    known: dict[str, list[str]] = {}
    really = socket.getaddrinfo

    def look_up(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host in known:
            found = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
            return really(found, port, *more, **named)
        return really(host, port, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_refused_when_it_is_entered(host: str) -> None:
    with pytest.raises(Refused):
        outbound.public(f"https://{host}/hook")


@pytest.mark.parametrize("host", INSIDE)
def test_an_address_inside_is_not_asked(host: str) -> None:
    with pytest.raises(requests.RequestException):
        outbound.session().get(f"http://{host}/hook", timeout=1)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "gopher://x.example/", "ftp://x.example/", "//x.example/", "x.example", "https://", "http://[", "",
        "https://a:b@203.0.113.7/", "https://1.1.1.1:22/", "https://1.1.1.1:99999/", "https://nowhere.invalid/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        outbound.public(url)


@pytest.mark.parametrize("url", ["https://1.1.1.1/hook", "http://8.8.8.8:8080/", "https://[2606:4700::1111]/"])
def test_a_public_address_may_be_entered(url: str) -> None:
    outbound.public(url)


def test_a_name_that_leads_inside_is_refused(names: dict[str, list[str]]) -> None:
    names["hooks.example"] = ["10.0.0.7"]
    with pytest.raises(Refused):
        outbound.public("https://hooks.example/")
    with pytest.raises(InvalidIPAddress):
        outbound.session().get("https://hooks.example/")


def test_a_name_that_changes_after_it_was_entered_is_not_asked(names: dict[str, list[str]]) -> None:
    names["hooks.example"] = ["1.1.1.1", "127.0.0.1"]
    outbound.public("https://hooks.example/")
    with pytest.raises(InvalidIPAddress):
        outbound.session().get("https://hooks.example/")


def test_the_connection_goes_to_the_address_that_was_judged(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once: by the time of connecting it may lead inside, and nobody asks it again."""
    names["hooks.example"] = ["1.1.1.1", "127.0.0.1"]
    asked = []

    def connect(place: tuple[str, int], *_more: Any, **_named: Any) -> socket.socket:
        asked.append(place[0])
        raise OSError("no way out of here")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(requests.ConnectionError):
        outbound.session().get("http://hooks.example/")
    assert asked == ["1.1.1.1"]


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A server that sends everybody inside, and the address it was meant to be found at."""

    class Astray(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()

        def log_message(self, *_said: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Astray) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_a_redirect_inside_is_not_followed(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound.GUARDED, "ip_filter_allow_loopback_ips", True)  # so that the first server can be asked
    with outbound.session() as session, pytest.raises(InvalidIPAddress):
        session.get(elsewhere)


def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    with pytest.raises(InvalidIPAddress):
        outbound.session().get("http://127.0.0.1/")
