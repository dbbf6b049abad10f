"""By HTTP: pages of records are asked for until there is nothing new; cases are posted, and the other side may refuse some."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from huying.base.journal.refusals import Incomplete
from huying.cases.models import Case, Connector, Exchanged, Parcel
from tests import stories
from tests.web.exchange.connectors import desk
from tests.web.exchange.connectors.desk import OFFER, Office, counted

pytestmark = pytest.mark.django_db


class Other:
    """Another office's system: pages of records by cursor, and what was posted to it."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        self.posted: list[Any] = []
        self.keys: list[str] = []
        self.answer: tuple[int, Any] = (200, {})
        self.secret = ""


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[Other]:
    known = Other()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            at = parse_qs(urlsplit(self.path).query).get("cursor", [""])[0]
            known.asked.append(at)
            known.secret = self.headers.get("authorization", "")
            self.say(200, known.pages[at]) if at in known.pages else self.say(503, {})

        def do_POST(self) -> None:
            known.posted.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            known.keys.append(self.headers["idempotency-key"])
            self.say(*known.answer)

        def say(self, status: int, body: Any) -> None:
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_given: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    known.url = f"http://127.0.0.1:{server.server_port}/calls"  # type: ignore[attr-defined]
    monkeypatch.setattr(settings, "INSIDE", ["127.0.0.1"])
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


def record(**given: Any) -> dict[str, Any]:
    said = desk.ROW | {key: str(value) for key, value in given.items()}
    return {
        "call": {"no": said["no"], "said": said["said"]},
        **{key: said[key] for key in ("at", "kind", "tel", "who")},
    }


@pytest.fixture
def office(city: stories.City, other: Any) -> Office:
    mapping = desk.CALLS | {"number": "call.no", "text": "call.said"}
    mapping.pop("point")
    http = {"url": other.url, "records": "data.items", "next": "data.next"}
    return Office(desk.connected(http=http, mapping=mapping, secret="s3cret"))


def test_pages_are_asked_for_until_there_is_nothing_new_and_from_there_the_next_time(
    office: Office, other: Any
) -> None:
    other.pages = {
        "": {"data": {"items": [record(no=1), record(no=2, kind="ship")], "next": "b"}},
        "b": {"data": {"items": [record(no=3)], "next": None}},
    }
    assert counted(office.run()) == (3, 2, 1, 0)
    assert (other.asked, other.secret) == (["", "b"], "Bearer s3cret")
    assert [*Case.objects.order_by("external").values_list("external", flat=True)] == ["1", "3"]
    other.pages["b"] = {"data": {"items": [record(no=3), record(no=4)], "next": "c"}}
    other.pages["c"] = {"data": {"items": []}}
    assert counted(office.run()) == (1, 1, 0, 0)  # what was asked for again and said again is no second record
    assert other.asked[2:] == ["b", "c"]
    assert {parcel.ended_at is None for parcel in Parcel.objects.all()} == {False}


def test_a_system_that_is_away_costs_nothing_but_time(office: Office, other: Any) -> None:
    counts = office.run()
    connector = Connector.objects.get()
    assert (counts.trouble, connector.trouble, connector.failures) == ("HTTP 503", "HTTP 503", 1)
    assert connector.troubled_since is not None
    assert connector.next_at
    assert connector.ran_at
    assert (connector.next_at - connector.ran_at).seconds == 600
    other.pages = {"": {"data": {"items": [record(no=1)]}}}
    office.run()
    connector.refresh_from_db()
    assert [connector.trouble, connector.failures, connector.troubled_since] == ["", 0, None]


def test_an_answer_that_is_something_else_is_trouble_and_says_what(office: Office, other: Any) -> None:
    other.pages = {"": {"rows": []}}
    assert office.run().trouble == "There is no list of records at “data.items” in the answer."


def test_cases_are_posted_and_what_the_other_side_refuses_is_accounted_for(city: stories.City, other: Any) -> None:
    office = Office(desk.connected(takes="cases", mapping=OFFER, http={"url": other.url}))
    taken, refused = stories.dispatched(city), stories.dispatched(city)
    other.answer = (500, {})
    assert office.run().trouble == "HTTP 500"
    other.answer = (200, {"refused": [{"number": refused.number, "reason": "no such lamp"}]})
    assert counted(office.run()) == (2, 1, 1, 0)
    assert other.posted[0] == other.posted[1]
    assert other.keys[0] == other.keys[1]  # the same is posted under the same name
    assert [each["no"] for each in other.posted[1]["records"]] == [taken.number, refused.number]
    assert Exchanged.objects.get(state="refused").reason == "no such lamp"


def test_an_address_inside_is_asked_only_where_the_city_says_so(city: stories.City) -> None:
    with pytest.raises(Incomplete, match="此地址位于内部网络"):
        desk.connected(http={"url": "http://10.1.2.3/calls"})
