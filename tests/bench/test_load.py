"""The load generator asks any server, by schedule, and counts from when a call was due. The server here is the standard library's."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from bench.load.description import Description
from bench.load.generator import Load, Phase
from bench.load.report import report

CALLS: dict[str, Any] = {
    "calls": [
        {
            "name": "file", "method": "POST", "path": "/things", "body": {"text": "Nr. {n} in {street}", "lon": "{lon}"},
            "expect": 201, "take": {"key": "body.thing.key", "seen": "headers.ETag"},
        },
        {"name": "settle", "method": "POST", "path": "/things/{key}/settle", "again": {"status": 404, "every": 0.01, "within": 5}},
        {"name": "read", "path": "/things/{key}", "headers": {"If-None-Match": "{seen}"}, "form": {"of": "{street}"}},
    ],
    "given": [{"street": "East", "lon": 1.5}, {"street": "West", "lon": 2.5}],
}  # fmt: skip


class Things:
    """A small server: things are filed, not there when first asked for, and then settled."""

    def __init__(self) -> None:
        self.filed: list[Any] = []
        self.asked: set[str] = set()
        self.read: list[tuple[str, bytes]] = []
        self.stalled: threading.Event | None = None

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        if self.stalled:
            self.stalled.wait(10)
        path, body = environ["PATH_INFO"], environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status, answer = self.answer(path, environ, body)
        start(status, [("Content-Length", str(len(answer))), ("ETag", '"v1"')])
        return [answer]

    def answer(self, path: str, environ: dict[str, Any], body: bytes) -> tuple[str, bytes]:
        if path == "/things":
            self.filed.append(json.loads(body))
            return "201 Created", json.dumps({"thing": {"key": f"k{len(self.filed)}"}}).encode()
        if path.endswith("/settle"):
            known = path in self.asked
            self.asked.add(path)
            return ("200 OK", b"{}") if known else ("404 Not Found", b"")
        self.read.append((environ["HTTP_IF_NONE_MATCH"], body))
        return ("500 Internal Server Error", b"") if path == "/things/k3" else ("200 OK", b"{}")


class Quiet(WSGIRequestHandler):
    """Nothing on the terminal."""

    def log_message(self, *_args: Any) -> None:
        pass


@contextmanager
def serving(things: Things) -> Iterator[str]:
    with make_server("127.0.0.1", 0, things, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def things() -> Things:
    return Things()


def test_a_journey_fills_what_it_was_given_and_what_it_took_into_its_calls(things: Things) -> None:
    with serving(things) as address:
        Load(address, Description.of(CALLS), connections=1).run([Phase(1000, 0.002)])
    assert things.filed == [{"text": "Nr. 0 in East", "lon": 1.5}, {"text": "Nr. 1 in West", "lon": 2.5}]
    assert sorted(things.read) == [('"v1"', b"of=East"), ('"v1"', b"of=West")]


def test_what_is_not_there_yet_is_asked_for_again_and_no_error(things: Things) -> None:
    with serving(things) as address:
        told = report(Load(address, Description.of(CALLS)).run([Phase(200, 0.01)]), [Phase(200, 0.01)])
    assert (told["errors"], told["journeys"]) == (0, {"intended": 2, "done": 2})
    assert [(name, call["n"], call["not yet"]) for name, call in told["calls"].items()] == [
        ("file", 2, 0), ("settle", 2, 2), ("read", 2, 0),
    ]  # fmt: skip


def test_an_unexpected_answer_ends_its_journey_and_is_counted_by_its_status(things: Things) -> None:
    phases = [Phase(100, 0.02), Phase(100, 0.02)]
    with serving(things) as address:
        told = report(Load(address, Description.of(CALLS), connections=1).run(phases), phases)
    assert told["calls"]["read"]["errors"] == {"500": 1}
    assert told["journeys"] == {"intended": 4, "done": 3}
    assert sum(phase["errors"] for phase in told["phases"]) == told["errors"] == 1


def test_a_server_that_is_away_is_an_error_of_each_call() -> None:
    told = report(Load("http://127.0.0.1:9", Description.of(CALLS)).run([Phase(100, 0.02)]), [Phase(100, 0.02)])
    assert (told["errors"], told["journeys"]["done"]) == (2, 0)


def test_a_server_that_stalls_is_asked_no_later_and_every_call_waits_as_long_as_it_did(things: Things) -> None:
    """No coordinated omission: calls are due by schedule, and are measured from then."""
    things.stalled, rate, n = threading.Event(), 100, 5
    one = {"calls": CALLS["calls"][:1], "given": CALLS["given"]}
    with serving(things) as address:
        threading.Timer(0.3, things.stalled.set).start()
        asked = Load(address, Description.of(one), connections=1).run([Phase(rate, n / rate)])
    assert [round(call.since * rate) for call in asked] == [*range(n)]
    assert [call.since + call.ms / 1000 >= asked[0].ms / 1000 for call in asked] == [True] * n


def test_a_pattern_is_read_as_rates_and_seconds() -> None:
    assert Phase.read("1x20,15x20.5") == [Phase(1, 20), Phase(15, 20.5)]
