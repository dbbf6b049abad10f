"""Webhooks: every step once after repeats are dropped, in the order of its case, whatever the other system does meanwhile.

Long because it is all that another system may do.
"""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from huying.base.journal import clock, memory, seals
from huying.base.journal.memory import Event
from huying.base.journal.refusals import Incomplete
from huying.cases import handling
from huying.cases.models import Case
from huying.notices.models import Delivery, Subscription
from huying.notices.webhooks import posting, queueing, subscribing
from tests import stories
from tests.stories import City

pytestmark = pytest.mark.django_db

HANGS = -1


class Other:
    """Another system: it takes what is signed, and answers as `answers` says, one each; then 204."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.answers: list[int | None] = []
        """None: it hangs up without a word; HANGS: it says nothing for ever."""
        self.over, self.chance = Flag(), random.Random(1)
        self.secret, self.url, self.lock = "", "", Lock()

    def take(self, body: bytes, headers: dict[str, str]) -> int | None:
        with self.lock:
            answer = self.answers.pop(0) if self.answers else 204
            told = Webhook(self.secret).verify(body, headers)
            if answer == 204 or self.chance.random() < 0.5:  # it may have it, and say that it failed
                self.taken.append(told)
            return answer

    def once(self) -> list[dict[str, Any]]:
        """What it took, without repeats."""
        return [*{told["id"]: told for told in reversed(self.taken)}.values()][::-1]


@contextmanager
def listening(other: Other) -> Iterator[Other]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            answer = other.take(self.rfile.read(int(self.headers["content-length"])), dict(self.headers.items()))
            if answer is None or answer == HANGS:
                self.close_connection = True
                _over = answer is None or other.over.wait()
                return
            self.send_response(answer)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    other.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield other
    finally:
        other.over.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def city() -> City:
    return stories.city()


@pytest.fixture
def other(settings: Any) -> Iterator[Other]:
    settings.INSIDE = ["127.0.0.1"]
    with listening(Other()) as there:
        yield there


def subscribed(city: City, other: Other, unit: str = "lighting", **more: Any) -> Subscription:
    made = subscribing.subscribe(name="照明", unit=city.unit[unit], url=other.url, by=city.actor("admin"), **more)
    other.secret = made.secret
    return made


def posted(subscription: Subscription) -> int:
    """What the job does each few seconds."""
    seals.seal()
    queueing.queue(subscription.pk)
    return posting.post(subscription.pk)


def until_all_is_told(subscription: Subscription) -> None:
    """Time goes by until nothing waits."""
    moment = clock.now()
    for _try in range(200):
        with clock.at(moment):
            posted(subscription)
        if not Delivery.objects.filter(dead=False).exists():
            return
        moment += timedelta(minutes=3)
    raise AssertionError("Something still waits.")


def record(*cases: Case) -> dict[str, list[str]]:
    """Number of the case → its steps, as the journal has them."""
    verbs = {case.number: memory.remembered("case", case.pk) for case in cases}
    return {number: [f"case.{event.verb}" for event in events] for number, events in verbs.items()}


def by_case(told: list[dict[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in told:
        found.setdefault(one["case"]["number"], []).append(one["type"])
    return found


def test_every_step_of_the_units_cases_is_told_in_order(city: City, other: Other) -> None:
    subscription = subscribed(city, other)
    ours = [stories.closed(city), stories.replied(city)]
    stories.dispatched(city, category=city.category["roads"])  # of another unit
    assert posted(subscription) == sum(len(steps) for steps in record(*ours).values())
    assert by_case(other.taken) == record(*ours)
    assert posted(subscription) == 0


def test_a_step_is_told_in_codes_and_nothing_else(city: City, other: Other) -> None:
    subscription = subscribed(city, other, verbs=["accept"])
    case = stories.in_progress(city, name="王小明", phone="13900001111", text="楼下路灯不亮")
    posted(subscription)
    (told,) = other.taken
    event = Event.objects.get(life="case", thing=case.pk, verb="accept")
    assert told == {
        "version": 1,
        "id": f"{case.number}.{event.seq}",
        "type": "case.accept",
        "at": json.loads(json.dumps(event.at.isoformat().replace("+00:00", "Z"))),
        "seq": event.seq,
        "by": "staff",
        "case": {
            "number": case.number,
            "state": "in_progress",
            "category": city.category["light"].code,
            "area": city.area["west"].code,
            "unit": city.unit["lighting"].code,
        },
    }


def test_a_look_at_a_contact_is_told_to_nobody_but_its_owner(city: City, other: Other) -> None:
    subscription = subscribed(city, other)
    case = stories.in_progress(city, phone="13900001111")
    stories.look(case, stories.lead(case))
    posted(subscription)
    assert by_case(other.taken)[case.number] == [step for step in record(case)[case.number] if step != "case.reveal"]


def test_a_subscription_may_ask_for_some_steps_and_some_categories_only(city: City, other: Other) -> None:
    subscription = subscribed(city, other, unit="hall", verbs=["reply"], categories=[city.category["streets"].code])
    road = stories.in_progress(city, category=city.category["roads"])
    handling.reply(road, by=stories.lead(road), text="已修补", result="resolved")
    light = stories.replied(city)
    posted(subscription)
    book = {road.number: "roads", light.number: "light"}
    below = {number for number, name in book.items() if city.category[name].parent_id == city.category["streets"].pk}
    assert below
    assert by_case(other.taken) == {number: ["case.reply"] for number in below}


@pytest.mark.parametrize("seed", range(3))
def test_a_receiver_that_fails_and_hangs_has_every_step_once_and_in_order(
    city: City, other: Other, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "PATIENCE", (0.3, 0.3))
    chance = random.Random(seed)
    other.answers = chance.choices([204, 500, 503, 404, None, 301, HANGS], [10, 4, 2, 2, 2, 2, 1], k=60)
    subscription = subscribed(city, other)
    ours = [stories.closed(city) for _n in range(5)]
    until_all_is_told(subscription)
    ours.append(stories.replied(city))
    until_all_is_told(subscription)
    assert by_case(other.once()) == record(*ours)
    assert not Delivery.objects.exists()


def test_a_worker_killed_after_posting_tells_it_again_with_the_same_id(
    city: City, other: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscription = subscribed(city, other)
    case = stories.replied(city)

    def killed(*_told: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(posting, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            posted(subscription)
    posted(subscription)
    assert by_case(other.once()) == record(case)
    assert len(other.taken) == 2 * len(other.once())


def test_a_step_that_is_refused_holds_up_its_own_case_only(city: City, other: Other) -> None:
    subscription = subscribed(city, other)
    first, second = stories.replied(city), stories.replied(city)
    refused = record(first)[first.number][0], first.number
    take = other.take
    other.take = lambda body, headers: (  # type: ignore[method-assign]
        400 if (json.loads(body)["type"], json.loads(body)["case"]["number"]) == refused else take(body, headers)
    )
    assert posted(subscription) == len(record(second)[second.number])
    assert by_case(other.taken) == record(second)
    moment = clock.now()
    for _try in range(posting.MOST_TRIES):
        with clock.at(moment := moment + posting.LONGEST_WAIT):
            posted(subscription)
    assert [one.dead for one in Delivery.objects.order_by("pk")] == [True]
    other.take = take  # type: ignore[method-assign]
    assert subscribing.revive(subscription, by=city.actor("admin")) == 1
    posted(subscription)
    assert sorted(by_case(other.taken)[first.number]) == sorted(record(first)[first.number])


def test_a_system_that_is_away_is_left_alone_for_longer_and_longer(city: City, other: Other) -> None:
    subscription = subscribed(city, other)
    stories.closed(city)
    moment = clock.now() + timedelta(minutes=1)
    waits = []
    for _try in range(12):
        other.answers = [503]
        with clock.at(moment):
            posted(subscription)
            subscription.refresh_from_db()
            assert posting.post(subscription.pk) == 0
        assert subscription.next_at
        waits.append((subscription.next_at - moment).total_seconds())
        moment = subscription.next_at + timedelta(hours=1)
    assert waits == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600]
    assert subscription.failure == "503"


def test_everything_since_a_moment_is_told_again(city: City, other: Other) -> None:
    subscription = subscribed(city, other)
    moment = clock.now() - timedelta(days=3)
    with clock.at(moment):
        early = stories.replied(city)
        posted(subscription)
    late = stories.replied(city)
    posted(subscription)
    other.taken.clear()
    subscribing.tell_again(subscription, since=moment + timedelta(days=1), by=city.actor("admin"))
    posted(subscription)
    assert by_case(other.taken) == record(late)
    other.taken.clear()
    subscribing.tell_again(subscription, since=moment, by=city.actor("admin"))
    posted(subscription)
    assert by_case(other.taken) == record(early, late)


def test_what_happened_while_it_was_stopped_is_told_when_it_goes_on(city: City, other: Other) -> None:
    subscription = subscribed(city, other)
    subscribing.change(subscription, by=city.actor("admin"), stopped=True)
    case = stories.replied(city)
    assert (posted(subscription), other.taken) == (0, [])
    subscribing.change(subscription, by=city.actor("admin"), stopped=False)
    posted(subscription)
    assert by_case(other.taken) == record(case)


def test_only_what_happens_from_now_on_is_told(city: City, other: Other) -> None:
    stories.replied(city)
    seals.seal()
    assert posted(subscribed(city, other)) == 0


def test_a_wrong_subscription_is_refused_with_every_reason_at_once(city: City, other: Other) -> None:
    with pytest.raises(Incomplete) as refusal:
        subscribing.subscribe(
            name="x", unit=city.unit["lighting"], url="http://10.0.0.1/", verbs=["fly", "reveal"], categories=["nothing"],
            by=city.actor("admin"),
        )  # fmt: skip
    assert set(refusal.value.fields) == {"url", "verbs", "categories"}
    assert not Subscription.objects.exists()


def test_a_dead_letter_is_kept_as_long_as_a_notice(city: stories.City, settings: Any) -> None:
    subscription = subscribing.subscribe(
        name="路灯系统", unit=city.unit["lighting"], url="https://1.1.1.1/hook", by=city.actor("admin")
    )
    case = stories.in_progress(city)
    for seq, dead in ((1, True), (2, False)):
        Delivery.objects.create(subscription=subscription, case=case, seq=seq, dead=dead, next_at=clock.now())
    with clock.at(clock.now() + settings.NOTICES_KEPT + timedelta(days=1)):
        assert subscribing.forget() == 1
    assert [*Delivery.objects.values_list("seq", flat=True)] == [2]
