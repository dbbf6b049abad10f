"""Cases go to the system of their unit, and what is done there is done here: whatever that system is like."""

from typing import Any

import pytest
import requests
from django.test import Client

from huying.base.units.models import Key
from huying.base.units.roles import SYSTEM, Actor, Role
from huying.cases import beside, handling, routing
from huying.cases.models import Case, Peer, Pulled, Pushed
from huying.cases.telling import timeline
from huying.web.open311 import connecting, peers
from huying.web.open311.exchanging import exchange
from tests import stories

pytestmark = pytest.mark.django_db

THERE = "https://lights.example.org/open311/v2/"


class Answer(requests.Response):
    def __init__(self, status: int, body: str | bytes) -> None:
        super().__init__()
        self.status_code = status
        self._content = body if isinstance(body, bytes) else body.encode()


class Server:
    """A server that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[str, tuple[int, str]] = {
            "requests.xml": (
                200,
                "<service_requests><request><service_request_id>L-1</service_request_id></request></service_requests>",
            ),
            "servicerequestupdates.xml": (200, "<service_request_updates/>"),
        }

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: Any) -> None:
        return None

    def request(self, method: str, url: str, **given: Any) -> Answer:
        path = url.removeprefix(THERE)
        self.asked.append((method, path, dict(given.get("data") or given["params"])))
        if "away" in self.answers:
            raise requests.ConnectionError
        return Answer(*self.answers[path])

    def tells(self, *rows: tuple[str, str, str]) -> None:
        """Updates: number, status, description."""
        body = "".join(
            f"<request_update><update_id>{pk}</update_id><service_request_id>L-1</service_request_id><status>{status}</status>"
            f"<updated_datetime>2026-08-01T09:30:0{place}+08:00</updated_datetime><description>{text}</description></request_update>"
            for place, (pk, status, text) in enumerate(rows)
        )
        self.answers["servicerequestupdates.xml"] = (200, f"<service_request_updates>{body}</service_request_updates>")

    def posted(self, path: str = "requests.xml") -> list[dict[str, str]]:
        return [said for method, asked, said in self.asked if (method, asked) == ("POST", path)]


@pytest.fixture
def there(monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server()
    monkeypatch.setattr(peers.outbound, "to", lambda _url: server)
    return server


@pytest.fixture
def case(city: stories.City, there: Server) -> Case:
    """With the lighting office, which works in a system of its own."""
    Peer.objects.create(unit=city.unit["lighting"], endpoint=THERE, key="k", services={"0203": "LAMP"})
    case = stories.received(city, answers={"lights": 2})
    routing.dispatch(case, to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    return case


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_case_is_filed_there_once_and_without_its_contact(case: Case, there: Server) -> None:
    exchange()
    exchange()
    (said,) = there.posted()
    pushed = Pushed.objects.get()
    assert said == {
        "service_code": "LAMP", "description": case.text.body, "lat": "30.050000", "long": "114.050000",
        "attribute[external_id]": f"{case.number}/{pushed.pk}", "attribute[lights]": "2", "api_key": "k",
    }  # fmt: skip
    assert pushed.external == "L-1"


def test_what_is_confidential_stays(city: stories.City, there: Server) -> None:
    Peer.objects.create(unit=city.unit["lighting"], endpoint=THERE, key="k")
    sealed = stories.received(city, answers={"lights": 2}, confidentiality="confidential")
    routing.dispatch(sealed, to=city.unit["lighting"], by=SYSTEM, basis="灯饰条例 3")
    exchange()
    assert there.posted() == []
    assert [number for number, *_why in connecting.waiting()] == [sealed.number]


def test_what_they_do_is_done_here_once(case: Case, there: Server) -> None:
    exchange()
    there.tells(("1", "investigating", "转给二队"), ("2", "in_progress", "已派工"), ("3", "fixed", "换了灯泡"))
    exchange()
    exchange()
    story = timeline(now(case), resident=False)
    assert [entry.verb for entry in story] == ["receive", "dispatch", "note", "accept", "reply"]
    assert (story[-1].words["text"], story[-1].who) == ("换了灯泡", "城市照明处")


def test_what_the_resident_says_is_told_them_and_does_not_come_back(case: Case, there: Server) -> None:
    exchange()
    beside.message(now(case), by=Actor.resident(case.pk), text="第三盏")
    there.answers["servicerequestupdates.xml"] = (
        200,
        "<service_request_updates><request_update><update_id>U-9</update_id></request_update></service_request_updates>",
    )
    exchange()
    there.tells(("U-9", "unchanged", "第三盏"))
    exchange()
    (said,) = there.posted("servicerequestupdates.xml")
    assert (said["service_request_id"], said["update_id"], said["status"]) == ("L-1", f"{case.number}-3", "UNCHANGED")
    assert [entry.verb for entry in timeline(now(case), resident=False)] == ["receive", "dispatch", "message"]


def test_who_is_away_costs_nothing_but_time(case: Case, there: Server) -> None:
    there.answers["away"] = (0, "")
    exchange()
    assert Peer.objects.get().trouble == "Away: ConnectionError"
    beside.message(now(case), by=Actor.resident(case.pk), text="第三盏")
    del there.answers["away"]
    Pushed.objects.update(due_at=case.received_at)
    exchange()
    assert (Pushed.objects.get().external, Peer.objects.get().trouble) == ("L-1", "")
    assert len(there.posted("servicerequestupdates.xml")) == 1


def test_what_they_refuse_waits_for_a_person_and_is_sent_again(case: Case, there: Server) -> None:
    filed = there.answers["requests.xml"]
    there.answers["requests.xml"] = (
        404,
        "<errors><error><code>404</code><description>no LAMP</description></error></errors>",
    )
    exchange()
    exchange()
    assert (len(there.posted()), [*connecting.waiting()]) == (1, [(case.number, "→", "no LAMP")])
    there.answers["requests.xml"] = filed
    assert connecting.settle(case.number) == 1
    exchange()
    assert Pushed.objects.get().external == "L-1"


def test_what_a_rule_forbids_is_a_conflict_and_a_note_at_the_case(case: Case, there: Server) -> None:
    exchange()
    there.tells(("1", "not_councils_responsibility", "不归我们"))
    exchange()
    assert [(number, status) for number, status, _why in connecting.waiting()] == [
        (case.number, "not_councils_responsibility")
    ]
    assert [entry.verb for entry in timeline(now(case), resident=False)] == ["receive", "dispatch", "note"]
    assert Pulled.objects.get().settled_at is None


def test_a_server_without_updates_is_compared(case: Case, there: Server) -> None:
    exchange()
    there.answers["servicerequestupdates.xml"] = (404, "")
    there.answers["requests.xml"] = (
        200,
        "<service_requests><request><service_request_id>L-1</service_request_id><status>closed</status>"
        "<status_notes>换了灯泡</status_notes><updated_datetime>2026-08-01T09:30:00Z</updated_datetime></request></service_requests>",
    )
    exchange()
    assert [entry.verb for entry in timeline(now(case), resident=False)] == ["receive", "dispatch", "accept", "reply"]


def test_a_case_that_moves_away_is_over_for_them(city: stories.City, case: Case, there: Server) -> None:
    exchange()
    routing.reassign(now(case), to=city.unit["roads"], by=city.actor("dispatcher"), reason="other", basis="道路条例 1")
    exchange()
    assert [said["status"] for said in there.posted("servicerequestupdates.xml")] == ["CANCELLED"]
    assert Pushed.objects.count() == 0


def test_a_peer_is_a_huying_too(city: stories.City, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own server is the peer: what is filed there comes in by the door of this very city, and its updates come back."""
    key = Key.make(Role.INTEGRATOR, None, Key.Purpose.OPEN311_PRIVATE)
    Peer.objects.update(key=key, services={"": "LIGHT"})
    browser = Client()

    class Itself(Server):
        def request(self, method: str, url: str, **given: Any) -> Answer:
            said = dict(given.get("data") or given["params"])
            came = getattr(browser, method.lower())("/open311/v2/" + url.removeprefix(THERE), said)
            return Answer(came.status_code, came.content)

    monkeypatch.setattr(peers.outbound, "to", lambda _url: Itself())
    exchange()
    other = Case.objects.get(number=Pushed.objects.get().external)
    routing.dispatch(other, to=city.unit["roads"], by=SYSTEM, basis="清单")
    handling.accept(other, by=stories.lead(other))
    handling.reply(other, by=stories.lead(other), text="换了灯泡", result="resolved")
    exchange()
    assert [(entry.verb, entry.words.get("text")) for entry in timeline(now(case), resident=False)[-1:]] == [
        ("reply", "换了灯泡")
    ]
